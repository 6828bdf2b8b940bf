import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createApp } from '../src/app.ts';
import type { App, AppParts } from '../src/app.ts';
import { exportBooks } from '../src/engine/export-books.ts';
import { proveFlow } from '../src/engine/prove-flow.ts';
import { runToQuiet } from '../src/engine/worker.ts';
import type { Proof } from '../src/proof/proof.ts';
import { realClock } from '../src/sandbox/clock.ts';
import type { SharedClock } from '../src/sandbox/clock.ts';
import { openDatabase } from '../src/store/database.ts';
import { thisMachine } from '../src/store/launcher-machine.ts';
import { migrate, readMigrations } from '../src/store/migrate.ts';
import { proofStore } from '../src/store/proof.ts';
import { secretsUnder } from '../src/store/secrets.ts';
import { tokenStore } from '../src/store/tokens.ts';
import { openYears } from '../test/tryton/company.ts';
import { rpcTo } from '../test/tryton/rpc.ts';
import { password, startTryton } from '../test/tryton/server.ts';
import type { Books } from '../test/tryton/server.ts';
import { areEqual, checkWithHledger, checkWithLedger } from './check-books.ts';
import type { Balances } from './check-books.ts';
import { firstDocuments } from './first-documents.ts';
import { accountsOf, countsOf, currency, readJson, say, show, totalsOf } from './retail-proof.ts';
import { flow, importOrders, ledger, organisation, source } from './shop.ts';

// Real order lines into a real Tryton: import, sync in the machine's own time, prove, export, and let programs that we did not write
// check the result. The last line is one JSON object; it exits with 0 only if all of it holds.

const here = (path: string): URL => new URL(path, import.meta.url);
const kept = { mapping: here('../examples/online-retail/mapping-tryton.yaml') };
/** The years of the order lines. */
const years = [2010, 2011];

/** On SQLite, Tryton's transactions wait for each other, and take longer side by side than one after the other. */
const limitsOf: NonNullable<AppParts['limitsOf']> = ({ provider }) =>
  provider === 'tryton' ? { perMinute: 6000, perDay: null, concurrent: 1 } : null;

/** A shop with an embedded database and a company of its own in a Tryton of its own. */
interface Shop {
  readonly app: App;
  readonly clock: SharedClock;
  readonly books: Books;
  readonly folder: string;
  close(): Promise<void>;
}

async function openShop(onCall: () => void): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-retail-'));
  // The database may run as another user, which must be able to pass through.
  await chmod(folder, 0o711);
  const server = await startTryton('the machine’s');
  const books = await server.fresh();
  await openYears(rpcTo(books.url, books.headers), years);
  const database = await openDatabase({ dataFolder: folder, databaseUrl: null, role: 'server' }, thisMachine());
  const clock = realClock();
  await migrate(database.pool, await readMigrations(), clock.now());
  const app = createApp({ pool: database.pool, keyed: database.keyed, secrets: secretsUnder(randomBytes(32)), clock, onCall, limitsOf });
  await connect(app, books, clock.now());
  return {
    app,
    clock,
    books,
    folder,
    close: async () => {
      await app.close();
      await server.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function connect({ pool, connections, secrets }: App, books: Books, now: number): Promise<void> {
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Gift shop', now]);
  const shared = { organisation, state: 'ready' } as const;
  const inside = { signIn: null, app: null, other: {} };
  await connections.addConnection(
    { ...shared, connection: source, provider: 'csv', label: 'Order lines', account: source, hosts: {}, settings: inside },
    now,
  );
  const settings = { signIn: 'sign-in', app: null, other: {} };
  await connections.addConnection(
    { ...shared, connection: ledger, provider: 'tryton', label: 'Tryton', account: '1', hosts: { api: books.url }, settings },
    now,
  );
  // A login stands where other sign-ins keep their tokens: the password in the place of the token, under the user's name.
  const credentials = {
    access: password,
    refresh: '',
    previous: null,
    issuedAt: now,
    expiresAt: Number.MAX_SAFE_INTEGER,
    subject: 'admin',
  };
  await tokenStore(pool, secrets).add({ organisation, signIn: 'sign-in' }, { ...credentials, scopes: [], refusedAt: null });
}

async function run(whole: string, limit: number): Promise<boolean> {
  let calls = 0;
  const shop = await openShop(() => void (calls += 1));
  try {
    const path = await firstDocuments(whole, limit, shop.folder);
    const imported = await importOrders({ ...shop, kept }, path);
    say(`imported ${imported.rows} order lines, ${imported.firstDay} to ${imported.lastDay}`);
    const began = performance.now();
    const secondsSince = (): number => Math.round((performance.now() - began) / 1000);
    const watch = setInterval(() => say(`${calls} calls to Tryton in ${secondsSince()} seconds`), 10_000);
    await runToQuiet(shop.app.engine, { organisation, patienceSeconds: 60 }).finally(() => clearInterval(watch));
    const syncSeconds = secondsSince();
    say(`synced with ${calls} calls in ${syncSeconds} seconds`);
    const { store, clock, chance, open } = shop.app.engine;
    const proof = await proveFlow({ store, proofs: proofStore(shop.app.pool), clock, chance, open }, { ...flow, period: null });
    show(proof);
    await showHolds(shop);
    const checks = await checkOutside(shop, proof, { path, ...imported });
    const result = { ledger: 'tryton', ...countsOf(proof), ...totalsOf(proof), ...checks, calls, syncSeconds, seconds: secondsSince() };
    console.log(JSON.stringify(result));
    const isTrue = proof.word !== 'unexplained' && proof.unexplained.length === 0 && proof.countsAddUp && result.pending === 0;
    return isTrue && Object.values(checks).every((answer) => answer === true);
  } finally {
    await shop.close();
  }
}

async function showHolds({ app }: Shop): Promise<void> {
  const { rows } = await app.pool.query<{ text: string }>(
    `select kind || ' ' || code || ' ' || question::text as text from hold where closed_at is null order by 1 limit 10`,
  );
  for (const { text } of rows) say(`held: ${text.slice(0, 400)}`);
}

interface Sold {
  readonly path: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Null: the checker is not on this machine. */
async function checkOutside(shop: Shop, proof: Proof, sold: Sold): Promise<{ readonly [name: string]: boolean | null }> {
  const authorization = shop.books.headers['authorization'] ?? '';
  const read = outside('tryton-trial-balance.mjs', [shop.books.url, '1', authorization, sold.firstDay, sold.lastDay])['movement'];
  const movement: Balances = Object.fromEntries(Object.entries(read ?? {}).map(([account, figure]) => [account, String(figure)]));
  const ask = (checked: Balances | { readonly complaint: string } | null): boolean | null => {
    if (checked === null) return null;
    if (typeof checked['complaint'] === 'string') say(checked['complaint'].slice(0, 500));
    return areEqual(checked, movement);
  };
  say(`Tryton’s trial balance: ${JSON.stringify(movement)}`);
  return {
    sourceAgrees: outside('independent-total.mjs', [sold.path])['total'] === totalsOf(proof).sourceTotal,
    trialBalanceAgrees: areEqual(accountsOf(proof), movement),
    ledgerAgrees: ask(checkWithLedger(await exported(shop, 'ledger'), currency)),
    hledgerAgrees: ask(checkWithHledger(await exported(shop, 'hledger'), currency)),
  };
}

/** What a program answers that imports nothing of Tieout's. */
function outside(program: string, args: readonly string[]): Readonly<Record<string, unknown>> {
  const { stdout, stderr, status } = spawnSync(process.execPath, [here(program).pathname, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} could not read what it was asked for: ${stderr}`);
  return readJson(stdout);
}

async function exported(shop: Shop, format: 'ledger' | 'hledger'): Promise<string> {
  const path = join(shop.folder, `books.${format}`);
  const ports = { store: shop.app.engine.store, proofs: proofStore(shop.app.pool) };
  await writeFile(path, exportBooks(ports, { organisation, connection: ledger, format }));
  return path;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { limit: { type: 'string', default: '1000' } } });
const [file] = positionals;
if (file === undefined) {
  console.error('Which file? For example: npm run prove:tryton -- online-retail.csv.gz --limit 1000');
  process.exitCode = 2;
} else {
  const isTrue = await run(file, Number(values.limit)).catch((error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return false;
  });
  process.exitCode = isTrue ? 0 : 1;
}

import { spawnSync } from 'node:child_process';
import { constants, createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { awakeProofs } from '../test/proof/awake.ts';
import { exportBooks } from '../src/engine/export-books.ts';
import { proveFlow } from '../src/engine/prove-flow.ts';
import { runToQuiet } from '../src/engine/worker.ts';
import type { Proof } from '../src/proof/proof.ts';
import { proofStore } from '../src/store/proof.ts';
import { areEqual, checkWithHledger, checkWithLedger } from './check-books.ts';
import type { Balances } from './check-books.ts';
import { firstDocuments } from './first-documents.ts';
import { retailLedger } from './retail-ledgers.ts';
import type { RetailLedger } from './retail-ledgers.ts';
import { accountsOf, countsOf, currency, readJson, say, show, totalsOf } from './retail-proof.ts';
import { flow, importOrders, ledger, openShop, organisation } from './shop.ts';
import type { Shop } from './shop.ts';

// The whole path on real order lines: import, sync into a ledger's sandbox at its limits on the virtual clock, prove, export, and
// let programs that we did not write check the result. The last line is one JSON object; it exits with 0 only if all of it holds.

async function run(whole: string, kept: RetailLedger, limit: number): Promise<boolean> {
  const began = performance.now();
  await access(whole, constants.R_OK).catch((cause: unknown) => {
    throw new Error(`${whole} cannot be read: give the path of a file of order lines`, { cause });
  });
  let calls = 0;
  const shop = await openShop(kept, () => void (calls += 1));
  try {
    const path = limit === Infinity ? whole : await firstDocuments(whole, limit, shop.folder);
    const from = shop.clock.now();
    const imported = await importOrders(shop, path);
    say(`imported ${imported.rows} order lines, ${imported.firstDay} to ${imported.lastDay}`);
    const watch = setInterval(
      () => say(`${calls} calls to ${kept.label}, ${Math.round((shop.clock.now() - from) / 60_000)} minutes of its time`),
      10_000,
    );
    await runToQuiet(shop.app.engine, { organisation, patienceSeconds: 3600 }).finally(() => clearInterval(watch));
    say(`synced with ${calls} calls in ${Math.round((shop.clock.now() - from) / 60_000)} minutes of ${kept.label}’s time`);
    const proofs = awakeProofs(proofStore(shop.app.pool), shop.clock);
    const { store, clock, chance, open } = shop.app.engine;
    const proof = await proveFlow({ store, proofs, clock, chance, open }, { ...flow, period: null });
    const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    show(proof);
    const checks = await checkOutside(shop, proof, { path, ...imported });
    const seconds = Math.round((performance.now() - began) / 1000);
    const result = { ledger: kept.provider, ...countsOf(proof), ...totalsOf(proof), ...checks, seconds, peakMegabytes };
    console.log(JSON.stringify(result));
    const isTrue = proof.word !== 'unexplained' && proof.unexplained.length === 0 && proof.countsAddUp && result.pending === 0;
    return isTrue && Object.values(checks).every((answer) => answer === true);
  } finally {
    await shop.close();
  }
}

interface Sold {
  readonly path: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Null: the checker is not on this machine. */
async function checkOutside(shop: Shop, proof: Proof, sold: Sold): Promise<{ readonly [name: string]: boolean | null }> {
  const movement = await trialBalance(shop, sold);
  const independent = readJson(
    spawnSync(process.execPath, [new URL('independent-total.mjs', import.meta.url).pathname, sold.path], { encoding: 'utf8' }).stdout,
  );
  const ours = accountsOf(proof);
  const ask = (checked: Balances | { readonly complaint: string } | null): boolean | null => {
    if (checked === null) return null;
    if (typeof checked['complaint'] === 'string') say(checked['complaint'].slice(0, 500));
    return areEqual(checked, movement);
  };
  return {
    sourceAgrees: independent['total'] === totalsOf(proof).sourceTotal,
    trialBalanceAgrees: areEqual(ours, movement),
    ledgerAgrees: ask(checkWithLedger(await exported(shop, 'ledger'), currency)),
    hledgerAgrees: ask(checkWithHledger(await exported(shop, 'hledger'), currency)),
  };
}

async function trialBalance({ sandbox, clock, kept, account }: Shop, { firstDay, lastDay }: Sold): Promise<Balances> {
  // The calls of the sync are a minute ago then, and the limits are free for those of another program.
  await clock.sleepUntil(clock.now() + 60_000);
  const { accessToken } = await sandbox.grant();
  const program = kept.trialBalance.pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, sandbox.url, account, accessToken, firstDay, lastDay], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the client for ${kept.label} could not read the trial balance: ${stderr}`);
  const { movement } = readJson(stdout);
  return typeof movement === 'object' && movement !== null
    ? Object.fromEntries(Object.entries(movement).map(([account, figure]) => [account, String(figure)]))
    : {};
}

async function exported(shop: Shop, format: 'ledger' | 'hledger'): Promise<string> {
  const path = join(shop.folder, `books.${format}`);
  const ports = { store: shop.app.engine.store, proofs: proofStore(shop.app.pool) };
  const books = exportBooks(ports, { organisation, connection: ledger, format });
  await shop.clock.during(() => pipeline(Readable.from(books), createWriteStream(path)));
  return path;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { ledger: { type: 'string', default: 'xero' }, limit: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) {
  console.error(
    'Which file? For example: npm run prove:retail -- online-retail.csv.gz (InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country); --ledger quickbooks for another ledger, --limit 1000 for the first documents alone',
  );
  process.exitCode = 2;
} else {
  const limit = values.limit === undefined ? Infinity : Number(values.limit);
  const isTrue = await run(file, retailLedger(values.ledger), limit).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    return false;
  });
  process.exitCode = isTrue ? 0 : 1;
}

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createApp } from '../src/app.ts';
import type { App } from '../src/app.ts';
import { openTable } from '../src/connectors/csv/file.ts';
import type { CallSeen } from '../src/engine/http.ts';
import { importFile } from '../src/engine/import.ts';
import { readImportProfile } from '../src/mapping/import/profile.ts';
import type { RowProblem } from '../src/mapping/import/row.ts';
import { mappingVersion, readMapping } from '../src/mapping/read.ts';
import type { SharedClock } from '../src/sandbox/clock.ts';
import { followClock } from '../src/sandbox/clock-follow.ts';
import type { FollowedClock } from '../src/sandbox/clock-follow.ts';
import { connectSandbox } from '../src/sandbox/sandbox-client.ts';
import type { ConnectedSandbox } from '../src/sandbox/sandbox-client.ts';
import { openDatabase } from '../src/store/database.ts';
import { addFlow } from '../src/store/flows.ts';
import { importStaging } from '../src/store/imports.ts';
import { thisMachine } from '../src/store/launcher-machine.ts';
import { migrate, readMigrations } from '../src/store/migrate.ts';
import { secretsUnder } from '../src/store/secrets.ts';
import { tokenStore } from '../src/store/tokens.ts';
import type { RetailLedger } from './retail-ledgers.ts';

export const organisation = 'shop';
export const flow = { organisation, flow: 'orders-to-ledger' } as const;
export const ledger = 'ledger';
export const source = 'orders';

/** A shop with an embedded database and its ledger's sandbox in a process of its own, which keeps the clock. */
export interface Shop {
  readonly app: App;
  readonly clock: FollowedClock;
  readonly sandbox: ConnectedSandbox;
  readonly kept: RetailLedger;
  readonly account: string;
  readonly folder: string;
  close(): Promise<void>;
}

export async function openShop(kept: RetailLedger, onCall?: (call: CallSeen) => void): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-retail-'));
  // The database may run as another user, which must be able to pass through.
  await chmod(folder, 0o711);
  const database = await openDatabase({ dataFolder: folder, databaseUrl: null, role: 'server' }, thisMachine());
  const { url } = await startSandbox(kept);
  const clock = await followClock(url);
  const sandbox = await connectSandbox(url);
  await clock.during(async () => void (await migrate(database.pool, await readMigrations(), clock.now())));
  const secrets = secretsUnder(randomBytes(32));
  const app = createApp({
    pool: database.pool,
    keyed: database.keyed,
    secrets,
    clock,
    ...(onCall && { onCall: (_: unknown, call: CallSeen) => onCall(call) }),
  });
  const account = sandbox.accounts[0] ?? '';
  await clock.during(() => connect({ app, sandbox, kept, account, now: clock.now() }));
  return {
    app,
    clock,
    sandbox,
    kept,
    account,
    folder,
    close: async () => {
      await app.close();
      clock.leave();
      await sandbox.shutdown();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startSandbox(kept: RetailLedger): Promise<{ readonly url: string }> {
  // Its standard input is our pipe: when this process ends, however it ends, the sandbox does.
  const child = spawn(process.execPath, [kept.sandbox.pathname, '--virtual'], { stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = JSON.parse(line);
    if (typeof said === 'object' && said !== null && 'url' in said && typeof said.url === 'string') return { url: said.url };
  }
  throw new Error(`the ${kept.label} sandbox ended before it was ready`);
}

async function connect({
  app,
  sandbox,
  kept,
  account,
  now,
}: Pick<Shop, 'app' | 'sandbox' | 'kept' | 'account'> & { readonly now: number }): Promise<void> {
  const { pool, connections, secrets } = app;
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Gift shop', now]);
  const shared = { organisation, hosts: {}, state: 'ready' } as const;
  const inside = { signIn: null, app: null, other: {} };
  await connections.addConnection(
    { ...shared, connection: source, provider: 'csv', label: 'Order lines', account: source, settings: inside },
    now,
  );
  const client = { clientId: 'tieout-sandbox', clientSecret: 'tieout-sandbox-secret', webhookSecrets: [] };
  await connections.keepApp(organisation, kept.provider, { ...client, hosts: kept.hosts(sandbox.url) });
  const settings = { signIn: 'sign-in', app: client.clientId, other: {} };
  await connections.addConnection(
    { ...shared, connection: ledger, provider: kept.provider, label: `${kept.label} sandbox`, account, settings },
    now,
  );
  const grant = await sandbox.grant();
  const tokens = {
    access: grant.accessToken,
    refresh: grant.refreshToken,
    previous: null,
    issuedAt: now,
    expiresAt: now + grant.expiresInSeconds * 1000,
  };
  await tokenStore(pool, secrets).add({ organisation, signIn: 'sign-in' }, { ...tokens, subject: null, scopes: [], refusedAt: null });
}

/** Imports the file as the example says, and makes the flow live from the day of the first document on. */
export async function importOrders(
  { app, clock, kept }: { readonly app: App; readonly clock: SharedClock; readonly kept: Pick<RetailLedger, 'mapping'> },
  path: string,
): Promise<{ readonly rows: number; readonly firstDay: string; readonly lastDay: string }> {
  const example = new URL('../examples/online-retail/', import.meta.url);
  const read = readImportProfile(await readFile(new URL('import.yaml', example), 'utf8'));
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const { profile } = read;
  return clock.during(async () => {
    const ports = { open: openTable, staging: importStaging(app.pool), chance: app.engine.chance, now: clock.now };
    const result = await importFile({ organisation, connection: source, path, profile, skipBadDocuments: false }, ports);
    if (result.state === 'rejected') throw new Error(`${path} was not imported: ${result.problems.slice(0, 3).map(inWords).join('; ')}`);
    const { rows } = await app.pool.query<{ first: string; last: string }>(
      `select min(body ->> 'issuedOn') as first, max(body ->> 'issuedOn') as last from import_document where organisation = $1 and connection = $2`,
      [organisation, source],
    );
    const { first: firstDay = '', last: lastDay = '' } = rows[0] ?? {};
    const mapping = await readFile(kept.mapping, 'utf8');
    const made = readMapping(mapping);
    if ('problems' in made) throw new Error(JSON.stringify(made.problems));
    const { kinds } = made.mapping;
    const mappingIn = { mapping, mappingVersion: mappingVersion(mapping), by: 'prove:retail', now: clock.now() };
    await addFlow(app.pool, {
      ...flow,
      agreement: 'orders and ledger',
      source,
      target: ledger,
      kinds,
      startsOn: firstDay,
      mode: 'live',
      approval: false,
      ...mappingIn,
    });
    return { rows: result.file.rows, firstDay, lastDay };
  });
}

const inWords = ({ line, seen, expected, fix }: RowProblem): string =>
  `${line === null ? '' : `line ${line}: `}${seen}; expected ${expected}; ${fix}`;

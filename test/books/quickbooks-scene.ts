import assert from 'node:assert/strict';
import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import { startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Kind } from '../../src/core/records.ts';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import { proveFlow } from '../../src/engine/prove-flow.ts';
import { runToQuiet } from '../../src/engine/worker.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { engineStore } from '../../src/store/engine-store.ts';
import { addFlow } from '../../src/store/flows.ts';
import { proofStore } from '../../src/store/proof.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { through } from '../engine/life.ts';
import { mappingOf, versionOf } from '../engine/mapping.ts';
import { organisation, secrets, usualStart } from '../engine/world.ts';
import { fetchHttp } from '../fetch-http.ts';
import { awakeProofs } from '../proof/awake.ts';
import { seller } from './seller.ts';

const flow = { organisation, flow: 'processor-to-quickbooks' } as const;
const kinds: readonly Kind[] = ['contact', 'invoice', 'creditNote', 'balanceTransaction', 'payout', 'dispute'];
const asset = ['Other Current Asset', 'OtherCurrentAssets'] as const;
const bank = ['Bank', 'Checking'] as const;

/** A processor's sandbox and a company in QuickBooks, on one clock, with the flow between them. */
export interface Counter {
  readonly processor: Sandbox;
  readonly ledger: Sandbox;
  /** Lets so many days pass, and then both sides be at rest. */
  pass(days: number): Promise<void>;
  holds(): Promise<readonly string[]>;
  prove(): Promise<Proof>;
}

export async function withQuickBooks(work: (counter: Counter) => Promise<void>): Promise<void> {
  const database = await testDatabase();
  const { pool } = database;
  const clock = virtualClock(usualStart);
  const ledger = await startQuickBooksSandbox({ clock, limits: null });
  const out: { sandbox: Sandbox | null } = { sandbox: null };
  const shows = await seller({ clock }, out);
  assert.ok(out.sandbox);
  try {
    const mapping = mappingTo(await newAccounts(ledger));
    await clock.during(() => agree(pool, { mapping, now: clock.now() }));
    const [account = ''] = ledger.accounts;
    const http = signedIn(ledger, clock);
    const opened: Readonly<Record<string, Opened>> = {
      quickbooks: openedBy('quickbooks', quickbooks.manifest, quickbooks.open({ http, account, timeZone: 'Europe/London' }), http),
      processor: openedBy('processor', shows.manifest, shows.session, http),
    };
    let made = 0;
    const id = (): string => `${String(clock.now()).padStart(14, '0')}-${String((made += 1)).padStart(6, '0')}`;
    const store = through(engineStore(pool, mappingOf), (_, call) => clock.during(call));
    const open: Engine['open'] = async (_organisation, name) => opened[name] ?? assert.fail(`no connection ${name}`);
    const engine: Engine = { store, clock, chance: { id }, open };
    const proofs = awakeProofs(proofStore(pool), clock);
    await work({
      processor: out.sandbox,
      ledger,
      pass: async (days) => {
        await clock.sleepUntil(clock.now() + days * 86_400_000);
        for (let time = 0; time < 3; time += 1) {
          await clock.sleepUntil(clock.now() + (quickbooks.manifest.poll.everySeconds + 1) * 1000);
          await runToQuiet(engine, { organisation, until: clock.now() + 600_000 });
        }
      },
      holds: async () => {
        const text = `select kind || ': ' || code as name from hold where closed_at is null order by 1`;
        return (await clock.during(() => pool.query<{ name: string }>(text))).rows.map(({ name }) => name);
      },
      prove: () => proveFlow({ store, proofs, clock, chance: engine.chance, open }, { ...flow, period: null }),
    });
  } finally {
    await shows.close();
    await ledger.close();
    await database.close();
  }
}

const newAccounts = (ledger: Sandbox): Promise<readonly string[]> =>
  [
    ['Processor clearing', ...bank],
    ['Payouts in transit', ...bank],
    ['Disputed funds', ...asset],
    ['Unclassified', ...asset],
  ].reduce<Promise<readonly string[]>>(
    async (before, [Name, AccountType, AccountSubType]) => [
      ...(await before),
      await ledger.person({ does: 'create', kind: 'account', fields: { Name, AccountType, AccountSubType } }),
    ],
    Promise.resolve([]),
  );

/** As agreed for the other ledger, on the accounts that this one has. */
const mappingTo = ([clearing = '', transit = '', disputed = '', unclassified = '']: readonly string[]): string => `
kinds: [${kinds.join(', ')}]
accounts: { sales: "79" }
taxes:
  - { source: null, target: "6" }
processor:
  contact: The processor
  sales: { tax: "6" }
  accounts:
    clearing: "${clearing}"
    transit: "${transit}"
    banks: "35"
    fees: "8"
    disputed: "${disputed}"
    unclassified: "${unclassified}"
`;

async function agree(
  pool: Parameters<typeof addFlow>[0],
  { mapping, now }: { readonly mapping: string; readonly now: number },
): Promise<void> {
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Harbour Studio', now]);
  const connections = connectionStore(pool, secrets);
  const common = { organisation, hosts: {}, account: '', state: 'ready', settings: { signIn: null, app: null, other: {} } } as const;
  for (const provider of ['quickbooks', 'processor'])
    await connections.addConnection({ ...common, connection: provider, provider, label: provider }, now);
  const shared = {
    startsOn: '2026-10-01',
    mapping,
    mappingVersion: versionOf(mapping),
    by: 'Ada',
    now,
    mode: 'live',
    approval: false,
  } as const;
  await addFlow(pool, { ...flow, ...shared, agreement: 'processor and quickbooks', source: 'processor', target: 'quickbooks', kinds });
}

const openedBy = (connection: string, manifest: Opened['manifest'], session: Opened['session'], http: Http): Opened => ({
  connection,
  manifest,
  session,
  enter: (purpose) => Promise.resolve({ purpose, holdsUntil: Infinity, giveBack: () => Promise.resolve() }),
  send: ({ request }) => http(request),
  closedThrough: () => Promise.resolve(null),
});

/** Signs in again every half hour: an access token lives for one. */
function signedIn(ledger: Sandbox, clock: SharedClock): Http {
  const token = { now: '', until: 0 };
  const http = fetchHttp(ledger.url, () => token.now);
  return (request) =>
    clock.during(async () => {
      if (clock.now() >= token.until) Object.assign(token, { now: (await ledger.grant()).accessToken, until: clock.now() + 1_800_000 });
      return http(request);
    });
}

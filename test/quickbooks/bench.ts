import { billingConnector } from '../../src/connectors/billing/connector.ts';
import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import { britishCompany, startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import type { CompanyFacts } from '../../src/connectors/quickbooks/sandbox/state.ts';
import { billingService } from '../../src/billing/service.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Kind } from '../../src/core/records.ts';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import { proveFlow } from '../../src/engine/prove-flow.ts';
import { runToQuiet } from '../../src/engine/worker.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import { insideBilling } from '../../src/server/billing-inside.ts';
import { billingStore } from '../../src/store/billing.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { engineStore } from '../../src/store/engine-store.ts';
import { addFlow, markAll } from '../../src/store/flows.ts';
import { proofStore } from '../../src/store/proof.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { through } from '../engine/life.ts';
import { mappingOf, versionOf } from '../engine/mapping.ts';
import { seller } from '../engine/selling.ts';
import type { Seller } from '../engine/selling.ts';
import { organisation, outwardKinds, platform, secrets, usualStart } from '../engine/world.ts';
import { fetchHttp } from '../fetch-http.ts';
import { awakeProofs } from '../proof/awake.ts';

const ledger = 'quickbooks';
const flow = { organisation, flow: 'billing-to-quickbooks' } as const;

/** The chart of a British company in QuickBooks, whose accounts have no numbers. */
const agreedOn = (taxes: Readonly<Record<'VAT20' | 'VAT0' | 'none', string>>): string => `
accounts:
  sales: { default: "79" }
  payments: "35"
  rounding: "30"
taxes:
  - { source: VAT20, target: "${taxes.VAT20}" }
  - { source: VAT0, target: "${taxes.VAT0}" }
  - { source: null, target: "${taxes.none}" }
contacts: { whenMissing: Counter sales }
`;

/** Billing, a QuickBooks company, and the flow between them, with the engine that works on it. */
export interface Counter {
  readonly clock: SharedClock;
  readonly ledger: Sandbox;
  readonly sell: Seller;
  readonly calls: readonly string[];
  /** Lets both sides be polled, with all the writing that belongs to it, until they are at rest. */
  sync(times?: number): Promise<void>;
  /** Every invoice and credit memo of the ledger: '2026-11-10 INV-001 Ada Ltd 120.00 open 120.00'. */
  books(): readonly string[];
  standings(): Promise<Readonly<Record<string, number>>>;
  holds(): Promise<readonly string[]>;
  writes(): Promise<Readonly<Record<string, number>>>;
  /** Marks every key and looks at them all again: what was written for it. By law, nothing. */
  planAgain(): Promise<number>;
  prove(): Promise<Proof>;
  /** From now on only these kinds are carried over. */
  carry(kinds: readonly Kind[]): Promise<void>;
  pass(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface CounterOptions {
  /** The British company of the sandbox if left out. */
  readonly company?: CompanyFacts;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly taxes?: Readonly<Record<'VAT20' | 'VAT0' | 'none', string>>;
}

export async function openCounter(options: CounterOptions = {}): Promise<Counter> {
  const database = await testDatabase();
  const { pool } = database;
  const clock = virtualClock(usualStart);
  const { company = britishCompany, settings, taxes } = options;
  const sandbox = await startQuickBooksSandbox({ clock, limits: null, companies: [company] });
  if (settings) await sandbox.person({ does: 'setting', fields: settings });
  const account = company.id;
  let made = 0;
  const id = (): string => `${String(clock.now()).padStart(14, '0')}-${String((made += 1)).padStart(6, '0')}`;
  const billing = billingService({ store: billingStore(pool), now: clock.now, newId: () => `a${String((made += 1)).padStart(6, '0')}` });
  const inside = insideBilling(billing);
  await clock.during(() => build({ pool, clock, billing, account, mapping: agreedOn(taxes ?? { VAT20: '2', VAT0: '4', none: '6' }) }));
  const calls: string[] = [];
  const ledgerHttp = signedIn(sandbox, clock, calls);
  const billingHttp: Http = (request) => clock.during(() => inside.httpOf(organisation)(request));
  const opened: Readonly<Record<string, Opened>> = {
    [ledger]: openedBy(ledger, quickbooks.manifest, quickbooks.open({ http: ledgerHttp, account, timeZone: 'Europe/London' }), ledgerHttp),
    [platform]: openedBy(
      platform,
      billingConnector.manifest,
      billingConnector.open({ http: billingHttp, account: organisation }),
      billingHttp,
    ),
  };
  const store = through(engineStore(pool, mappingOf), (_, call) => clock.during(call));
  const open: Engine['open'] = async (_organisation, name) => opened[name] ?? missing(name);
  const engine: Engine = { store, clock, chance: { id }, open };
  const sync = async (times = 2): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await clock.sleepUntil(clock.now() + (quickbooks.manifest.poll.everySeconds + 1) * 1000);
      await runToQuiet(engine, { organisation, until: clock.now() + 600_000 });
    }
  };
  const query = async (text: string, values: readonly unknown[] = []) =>
    (await clock.during(() => pool.query<{ name: string; n: number }>(text, [...values]))).rows;
  const counted = async (text: string): Promise<Readonly<Record<string, number>>> =>
    Object.fromEntries((await query(text)).map(({ name, n }) => [name, n]));
  return {
    clock,
    ledger: sandbox,
    sell: seller({ billing, clock }),
    calls,
    sync,
    books: () => booksOf(sandbox),
    standings: () => counted('select state as name, count(*)::int as n from standing group by 1 order by 1'),
    holds: async () =>
      (await query(`select kind || ': ' || code as name, 0 as n from hold where closed_at is null order by 1`)).map(({ name }) => name),
    writes: () => counted(`select does || ' ' || target_kind || ' ' || state as name, count(*)::int as n from write group by 1 order by 1`),
    planAgain: async () => {
      const count = async (): Promise<number> => (await query('select $1 as name, count(*)::int as n from write', ['all']))[0]?.n ?? 0;
      const before = await count();
      await clock.during(() => markAll(pool, flow, clock.now()));
      await sync(1);
      return (await count()) - before;
    },
    prove: () =>
      proveFlow({ store, proofs: awakeProofs(proofStore(pool), clock), clock, chance: engine.chance, open }, { ...flow, period: null }),
    carry: async (kinds) => void (await clock.during(() => pool.query('update flow set kinds = $1', [kinds]))),
    pass: (seconds) => clock.sleepUntil(clock.now() + seconds * 1000),
    close: async () => {
      await inside.close();
      await sandbox.close();
      await database.close();
    },
  };
}

const missing = (name: string): never => {
  throw new Error(`no connection ${name}`);
};

function openedBy(connection: string, manifest: Opened['manifest'], session: Opened['session'], http: Http): Opened {
  return {
    connection,
    manifest,
    session,
    enter: (purpose) => Promise.resolve({ purpose, holdsUntil: Infinity, giveBack: () => Promise.resolve() }),
    send: ({ request }) => http(request),
    closedThrough: async () => null,
  };
}

/** Signs in again every half hour: an access token lives for one. */
function signedIn(sandbox: Sandbox, clock: SharedClock, calls: string[]): Http {
  const token = { now: '', until: 0 };
  const http = fetchHttp(sandbox.url, () => token.now);
  return (request) =>
    clock.during(async () => {
      if (clock.now() >= token.until) Object.assign(token, { now: (await sandbox.grant()).accessToken, until: clock.now() + 1_800_000 });
      calls.push(`${request.method} ${request.path}`);
      return http(request);
    });
}

type Parts = {
  readonly pool: Parameters<typeof billingStore>[0];
  readonly clock: SharedClock;
  readonly billing: ReturnType<typeof billingService>;
  readonly account: string;
  readonly mapping: string;
};

async function build({ pool, clock, billing, account, mapping }: Parts): Promise<void> {
  const now = clock.now();
  await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Harbour Studio', now]);
  const connections = connectionStore(pool, secrets);
  const common = { organisation, hosts: {}, state: 'ready', settings: { signIn: null, app: null, other: {} } } as const;
  await connections.addConnection({ ...common, connection: platform, provider: 'billing', label: 'Billing', account: organisation }, now);
  await connections.addConnection({ ...common, connection: ledger, provider: 'quickbooks', label: 'QuickBooks', account }, now);
  await billing.openBook(organisation, {
    name: 'Harbour Studio',
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series: { invoice: { prefix: 'INV-', digits: 3 }, creditNote: { prefix: 'CRN-', digits: 3 } },
  });
  const percent = (id: string, value: string) => ({ id, name: id, components: [{ name: 'VAT', percent: value, compound: false }] });
  await billing.create(organisation, 'taxRate', [percent('VAT20', '20'), percent('VAT0', '0')]);
  await addFlow(pool, {
    ...flow,
    agreement: 'billing and quickbooks',
    startsOn: '2026-10-01',
    mapping,
    mappingVersion: versionOf(mapping),
    by: 'Ada',
    now,
    source: platform,
    target: ledger,
    kinds: outwardKinds,
    mode: 'live',
    approval: false,
  });
}

type Wire = Readonly<Record<string, unknown>>;

const named = (wire: Wire, name: string): Wire => {
  const value = wire[name];
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
};

function booksOf(sandbox: Sandbox): readonly string[] {
  const customers = new Map(sandbox.documents('contact').map((one) => [String(one['Id']), String(one['DisplayName'])]));
  const row = (document: Wire, sign: string): string => {
    const who = customers.get(String(named(document, 'CustomerRef')['value'])) ?? '?';
    return `${String(document['TxnDate'])} ${String(document['DocNumber'])} ${who} ${sign}${String(document['TotalAmt'])} left ${String(document['Balance'])}`;
  };
  return [
    ...sandbox.documents('invoice').map((one) => row(one, '')),
    ...sandbox.documents('creditNote').map((one) => row(one, '-')),
  ].toSorted();
}

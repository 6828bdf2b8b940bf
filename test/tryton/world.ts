import { billingService } from '../../src/billing/service.ts';
import { billingConnector as billing } from '../../src/connectors/billing/connector.ts';
import { trytonWith } from '../../src/connectors/tryton/connector.ts';
import type { Connector } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import { chainedWire } from '../../src/engine/chain.ts';
import { openHttp } from '../../src/engine/http.ts';
import { loginWire } from '../../src/engine/login.ts';
import { openGate } from '../../src/engine/pace-gate.ts';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import { proveFlow } from '../../src/engine/prove-flow.ts';
import { openWire } from '../../src/engine/wire.ts';
import type { Wire } from '../../src/engine/wire.ts';
import { runToQuiet } from '../../src/engine/worker.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import { insideBilling } from '../../src/server/billing-inside.ts';
import { billingStore } from '../../src/store/billing.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { engineStore } from '../../src/store/engine-store.ts';
import { addFlow } from '../../src/store/flows.ts';
import { proofStore } from '../../src/store/proof.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { through } from '../engine/life.ts';
import type { Outside } from '../engine/life.ts';
import { mappingOf, versionOf } from '../engine/mapping.ts';
import { seller } from '../engine/selling.ts';
import type { Seller } from '../engine/selling.ts';
import { organisation, outward, secrets } from '../engine/world.ts';
import { awakeProofs } from '../proof/awake.ts';
import { codes } from './company.ts';
import { rpcTo } from './rpc.ts';
import type { Rpc } from './rpc.ts';
import { password } from './server.ts';
import { sharedTryton } from './server-shared.ts';

/** A small agency's agreement with its bookkeeper, in the codes of the company in Tryton. */
const agreed = `
accounts:
  sales: { default: "${codes.revenue}" }
  payments: "${codes.cash}"
  rounding: "${codes.revenue}"
taxes:
  - { source: VAT20, target: "1" }
  - { source: VAT0, target: "2" }
  - { source: null, target: "2" }
contacts: { whenMissing: Counter sales }
`;

/** Billing on one side, a real Tryton on the other, and the engine between them. */
export interface TrytonWorld {
  readonly sell: Seller;
  /** Tryton, as a person sees it. */
  readonly rpc: Rpc;
  /** What each account of Tryton moved in a span, by code, from its own report. */
  readonly movement: (from: string, through: string) => Promise<Readonly<Record<string, string>>>;
  /** Works until both sides are at rest. What fails on the way to the outside ends it, as the end of a process would. */
  readonly work: (outside: Outside) => Promise<void>;
  readonly prove: () => Promise<Proof>;
  readonly holds: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const start = Date.parse('2026-11-10T09:00:00Z');
const login = trytonWith({});

export async function openTrytonWorld(): Promise<TrytonWorld> {
  const database = await testDatabase();
  const { pool } = database;
  const books = await (await sharedTryton()).fresh();
  const clock = virtualClock(start);
  let made = 0;
  const fresh = (): string => String((made += 1)).padStart(8, '0');
  const service = billingService({ store: billingStore(pool), now: clock.now, newId: () => `b${fresh()}` });
  const inside = insideBilling(service);
  const net = openWire();
  await build();
  const opened = (outside: Outside): Readonly<Record<string, Opened>> => ({
    ledger: openLedger(outside),
    billing: openBilling(outside),
  });
  const engineFor = (outside: Outside): Engine => {
    const sides = opened(outside);
    return {
      store: through(engineStore(pool, mappingOf), (method, call) => clock.during(() => outside.store(method, call))),
      clock,
      chance: { id: () => `${String(clock.now()).padStart(14, '0')}-${fresh()}` },
      open: async (_organisation, connection) => {
        const side = sides[connection];
        if (!side) throw new Error(`no connection ${connection}`);
        return side;
      },
    };
  };
  const quiet: Outside = { store: (_, call) => call(), provider: (_, call) => call() };
  const { session } = openLedger(quiet);
  return {
    sell: seller({ billing: service, clock }),
    rpc: rpcTo(books.url, books.headers),
    movement: async (from, to) => {
      const rows = (await clock.during(async () => session.accountMovement?.(from, to))) ?? [];
      return Object.fromEntries(rows.map(({ account, amount }) => [account, amount]));
    },
    work: async (outside) => {
      const engine = engineFor(outside);
      for (let time = 0; time < 3; time += 1) {
        await clock.sleepUntil(clock.now() + 61_000);
        await runToQuiet(engine, { organisation, until: clock.now() + 3_600_000 });
      }
    },
    prove: async () => {
      const engine = engineFor(quiet);
      const proofs = awakeProofs(proofStore(pool), clock);
      return proveFlow({ store: engine.store, proofs, clock, chance: engine.chance, open: engine.open }, { ...outward, period: null });
    },
    holds: async () => {
      const { rows } = await clock.during(() =>
        pool.query<{ text: string }>(
          `select kind || ' ' || code || ' ' || question::text as text from hold where closed_at is null order by 1`,
        ),
      );
      return rows.map(({ text }) => text);
    },
    close: async () => {
      await inside.close();
      net.close();
      await database.close();
    },
  };

  function openLedger(outside: Outside): Opened {
    const connector: Connector = login;
    const wire: Wire = (request, stop) => outside.provider(`${request.method} ${request.url}`, () => net.wire(request, stop));
    if (connector.login === undefined) throw new Error('Tryton has logins');
    const credentials = () => Promise.resolve({ name: 'admin', password });
    const road = chainedWire(loginWire({ wire, base: books.url, label: 'Tryton', login: connector.login, credentials }));
    const { manifest } = connector;
    const http = openHttp({
      base: books.url,
      label: manifest.label,
      requestSeconds: manifest.requestSeconds,
      clock,
      tokens: null,
      gate: openGate,
      // The server lives in another time: ours stands still while it works.
      wire: (request, stop) => clock.during(() => road(request, stop)),
    });
    return {
      connection: 'ledger',
      manifest,
      session: connector.open({ http: http.as('work'), account: '1' }),
      enter: http.enter,
      send: http.send,
      closedThrough: async () => null,
    };
  }

  function openBilling(outside: Outside): Opened {
    const own = inside.httpOf(organisation);
    const http: Http = (request) => outside.provider(`${request.method} billing${request.path}`, () => clock.during(() => own(request)));
    return {
      connection: 'billing',
      manifest: billing.manifest,
      session: billing.open({ http, account: organisation }),
      enter: (purpose) => openGate.enter(purpose),
      send: ({ request }) => http(request),
      closedThrough: async () => null,
    };
  }

  async function build(): Promise<void> {
    const now = clock.now();
    await clock.during(async () => {
      await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [organisation, 'Agency', now]);
      const connections = connectionStore(pool, secrets);
      const settings = { signIn: null, app: null, other: {} };
      const common = { organisation, hosts: {}, settings, state: 'ready' } as const;
      await connections.addConnection(
        { ...common, connection: 'billing', provider: 'billing', label: 'Billing', account: organisation },
        now,
      );
      await connections.addConnection({ ...common, connection: 'ledger', provider: 'tryton', label: 'Agency Ltd', account: '1' }, now);
      await service.openBook(organisation, {
        name: 'Agency Ltd',
        country: 'GB',
        baseCurrency: 'GBP',
        timeZone: 'Europe/London',
        roundsTax: 'perLine',
        series: { invoice: { prefix: 'INV-', digits: 3 }, creditNote: { prefix: 'CRN-', digits: 3 } },
      });
      const rate = (id: string, percent: string) => ({ id, name: id, components: [{ name: 'VAT', percent, compound: false }] });
      await service.create(organisation, 'taxRate', [rate('VAT20', '20'), rate('VAT0', '0')]);
      await addFlow(pool, {
        ...outward,
        agreement: 'billing and Tryton',
        source: 'billing',
        target: 'ledger',
        kinds: ['contact', 'invoice', 'creditNote', 'payment', 'refund'],
        startsOn: '2026-10-01',
        mode: 'live',
        approval: false,
        mapping: agreed,
        mappingVersion: versionOf(agreed),
        by: 'Ada',
        now,
      });
    });
  }
}

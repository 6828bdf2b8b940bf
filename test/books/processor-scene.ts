import assert from 'node:assert/strict';
import type { Ability, Manifest } from '../../src/contract/manifest.ts';
import type { Reader, Seen, Session } from '../../src/contract/connector.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import type { AnyRecord, Kind, Records } from '../../src/core/records.ts';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import { answerHold } from '../../src/engine/holds.ts';
import { proveFlow } from '../../src/engine/prove-flow.ts';
import { runToQuiet } from '../../src/engine/worker.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { addFlow } from '../../src/store/flows.ts';
import { openBench, pollSeconds } from '../engine/bench.ts';
import type { Bench } from '../engine/bench.ts';
import { versionOf } from '../engine/mapping.ts';
import { ledger, organisation } from '../engine/world.ts';
import { proofPorts } from '../proof/proving.ts';

export const flow = { organisation, flow: 'processor-to-xero' } as const;
const source = 'processor';

/** What a shop in London has agreed on for its processor, on accounts of the ledger. */
export const agreedInLondon = `
kinds: [contact, invoice, creditNote, balanceTransaction, settlement, payout, dispute]
accounts: { sales: "200" }
taxes:
  - { source: vat20, target: OUTPUT2 }
  - { source: null, target: NONE }
processor:
  contact: The processor
  sales: { tax: NONE }
  accounts:
    clearing: "092"
    transit: "093"
    banks: { byDestination: { ba_1: "090" } }
    fees: "404"
    disputed: "631"
    chargebacks: "429"
    reserve: "632"
    withheldTax: "633"
    returnedPayments: "634"
    unclassified: "635"
`;

const newAccounts = [
  { Code: '092', Name: 'Processor clearing GBP', Type: 'BANK', BankAccountNumber: '000092' },
  { Code: '093', Name: 'Payouts in transit GBP', Type: 'BANK', BankAccountNumber: '000093' },
  ...[
    ['631', 'Disputed funds'],
    ['632', 'Processor reserve'],
    ['633', 'Withheld tax'],
    ['634', 'Returned payments'],
    ['635', 'Processor unclassified'],
  ].map(([Code, Name]) => ({ Code, Name, Type: 'CURRENT' })),
];

/** A processor whose records a test writes down, a ledger over HTTP, and the flow between them. */
export interface ProcessorScene {
  readonly bench: Bench;
  readonly engine: Engine;
  /** What the processor shows; whatever is put here is seen by the next poll. */
  readonly records: AnyRecord[];
  sync(): Promise<void>;
  prove(period?: { readonly fromMonth: string; readonly throughMonth: string }): Promise<Proof>;
  holds(): Promise<readonly string[]>;
  /** Answers the one open question about a record. */
  answer(id: string, fix: string): Promise<void>;
  balance(account: string, through?: string): string;
}

export async function withProcessor(
  work: (scene: ProcessorScene) => Promise<void>,
  {
    mapping = agreedInLondon,
    startsOn = '2026-10-01',
    provider = null,
    kinds = shown,
  }: {
    readonly mapping?: string;
    readonly startsOn?: string;
    readonly provider?: Provider | null;
    readonly kinds?: readonly Kind[];
  } = {},
): Promise<void> {
  const bench = await openBench({ isTwoWay: false });
  const records: AnyRecord[] = [];
  const shows = provider === null ? writtenDown(records) : await provider(bench);
  try {
    for (const fields of newAccounts) await bench.ledger.person({ does: 'create', kind: 'account', fields });
    const engine = withSource(bench.life.engine, shows);
    await bench.clock.during(() => agree(bench, { mapping, startsOn, kinds }));
    const ports = { ...proofPorts(bench), open: engine.open };
    await work({
      bench,
      engine,
      records,
      sync: async () => {
        for (let time = 0; time < 3; time += 1) {
          await bench.pass(pollSeconds);
          await runToQuiet(engine, { organisation, until: bench.clock.now() + 600_000 });
        }
      },
      prove: (period) => proveFlow(ports, { ...flow, period: period ?? null }),
      holds: () => bench.holds(flow),
      answer: async (id, fix) => {
        const { decisions } = bench.life;
        const open = await decisions.holds(organisation, { flow: flow.flow, limit: 20 });
        const hold = open.find((each) => each.id === id);
        assert.ok(hold, `nothing is asked about ${id}`);
        await answerHold({ engine, decisions, organisation, by: 'Ada' }, { hold: hold.hold, fix, because: null });
      },
      balance: (account, through) => bench.ledger.trialBalance(through)[account] ?? '0.00',
    });
  } finally {
    await shows.close();
    await bench.close();
  }
}

/** Whose records the flow reads: those of a test, or a processor's sandbox on the clock of the bench. */
type Provider = (bench: Bench) => Promise<Shown>;

export interface Shown {
  readonly session: Session;
  readonly manifest: Manifest;
  close(): Promise<void>;
}

async function agree(
  bench: Bench,
  { mapping, startsOn, kinds }: { readonly mapping: string; readonly startsOn: string; readonly kinds: readonly Kind[] },
): Promise<void> {
  const now = bench.clock.now();
  await connectionStore(bench.pool, bench.secrets).addConnection(
    {
      organisation,
      connection: source,
      provider: source,
      label: 'The processor',
      account: 'acct_1',
      hosts: {},
      state: 'ready',
      settings: { signIn: null, app: null, other: {} },
    },
    now,
  );
  const shared = { agreement: 'processor and xero', startsOn, mapping, mappingVersion: versionOf(mapping), by: 'Ada', now };
  await addFlow(bench.pool, { ...flow, ...shared, source, target: ledger, kinds, mode: 'live', approval: false });
}

const readOnly: Ability = { read: true, fetchAtOnce: 100, write: null };
const shown: readonly Kind[] = ['contact', 'invoice', 'creditNote', 'balanceTransaction', 'settlement', 'payout', 'dispute'];

const manifest: Manifest = {
  id: source,
  label: 'The processor',
  role: 'platform',
  auth: { type: 'none', reads: 'http' },
  limits: null,
  keySeconds: 0,
  settleSeconds: 0,
  requestSeconds: 30,
  poll: { everySeconds: 60, fullPassSeconds: 86_400, overlapSeconds: 0 },
  webhooks: [],
  alsoChanges: {},
  kinds: Object.fromEntries(shown.map((kind) => [kind, readOnly])),
};

function writtenDown(records: readonly AnyRecord[]): Shown {
  const readers: Session['readers'] = Object.fromEntries(shown.map((kind) => [kind, readerOf(kind, records)]));
  const session: Session = {
    organisation: () => Promise.reject(new Error('nobody asks a processor for its organisation')),
    readers,
    writers: {},
    accountMovement: null,
    preflight: null,
  };
  return { session, manifest, close: () => Promise.resolve() };
}

function withSource(engine: Engine, { session, manifest: facts }: Shown): Engine {
  const opened: Opened = {
    connection: source,
    manifest: facts,
    session,
    enter: () => Promise.reject(new Error('nothing is written to a processor')),
    send: () => Promise.reject(new Error('nothing is written to a processor')),
    closedThrough: () => Promise.resolve(null),
  };
  return { ...engine, open: async (of, connection) => (connection === source ? opened : engine.open(of, connection)) };
}

function readerOf<K extends Kind>(kind: K, records: readonly AnyRecord[]): Reader<Records[K]> {
  const isOfKind = (record: AnyRecord): record is Records[K] => record.kind === kind;
  let passes = 0;
  const seenOf = (record: Records[K]): Seen<Records[K]> => ({ record, version: fingerprint(record), reference: null });
  return {
    changes: async function* () {
      passes += 1;
      yield { seen: records.filter(isOfKind).map(seenOf), next: `after pass ${passes}`, last: true };
    },
    fetch: async (ids) => records.filter(isOfKind).flatMap((record) => (ids.includes(record.id) ? [seenOf(record)] : [])),
  };
}

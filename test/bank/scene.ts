import { bankConnector } from '../../src/connectors/bank/connector.ts';
import { importBankFile } from '../../src/engine/bank-import.ts';
import type { BankFileGiven, BankImported } from '../../src/engine/bank-import.ts';
import { matchBank } from '../../src/engine/bank-match.ts';
import type { BankPorts, MatchReport } from '../../src/engine/bank-match.ts';
import type { BankBook, BankStore } from '../../src/engine/bank-ports.ts';
import type { Engine, Opened } from '../../src/engine/parts.ts';
import type { Flow } from '../../src/engine/ports.ts';
import { proveFlow } from '../../src/engine/prove-flow.ts';
import { runToQuiet } from '../../src/engine/worker.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { bankStore } from '../../src/store/bank.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { addFlow } from '../../src/store/flows.ts';
import { importedRows } from '../../src/store/imported-rows.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench, BenchOptions } from '../engine/bench.ts';
import { pollSecondsOf } from '../engine/ledger-kit.ts';
import { agreed, versionOf } from '../engine/mapping.ts';
import { ledger, organisation } from '../engine/world.ts';
import { proofPorts } from '../proof/proving.ts';

export const bankFlow = { organisation, flow: 'bank-to-ledger' } as const;
const scope = { organisation, connection: 'bank' } as const;

/** What the agency in London has agreed for its bank: one current account, and a savings account. */
export const agreedAtBank = `${agreed}
bank:
  accounts: { byAccount: { current: "090", savings: "091" } }
  fees: { account: "404", contact: Harbour Bank, tax: NONE }
  ownNames: [Harbour Studio]
  rules:
    - { name: Account fee, when: { contains: account fee, through: 0 }, account: "404", contact: Harbour Bank, tax: NONE }
`;

/** A company with a ledger, billing, and a bank whose files a test writes down. */
export interface BankScene {
  readonly bench: Bench;
  readonly ports: BankPorts;
  readonly book: <T>(work: (book: BankBook) => Promise<T>) => Promise<T>;
  /** Everything is polled and written until it is quiet. */
  sync(): Promise<void>;
  import(text: string, given?: Partial<BankFileGiven>): Promise<BankImported>;
  match(): Promise<MatchReport>;
  flow(): Promise<Flow>;
  prove(): Promise<Proof>;
  balance(account: string): string;
}

export async function atTheBank(
  work: (scene: BankScene) => Promise<void>,
  { mapping = agreedAtBank, ...options }: BenchOptions = {},
): Promise<void> {
  const bench = await openBench({ isTwoWay: false, ...options });
  try {
    await bench.clock.during(() => agree(bench, mapping));
    const engine = withBank(bench);
    const plain = bankStore(bench.pool);
    const bank: BankStore = {
      work: (of, done) => bench.clock.during(() => plain.work(of, done)),
      look: (of, seen) => bench.clock.during(() => plain.look(of, seen)),
    };
    const ports: BankPorts = { engine, bank, feeds: [] };
    const flow = async (): Promise<Flow> => {
      const found = await engine.store.flow(bankFlow);
      if (found === null) throw new Error('there is no flow of the bank');
      return found;
    };
    await work({
      bench,
      ports,
      flow,
      book: (done) => bank.work(scope, done),
      sync: async () => {
        for (let time = 0; time < 2; time += 1) {
          await bench.pass(pollSecondsOf(bench.kit));
          await runToQuiet(engine, { organisation, until: bench.clock.now() + 600_000 });
        }
      },
      import: (text, given = {}) =>
        importBankFile({ bank, now: bench.clock.now(), by: 'Ada' }, scope, {
          bytes: new TextEncoder().encode(text),
          name: 'lines.csv',
          account: 'current',
          currency: 'GBP',
          said: {},
          isConfirmed: true,
          encoding: null,
          ...given,
        }),
      match: async () => matchBank(ports, await flow()),
      prove: () => proveFlow({ ...proofPorts(bench), open: engine.open }, { ...bankFlow, period: null }),
      balance: (account) => bench.ledger.trialBalance()[account] ?? '0.00',
    });
  } finally {
    await bench.close();
  }
}

async function agree(bench: Bench, mapping: string): Promise<void> {
  const now = bench.clock.now();
  const settings = { signIn: null, app: null, other: {} };
  const shared = {
    organisation,
    connection: 'bank',
    provider: 'bank',
    label: 'Bank',
    account: 'bank',
    hosts: {},
    settings,
    state: 'ready',
  } as const;
  await connectionStore(bench.pool, bench.secrets).addConnection(shared, now);
  await addFlow(bench.pool, {
    ...bankFlow,
    agreement: 'bank and ledger',
    source: 'bank',
    target: ledger,
    kinds: ['contact', 'statementLine'],
    startsOn: '2026-10-01',
    mode: 'live',
    approval: false,
    mapping,
    mappingVersion: versionOf(mapping),
    by: 'Ada',
    now,
  });
}

function withBank(bench: Bench): Engine {
  const { engine } = bench.life;
  const rows = importedRows(bench.pool, scope);
  const session = bankConnector.open({
    rows: {
      changes: (kind, after, limit) => bench.clock.during(() => rows.changes(kind, after, limit)),
      fetch: (kind, ids) => bench.clock.during(() => rows.fetch(kind, ids)),
    },
  });
  const opened: Opened = {
    connection: 'bank',
    manifest: bankConnector.manifest,
    session,
    enter: () => Promise.reject(new Error('nothing is written to a bank')),
    send: () => Promise.reject(new Error('nothing is written to a bank')),
    closedThrough: () => Promise.resolve(null),
  };
  return { ...engine, open: async (of, connection) => (connection === 'bank' ? opened : engine.open(of, connection)) };
}

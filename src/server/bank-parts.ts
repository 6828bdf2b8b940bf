import type { BankDeskAnswer, BankMatched } from '../api/bank.ts';
import { bankConnectionNamed, bankFlowOf, bankPortsOf } from '../engine/bank-desk.ts';
import { matchBank } from '../engine/bank-match.ts';
import type { BankAccount, BankScope } from '../engine/bank-ports.ts';
import type { ClosePorts } from '../engine/close-checks.ts';
import type { FlowKeeping } from '../engine/office-port.ts';
import { poll } from '../engine/poll.ts';
import type { Flow, FlowScope, Mode } from '../engine/ports.ts';
import { accountRows } from './bank-rows.ts';
import type { Log } from './log.ts';
import { Problem } from './office-parts.ts';

/** What the routes of bank lines and of the close are made of. */
export interface BankRouteParts extends ClosePorts {
  readonly isLedger: (provider: string) => boolean;
  readonly keeping: Pick<FlowKeeping, 'mappingText' | 'keepMapping'>;
  /** The flows of an organisation, for somebody who sets one up. */
  readonly flowsOf: (organisation: string, by: string) => FlowMaking;
  readonly timeZone: (organisation: string) => Promise<string>;
  /** Keys became due. */
  readonly wake: () => void;
  readonly log: Log;
}

interface FlowMaking {
  all(): Promise<readonly Flow[]>;
  add(flow: {
    readonly flow: string;
    readonly source: string;
    readonly target: string;
    readonly kinds: Flow['kinds'];
    readonly startsOn: string;
    readonly mapping: string;
  }): Promise<void>;
  setMode(scope: FlowScope, mode: Mode): Promise<void>;
}

/** The flow that books the lines of the organisation that asks. */
export async function bankFlowNow(parts: BankRouteParts, organisation: string): Promise<Flow> {
  const flow = await bankFlowOf(parts, await parts.engine.store.flows(organisation));
  if (flow !== null) return flow;
  throw new Problem(404, {
    error: 'No flow books bank lines yet.',
    expected: 'a flow from bank accounts to a ledger that is not off',
    fix: 'Import a bank file, and say which ledger its lines are booked in.',
  });
}

/** The same, with a mapping that says what the bank accounts are. */
export async function mappedFlow(parts: BankRouteParts, organisation: string): Promise<Flow> {
  const flow = await bankFlowNow(parts, organisation);
  if (flow.mapping.bank !== null) return flow;
  throw new Problem(409, {
    error: `The mapping of ${flow.flow} has no section 'bank'.`,
    fix: 'Say there which accounts of the ledger these are.',
  });
}

/** Where the lines of an organisation are kept, whether a flow books them or not. Null: nothing was ever imported. */
export async function bankScopeNow(parts: BankRouteParts, organisation: string): Promise<BankScope | null> {
  const flow = await bankFlowOf(parts, await parts.engine.store.flows(organisation));
  const connection = flow?.source ?? (await bankConnectionNamed(parts, organisation))?.connection ?? null;
  return connection === null ? null : { organisation, connection };
}

/** Accounts are shown as soon as a file was imported or a bank shows lines by itself, whether a flow books them or not. */
export async function shownDesk(parts: BankRouteParts, organisation: string): Promise<BankDeskAnswer> {
  const { engine, connections, isLedger, bank } = parts;
  const flow = await bankFlowOf(parts, await engine.store.flows(organisation));
  const scope = await bankScopeNow(parts, organisation);
  const mapping = flow?.mapping.bank ?? null;
  const all = await connections.connections(organisation);
  const ledgers = all.filter(({ provider, state }) => state !== 'closed' && isLedger(provider));
  return {
    flow: flow === null ? null : { flow: flow.flow, ledger: flow.target, mode: flow.mode, isMapped: mapping !== null },
    ledgers: ledgers.map(({ connection, label }) => ({ connection, label })),
    accounts:
      scope === null
        ? []
        : await bank.look(scope, async (book) => {
            const accounts = await book.accounts();
            const names = await namesAtBanks(parts, organisation, accounts, all);
            return accountRows(accounts, await book.accountTotals(), { bank: mapping, names });
          }),
  };
}

/** An account of a feed is kept under the feed's name and a key of the bank's, which says nothing to people; the feed knows what it is called. */
async function namesAtBanks(
  { engine }: BankRouteParts,
  organisation: string,
  accounts: readonly BankAccount[],
  connections: readonly { readonly connection: string }[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const { connection } of connections) {
    if (!accounts.some(({ account }) => account.startsWith(`${connection}:`))) continue;
    for (const { record } of await engine.store.records(organisation, connection, 'account'))
      if (record.kind === 'account') names.set(`${connection}:${record.id}`, record.name);
  }
  return names;
}

/** Open items are as fresh as what the ledger showed last, so it is read first. */
export async function matchNow(parts: BankRouteParts, organisation: string): Promise<BankMatched> {
  const flow = await mappedFlow(parts, organisation);
  await poll(parts.engine, organisation, flow.target);
  const report = await matchBank(await bankPortsOf(parts, flow), flow);
  await showLines(parts, flow);
  return report;
}

/**
 * What was decided is read by the engine at once, and booked by its workers. It is kept already: where it cannot be read now,
 * the workers read it with their next poll, and nobody is told that it failed.
 */
export async function showLines({ engine, wake, log }: BankRouteParts, flow: Flow): Promise<void> {
  try {
    await poll(engine, flow.organisation, flow.source);
  } catch (cause) {
    log('error', 'bank lines were decided and not read yet', {
      flow: flow.flow,
      error: cause instanceof Error ? cause.message : String(cause),
    });
  }
  wake();
}

import type { BankMatched } from '../api/bank.ts';
import { bankFlowOf, bankPortsOf } from '../engine/bank-desk.ts';
import { matchBank } from '../engine/bank-match.ts';
import type { ClosePorts } from '../engine/close-checks.ts';
import { poll } from '../engine/poll.ts';
import type { Flow } from '../engine/ports.ts';
import type { Log } from './log.ts';
import { Problem } from './office-parts.ts';

/** What the routes of bank lines and of the close are made of. */
export interface BankRouteParts extends ClosePorts {
  readonly isLedger: (provider: string) => boolean;
  /** Keys became due. */
  readonly wake: () => void;
  readonly log: Log;
}

/** The flow that books the lines of the organisation that asks. */
export async function bankFlowNow(parts: BankRouteParts, organisation: string): Promise<Flow> {
  const flow = await bankFlowOf(parts, await parts.engine.store.flows(organisation));
  if (flow !== null) return flow;
  throw new Problem(404, {
    error: 'No flow books bank lines yet.',
    expected: 'a flow from bank accounts to a ledger that is not off',
    fix: 'Import a bank file, and make a flow from it to the ledger.',
  });
}

/** Open items are as fresh as what the ledger showed last, so it is read first. */
export async function matchNow(parts: BankRouteParts, organisation: string): Promise<BankMatched> {
  const flow = await bankFlowNow(parts, organisation);
  if (flow.mapping.bank === null)
    throw new Problem(409, {
      error: `The mapping of ${flow.flow} has no section 'bank'.`,
      fix: 'Say there which accounts of the ledger these are.',
    });
  await poll(parts.engine, organisation, flow.target);
  const report = await matchBank(await bankPortsOf(parts, flow), flow);
  await showLines(parts, flow);
  return report;
}

/** What was decided is read by the engine at once, and booked by its workers. */
export async function showLines({ engine, wake }: BankRouteParts, flow: Flow): Promise<void> {
  await poll(engine, flow.organisation, flow.source);
  wake();
}

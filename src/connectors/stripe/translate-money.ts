import type { Dispute, Payout } from '../../core/processor-records.ts';
import { dateOf, dayAt } from './days.ts';
import { figure, sizeOf } from './figures.ts';
import { currencyOf } from './translate-documents.ts';
import { childOf, idOf, needSeconds, needText, needWhole, secondsOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

const payoutStates: Readonly<Record<string, Payout['state']>> = {
  pending: 'pending',
  in_transit: 'inTransit',
  paid: 'paid',
  failed: 'failed',
  canceled: 'cancelled',
};

export function payoutOf(wire: Wire, timeZone: string): Payout {
  const currency = currencyOf(wire);
  const trace = childOf(wire, 'trace_id') ?? {};
  return {
    kind: 'payout',
    id: needText(wire, 'id'),
    amount: figure(needWhole(wire, 'amount'), currency),
    currency,
    createdOn: dayAt(timeZone, needSeconds(wire, 'created')),
    arrivesOn: dateOf(needSeconds(wire, 'arrival_date')),
    destination: idOf(wire, 'destination'),
    reference: textOf(trace, 'value') ?? textOf(wire, 'statement_descriptor'),
    out: idOf(wire, 'balance_transaction'),
    back: idOf(wire, 'failure_balance_transaction'),
    state: payoutStates[textOf(wire, 'status') ?? ''] ?? 'pending',
  };
}

/** What a dispute itself does not say: whose charge it is, and what moved the balance because of it. */
export interface DisputeFacts {
  readonly customer: string | null;
  readonly moves: readonly Wire[];
}

/**
 * A won dispute is closed when its money comes back. When a lost one was closed Stripe does not keep, and the event that told it is
 * forgotten after thirty days: a day that would be gone later is not shown at all.
 */
export function disputeOf(wire: Wire, { customer, moves }: DisputeFacts, timeZone: string): Dispute {
  const state = disputeState(textOf(wire, 'status') ?? '');
  const due = secondsOf(childOf(wire, 'evidence_details') ?? {}, 'due_by');
  const currency = currencyOf(wire);
  const moved = (category: string): Wire | null => moves.find((move) => textOf(move, 'reporting_category') === category) ?? null;
  const [taken, returned] = [moved('dispute'), moved('dispute_reversal')];
  return {
    kind: 'dispute',
    id: needText(wire, 'id'),
    charge: idOf(wire, 'charge'),
    contact: customer,
    amount: figure(needWhole(wire, 'amount'), currency),
    currency,
    withdrawn:
      taken === null ? null : { amount: figure(sizeOf(needWhole(taken, 'amount')), currencyOf(taken)), currency: currencyOf(taken) },
    openedOn: dayAt(timeZone, needSeconds(wire, 'created')),
    dueOn: due === null ? null : dayAt(timeZone, due),
    closedOn: state === 'won' && returned !== null ? dayAt(timeZone, needSeconds(returned, 'created')) : null,
    state,
  };
}

/** An inquiry moves no money, and neither does a dispute that was prevented or an inquiry that was closed. */
function disputeState(status: string): Dispute['state'] {
  if (status === 'won' || status === 'lost') return status;
  return status.startsWith('warning_') || status === 'prevented' ? 'inquiry' : 'open';
}

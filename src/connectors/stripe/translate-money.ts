import type { Dispute, Payout } from '../../core/processor-records.ts';
import { dateOf, dayAt } from './days.ts';
import { figure } from './figures.ts';
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

/** What a dispute itself does not say: whose charge it is, and when its money came back (seconds; null while it has not). */
export interface DisputeFacts {
  readonly customer: string | null;
  readonly returnedAt: number | null;
}

/**
 * When a dispute was closed is not kept by Stripe, and the event that told it is forgotten after thirty days. A day that goes into the
 * books must not change later, so it is read off what stays: a won dispute closes when its money comes back, and a lost one, of which
 * nothing more is seen, counts from the day until which it could be answered.
 */
export function disputeOf(wire: Wire, { customer, returnedAt }: DisputeFacts, timeZone: string): Dispute {
  const state = disputeState(textOf(wire, 'status') ?? '');
  const due = secondsOf(childOf(wire, 'evidence_details') ?? {}, 'due_by');
  const dueOn = due === null ? null : dayAt(timeZone, due);
  const currency = currencyOf(wire);
  return {
    kind: 'dispute',
    id: needText(wire, 'id'),
    charge: idOf(wire, 'charge'),
    contact: customer,
    amount: figure(needWhole(wire, 'amount'), currency),
    currency,
    openedOn: dayAt(timeZone, needSeconds(wire, 'created')),
    dueOn,
    closedOn: state === 'won' && returnedAt !== null ? dayAt(timeZone, returnedAt) : isClosed(state) ? dueOn : null,
    state,
  };
}

const isClosed = (state: Dispute['state']): boolean => state === 'won' || state === 'lost';

/** An inquiry moves no money, and neither does a dispute that was prevented or an inquiry that was closed. */
function disputeState(status: string): Dispute['state'] {
  if (status === 'won' || status === 'lost') return status;
  return status.startsWith('warning_') || status === 'prevented' ? 'inquiry' : 'open';
}

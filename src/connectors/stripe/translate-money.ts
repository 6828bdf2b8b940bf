import type { Dispute, Payout } from '../../core/processor-records.ts';
import { dateOf, dayAt } from './days.ts';
import { figure } from './figures.ts';
import { currencyOf } from './translate-documents.ts';
import { childOf, idOf, listOf, needSeconds, needText, needWhole, secondsOf, textOf } from './wire.ts';
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

/** `customer` is the charge's, of whom the dispute itself says nothing. */
export function disputeOf(wire: Wire, customer: string | null, timeZone: string): Dispute {
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
    closedOn: state === 'won' ? (lastMove(wire, timeZone) ?? dueOn) : state === 'lost' ? dueOn : null,
    state,
  };
}

/** An inquiry moves no money, and neither does a dispute that was prevented or an inquiry that was closed. */
function disputeState(status: string): Dispute['state'] {
  if (status === 'won' || status === 'lost') return status;
  return status.startsWith('warning_') || status === 'prevented' ? 'inquiry' : 'open';
}

/** The day on which the money of a won dispute came back. */
function lastMove(wire: Wire, timeZone: string): string | null {
  const moves = listOf(wire, 'balance_transactions').map((move) => needSeconds(move, 'created'));
  return moves.length < 2 ? null : dayAt(timeZone, Math.max(...moves));
}

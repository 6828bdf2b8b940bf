import type { Kind } from '../../../core/records.ts';
import { messages } from './messages.ts';
import { Missing } from './refusals.ts';
import type { State } from './state.ts';

/** A person matches a bank line with a payment, a bank transaction or a transfer. From then on the API refuses to delete it. */
export function reconcile(state: State, kind: Kind, id: string): string {
  const { payments, bankTransactions, transfers } = state.tables;
  const payment = kind === 'payment' || kind === 'refund' ? payments.get(id) : undefined;
  const transaction = kind === 'bankTransaction' ? bankTransactions.get(id) : undefined;
  const transfer = kind === 'transfer' ? transfers.get(id) : undefined;
  if (payment) payments.put({ ...payment, isReconciled: true });
  else if (transaction) bankTransactions.put({ ...transaction, isReconciled: true });
  else if (transfer) transfers.put({ ...transfer, fromIsReconciled: true, toIsReconciled: true });
  else throw new Missing(messages.notFound);
  return id;
}

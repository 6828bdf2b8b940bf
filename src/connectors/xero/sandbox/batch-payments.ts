import { utcMidnight } from '../../../core/day.ts';
import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { accountInBrief } from './bank-shapes.ts';
import { writeBatch } from './batch.ts';
import { accountIn } from './chart.ts';
import { childIn, dayIn, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { listed } from './listing.ts';
import { messages } from './messages.ts';
import type { BatchPayment } from './model.ts';
import { makePayment, removePayment } from './payments.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';
import type { Columns } from './where.ts';
import { wireCents, wireDay, wireInstant } from './wire.ts';

/** Several invoices, or several bills, paid by one bank line. */
export function answerBatchPayments(ask: Ask): Payload {
  const [key] = ask.steps;
  if (ask.method === 'GET' && key === undefined) {
    const { rows } = listed(ask, { table: ask.state.tables.batches, columns });
    return collection(
      'BatchPayments',
      rows.map((batch) => batchShape(ask.state, batch)),
    );
  }
  const named = key === undefined ? null : requireBatch(ask.state, key);
  if (ask.method === 'GET' && named) return collection('BatchPayments', [batchShape(ask.state, named)]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'BatchPayments',
    idName: 'BatchPaymentID',
    elements: elementsOf(ask, 'BatchPayments'),
    write: (fields) => ({ shape: batchShape(ask.state, writeBatchPayment(ask, fields, named)) }),
  });
}

function requireBatch(state: State, id: string): BatchPayment {
  const batch = state.tables.batches.get(id.toLowerCase());
  if (!batch) throw new Missing(messages.notFound);
  return batch;
}

function writeBatchPayment(ask: Ask, fields: Fields, named: BatchPayment | null): BatchPayment {
  const id = textIn(fields, 'BatchPaymentID');
  const before = named ?? (ask.method === 'POST' && id ? requireBatch(ask.state, id) : null);
  if (before === null) return makeBatch(ask.state, fields);
  if (textIn(fields, 'Status') !== 'DELETED') throw new Invalid(messages.paymentUpdate);
  for (const paymentId of before.paymentIds) {
    const payment = ask.state.tables.payments.get(paymentId);
    if (payment) removePayment(ask.state, payment, ask.by);
  }
  return ask.state.tables.batches.put({ ...before, status: 'DELETED' });
}

function makeBatch(state: State, fields: Fields): BatchPayment {
  const account = accountIn(state, childIn(fields, 'Account'), 'Code');
  const sent = listIn(fields, 'Payments') ?? [];
  if (!account) throw new Invalid(messages.accountNeeded);
  if (sent.length === 0) throw new Invalid(messages.paymentTargetNeeded);
  const id = state.newId();
  const [reference, date] = [textIn(fields, 'Reference') ?? null, dayIn(fields, 'Date') ?? state.today()];
  const payments = sent.map((payment) =>
    makePayment(
      state,
      { ...payment, Account: { AccountID: account.id }, Date: date, ...(reference === null ? {} : { Reference: reference }) },
      id,
    ),
  );
  return state.tables.batches.put({
    id,
    updatedAt: 0,
    type: payments[0]?.type === 'ACCPAYPAYMENT' ? 'PAYBATCH' : 'RECBATCH',
    accountId: account.id,
    date,
    reference,
    status: 'AUTHORISED',
    paymentIds: payments.map((payment) => payment.id),
    total: payments.reduce((sum, payment) => sum + payment.amount, 0n),
  });
}

const batchShape = (state: State, batch: BatchPayment): object => ({
  Account: accountInBrief(state, batch.accountId),
  ...(batch.reference === null ? {} : { Reference: batch.reference }),
  BatchPaymentID: batch.id,
  Date: wireDay(batch.date),
  Type: batch.type,
  Status: batch.status,
  TotalAmount: wireCents(batch.total),
  UpdatedDateUTC: wireInstant(batch.updatedAt),
  IsReconciled: batch.paymentIds.every((id) => state.tables.payments.get(id)?.isReconciled ?? false),
  Payments: batch.paymentIds.flatMap((id) => {
    const payment = state.tables.payments.get(id);
    return payment ? [{ Invoice: { InvoiceID: payment.target.id }, PaymentID: id, Amount: wireCents(payment.amount) }] : [];
  }),
});

const columns: Columns<BatchPayment> = {
  BatchPaymentID: (batch) => batch.id,
  Date: (batch) => utcMidnight(batch.date),
  Status: (batch) => batch.status,
  Type: (batch) => batch.type,
  Reference: (batch) => batch.reference ?? '',
  'Account.AccountID': (batch) => batch.accountId,
  UpdatedDateUTC: (batch) => batch.updatedAt,
};

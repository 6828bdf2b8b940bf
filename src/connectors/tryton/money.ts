import type { Payment, Refund } from '../../core/records.ts';
import { absolute, amount, decimal, negate } from '../../core/decimal.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { take } from './chain.ts';
import type { Chain } from './chain.ts';
import { cancelledSince, moveFields, moveVersion, movesOf } from './moves.ts';
import type { MoveLine, MoveRead } from './moves.ts';
import { matching, readerOf } from './reading.ts';
import type { Resource } from './reading.ts';
import { appended, parted } from '../../core/reference-text.ts';
import { behindText } from './references.ts';
import { searchRead } from './rpc.ts';
import type { Line } from './rpc.ts';
import type { Facts } from './settings.ts';
import { dayOut, figureOut, idOut, isId, needDay, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';
import { accountIn, currencyIn, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

type Money = Payment | Refund;

/** A move on the cash journal that settles one invoice, as Tryton's own "Pay" makes it. */
const settling = (line: Line): readonly unknown[] => [
  ['company', '=', idOut(line.company)],
  ['journal.type', '=', 'cash'],
  ['state', '=', 'posted'],
  ['origin', 'like', 'account.invoice,%'],
];

interface Parts {
  readonly owed: MoveLine;
  readonly money: MoveLine;
}

/** The line on the customer's account, and the one on the account that the money reached or left. */
function partsOf({ lines }: MoveRead): Parts | null {
  const [owed] = lines.filter((line) => line.isMatched);
  const [money, ...more] = lines.filter((line) => !line.isMatched);
  return owed !== undefined && money !== undefined && more.length === 0 ? { owed, money } : null;
}

const invoiceIn = (row: Wire): string => needText(row, 'origin').split(',')[1] ?? '';

function common({ row, isVoid }: MoveRead, { owed, money }: Parts) {
  const { text } = parted(textOf(row, 'description'));
  return {
    id: needText(row, 'id'),
    contact: owed.party,
    amount: amount(absolute(decimal(money.amount))),
    currency: money.currency,
    account: money.account,
    reference: text,
    isReconciled: null,
    state: isVoid ? ('void' as const) : ('made' as const),
  };
}

const asSeen = <R extends Money>(row: Wire, record: R): Seen<R> => ({
  record,
  version: moveVersion(row, record.state === 'void'),
  reference: parted(textOf(row, 'description')).reference,
});

const money = <R extends Money>(line: Line, facts: Facts, read: (move: MoveRead, parts: Parts) => R, isOut: boolean): Resource<R> => ({
  model: 'account.move',
  domain: settling(line),
  fields: moveFields,
  alsoChanged: (changed) => cancelledSince(line, changed),
  translate: async (rows) =>
    (await movesOf(line, facts, rows)).flatMap((move) => {
      const parts = partsOf(move);
      if (parts === null || decimal(parts.money.amount).units < 0n !== isOut) return [];
      return [asSeen(move.row, read(move, parts))];
    }),
});

const payments = (line: Line, facts: Facts) =>
  money<Payment>(
    line,
    facts,
    (move, parts) => ({
      kind: 'payment',
      ...common(move, parts),
      paidOn: needDay(move.row, 'date'),
      accountAmount: null,
      method: null,
      allocations: [{ invoice: invoiceIn(move.row), amount: amount(absolute(decimal(parts.owed.amount))) }],
    }),
    false,
  );

const refunds = (line: Line, facts: Facts) =>
  money<Refund>(
    line,
    facts,
    (move, parts) => ({ kind: 'refund', ...common(move, parts), refundedOn: needDay(move.row, 'date'), creditNote: invoiceIn(move.row) }),
    true,
  );

/** What a payment and a refund say to Tryton's "Pay": money back has the sign of the credit note that it settles. */
interface Paying {
  readonly document: string;
  readonly on: string;
  readonly amount: string;
}

function payingOf(record: Money): Paying {
  if (record.kind === 'refund')
    return { document: record.creditNote ?? '', on: record.refundedOn, amount: amount(negate(decimal(record.amount))) };
  const [allocation, ...more] = record.allocations;
  if (allocation === undefined || more.length > 0) throw new Error('Tryton takes a payment for one invoice');
  return { document: allocation.invoice, on: record.paidOn, amount: amount(record.amount) };
}

/** "Pay" is a wizard: one of its calls makes the move, posts it and sets it against the invoice, all or nothing. */
function pay(record: Money, reference: string, chain: Chain): void {
  const { document, on, amount: figure } = payingOf(record);
  const company = Number(chain.company);
  const account = accountIn(chain, record.account ?? '');
  const method = chain.add(
    {
      method: 'model.account.invoice.payment.method.search',
      params: [
        [
          ['company', '=', company],
          ['debit_account', '=', take(account)],
        ],
        0,
        1,
        [['id', 'ASC']],
        chain.context(),
      ],
    },
    { about: `account ${record.account ?? ''} in Tryton` },
  ).first;
  const currency = currencyIn(chain, record.currency);
  const invoice = isId(document) ? idOut(document) : -1;
  const context = chain.context({ active_model: 'account.invoice', active_id: invoice, active_ids: [invoice] });
  const session = chain.add({ method: 'wizard.account.invoice.pay.create', params: [context] }).first;
  const start = {
    payment_method: take(method),
    date: dayOut(on),
    amount: figureOut(figure),
    currency: take(currency),
    company,
    description: appended(record.reference, reference),
  };
  chain.add(
    { method: 'wizard.account.invoice.pay.execute', params: [take(session), { start, ask: { type: 'partial' } }, 'pay', context] },
    { about: `payment method for the account ${record.account ?? ''}, or no currency ${record.currency}, in Tryton` },
  );
  chain.add({ method: 'wizard.account.invoice.pay.delete', params: [take(session), context] });
  chain.add(
    searchRead(chain.company, {
      model: 'account.move',
      domain: [
        ['origin', '=', `account.invoice,${document}`],
        ['description', '=', appended(record.reference, reference)],
      ],
      fields: [...moveFields, '_timestamp'],
    }),
  );
}

function chainOf(step: Step<Money>, chain: Chain): void {
  switch (step.do) {
    case 'create':
      return pay(step.record, step.reference, chain);
    case 'update':
      throw new Error('Tryton cannot change a payment: it is cancelled and made anew');
    case 'remove':
      return cancel(step, chain);
  }
}

/** The match with the invoice is undone, the payment is taken off it, and a move of the opposite figures cancels it. */
export function cancel(step: Extract<Step, { do: 'remove' }>, chain: Chain): void {
  const id = idOut(step.id);
  const paid = chain.add({
    method: 'model.account.move.line.search',
    params: [
      [
        ['move', '=', id],
        ['invoice_payment', '!=', null],
      ],
      0,
      1,
      null,
      chain.context(),
    ],
  }).first;
  const matched = chain.find('account.move.reconciliation', [['lines.move', '=', id]]);
  chain.add({ method: 'model.account.move.reconciliation.delete', params: [[take(matched)], chain.context()] }, { only: matched });
  chain.add(
    { method: 'model.account.move.line.write', params: [[take(paid)], { invoice_payment: null }, chain.context()] },
    { only: paid },
  );
  const done = chain.find('account.move', [['origin', '=', `account.move,${step.id}`]]);
  const context = chain.context({ active_model: 'account.move', active_id: id, active_ids: [id] });
  const session = chain.add({ method: 'wizard.account.move.cancel.create', params: [context] }, { unless: done }).first;
  chain.add(
    { method: 'wizard.account.move.cancel.execute', params: [take(session), { default: { description: null } }, 'cancel', context] },
    { unless: done },
  );
  // The wizard leaves a draft.
  const draft = chain.find('account.move', [
    ['origin', '=', `account.move,${step.id}`],
    ['state', '=', 'draft'],
  ]);
  chain.add({ method: 'model.account.move.post', params: [[take(draft)], chain.context()] }, { only: draft });
  chain.add(searchRead(chain.company, { model: 'account.move', domain: [['id', '=', id]], fields: [...moveFields, '_timestamp'] }));
}

const writing = <R extends Money>(): Writing<R> => ({
  chain: chainOf,
  landed: (row, step) => {
    const record = step.do === 'remove' ? step.before : step.record;
    return asSeen(row, { ...record, id: needText(row, 'id'), isReconciled: null, state: step.do === 'remove' ? 'void' : 'made' });
  },
});

export function paymentsOf(line: Line, facts: Facts) {
  const resource = payments(line, facts);
  const reader = readerOf(line, resource);
  const onDocuments = (ids: readonly string[]) =>
    ids.length === 0 ? Promise.resolve([]) : matching(line, resource, [['origin', 'in', ids.map((id) => `account.invoice,${id}`)]]);
  const writer = writerOf<Payment>(line, writing(), {
    reader,
    byReference: (references) => matching(line, resource, behindText(references)),
    seek: (wants) => onDocuments([...new Set(wants.flatMap(({ allocations }) => allocations.map(({ invoice }) => invoice)))]),
  });
  return { reader, writer };
}

export function refundsOf(line: Line, facts: Facts) {
  const resource = refunds(line, facts);
  const reader = readerOf(line, resource);
  const writer = writerOf<Refund>(line, writing(), {
    reader,
    byReference: (references) => matching(line, resource, behindText(references)),
    seek: (wants) => {
      const ids = [...new Set(wants.flatMap(({ creditNote }) => creditNote ?? []))];
      return ids.length === 0
        ? Promise.resolve([])
        : matching(line, resource, [['origin', 'in', ids.map((id) => `account.invoice,${id}`)]]);
    },
  });
  return { reader, writer };
}

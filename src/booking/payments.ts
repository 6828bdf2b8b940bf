import { readMoney, sayAmount } from '../core/money.ts';
import type { Allocation, Payment, Refund } from '../core/records.ts';
import { accountForPayment } from '../mapping/apply.ts';
import { counterSale, processorContact } from './context.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Question } from './desire.ts';
import { ask, finerQuestion, lookAgain } from './questions.ts';
import { bookReceived } from './received.ts';

/** A payment of a platform: received in the ledger, or told back to the platform that its invoices came from. */
export function desirePayment(record: Payment, context: BookingContext): Desire {
  const figures = [record.amount, ...record.allocations.map((allocation) => allocation.amount)];
  const broken = wholeQuestion(record.amount, record.currency) ?? firstFiner(figures, record, context);
  if (broken) return { is: 'held', question: broken };
  if (context.targetRole === 'platform') return paymentForPlatform(record, context);
  // What stands for it is taken back; what it would have paid, and whose it was, is no question any more.
  if (record.state === 'void') return { is: 'wanted', parts: [] };
  const account = accountForPayment(context.mapping, record.currency);
  if (account === null) return { is: 'held', question: noAccount(record.currency) };
  return bookReceived(record, { key: { kind: 'payment', id: record.id }, account }, context);
}

/** Payment back (engine rule 7): only what pays a document that both sides know. */
function paymentForPlatform(record: Payment, context: BookingContext): Desire {
  const allocations: { invoice: string; amount: string }[] = [];
  for (const allocation of record.allocations) {
    const name = { kind: 'invoice', id: allocation.invoice } as const;
    const there = context.linked(name);
    if (!there && context.isUnderWay) return { is: 'waiting', for: name, why: 'its invoice may be one that is just being written there' };
    if (!there) return { is: 'excluded', rule: 'not one of ours', why: 'it pays an invoice that did not come from here' };
    allocations.push({ invoice: there.id, amount: allocation.amount });
  }
  const back: Payment = {
    ...record,
    id: '',
    contact: customerThere(record.contact, context),
    allocations,
    account: null,
    isReconciled: null,
    accountAmount: null,
  };
  return {
    is: 'wanted',
    parts: [
      { part: 'main', record: back, losses: [], why: `payment recorded in the ledger on ${record.paidOn}`, needs: null, opens: false },
    ],
  };
}

/** Null for the contacts that stand for counter sales and for a processor: they are ours, and the platform knows of none. */
function customerThere(contact: string | null, context: BookingContext): string | null {
  const there = contact === null ? null : context.linked({ kind: 'contact', id: contact });
  return there === null || there.id === counterSale || there.id === processorContact ? null : there.id;
}

export function desireRefund(record: Refund, context: BookingContext): Desire {
  const broken = wholeQuestion(record.amount, record.currency) ?? finerQuestion(record.amount, record, context);
  if (broken) return { is: 'held', question: broken };
  const account = accountForPayment(context.mapping, record.currency);
  if (account === null) return { is: 'held', question: noAccount(record.currency) };
  if (record.creditNote === null) {
    return {
      is: 'held',
      question: ask(
        'no customer',
        'The refund names no credit note, so the ledger has nothing to pay out against.',
        { amount: sayAmount(record.amount, record.currency) },
        [lookAgain('It now names its credit note: look again')],
      ),
    };
  }
  const name = { kind: 'creditNote', id: record.creditNote } as const;
  const credit = context.linked(name);
  if (!credit) return { is: 'waiting', for: name, why: 'its credit note is not in the ledger yet' };
  const want: Refund = { ...record, id: '', contact: null, account, creditNote: credit.id, isReconciled: null };
  return {
    is: 'wanted',
    parts: [
      {
        part: 'main',
        record: want,
        losses: [],
        why: `refund of ${sayAmount(record.amount, record.currency)} on ${record.refundedOn}`,
        needs: null,
        opens: false,
      },
    ],
  };
}

export function desireAllocation(record: Allocation, context: BookingContext): Desire {
  const broken = finerQuestion(record.amount, record, context);
  if (broken) return { is: 'held', question: broken };
  const from =
    record.from.kind === 'creditNote'
      ? ({ kind: 'creditNote', id: record.from.id } as const)
      : ({ kind: 'payment', id: record.from.id } as const);
  const part = record.from.kind === 'creditNote' ? 'main' : 'onAccount';
  const credit = context.linked(from, part);
  const name = { kind: 'invoice', id: record.invoice } as const;
  const invoice = context.linked(name);
  const out = [from, name].find((other) => !context.linked(other, other === from ? part : 'main') && context.isExcluded(other));
  if (out)
    return {
      is: 'excluded',
      rule: 'of a document that is left out',
      why: `the ${out.kind === 'invoice' ? 'invoice' : 'credit'} is not carried over`,
    };
  if (!credit) return { is: 'waiting', for: from, why: 'the credit is not in the ledger yet' };
  if (!invoice) return { is: 'waiting', for: name, why: 'the invoice is not in the ledger yet' };
  const want: Allocation = { ...record, id: '', from: { kind: record.from.kind, id: credit.id }, invoice: invoice.id };
  return {
    is: 'wanted',
    parts: [
      {
        part: 'main',
        record: want,
        losses: [],
        why: `credit of ${sayAmount(record.amount, record.currency)} set against its invoice`,
        needs: null,
        opens: false,
      },
    ],
  };
}

const firstFiner = (figures: readonly string[], record: Payment, context: BookingContext): Question | null =>
  figures.map((figure) => finerQuestion(figure, record, context)).find((question) => question !== null) ?? null;

const wholeQuestion = (figure: string, currency: string): Question | null =>
  readMoney(figure, currency) !== null
    ? null
    : ask(
        'not whole',
        `The amount is ${sayAmount(figure, currency)}, which is not a whole number of its smallest unit.`,
        { amount: figure },
        [lookAgain('It was corrected at the source: look again')],
      );

const noAccount = (currency: string): Question =>
  ask('no account', `The mapping names no account that receives payments in ${currency}.`, { currency }, [
    lookAgain('The mapping now has accounts.payments for it: look again'),
  ]);

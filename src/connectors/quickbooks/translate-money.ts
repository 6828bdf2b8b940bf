import { amount, decimal, divide, isZero, subtract, sumAmounts } from '../../core/decimal.ts';
import type { Allocation, Payment, Refund } from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';
import { appliedBy, linkLine, linksOf, takingLine } from './applying.ts';
import type { Applied } from './applying.ts';
import type { Books } from './books.ts';
import { accountRef } from './lines.ts';
import { readNote, writeNote } from './references.ts';
import { isVoid, toCurrency } from './translate-documents.ts';
import { childOf, figureOf, figureOrZero, listOf, needDay, needFigure, needText, number, ref, refOf, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

const isNothing = (wire: Wire): boolean => isZero(decimal(figureOrZero(wire, 'TotalAmt')));

/** Money on a customer's account says so in its note; a payment of nothing only links a credit to an invoice. */
export const isOnAccount = (wire: Wire): boolean => readNote(textOf(wire, 'PrivateNote')).isOnAccount;
export const isPayment = (wire: Wire): boolean => !isOnAccount(wire) && (!isNothing(wire) || isVoid(wire));

/** What people read as the money's reference is short: what does not fit begins in the note alone. */
const refNumLength = 21;
export const toRefNum = (reference: string | null): Outgoing =>
  reference === null ? {} : { PaymentRefNum: reference.slice(-refNumLength) };

/** The reference as the note has it, where the document is ours; a person's own document has it in its own field. */
export const referenceIn = (wire: Wire): { readonly text: string | null; readonly reference: string | null } => {
  const { text, reference } = readNote(textOf(wire, 'PrivateNote'));
  return { text: reference === null ? (textOf(wire, 'PaymentRefNum') ?? text) : text, reference };
};

export function fromPayment(wire: Wire, books: Books, isReconciled: boolean | null): Seen<Payment> {
  const { text, reference } = referenceIn(wire);
  const currency = refOf(wire, 'CurrencyRef') ?? books.homeCurrency;
  const account = refOf(wire, 'DepositToAccountRef');
  const inHome = currency === books.homeCurrency ? null : figureOf(wire, 'HomeTotalAmt');
  const record: Payment = {
    kind: 'payment',
    id: needText(wire, 'Id'),
    contact: refOf(wire, 'CustomerRef'),
    paidOn: needDay(wire, 'TxnDate'),
    amount: needFigure(wire, 'TotalAmt'),
    currency,
    account: account === null ? null : books.accountName(account),
    accountAmount: inHome === null ? null : { amount: inHome, currency: books.homeCurrency },
    method: null,
    reference: text,
    allocations: appliedBy(wire).flatMap(({ from, to, amount: size }) => (from.type === 'Payment' ? [{ invoice: to, amount: size }] : [])),
    isReconciled,
    state: isVoid(wire) ? 'void' : 'made',
  };
  books.keepPayment(wire);
  return { record, version: versionOf(wire), reference };
}

export function toPayment(payment: Payment, reference: string, books: Books): Outgoing {
  const [first] = payment.allocations;
  const customer = (first === undefined ? undefined : books.customerOf(`Invoice/${first.invoice}`)) ?? payment.contact;
  return {
    ...moneyIn({ ...payment, contact: customer, on: payment.paidOn }, books),
    ...rateOf(payment, books),
    PrivateNote: writeNote(payment.reference, reference),
    Line: payment.allocations.map(({ invoice, amount: size }) => linkLine('Invoice', invoice, size)),
  };
}

/** The amount that reached the account is the fact; the rate follows from it. */
const rateOf = ({ accountAmount, amount: paid }: Payment, books: Books): Outgoing =>
  accountAmount === null || !books.hasCurrencies || accountAmount.currency !== books.homeCurrency
    ? {}
    : { ExchangeRate: number(amount(divide(decimal(accountAmount.amount), decimal(paid), 9))) };

/** Money received from a customer. The account is always named: QuickBooks would take Undeposited Funds. */
export function moneyIn(
  money: {
    readonly contact: string | null;
    readonly on: string;
    readonly amount: string;
    readonly currency: string;
    readonly account: string | null;
    readonly reference: string | null;
  },
  books: Books,
): Outgoing {
  if (money.account === null) throw new Error('a payment needs the account that the money reached');
  return {
    CustomerRef: ref(money.contact ?? '(no customer)'),
    TotalAmt: number(money.amount),
    ...toCurrency(money.currency, null, books),
    TxnDate: money.on,
    ...toRefNum(money.reference),
    DepositToAccountRef: accountRef(money.account, books),
    ProcessPayment: false,
  };
}

/**
 * QuickBooks cannot pay out a credit memo in one document: a refund is money spent from the customer's receivable, and what it pays
 * out stands in its note. That the two are set against each other is an allocation of its own.
 */
const paysOut = /^(?:(.*) )?pays out credit memo (\d+)$/s;

export const isRefund = (wire: Wire, books: Books): boolean => {
  const [line, ...others] = listOf(wire, 'Line');
  const account = line === undefined ? null : refOf(childOf(line, 'AccountBasedExpenseLineDetail') ?? {}, 'AccountRef');
  return account !== null && others.length === 0 && books.accountById(account)?.type === 'Accounts Receivable';
};

export function fromRefund(wire: Wire, books: Books, isReconciled: boolean | null): Seen<Refund> {
  const { text, reference } = readNote(textOf(wire, 'PrivateNote'));
  const found = paysOut.exec(text ?? '');
  const account = refOf(wire, 'AccountRef');
  const record: Refund = {
    kind: 'refund',
    id: `Purchase/${needText(wire, 'Id')}`,
    contact: refOf(wire, 'EntityRef'),
    refundedOn: needDay(wire, 'TxnDate'),
    amount: needFigure(wire, 'TotalAmt'),
    currency: refOf(wire, 'CurrencyRef') ?? books.homeCurrency,
    account: account === null ? null : books.accountName(account),
    creditNote: found?.[2] ?? null,
    reference: found ? (found[1] ?? null) : text,
    isReconciled,
    state: isVoid(wire) ? 'void' : 'made',
  };
  return { record, version: versionOf(wire), reference };
}

export function toRefund(refund: Refund, reference: string, books: Books): Outgoing {
  if (refund.creditNote === null) throw new Error('a refund pays out a credit note, and this one names none');
  if (refund.account === null) throw new Error('a refund needs the account that the money left');
  const customer = books.customerOf(`CreditMemo/${refund.creditNote}`) ?? refund.contact ?? '(no customer)';
  const receivables = books.accounts.filter(({ type }) => type === 'Accounts Receivable');
  // There is one for each currency.
  const receivable = receivables.find(({ currency }) => currency === refund.currency) ?? receivables[0];
  const text = [refund.reference, `pays out credit memo ${refund.creditNote}`].filter((part) => part !== null).join(' ');
  return {
    AccountRef: accountRef(refund.account, books),
    PaymentType: 'Cash',
    EntityRef: { value: customer, type: 'Customer' },
    TxnDate: refund.refundedOn,
    ...toCurrency(refund.currency, null, books),
    PrivateNote: writeNote(text, reference),
    ...(books.isAmerican ? {} : { GlobalTaxCalculation: 'NotApplicable' }),
    Line: [
      {
        Description: refund.reference ?? 'Refund',
        Amount: number(refund.amount),
        DetailType: 'AccountBasedExpenseLineDetail',
        AccountBasedExpenseLineDetail: { AccountRef: ref(receivable?.id ?? '(no receivable account)'), CustomerRef: ref(customer) },
      },
    ],
  };
}

/** '12/CreditMemo/7/34': payment 12 sets credit memo 7 against invoice 34. '12/Payment/12/34': its own money, from on account. */
const allocationId = (payment: string, { from, to }: Pick<Applied, 'from' | 'to'>): string => `${payment}/${from.type}/${from.id}/${to}`;
export const paymentOfAllocation = (id: string): string => id.split('/')[0] ?? '';

/** What a payment sets against invoices, apart from what it pays itself. */
export function fromAllocations(wire: Wire, books: Books): readonly Seen<Allocation>[] {
  const onAccount = isOnAccount(wire);
  const id = needText(wire, 'Id');
  books.keepPayment(wire);
  return appliedBy(wire)
    .filter(({ from }) => from.type === 'CreditMemo' || onAccount)
    .map((applied) => ({
      record: {
        kind: 'allocation',
        id: allocationId(id, applied),
        from:
          applied.from.type === 'CreditMemo'
            ? { kind: 'creditNote', id: applied.from.id }
            : { kind: 'onAccount', id: `Payment/${applied.from.id}` },
        invoice: applied.to,
        amount: applied.amount,
        currency: refOf(wire, 'CurrencyRef') ?? books.homeCurrency,
        allocatedOn: needDay(wire, 'TxnDate'),
        state: 'made',
      },
      version: versionOf(wire),
      // Of a payment that is money on account, the note carries that money's own reference.
      reference: onAccount ? null : readNote(textOf(wire, 'PrivateNote')).reference,
    }));
}

/** A credit memo against an invoice: a payment of nothing that links the two. */
export function toAllocation(allocation: Allocation, reference: string, books: Books): Outgoing {
  const { from, invoice, amount: size, currency, allocatedOn } = allocation;
  const customer = books.customerOf(`CreditMemo/${from.id}`) ?? books.customerOf(`Invoice/${invoice}`) ?? '(no customer)';
  return {
    CustomerRef: ref(customer),
    TotalAmt: number('0'),
    ...toCurrency(currency, null, books),
    TxnDate: allocatedOn,
    PrivateNote: writeNote(null, reference),
    Line: [takingLine(invoice, size), linkLine('CreditMemo', from.id, size)],
  };
}

/** A payment as it was read, with other links: all of them go, because QuickBooks removes the ones that are not sent. */
export function relinked(
  payment: Wire,
  change: { readonly more?: readonly Allocation[]; readonly less?: readonly Allocation[] },
): Outgoing {
  const taken = (to: string): string =>
    sumAmounts([
      ...(change.more ?? []).filter(({ invoice }) => invoice === to).map((one) => one.amount),
      ...(change.less ?? []).filter(({ invoice }) => invoice === to).map((one) => `-${one.amount}`),
    ]);
  const before = linksOf(payment);
  const invoices = new Set(before.filter(({ type }) => type === 'Invoice').map(({ id }) => id));
  const kept = before.flatMap(({ type, id, amount: size }) => {
    const left = type === 'Invoice' ? sumAmounts([size, taken(id)]) : size;
    return isZero(subtract(decimal(left), decimal('0'))) ? [] : [linkLine(type, id, left)];
  });
  const fresh = [...new Set((change.more ?? []).map(({ invoice }) => invoice))].filter((id) => !invoices.has(id));
  return {
    Id: needText(payment, 'Id'),
    SyncToken: versionOf(payment),
    sparse: true,
    CustomerRef: ref(refOf(payment, 'CustomerRef') ?? ''),
    TotalAmt: number(needFigure(payment, 'TotalAmt')),
    Line: [...kept, ...fresh.map((to) => takingLine(to, taken(to)))],
  };
}

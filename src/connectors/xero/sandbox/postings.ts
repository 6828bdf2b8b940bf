import type { PostingLine, PostingSource } from '../../../sandbox/books.ts';
import { systemAccount } from './chart.ts';
import { isBooked, isSalesCredit } from './balances.ts';
import { netOf } from './lines.ts';
import type { Account, Allocation, BankTransaction, Credit, Invoice, ManualJournal, Part, Payment, Transfer, Voucher } from './model.ts';
import type { State } from './state.ts';
import { toBase } from './totals.ts';

// What each document does to the books. Debits are positive. Foreign amounts stand beside the base amounts of bank and
// control accounts only, because only these have a balance in a currency of their own.

/** What a document puts on the accounts of its lines and on the tax account, as positive figures in the base currency. */
export function partsOf(state: State, voucher: Voucher): readonly Part[] {
  const parts: Part[] = [];
  const taxes = new Map<string, bigint>();
  for (const line of voucher.lines) {
    if (line.accountId === null) continue;
    parts.push({ accountId: line.accountId, tax: line.taxType, base: toBase(netOf(line, voucher.lineAmountTypes), voucher.rate) });
    if (line.taxAmount !== 0n && line.taxType !== null)
      taxes.set(line.taxType, (taxes.get(line.taxType) ?? 0n) + toBase(line.taxAmount, voucher.rate));
  }
  if (taxes.size > 0) {
    const account = systemAccount(state, 'GST').id;
    for (const [tax, base] of taxes) parts.push({ accountId: account, tax, base });
  }
  return parts;
}

/** The total of a document on its control account: the sum of its converted parts, so that the posting balances exactly. */
export const baseTotalOf = (parts: readonly Part[]): bigint => parts.reduce((total, part) => total + part.base, 0n);

const asLines = (parts: readonly Part[], sign: bigint): PostingLine[] =>
  parts.map(({ accountId, tax, base }) => ({ account: accountId, minor: base * sign, ...(tax === null ? {} : { tax }) }));

function moneyLine(
  state: State,
  account: string,
  minor: bigint,
  foreign: { readonly minor: bigint; readonly currency: string },
): PostingLine {
  return foreign.currency === state.facts.baseCurrency ? { account, minor } : { account, minor, foreign };
}

const sourceOfInvoice = ({ type, id }: Invoice): PostingSource => ({ kind: type, id });

/** Puts an invoice into the books as it is now, or takes it out when it is a draft, void or deleted. */
export function postInvoice(state: State, invoice: Invoice, parts: readonly Part[] = partsOf(state, invoice)): void {
  if (!isBooked(invoice)) return state.repost(sourceOfInvoice(invoice), invoice.date, null);
  const sign = invoice.type === 'ACCREC' ? 1n : -1n;
  const control = moneyLine(state, controlOf(state, invoice.type === 'ACCREC'), sign * baseTotalOf(parts), {
    minor: sign * invoice.total,
    currency: invoice.currency,
  });
  state.repost(sourceOfInvoice(invoice), invoice.date, [control, ...asLines(parts, -sign)]);
}

export const controlOf = (state: State, isSale: boolean): string => systemAccount(state, isSale ? 'DEBTORS' : 'CREDITORS').id;

export function postCreditNote(state: State, credit: Credit): void {
  const source = { kind: credit.type, id: credit.id };
  if (!isBooked(credit)) return state.repost(source, credit.date, null);
  const parts = partsOf(state, credit);
  const sign = isSalesCredit(credit) ? -1n : 1n;
  const control = moneyLine(state, controlOf(state, isSalesCredit(credit)), sign * baseTotalOf(parts), {
    minor: sign * credit.total,
    currency: credit.currency,
  });
  state.repost(source, credit.date, [control, ...asLines(parts, -sign)]);
}

/** A payment moves money and settles the control account; what the exchange rate made of it in between is a realised gain or loss. */
export function postPayment(
  state: State,
  payment: Payment,
  of: { readonly currency: string; readonly isSale: boolean; readonly isIncoming: boolean; readonly bank: Account },
): void {
  // Money given back of an overpayment or prepayment has no word of its own in the general ledger.
  const source = {
    kind: payment.type.replace('OVERPAYMENTPAYMENT', 'OVERPAYMENT').replace('PREPAYMENTPAYMENT', 'PREPAYMENT'),
    id: payment.id,
  };
  if (payment.status === 'DELETED') return state.repost(source, payment.date, null);
  const sign = of.isIncoming ? 1n : -1n;
  const bank = moneyLine(state, of.bank.id, sign * payment.baseMoved, {
    minor: sign * payment.bankAmount,
    currency: of.bank.currency ?? of.currency,
  });
  const settled =
    payment.parts.length > 0
      ? asLines(payment.parts, -sign)
      : [
          moneyLine(state, controlOf(state, of.isSale), -sign * payment.baseTaken, {
            minor: -sign * payment.amount,
            currency: of.currency,
          }),
        ];
  state.repost(source, payment.date, [bank, ...settled, ...exchangeGain(state, sign * (payment.baseTaken - payment.baseMoved))]);
}

const exchangeGain = (state: State, minor: bigint): readonly PostingLine[] =>
  minor === 0n ? [] : [{ account: systemAccount(state, 'REALISEDCURRENCYGAIN').id, minor }];

/**
 * Setting a credit note or an overpayment against an invoice moves nothing but exchange differences: both stand on the same
 * control account. A prepayment stands on accounts of its own, so the allocated share is taken off these and their tax.
 */
export function postAllocation(state: State, allocation: Allocation, credit: Credit): void {
  const source = { kind: ledgerWordOf(credit), id: allocation.id };
  if (allocation.isDeleted) return state.repost(source, allocation.date, null);
  const isSale = isSalesCredit(credit);
  const sign = isSale ? 1n : -1n;
  const control = controlOf(state, isSale);
  const foreign = { minor: -sign * allocation.amount, currency: credit.currency };
  const invoice = moneyLine(state, control, -sign * allocation.invoiceBase, foreign);
  const taken =
    allocation.parts.length > 0
      ? asLines(allocation.parts, sign)
      : [moneyLine(state, control, sign * allocation.creditBase, { ...foreign, minor: -foreign.minor })];
  const difference = exchangeGain(state, sign * (allocation.invoiceBase - allocation.creditBase));
  if (allocation.parts.length === 0 && difference.length === 0) return state.repost(source, allocation.date, null);
  state.repost(source, allocation.date, [invoice, ...taken, ...difference]);
}

/** The general ledger names an allocation by what was allocated. */
function ledgerWordOf(credit: Credit): string {
  return credit.kind === 'creditNote' ? credit.type : bankSource(credit.type);
}

/** Spend and receive money; overpayments stand on the control account because their one line names it. */
export function postBankTransaction(state: State, transaction: BankTransaction, bank: Account): void {
  const source = { kind: bankSource(transaction.type), id: transaction.id };
  if (transaction.status !== 'AUTHORISED') return state.repost(source, transaction.date, null);
  const parts = partsOf(state, transaction);
  const sign = transaction.type.startsWith('RECEIVE') ? 1n : -1n;
  const money = moneyLine(state, bank.id, sign * baseTotalOf(parts), { minor: sign * transaction.total, currency: transaction.currency });
  const others = asLines(parts, -sign).map((line) =>
    transaction.type.endsWith('OVERPAYMENT')
      ? moneyLine(state, line.account, line.minor, { minor: -sign * transaction.total, currency: transaction.currency })
      : line,
  );
  state.repost(source, transaction.date, [money, ...others]);
}

function bankSource(type: string): string {
  const isIn = type.startsWith('RECEIVE');
  if (type.endsWith('OVERPAYMENT')) return isIn ? 'AROVERPAYMENT' : 'APOVERPAYMENT';
  if (type.endsWith('PREPAYMENT')) return isIn ? 'ARPREPAYMENT' : 'APPREPAYMENT';
  return isIn ? 'CASHREC' : 'CASHPAID';
}

export function postTransfer(state: State, transfer: Transfer): void {
  const source = { kind: 'TRANSFER', id: transfer.id };
  if (transfer.status === 'DELETED') return state.repost(source, transfer.date, null);
  const line = (account: string, sign: bigint): PostingLine =>
    moneyLine(state, account, sign * transfer.base, { minor: sign * transfer.amount, currency: transfer.currency });
  state.repost(source, transfer.date, [line(transfer.toAccountId, 1n), line(transfer.fromAccountId, -1n)]);
}

export function postManualJournal(state: State, journal: ManualJournal): void {
  const source = { kind: 'MANJOURNAL', id: journal.id };
  if (journal.status !== 'POSTED') return state.repost(source, journal.date, null);
  const lines: PostingLine[] = [];
  let tax = 0n;
  for (const line of journal.lines) {
    const net = journal.lineAmountTypes === 'Inclusive' ? line.lineAmount - line.taxAmount : line.lineAmount;
    lines.push({
      account: line.accountId,
      minor: net,
      tax: line.taxType,
      ...(line.description === null ? {} : { description: line.description }),
    });
    tax += line.taxAmount;
  }
  if (tax !== 0n) lines.push({ account: systemAccount(state, 'GST').id, minor: tax });
  state.repost(source, journal.date, lines);
}

import { amount } from '../core/decimal.ts';
import { valueText } from './field-words.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { sayAmount } from '../core/money.ts';
import type { AnyRecord, BankTransaction, Contact, Document, Journal, Line, Payment, Transfer } from '../core/records.ts';

/**
 * The part of a target document that the source owns after posting: amounts, dates, number, customer, state (law F41).
 * What is left out (account, item, tracking, notes, reference) belongs to the ledger's people, whose edits are recorded and kept.
 */
function owned(record: AnyRecord): Readonly<Record<string, unknown>> {
  switch (record.kind) {
    case 'invoice':
      return { ...ownedDocument(record), dueOn: record.dueOn };
    case 'creditNote':
      return ownedDocument(record);
    case 'payment':
      return {
        paidOn: record.paidOn,
        amount: amount(record.amount),
        currency: record.currency,
        account: record.account,
        allocations: record.allocations.map((allocation) => [allocation.invoice, amount(allocation.amount)]),
        state: record.state,
      };
    case 'refund':
      return {
        refundedOn: record.refundedOn,
        amount: amount(record.amount),
        currency: record.currency,
        account: record.account,
        creditNote: record.creditNote,
        state: record.state,
      };
    case 'allocation':
      return {
        from: record.from.id,
        invoice: record.invoice,
        amount: amount(record.amount),
        currency: record.currency,
        state: record.state,
      };
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
      return ownedPosting(record);
    case 'contact':
      return ownedContact(record);
    case 'item':
      return { code: record.code, name: record.name };
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return { id: record.id };
  }
}

const prints = new WeakMap<AnyRecord, string>();

/** Made once of each record: planning, the link and the ledger's answer all compare by it. */
export function ownedPrint(record: AnyRecord): string {
  const known = prints.get(record) ?? fingerprint(owned(record));
  prints.set(record, known);
  return known;
}

// The ledger's people may recode a line (account, item, tax code), so lines are compared by what they amount to.
const ownedDocument = (document: Document): Readonly<Record<string, unknown>> => ({
  number: document.number,
  contact: document.contact,
  issuedOn: document.issuedOn,
  currency: document.currency,
  net: amount(document.totals.net),
  tax: amount(document.totals.tax),
  gross: amount(document.totals.gross),
  lines: document.lines.filter((line) => !isTextOnly(line)).map((line) => amount(line.amount)),
  state: document.state,
});

const isTextOnly = (line: Line): boolean => amount(line.amount) === '0';

function ownedPosting(record: BankTransaction | Transfer | Journal): Readonly<Record<string, unknown>> {
  const { madeOn, currency, state } = record;
  switch (record.kind) {
    case 'bankTransaction':
      return {
        does: record.does,
        madeOn,
        currency,
        account: record.account,
        contact: record.contact,
        gross: amount(record.totals.gross),
        state,
      };
    case 'transfer':
      return { from: record.fromAccount, to: record.toAccount, madeOn, amount: amount(record.amount), currency, state };
    case 'journal':
      return { madeOn, currency, lines: record.lines.map((line) => [line.account, amount(line.amount)]), state };
  }
}

// A customer's identity; the rest of a contact is for whoever keeps it.
const ownedContact = (contact: Contact): Readonly<Record<string, unknown>> => ({
  name: contact.name,
  email: contact.email,
  taxNumber: contact.taxNumber,
});

/** Which owned fields differ, with both values as text, for a person to read. */
export function differences(
  a: AnyRecord,
  b: AnyRecord,
): readonly { readonly field: string; readonly ours: string; readonly theirs: string }[] {
  const [left, right] = [owned(a), owned(b)];
  const rows = Object.keys(left)
    .filter((field) => fingerprint(left[field]) !== fingerprint(right[field]))
    .map((field) => ({
      field,
      ours: valueText(field, left[field], currencyOf(a)),
      theirs: valueText(field, right[field], currencyOf(b)),
    }));
  const isElse = a.kind === 'payment' && b.kind === 'payment' && isReachedElse(a, b);
  return isElse ? [...rows, { field: 'accountAmount', ours: reached(a), theirs: reached(b) }] : rows;
}

/**
 * Whether `ours` says another amount that reached the account. It is no part of what is owned: a ledger fills in its own where the
 * source says none, and that is no difference.
 */
export const isReachedElse = (ours: Payment, theirs: Payment): boolean => ours.accountAmount !== null && reached(ours) !== reached(theirs);

const reached = ({ accountAmount }: Payment): string =>
  accountAmount === null ? '' : sayAmount(accountAmount.amount, accountAmount.currency);

const currencyOf = (record: AnyRecord): string | null => ('currency' in record ? record.currency : null);

import { amount, decimal, negate } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import { placesOf } from '../core/money.ts';
import { bookedOn } from '../core/records.ts';
import type { Account, AnyRecord, Kind } from '../core/records.ts';
import type { Chart } from './chart.ts';
import { chartOf } from './chart.ts';
import { postingsOf } from './postings.ts';
import { wholeDocument } from './posting.ts';

/** What every export says before its entries. */
export interface ExportedBooks {
  readonly organisation: string;
  readonly baseCurrency: string;
  /** Those that are known beforehand; an entry may use others. */
  readonly currencies: readonly string[];
  readonly accounts: readonly Account[];
}

/** A document of the ledger with its customer's name, as it comes from the store: by day, then kind, number and id. */
export interface ExportedRecord {
  readonly record: AnyRecord;
  readonly contact: string | null;
}

/** One balanced entry of the books. Debits positive. */
export interface Entry {
  readonly day: Day;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly contact: string | null;
  readonly reference: string | null;
  readonly postings: readonly EntryPosting[];
}

export interface EntryPosting {
  readonly account: string;
  readonly amount: Amount;
  readonly currency: string;
  /** The price of one unit, or of the whole amount, in another currency; null where nothing is exchanged or no rate is known. */
  readonly price: { readonly of: 'unit' | 'whole'; readonly amount: Amount; readonly currency: string } | null;
}

/** The entry of a document; null for what moves no account (drafts, voids, allocations, contacts). */
export function entryOf({ record, contact }: ExportedRecord, chart: Chart, baseCurrency: string): Entry | null {
  const day = bookedOn(record);
  const moved = postingsOf(record, chart).filter(({ account }) => account !== wholeDocument);
  if (day === null || moved.length === 0) return null;
  const postings = moved.map(({ account, amount: by, currency }) => ({
    account,
    amount: by,
    currency,
    price: priceOf(record, currency, by, baseCurrency),
  }));
  const number = 'number' in record ? record.number : null;
  const reference = 'reference' in record ? record.reference : null;
  return { day, kind: record.kind, id: record.id, number, contact, reference, postings };
}

/** A document's own rate prices each of its postings; a payment into an account of another currency is priced by what arrived. */
function priceOf(record: AnyRecord, currency: string, by: Amount, baseCurrency: string): EntryPosting['price'] {
  if (
    record.kind === 'payment' &&
    record.accountAmount !== null &&
    currency === record.currency &&
    record.accountAmount.currency !== currency
  ) {
    return { of: 'whole', amount: amount(positive(record.accountAmount.amount)), currency: record.accountAmount.currency };
  }
  const isPriced =
    (record.kind === 'invoice' || record.kind === 'creditNote') && currency !== baseCurrency && record.exchangeRate !== null && by !== '0';
  return isPriced ? { of: 'unit', amount: record.exchangeRate.value, currency: baseCurrency } : null;
}

const positive = (text: Amount) => (text.startsWith('-') ? negate(decimal(text)) : decimal(text));

export const currenciesOf = ({ postings }: Entry): readonly string[] =>
  postings.flatMap(({ currency, price }) => (price === null ? [currency] : [currency, price.currency]));

/** How an export names accounts: the five classes that every plain-text ledger knows, then code and name. */
export interface AccountNames {
  readonly chart: Chart;
  /** Class and leaf ('Assets', '610 Accounts Receivable') of an account as postings name it. */
  of(account: string): { readonly root: AccountRoot; readonly leaf: string };
  readonly all: readonly string[];
}

export type AccountRoot = 'Assets' | 'Liabilities' | 'Equity' | 'Income' | 'Expenses';

const roots: Readonly<Record<Account['class'], AccountRoot>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  revenue: 'Income',
  expense: 'Expenses',
};

export function accountNames(accounts: readonly Account[]): AccountNames {
  const chart = chartOf(accounts);
  const known = new Map(accounts.map((account) => [account.code ?? account.id, account]));
  const strays = [chart.receivable, chart.tax, 'none'].filter((name) => !known.has(name));
  return {
    chart,
    of: (account) => {
      const found = known.get(account);
      return found
        ? { root: roots[found.class], leaf: `${account} ${found.name}` }
        : { root: 'Equity', leaf: `${account} not in the chart` };
    },
    all: [...known.keys(), ...strays].toSorted(),
  };
}

/** Digits as people and programs expect them: all places of the currency, more only where the figure has more. */
export function digits(text: Amount, currency: string): string {
  const [whole = '0', fraction = ''] = text.split('.');
  const places = Math.max(placesOf(currency), fraction.length);
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

/** Text on one line: what would end a line or a field becomes a space. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();

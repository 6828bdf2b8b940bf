import { add, amount, decimal, divide, equal, isZero, multiply, negate, round, subtract, sum, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { monthOf } from '../core/day.ts';
import { placesOf } from '../core/money.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord, CreditNote, ExchangeRate, Invoice } from '../core/records.ts';
import { accountName } from './chart.ts';
import type { Chart } from './chart.ts';
import type { ForeignMovement, Period } from './proof.ts';

/** How a ledger gets from a document's currency to its own: it keeps base per unit, or units per base with six places (Xero). */
type Conversion = (figure: Decimal, rate: ExchangeRate) => Decimal;

export interface ForeignInput {
  /** All documents in other currencies up to the period's end: a payment takes its share of what its invoice came to. */
  readonly records: readonly AnyRecord[];
  readonly chart: Chart;
  readonly baseCurrency: string;
  readonly period: Period;
}

/**
 * What documents in other currencies come to in base, per account, once for each way in which ledgers keep a rate. Lines and taxes
 * are converted one by one; a payment or credit takes its share off its invoice at the invoice's rate, and the last one what is left.
 */
export function foreignMovements(input: ForeignInput): readonly (readonly ForeignMovement[])[] {
  const places = placesOf(input.baseCurrency);
  const direct: Conversion = (figure, rate) => round(multiply(figure, decimal(rate.value)), places);
  const inverse: Conversion = (figure, rate) => divide(figure, divide(decimal('1'), decimal(rate.value), 6), places);
  return [movementsBy(inverse, input), movementsBy(direct, input)];
}

interface Move {
  readonly account: string;
  /** Null: the document says no rate. */
  readonly by: Decimal | null;
}

function movementsBy(convert: Conversion, input: ForeignInput): readonly ForeignMovement[] {
  const shares = sharesOf(convert, input.records);
  const found = new Map<string, { by: Decimal; documents: number; withoutRate: number }>();
  for (const record of input.records) {
    const month = monthOf(bookedOn(record) ?? '');
    if (month < input.period.fromMonth || month > input.period.throughMonth) continue;
    for (const { account, by } of movesOf(record, { convert, shares, ...input })) {
      const sofar = found.get(account) ?? { by: zero, documents: 0, withoutRate: 0 };
      found.set(account, {
        by: add(sofar.by, by ?? zero),
        documents: sofar.documents + 1,
        withoutRate: sofar.withoutRate + (by === null ? 1 : 0),
      });
    }
  }
  return [...found].map(([account, { by, documents, withoutRate }]) => ({ account, amount: amount(by), documents, withoutRate }));
}

interface Known {
  readonly convert: Conversion;
  readonly shares: Shares;
  readonly chart: Chart;
  readonly baseCurrency: string;
}

function movesOf(record: AnyRecord, known: Known): readonly Move[] {
  const { chart, shares } = known;
  const named = (account: string | null): string => accountName(chart, account);
  if (record.kind === 'invoice' || record.kind === 'creditNote') return ofDocument(record, known);
  if (record.kind === 'payment' && record.state === 'made') {
    // What reached an account in base is in its totals already.
    const isBase = record.accountAmount?.currency === known.baseCurrency;
    return [
      ...(isBase ? [] : [{ account: accountName(chart, record.account), by: null }]),
      { account: chart.receivable, by: turned(shares.of(record.id, record.allocations[0]?.invoice)) },
    ];
  }
  if (record.kind === 'refund' && record.state === 'made') {
    return [
      { account: accountName(chart, record.account), by: null },
      { account: chart.receivable, by: shares.of(record.id, record.creditNote ?? undefined) },
    ];
  }
  if (record.kind === 'allocation' && record.state === 'made') {
    const [off, from] = [shares.of(record.id, record.invoice), shares.of(record.id, record.from.id)];
    return [{ account: chart.receivable, by: off === null || from === null ? null : subtract(from, off) }];
  }
  if (record.kind === 'bankTransaction' && record.state === 'made')
    return unrated([chart.receivable, chart.tax, ...[record.account, ...record.lines.map((line) => line.account)].map(named)]);
  if (record.kind === 'transfer' && record.state === 'made') return unrated([record.fromAccount, record.toAccount].map(named));
  return [];
}

/** What such documents come to in base, only the ledger knows. */
const unrated = (accounts: readonly string[]): readonly Move[] => accounts.map((account) => ({ account, by: null }));

const turned = (by: Decimal | null): Decimal | null => (by === null ? null : negate(by));

function ofDocument(document: Invoice | CreditNote, { convert, chart }: Known): readonly Move[] {
  if (document.state !== 'open') return [];
  const rate = document.exchangeRate;
  const credit = document.kind === 'invoice';
  if (rate === null) return unrated([chart.receivable, chart.tax, ...document.lines.map((line) => accountName(chart, line.account))]);
  const parts = partsOf(document, convert, rate, chart);
  const total = sum(parts.map((part) => part.by));
  const lines = parts.map(({ account, by }) => ({ account, by: credit ? negate(by) : by }));
  return [{ account: chart.receivable, by: credit ? total : negate(total) }, ...lines];
}

/** Each line and each kind of tax on its own; the receivable is their sum, so that the entry balances. */
function partsOf(
  document: Invoice | CreditNote,
  convert: Conversion,
  rate: ExchangeRate,
  chart: Chart | null,
): readonly { readonly account: string; readonly by: Decimal }[] {
  const taxes = new Map<string, Decimal>();
  const parts = document.lines.map((line) => {
    const tax = sum(line.taxes.map((each) => decimal(each.amount)));
    const net = document.amountsAre === 'inclusive' ? subtract(decimal(line.amount), tax) : decimal(line.amount);
    for (const each of line.taxes) taxes.set(each.rate, add(taxes.get(each.rate) ?? zero, convert(decimal(each.amount), rate)));
    return { account: chart === null ? '' : accountName(chart, line.account), by: convert(net, rate) };
  });
  return [...parts, ...[...taxes.values()].filter((by) => !isZero(by)).map((by) => ({ account: chart?.tax ?? '', by }))];
}

interface Shares {
  /** What a payment, refund or allocation takes off a document in base; null where that has no rate. */
  of(taker: string, document: string | undefined): Decimal | null;
}

/** Shares are taken in the order of their days. Each is rounded by itself, and the one that closes a document takes the rest. */
function sharesOf(convert: Conversion, records: readonly AnyRecord[]): Shares {
  const documents = new Map<string, { readonly whole: Decimal; readonly gross: Decimal; given: Decimal; taken: Decimal }>();
  const shares = new Map<string, Decimal>();
  for (const record of records) {
    if ((record.kind !== 'invoice' && record.kind !== 'creditNote') || record.state !== 'open' || record.exchangeRate === null) continue;
    const whole = sum(partsOf(record, convert, record.exchangeRate, null).map((part) => part.by));
    documents.set(record.id, { whole, gross: decimal(record.totals.gross), given: zero, taken: zero });
  }
  const take = (taker: string, from: string, part: Decimal): void => {
    const document = documents.get(from);
    if (!document || isZero(document.gross)) return;
    const closes = equal(add(document.taken, part), document.gross);
    const share = closes
      ? subtract(document.whole, document.given)
      : divide(multiply(document.whole, part), document.gross, document.whole.scale);
    document.given = add(document.given, share);
    document.taken = add(document.taken, part);
    shares.set(JSON.stringify([taker, from]), share);
  };
  for (const record of records) {
    if (record.kind === 'payment' && record.state === 'made')
      for (const { invoice, amount: part } of record.allocations) take(record.id, invoice, decimal(part));
    if (record.kind === 'refund' && record.state === 'made' && record.creditNote !== null)
      take(record.id, record.creditNote, decimal(record.amount));
    if (record.kind === 'allocation' && record.state === 'made')
      for (const from of [record.invoice, record.from.id]) take(record.id, from, decimal(record.amount));
  }
  return { of: (taker, document) => (document === undefined ? null : (shares.get(JSON.stringify([taker, document])) ?? null)) };
}

import { amount, decimal, divide, multiply, readDecimal, sum } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { faults } from './faults.ts';
import { centsIn, centsOf, childIn, figure, flagIn, listIn, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { State } from './state.ts';

/** An amount that may be taxed: a line, or the share of a discount that falls on a tax code. */
export interface Taxable {
  readonly cents: bigint;
  /** 'TAX', 'NON' or the id of a tax code; null: nothing to do with tax. */
  readonly code: string | null;
}

export interface Taxed {
  /** What stands in TxnTaxDetail. */
  readonly detail: Fields;
  readonly total: bigint;
  /** Each amount without its tax, in the order given. */
  readonly nets: readonly bigint[];
  /** The tax by rate, for the books. */
  readonly byRate: readonly { readonly rate: string; readonly cents: bigint }[];
}

interface Rate {
  readonly id: string;
  readonly percent: Decimal;
}

interface RateSum {
  readonly rate: Rate;
  net: bigint;
  tax: bigint;
}

export type Side = 'Sales' | 'Purchase';

const hundred = decimal('100');

/** The rates of a tax code, for what is sold or what is bought. */
export function ratesOf(state: State, code: string, side: Side): readonly Rate[] {
  const row = state.rows.get('TaxCode', code);
  if (!row) throw faults.badReference('TaxCodeRef', 'TaxCode', code);
  return listIn(childIn(row.body, `${side}TaxRateList`), 'TaxRateDetail').flatMap((detail) => {
    const id = refIn(detail, 'TaxRateRef') ?? '';
    const rate = state.rows.get('TaxRate', id);
    return rate ? [{ id, percent: decimal(textIn(rate.body, 'RateValue') ?? '0') }] : [];
  });
}

/**
 * The tax of a document: per rate on the sum of what it is due on, rounded once. What the caller sent in TxnTaxDetail goes first:
 * an amount per rate, or a total whose difference goes to the largest rate.
 */
export function taxOf(
  state: State,
  of: {
    readonly amounts: readonly Taxable[];
    readonly side: Side;
    readonly isInclusive: boolean;
    readonly sent: Fields;
    /** The code for the whole document, where the company has the American model. */
    readonly documentCode: string | null;
  },
): Taxed {
  const ratesFor = (code: string): readonly Rate[] => {
    const asked = code === 'TAX' ? of.documentCode : code === 'NON' ? null : code;
    return asked === null ? [] : ratesOf(state, asked, of.side);
  };
  const sums = new Map<string, RateSum>();
  const nets = of.isInclusive ? netsWithin(of.amounts, ratesFor) : of.amounts.map(({ cents }) => cents);
  const byCode = Map.groupBy(
    of.amounts.map(({ code }, index) => ({ code, net: nets[index] ?? 0n, gross: of.amounts[index]?.cents ?? 0n })),
    ({ code }) => code,
  );
  for (const [code, parts] of byCode) {
    if (code === null) continue;
    const net = sumOf(parts.map((part) => part.net));
    for (const rate of ratesFor(code)) {
      const known = sums.get(rate.id) ?? { rate, net: 0n, tax: 0n };
      sums.set(rate.id, known);
      known.net += net;
    }
  }
  for (const one of sums.values()) one.tax = shareOf(one.net, one.rate.percent, hundred);
  if (of.isInclusive) settleWithin([...sums.values()], sumOf(of.amounts.map(({ cents }) => cents)) - sumOf(nets));
  const before = sumOf([...sums.values()].map(({ tax }) => tax));
  override([...sums.values()], of.sent);
  const total = sumOf([...sums.values()].map(({ tax }) => tax));
  return {
    total,
    nets: of.isInclusive ? lessOnLargest(nets, total - before) : nets,
    byRate: [...sums.values()].map(({ rate, tax }) => ({ rate: rate.id, cents: tax })),
    detail: detailOf([...sums.values()], total, of.documentCode),
  };
}

/** cents × part ÷ whole, half a cent away from zero. */
const shareOf = (cents: bigint, part: Decimal, whole: Decimal): bigint =>
  centsOf(divide(multiply({ units: cents, scale: 2 }, part), whole, 2));

/** Takes the tax out of amounts that include it: for each code on the sum, and then by running totals, so that parts sum to the whole. */
function netsWithin(amounts: readonly Taxable[], ratesFor: (code: string) => readonly Rate[]): readonly bigint[] {
  const state = new Map<string, { readonly gross: bigint; readonly net: bigint; seen: bigint; given: bigint }>();
  for (const [code, parts] of Map.groupBy(amounts, ({ code: one }) => one)) {
    if (code === null) continue;
    const gross = sumOf(parts.map(({ cents }) => cents));
    const percent = sum(ratesFor(code).map((rate) => rate.percent));
    const net = centsOf(divide(multiply({ units: gross, scale: 2 }, hundred), sum([hundred, percent]), 2));
    state.set(code, { gross, net, seen: 0n, given: 0n });
  }
  return amounts.map(({ cents, code }) => {
    const running = code === null ? undefined : state.get(code);
    if (!running || running.gross === 0n) return cents;
    running.seen += cents;
    const upTo = shareOf(running.net, { units: running.seen, scale: 2 }, { units: running.gross, scale: 2 });
    const net = upTo - running.given;
    running.given = upTo;
    return net;
  });
}

/** Where the amounts include the tax, gross less net is the tax: a cent of rounding goes to the largest rate. */
const settleWithin = (sums: readonly RateSum[], tax: bigint): void => addToLargest(sums, tax - sumOf(sums.map((one) => one.tax)));

function addToLargest(sums: readonly RateSum[], cents: bigint): void {
  const largest = sums.toSorted((a, b) => Number(size(b.tax) - size(a.tax)))[0];
  if (largest && cents !== 0n) largest.tax += cents;
}

const size = (cents: bigint): bigint => (cents < 0n ? -cents : cents);

function override(sums: readonly RateSum[], sent: Fields): void {
  const lines = listIn(sent, 'TaxLine').filter((line) => textIn(line, 'Amount') !== undefined);
  for (const line of lines) {
    const id = refIn(childIn(line, 'TaxLineDetail'), 'TaxRateRef');
    const known = sums.find(({ rate }) => rate.id === id);
    if (known) known.tax = centsIn(line, 'Amount');
  }
  const total = readDecimal(textIn(sent, 'TotalTax') ?? '');
  if (lines.length === 0 && total !== null) addToLargest(sums, centsOf(total) - sumOf(sums.map(({ tax }) => tax)));
}

function lessOnLargest(nets: readonly bigint[], cents: bigint): readonly bigint[] {
  const largest = nets.reduce((best, net, index) => (size(net) > size(nets[best] ?? 0n) ? index : best), 0);
  return nets.map((net, index) => (index === largest ? net - cents : net));
}

function detailOf(sums: readonly RateSum[], total: bigint, documentCode: string | null): Fields {
  if (sums.length === 0) return { TotalTax: '0' };
  return {
    ...(documentCode !== null && { TxnTaxCodeRef: { value: documentCode } }),
    TotalTax: figure(total),
    TaxLine: sums.map(({ rate, net, tax }) => ({
      Amount: figure(tax),
      DetailType: 'TaxLineDetail',
      TaxLineDetail: {
        TaxRateRef: { value: rate.id },
        PercentBased: true,
        TaxPercent: amount(rate.percent),
        NetAmountTaxable: figure(net),
      },
    })),
  };
}

/** The liability account on which the tax of a rate stands. */
export function taxAccount(state: State, rate: string): string {
  const agency = state.rows.get('TaxRate', rate);
  const owner = state.rows.get('TaxAgency', (agency && refIn(agency.body, 'AgencyRef')) ?? '1');
  const account = owner && textIn(owner.body, 'LiabilityAccount');
  if (account === undefined) throw new Error(`tax rate ${rate} has no agency with an account`);
  return account;
}

/** Whether a document's own code is 'TAX' or 'NON', or the id of a tax code: depends on the company's model. */
export function checkLineCode(state: State, code: string): void {
  const model = state.settings().TaxModel;
  if (model === 'none') return;
  if (model === 'us' || model === 'automated') {
    if (code !== 'TAX' && code !== 'NON') throw faults.usTaxCode(code);
    return;
  }
  const row = state.rows.get('TaxCode', code);
  if (!row || !flagIn(row.body, 'Active')) throw faults.badReference('TaxCodeRef', 'TaxCode', code);
}

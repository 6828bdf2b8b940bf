import type { LineTax } from '../../core/records.ts';
import { divideRounded } from '../../core/decimal.ts';
import { figure, sumOf } from './figures.ts';
import { childOf, idOf, listOf, textOf, wholeOrZero } from './wire.ts';
import type { Wire } from './wire.ts';

/** Tax of one rate, in the smallest unit. */
export interface Tax {
  readonly rate: string;
  readonly units: bigint;
  /** Whether the price has it in it. */
  readonly isIncluded: boolean;
}

/** The taxes of a document or of a line. What has no rate (nothing is collected there) is named by its reason. */
export const taxesOf = (wire: Wire, member: string): readonly Tax[] =>
  listOf(wire, member).map((tax) => ({
    rate: idOf(childOf(tax, 'tax_rate_details') ?? {}, 'tax_rate') ?? textOf(tax, 'taxability_reason') ?? 'unknown',
    units: wholeOrZero(tax, 'amount'),
    isIncluded: textOf(tax, 'tax_behavior') === 'inclusive',
  }));

/** Taxes with one row for each rate. */
export function byRate(taxes: readonly Tax[]): readonly Tax[] {
  const rates = [...new Set(taxes.map(({ rate }) => rate))];
  return rates.map((rate) => {
    const some = taxes.filter((tax) => tax.rate === rate);
    return { rate, units: totalOf(some), isIncluded: some.every(({ isIncluded }) => isIncluded) };
  });
}

export const totalOf = (taxes: readonly Tax[]): bigint => sumOf(taxes.map(({ units }) => units));

/** The taxes within a part of a gross amount. */
export const shareOf = (taxes: readonly Tax[], part: bigint, gross: bigint): readonly Tax[] =>
  part === gross || gross === 0n ? taxes : taxes.map((tax) => ({ ...tax, units: divideRounded(tax.units * part, gross, 'halfUp') }));

export const minus = (taxes: readonly Tax[], others: readonly Tax[]): readonly Tax[] =>
  byRate([...taxes, ...others.map((tax) => ({ ...tax, units: -tax.units }))]);

export const lineTaxes = (taxes: readonly Tax[], currency: string): readonly LineTax[] =>
  taxes.map(({ rate, units }) => ({ rate, amount: figure(units, currency) }));

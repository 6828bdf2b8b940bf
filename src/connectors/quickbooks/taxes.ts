import { add, amount, decimal, divide, equal, isZero, multiply, subtract, sum, sumAmounts, unitsAt, zero } from '../../core/decimal.ts';
import type { Amount, Decimal } from '../../core/decimal.ts';
import type { AmountsAre, Line } from '../../core/records.ts';
import { roundTogether } from '../../core/totals.ts';
import type { Books } from './books.ts';
import { childOf, figureOrZero, listOf, number, ref, refOf, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** What American lines say instead of a tax code: taxed or not. At what rate is said once, for the whole document. */
export const taxed = 'TAX';
export const untaxed = 'NON';

const calculations: Readonly<Record<AmountsAre, string>> = { exclusive: 'TaxExcluded', inclusive: 'TaxInclusive', noTax: 'NotApplicable' };

/** Outside the United States: whether amounts include tax. Always sent, never left to a company's setting. */
export const toCalculation = (amountsAre: AmountsAre, books: Books): Outgoing =>
  books.isAmerican ? {} : { GlobalTaxCalculation: calculations[amountsAre] };

export function amountsAreOf(wire: Wire): AmountsAre {
  const said = textOf(wire, 'GlobalTaxCalculation');
  if (said === 'TaxInclusive') return 'inclusive';
  return said === 'NotApplicable' ? 'noTax' : 'exclusive';
}

const onlyTax = (line: Line): Line['taxes'][number] | undefined => {
  if (line.taxes.length > 1) throw new Error(`a QuickBooks line takes one tax code, and '${line.description}' has ${line.taxes.length}`);
  return line.taxes[0];
};

/** The word for a taxed line has no rates of its own, in a company's list of codes. */
const charges = (code: string, books: Books): boolean => code === taxed || (code !== untaxed && books.tax(code)?.isTaxable !== false);

/** The tax code of a line. */
export function toLineTax(line: Line, amountsAre: AmountsAre, books: Books): Outgoing {
  const tax = onlyTax(line);
  if (!books.isAmerican) return tax === undefined || amountsAre === 'noTax' ? {} : { TaxCodeRef: ref(tax.rate) };
  const isTaxed = tax !== undefined && charges(tax.rate, books);
  return { TaxCodeRef: ref(isTaxed ? taxed : untaxed) };
}

/** What a line amounts to without its tax. */
export const netOf = (line: Line, amountsAre: AmountsAre): Amount =>
  amountsAre === 'inclusive'
    ? amount(subtract(decimal(line.amount), decimal(sumAmounts(line.taxes.map((tax) => tax.amount)))))
    : line.amount;

/**
 * The document's tax as the source has it: QuickBooks rounds once for each rate on the document, so that its own figure can be
 * a cent away. A total that is given is kept.
 */
export function toTaxDetail(lines: readonly Line[], amountsAre: AmountsAre, books: Books): Outgoing {
  if (!books.usesTax || amountsAre === 'noTax') return {};
  const total = sumAmounts(lines.flatMap((line) => line.taxes.map((tax) => tax.amount)));
  if (books.isAmerican) {
    const codes = [...new Set(lines.flatMap((line) => line.taxes.map((tax) => tax.rate)))].filter(
      (code) => code !== taxed && code !== untaxed,
    );
    if (codes.length > 1) throw new Error(`an American QuickBooks document takes one tax code, and this one has ${codes.join(', ')}`);
    return { TxnTaxDetail: { ...(codes[0] === undefined ? {} : { TxnTaxCodeRef: ref(codes[0]) }), TotalTax: number(total) } };
  }
  const rates = perRate(lines, amountsAre, books);
  return {
    TxnTaxDetail: {
      TotalTax: number(total),
      TaxLine: [...rates].map(([rate, { percent, net, tax }]) => ({
        Amount: number(amount(tax)),
        DetailType: 'TaxLineDetail',
        TaxLineDetail: {
          TaxRateRef: ref(rate),
          PercentBased: true,
          TaxPercent: number(percent),
          NetAmountTaxable: number(amount(net)),
        },
      })),
    },
  };
}

interface RateShare {
  readonly percent: Amount;
  readonly net: Decimal;
  readonly tax: Decimal;
}

/** A tax code may charge several rates; its tax is theirs in proportion. */
function perRate(lines: readonly Line[], amountsAre: AmountsAre, books: Books): ReadonlyMap<string, RateShare> {
  const found = new Map<string, RateShare>();
  for (const line of lines) {
    const tax = onlyTax(line);
    const rates = tax === undefined ? [] : (books.tax(tax.rate)?.rates ?? []);
    const parts = spread(
      decimal(tax?.amount ?? '0'),
      rates.map((rate) => decimal(rate.percent)),
    );
    rates.forEach((rate, index) => {
      const before = found.get(rate.id) ?? { percent: rate.percent, net: zero, tax: zero };
      const net = add(before.net, decimal(netOf(line, amountsAre)));
      found.set(rate.id, { percent: rate.percent, net, tax: add(before.tax, parts[index] ?? zero) });
    });
  }
  return found;
}

/** An amount in proportion to weights; the parts sum to it. Without weights the first has it all. */
function spread(whole: Decimal, weights: readonly Decimal[]): readonly Decimal[] {
  const total = sum(weights);
  if (isZero(total)) return weights.map((_, index) => (index === 0 ? whole : zero));
  const scale = Math.max(whole.scale, 2);
  const weightScale = Math.max(...weights.map((weight) => weight.scale), total.scale);
  const [units, size] = [unitsAt(whole, scale), unitsAt(total, weightScale)];
  const sign = size < 0n ? -1n : 1n;
  const parts = roundTogether(
    weights.map((weight) => sign * units * unitsAt(weight, weightScale)),
    sign * size,
    'halfUp',
  );
  return parts.map((part) => ({ units: part, scale }));
}

/** A line as it was read, with what its tax is worked out from. */
interface TaxedLine {
  readonly code: string | null;
  readonly net: Amount;
}

/**
 * The tax of each line. QuickBooks shows tax once for each rate of the document: it is spread over the lines whose code charges
 * that rate, in proportion to their amounts, and the parts sum to what QuickBooks shows.
 */
export function taxesOfLines(wire: Wire, lines: readonly TaxedLine[], books: Books): readonly Amount[] {
  const detail = childOf(wire, 'TxnTaxDetail') ?? {};
  const taxes = lines.map(() => zero);
  const give = (whole: Decimal, takes: (code: string) => boolean): void => {
    const able = lines.map(({ code, net }) => (code !== null && takes(code) ? decimal(net) : null));
    const places = able.flatMap((net, index) => (net === null ? [] : [index]));
    const parts = spread(
      whole,
      places.map((place) => able[place] ?? zero),
    );
    places.forEach((place, index) => {
      taxes[place] = add(taxes[place] ?? zero, parts[index] ?? zero);
    });
  };
  const charged = (code: string, rate: string | null): boolean => (books.tax(code)?.rates ?? []).some(({ id }) => id === rate);
  let left = decimal(figureOrZero(detail, 'TotalTax'));
  if (!books.isAmerican) {
    for (const part of listOf(detail, 'TaxLine')) {
      const rate = refOf(childOf(part, 'TaxLineDetail') ?? {}, 'TaxRateRef');
      const tax = decimal(figureOrZero(part, 'Amount'));
      if (!lines.some(({ code }) => code !== null && charged(code, rate))) continue;
      give(tax, (code) => charged(code, rate));
      left = subtract(left, tax);
    }
  }
  if (!isZero(left)) give(left, (code) => charges(code, books));
  return taxes.map(amount);
}

/** The rate that an American line has: the document's own, where QuickBooks does not choose it. */
export function codeOfLine(said: string | null, wire: Wire, books: Books): string | null {
  if (!books.isAmerican || said !== taxed || books.isTaxAutomated) return said;
  return refOf(childOf(wire, 'TxnTaxDetail') ?? {}, 'TxnTaxCodeRef') ?? said;
}

/** A price of at most seven places, and an amount that follows from it however a tie is rounded; null where there is none. */
export function unitPriceOf(net: Amount, quantity: Amount, price: Amount, amountsAre: AmountsAre): Amount | null {
  if (amountsAre !== 'inclusive') return price;
  if (isZero(decimal(quantity))) return null;
  const exact = divide(decimal(net), decimal(quantity), 7);
  return equal(multiply(exact, decimal(quantity)), decimal(net)) ? amount(exact) : null;
}

import { add, amount, decimal, divideRounded, multiply, round, subtract, unitsAt } from './decimal.ts';
import type { Amount, Decimal, Rounding } from './decimal.ts';
import type { AmountsAre, Discount, LineTax, Totals } from './records.ts';

/** How a system gets from quantities and prices to totals. Two systems that differ here differ by cents, and always the same ones. */
export interface RoundingModel {
  /** Tax is rounded on each line (Xero), or once per rate on the whole document and then spread over the lines. */
  readonly roundsTax: 'perLine' | 'perDocument';
  readonly amountsAre: AmountsAre;
  /** Unit prices are rounded to so many places before anything is multiplied; 8 keeps all that a record can hold. */
  readonly unitPricePlaces: number;
  /** Decimal places of every amount: the currency's own (`placesOf`), or more where a system keeps finer figures. */
  readonly places: number;
  readonly rounding: Rounding;
}

/** One tax on a line. A compound tax is charged on top of the taxes that stand before it. */
export interface TaxOnLine {
  readonly rate: string;
  /** 20 means twenty percent. */
  readonly percent: Amount;
  readonly compound: boolean;
}

export interface LineToTotal {
  readonly quantity: Amount;
  readonly unitPrice: Amount;
  readonly discount: Discount | null;
  readonly taxes: readonly TaxOnLine[];
}

export interface TotalledLine {
  /** As `Line.amount`: after the line's own discount, before its share of the document's, with tax in it when amounts are inclusive. */
  readonly amount: Amount;
  /** This line's share of the document's discount. */
  readonly documentDiscount: Amount;
  /** Without tax, after both discounts. The lines' nets sum to the document's. */
  readonly net: Amount;
  /** After both discounts. The lines' taxes sum to the document's. */
  readonly taxes: readonly LineTax[];
}

export interface Totalled {
  readonly lines: readonly TotalledLine[];
  /** The whole document discount as an amount; with tax in it when amounts are inclusive. */
  readonly discount: Amount;
  readonly taxes: readonly { readonly rate: string; readonly base: Amount; readonly amount: Amount }[];
  readonly totals: Totals;
}

/** A tax with the share of the base that it really takes, compounding worked in: `numerator / denominator`. */
interface Share {
  readonly rate: string;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A line on its way: all figures in units of the model's last place. `base` is what is taxed, with the tax in it if inclusive. */
interface Working {
  readonly amount: bigint;
  readonly documentDiscount: bigint;
  readonly base: bigint;
  readonly shares: readonly Share[];
}

/**
 * Totals a document exactly: line amounts, the spread of the document's discount, each tax of each line, and the totals.
 * Parts always sum to the whole. With `noTax` the lines' taxes are left out. Throws when there is a document discount and
 * nothing to take it from.
 */
export function totalDocument(
  document: { readonly lines: readonly LineToTotal[]; readonly discount: Discount | null },
  model: RoundingModel,
): Totalled {
  const amounts = document.lines.map((line) => lineAmount(line, model));
  const whole = sumOf(amounts);
  const discount = document.discount === null ? 0n : discountOf(document.discount, whole, model);
  const spread = spreadOver(discount, amounts, whole);
  const working = document.lines.map((line, index): Working => {
    const [gross, less] = [amounts[index] ?? 0n, spread[index] ?? 0n];
    return { amount: gross, documentDiscount: less, base: gross - less, shares: model.amountsAre === 'noTax' ? [] : sharesOf(line.taxes) };
  });
  const taxes = model.amountsAre === 'inclusive' ? taxesInside(working, model) : taxesOnTop(working, model);
  return statement(working, taxes, discount, model);
}

/**
 * Rounds fractions `numerators[i] / denominator` so that their sum is the rounded sum of the exact ones: each is rounded down,
 * and what is left goes to the largest remainders, the earlier part winning a tie. No part is a whole unit away from exact.
 */
export function roundTogether(numerators: readonly bigint[], denominator: bigint, rounding: Rounding): readonly bigint[] {
  const parts = numerators.map((numerator, index) => ({
    index,
    floor: floorDivide(numerator, denominator),
    rest: modulo(numerator, denominator),
  }));
  const left = divideRounded(sumOf(numerators), denominator, rounding) - sumOf(parts.map((part) => part.floor));
  if (left === 0n) return parts.map((part) => part.floor);
  const byRest = parts.toSorted((a, b) => (b.rest > a.rest ? 1 : b.rest < a.rest ? -1 : a.index - b.index));
  const lifted = new Set(byRest.slice(0, Number(left)).map((part) => part.index));
  return parts.map(({ index, floor }) => (lifted.has(index) ? floor + 1n : floor));
}

function lineAmount({ quantity, unitPrice, discount }: LineToTotal, { unitPricePlaces, places, rounding }: RoundingModel): bigint {
  const full = multiply(decimal(quantity), round(decimal(unitPrice), unitPricePlaces, rounding));
  const reduced =
    discount === null
      ? full
      : 'percent' in discount
        ? multiply(full, remainingShare(discount.percent))
        : subtract(full, decimal(discount.amount));
  return unitsAt(round(reduced, places, rounding), places);
}

/** 100 % less the discount, as a factor: 12.5 gives 0.875. */
const remainingShare = (percent: Amount): Decimal => {
  const left = subtract({ units: 100n, scale: 0 }, decimal(percent));
  return { units: left.units, scale: left.scale + 2 };
};

function discountOf(discount: Discount, whole: bigint, { places, rounding }: RoundingModel): bigint {
  if ('amount' in discount) return unitsAt(round(decimal(discount.amount), places, rounding), places);
  const percent = decimal(discount.percent);
  return divideRounded(whole * percent.units, 100n * 10n ** BigInt(percent.scale), rounding);
}

function spreadOver(discount: bigint, amounts: readonly bigint[], whole: bigint): readonly bigint[] {
  if (discount === 0n) return amounts.map(() => 0n);
  if (whole === 0n) throw new Error('a document discount needs lines that amount to something');
  const [sign, size] = whole < 0n ? [-1n, -whole] : [1n, whole];
  return roundTogether(
    amounts.map((part) => sign * part * discount),
    size,
    'halfUp',
  );
}

function sharesOf(taxes: readonly TaxOnLine[]): readonly Share[] {
  let before: Decimal = { units: 0n, scale: 0 };
  const shares: Share[] = [];
  for (const { rate, percent, compound } of taxes) {
    const own: Decimal = { units: decimal(percent).units, scale: decimal(percent).scale + 2 };
    const effective = compound ? add(own, multiply(own, before)) : own;
    before = add(before, effective);
    shares.push({ rate, numerator: effective.units, denominator: 10n ** BigInt(effective.scale) });
  }
  return shares;
}

/** Exclusive amounts: each tax of each line, rounded alone or together with the same tax of the other lines. */
function taxesOnTop(lines: readonly Working[], { roundsTax, rounding }: RoundingModel): readonly (readonly bigint[])[] {
  if (roundsTax === 'perLine') {
    return lines.map(({ base, shares }) =>
      shares.map(({ numerator, denominator }) => divideRounded(base * numerator, denominator, rounding)),
    );
  }
  const taxes = lines.map(({ shares }) => shares.map(() => 0n));
  for (const places of groupBy(cells(lines), ({ share }) => `${share.rate} ${share.numerator}/${share.denominator}`)) {
    const denominator = places[0]?.share.denominator ?? 1n;
    const rounded = roundTogether(
      places.map(({ base, share }) => base * share.numerator),
      denominator,
      rounding,
    );
    places.forEach(({ line, tax }, index) => {
      const row = taxes[line];
      if (row) row[tax] = rounded[index] ?? 0n;
    });
  }
  return taxes;
}

const cells = (lines: readonly Working[]) =>
  lines.flatMap(({ base, shares }, line) => shares.map((share, tax) => ({ line, tax, base, share })));

/** Inclusive amounts: the tax inside each line, alone or together with lines of the same taxes, then split between its taxes. */
function taxesInside(lines: readonly Working[], { roundsTax, rounding }: RoundingModel): readonly (readonly bigint[])[] {
  const taxes: (readonly bigint[])[] = lines.map(({ shares }) => shares.map(() => 0n));
  const taxed = lines.map((line, index) => ({ ...line, index })).filter(({ shares }) => shares.length > 0);
  const signature = ({ shares, index }: Working & { readonly index: number }) =>
    roundsTax === 'perLine'
      ? `${index}`
      : shares.map(({ rate, numerator, denominator }) => `${rate} ${numerator}/${denominator}`).join(' ');
  for (const group of groupBy(taxed, signature)) {
    const shares = group[0]?.shares ?? [];
    const common = shares.reduce((widest, { denominator }) => (denominator > widest ? denominator : widest), 1n);
    const weights = shares.map(({ numerator, denominator }) => numerator * (common / denominator));
    const weight = sumOf(weights);
    if (weight === 0n) continue;
    const inside = roundTogether(
      group.map(({ base }) => base * weight),
      common + weight,
      rounding,
    );
    group.forEach(({ index }, place) => {
      const whole = inside[place] ?? 0n;
      taxes[index] = roundTogether(
        weights.map((part) => whole * part),
        weight,
        rounding,
      );
    });
  }
  return taxes;
}

function statement(
  lines: readonly Working[],
  taxes: readonly (readonly bigint[])[],
  discount: bigint,
  { amountsAre, places }: RoundingModel,
): Totalled {
  const text = (units: bigint): Amount => amount({ units, scale: places });
  const perRate = new Map<string, { base: bigint; tax: bigint }>();
  const totals = { net: 0n, tax: 0n };
  const totalled = lines.map((line, index): TotalledLine => {
    const parts = taxes[index] ?? [];
    const tax = sumOf(parts);
    const net = amountsAre === 'inclusive' ? line.base - tax : line.base;
    totals.net += net;
    totals.tax += tax;
    line.shares.forEach(({ rate }, place) => {
      const sofar = perRate.get(rate) ?? { base: 0n, tax: 0n };
      perRate.set(rate, { base: sofar.base + net, tax: sofar.tax + (parts[place] ?? 0n) });
    });
    return {
      amount: text(line.amount),
      documentDiscount: text(line.documentDiscount),
      net: text(net),
      taxes: line.shares.map(({ rate }, place) => ({ rate, amount: text(parts[place] ?? 0n) })),
    };
  });
  return {
    lines: totalled,
    discount: text(discount),
    taxes: [...perRate].map(([rate, { base, tax }]) => ({ rate, base: text(base), amount: text(tax) })),
    totals: { net: text(totals.net), tax: text(totals.tax), gross: text(totals.net + totals.tax) },
  };
}

const sumOf = (units: readonly bigint[]): bigint => units.reduce((total, unit) => total + unit, 0n);

const modulo = (numerator: bigint, denominator: bigint): bigint => ((numerator % denominator) + denominator) % denominator;
const floorDivide = (numerator: bigint, denominator: bigint): bigint => (numerator - modulo(numerator, denominator)) / denominator;

function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(keyOf(thing));
    if (group) group.push(thing);
    else groups.set(keyOf(thing), [thing]);
  }
  return [...groups.values()];
}

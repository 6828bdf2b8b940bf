/** An exact decimal number: `units / 10^scale`. Scale is 0 to 8 in stored figures; products may be finer until rounded. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/**
 * The canonical text of a decimal: '12.5', never '12.50', '+12.5', '1e3' or '-0'.
 * Records hold this form, so that a record is plain JSON and equal figures are equal texts.
 */
export type Amount = string & { readonly brand?: 'Amount' };

/** How a figure that falls between two steps is settled. Ledgers differ; `halfUp` means away from zero. */
export type Rounding = 'halfUp' | 'halfEven' | 'down';

export const zero: Decimal = { units: 0n, scale: 0 };

/** Reads plain or scientific decimal text ('188.98000000000002', '1.5e-3'). Returns null if it is not a number. */
export function readDecimal(text: string): Decimal | null {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = '', fraction = '', exponent] = match;
  const magnitude = BigInt(whole + fraction);
  const units = sign === '-' ? -magnitude : magnitude;
  const scale = fraction.length - Number(exponent ?? 0);
  return scale >= 0 ? trim({ units, scale }) : { units: units * power(-scale), scale: 0 };
}

/** As `readDecimal`, for text that must be a number. Throws with the text that was seen. */
export function decimal(text: string): Decimal {
  const value = readDecimal(text);
  if (value === null) throw new Error(`'${text}' is not a decimal number such as 1234.56`);
  return value;
}

// Figures of records are canonical already, and plans and prints ask for them by the million.
const canonical = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/;

/** The canonical text of a decimal. */
export function amount(value: Decimal | string): Amount {
  if (typeof value === 'string' && canonical.test(value)) return value;
  const { units, scale } = trim(typeof value === 'string' ? decimal(value) : value);
  if (scale === 0) return units.toString();
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export const add = (a: Decimal, b: Decimal): Decimal => {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
};

export const negate = ({ units, scale }: Decimal): Decimal => ({ units: -units, scale });

export const subtract = (a: Decimal, b: Decimal): Decimal => add(a, negate(b));

export const multiply = (a: Decimal, b: Decimal): Decimal => ({ units: a.units * b.units, scale: a.scale + b.scale });

/** Divides and rounds to `scale` places. Throws when dividing by zero. */
export function divide(a: Decimal, b: Decimal, scale: number, rounding: Rounding = 'halfUp'): Decimal {
  if (b.units === 0n) throw new Error('cannot divide by zero');
  const shift = scale + b.scale - a.scale;
  const numerator = shift >= 0 ? a.units * power(shift) : a.units;
  const denominator = shift >= 0 ? b.units : b.units * power(-shift);
  return { units: divideRounded(numerator, denominator, rounding), scale };
}

/** Rounds to `scale` places; a coarser number is only rewritten at that scale. */
export function round(value: Decimal, scale: number, rounding: Rounding = 'halfUp'): Decimal {
  if (value.scale <= scale) return { units: unitsAt(value, scale), scale };
  return { units: divideRounded(value.units, power(value.scale - scale), rounding), scale };
}

export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 => {
  const { units } = subtract(a, b);
  if (units === 0n) return 0;
  return units < 0n ? -1 : 1;
};

export const equal = (a: Decimal, b: Decimal): boolean => compare(a, b) === 0;
export const isZero = ({ units }: Decimal): boolean => units === 0n;
export const absolute = (value: Decimal): Decimal => (value.units < 0n ? negate(value) : value);
export const sum = (values: Iterable<Decimal>): Decimal => {
  let total = zero;
  for (const value of values) total = add(total, value);
  return total;
};

/** Sums canonical texts; the usual way to total a record's lines. */
export const sumAmounts = (texts: Iterable<Amount>): Amount => {
  let total = zero;
  for (const text of texts) total = add(total, decimal(text));
  return amount(total);
};

/** True when the figure needs no more than `scale` places. */
export const fits = (value: Decimal, scale: number): boolean => trim(value).scale <= scale;

/** The units at a finer or equal scale. Throws when digits would be lost. */
export function unitsAt(value: Decimal, scale: number): bigint {
  if (value.scale <= scale) return value.units * power(scale - value.scale);
  const exact = trim(value);
  if (exact.scale > scale) throw new Error(`${amount(value)} is finer than ${scale} decimal places`);
  return exact.units * power(scale - exact.scale);
}

const powers = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));
const power = (exponent: number): bigint => powers[exponent] ?? 10n ** BigInt(exponent);

function trim({ units, scale }: Decimal): Decimal {
  if (units === 0n) return zero;
  let [rest, places] = [units, scale];
  while (places > 0 && rest % 10n === 0n) {
    rest /= 10n;
    places -= 1;
  }
  return { units: rest, scale: places };
}

/** Integer division with the remainder settled by the rounding; signs handled so that -x rounds like x. */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const [quotient, rest] = [n / d, n % d];
  const up = rounding !== 'down' && (rest * 2n > d || (rest * 2n === d && (rounding === 'halfUp' || quotient % 2n === 1n)));
  const size = up ? quotient + 1n : quotient;
  return negative ? -size : size;
}

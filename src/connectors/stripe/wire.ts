/** One JSON object as Stripe answered it: numbers are still the text that was sent. */
export type Wire = Readonly<Record<string, unknown>>;

export const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a member; null when it is absent, null or empty. */
export function textOf(wire: Wire, name: string): string | null {
  const value = wire[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** As `textOf`, for members that are always there. Throws: an answer that we cannot read is never guessed at. */
export function needText(wire: Wire, name: string): string {
  const text = textOf(wire, name);
  if (text === null) throw new Error(`Stripe answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return text;
}

export const isSet = (wire: Wire, name: string): boolean => wire[name] === true;

export const childOf = (wire: Wire, name: string): Wire | null => {
  const value = wire[name];
  return isWire(value) ? value : null;
};

/** The objects of an array, or of a list object with its `data`. */
export const listOf = (wire: Wire, name: string): readonly Wire[] => {
  const value = wire[name];
  const rows = isWire(value) ? value['data'] : value;
  return Array.isArray(rows) ? rows.filter(isWire) : [];
};

/** The id of another object, which stands there as its id, or whole when it was expanded. */
export function idOf(wire: Wire, name: string): string | null {
  const child = childOf(wire, name);
  return child === null ? textOf(wire, name) : textOf(child, 'id');
}

// Amounts are whole numbers of the smallest unit, at most twelve digits.
const whole = /^-?\d{1,18}$/;

/** A whole number, such as an amount in the smallest unit; null when absent. Throws on anything else. */
export function wholeOf(wire: Wire, name: string): bigint | null {
  const text = textOf(wire, name);
  if (text === null) return null;
  if (!whole.test(text)) throw new Error(`Stripe answered ${name} '${text}' where a whole number was expected`);
  return BigInt(text);
}

export const wholeOrZero = (wire: Wire, name: string): bigint => wholeOf(wire, name) ?? 0n;

export function needWhole(wire: Wire, name: string): bigint {
  const value = wholeOf(wire, name);
  if (value === null) throw new Error(`Stripe answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return value;
}

/** Seconds since 1970, as Stripe counts time; null when absent. */
export function secondsOf(wire: Wire, name: string): number | null {
  const value = wholeOf(wire, name);
  return value === null ? null : Number(value);
}

export const needSeconds = (wire: Wire, name: string): number => Number(needWhole(wire, name));

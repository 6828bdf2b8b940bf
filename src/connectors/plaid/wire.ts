/** One JSON object as Plaid answered it: numbers are still the text that was sent. */
export type Wire = Readonly<Record<string, unknown>>;

const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a member; null when it is absent, null or empty. */
export function textOf(wire: Wire | null, name: string): string | null {
  const value = wire?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** As `textOf`, for members that are always there. Throws: an answer that we cannot read is never guessed at. */
export function needText(wire: Wire, name: string): string {
  const text = textOf(wire, name);
  if (text === null) throw new Error(`Plaid answered an object without ${name}: ${JSON.stringify(wire).slice(0, 300)}`);
  return text;
}

export const childOf = (wire: Wire, name: string): Wire | null => {
  const value = wire[name];
  return isWire(value) ? value : null;
};

export const listOf = (wire: Wire, name: string): readonly Wire[] => {
  const value = wire[name];
  return Array.isArray(value) ? value.filter(isWire) : [];
};

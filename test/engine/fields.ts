/** One document as a sandbox shows it: figures are exact texts. */
export type Fields = Readonly<Record<string, unknown>>;

export const text = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
};

export const figure = (fields: Fields, name: string): string => {
  const value = fields[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '0';
};

/** Figures are exact texts; two places make them money. */
export function cents(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '0.00';
  const [whole = '0', part = ''] = String(value).split('.');
  return `${whole}.${part.padEnd(2, '0')}`;
}

export const inner = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
};

export const listOf = (fields: Fields, name: string): readonly Fields[] => {
  const value = fields[name];
  return Array.isArray(value) ? value.map((each: object) => Object.fromEntries(Object.entries(each))) : [];
};

import { amount, decimal, round, unitsAt } from '../../../core/decimal.ts';
import type { Amount, Decimal } from '../../../core/decimal.ts';

/** The content of one object. Figures are texts, exactly as they stood; `shape.ts` says which texts are figures. */
export type Fields = Readonly<Record<string, unknown>>;

export const noFields: Fields = {};

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

export function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

export const flagIn = (fields: Fields, name: string): boolean => fields[name] === true;

export function childIn(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : noFields;
}

export function listIn(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The id in a reference: { value: '1', name: 'Services' }. */
export const refIn = (fields: Fields, name: string): string | undefined => textIn(childIn(fields, name), 'value');

export function decimalIn(fields: Fields, name: string): Decimal | undefined {
  const text = textIn(fields, name);
  return text === undefined ? undefined : decimal(text);
}

/** Money in hundredths, as QuickBooks keeps all currencies; none counts as zero. */
export const centsIn = (fields: Fields, name: string): bigint => {
  const value = decimalIn(fields, name);
  return value === undefined ? 0n : centsOf(value);
};

export const centsOf = (value: Decimal): bigint => unitsAt(round(value, 2), 2);

/** Hundredths as the text of a figure: '108.25'. */
export const figure = (cents: bigint): Amount => amount({ units: cents, scale: 2 });

/** Hundredths with both places, as reports write them: '-1850.00'. */
export function plainCents(cents: bigint): string {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export const sumOf = (cents: Iterable<bigint>): bigint => {
  let total = 0n;
  for (const one of cents) total += one;
  return total;
};

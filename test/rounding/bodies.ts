import { decimal, zero } from '../../src/core/decimal.ts';
import type { Decimal } from '../../src/core/decimal.ts';

/** One object of a request that a connector wrote, its figures as exact texts. */
export type Body = Readonly<Record<string, unknown>>;

/** Zero where the figure is not there. */
export function figureIn(body: Body, name: string): Decimal {
  const value = body[name];
  return value === undefined ? zero : decimal(typeof value === 'string' ? value : JSON.stringify(value));
}

export function fieldsOf(value: unknown): Body {
  if (typeof value !== 'object' || value === null) throw new Error('the connector wrote something else than an object');
  return Object.fromEntries(Object.entries(value));
}

/** Empty where the object is not there. */
export const fieldsIn = (body: Body, name: string): Body => (body[name] === undefined ? {} : fieldsOf(body[name]));

export function listIn(body: Body, name: string): readonly unknown[] {
  const list = body[name];
  if (!Array.isArray(list)) throw new Error(`the connector wrote no ${name}`);
  return list;
}

import { amount, readDecimal } from './decimal.ts';
import type { Amount } from './decimal.ts';

// TypeScript has no types yet for exact JSON numbers (Node 22 and later have the functions).
declare global {
  interface JSON {
    rawJSON(text: string): { readonly rawJSON: string };
    parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  }
}

/** Any JSON, with each number as the exact text that stood in the source. */
export type Json = string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Parses JSON so that 188.98000000000002 and 1.10 stay what was sent: numbers become their source text. Throws SyntaxError. */
export const parseJson = (text: string): unknown =>
  JSON.parse(text, (_key, value, context) => (typeof value === 'number' ? (context.source ?? String(value)) : value));

/** A canonical amount as a JSON number, exact: `writeJson({ Total: exactNumber('120.5') })` is `{"Total":120.5}`. */
export function exactNumber(text: Amount): { readonly rawJSON: string } {
  const value = readDecimal(text);
  if (value === null) throw new Error(`'${text}' cannot be written as a JSON number`);
  return JSON.rawJSON(amount(value));
}

export const writeJson = (value: unknown): string => JSON.stringify(value);

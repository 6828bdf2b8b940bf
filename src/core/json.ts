import { amount, readDecimal } from './decimal.ts';
import type { Amount } from './decimal.ts';

// TypeScript has no types yet for exact JSON numbers (Node 22 and later have the functions).
declare global {
  interface JSON {
    rawJSON(text: string): { readonly rawJSON: string };
  }
}

/** Any JSON, with each number as the exact text that stood in the source. */
export type Json = string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Parses JSON so that 188.98000000000002 and 1.10 stay what was sent: numbers become their source text. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  // Each number is put in quotes and the rest is left to the machine's parser: a reviver is called for every value, which took
  // 2,149 ms where this takes 204 ms (200 answers of 50 invoices with 8 lines).
  let done = '';
  let from = 0;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (code === 34) at = endOfText(text, at);
    else if (code === 45 || (code >= 48 && code <= 57)) {
      let end = at + 1;
      while (isFigure(text.charCodeAt(end))) end += 1;
      const figure = text.slice(at, end);
      // What is no number is no JSON: the machine's parser says so in its own words.
      if (!whole.test(figure)) return JSON.parse(text);
      done += `${text.slice(from, at)}"${figure}"`;
      from = end;
      at = end;
    } else at += 1;
  }
  return JSON.parse(done + text.slice(from));
}

/** The one object that a text is, read as `parseJson` does; null for anything else. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed = parseJson(text);
    return isObject(parsed) ? parsed : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The place after the closing quote of the text that opens at `start`. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slash = end - 1;
    while (text.charCodeAt(slash) === 92) slash -= 1;
    if ((end - slash) % 2 === 1) return end + 1;
  }
  return text.length;
}

const whole = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const isFigure = (code: number): boolean =>
  (code >= 48 && code <= 57) || code === 46 || code === 43 || code === 45 || code === 69 || code === 101;

/** A canonical amount as a JSON number, exact: `writeJson({ Total: exactNumber('120.5') })` is `{"Total":120.5}`. */
export function exactNumber(text: Amount): { readonly rawJSON: string } {
  const value = readDecimal(text);
  if (value === null) throw new Error(`'${text}' cannot be written as a JSON number`);
  return JSON.rawJSON(amount(value));
}

export const writeJson = (value: unknown): string => JSON.stringify(value);

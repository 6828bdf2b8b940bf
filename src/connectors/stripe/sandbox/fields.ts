import { readDecimal } from '../../../core/decimal.ts';
import { invalid, missingParameter } from './refusals.ts';

/** What a caller sent, nested, with every figure as the text that stood there. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A form body or a query as nested fields: `a[b]=1&c[]=2` is `{ a: { b: '1' }, c: ['2'] }`. */
export function readForm(pairs: Iterable<readonly [string, string]>): Fields {
  const root: Branch = new Map();
  for (const [name, value] of pairs) {
    const steps = [...name.matchAll(/(?:^|\[)([^[\]]*)\]?/g)].map((match) => match[1] ?? '');
    plant(root, steps, value);
  }
  return Object.fromEntries([...root].map(([name, value]) => [name, grown(value)]));
}

type Branch = Map<string, Branch | string>;

function plant(into: Branch, steps: readonly string[], value: string): void {
  const [first = '', ...rest] = steps;
  const name = first === '' ? String(into.size) : first;
  if (rest.length === 0) {
    into.set(name, value);
    return;
  }
  const known = into.get(name);
  const branch: Branch = known instanceof Map ? known : new Map<string, Branch | string>();
  into.set(name, branch);
  plant(branch, rest, value);
}

function grown(value: Branch | string): unknown {
  if (typeof value === 'string') return value;
  const isList = [...value.keys()].every((name) => /^\d+$/.test(name));
  if (isList) return [...value.values()].map(grown);
  return Object.fromEntries([...value].map(([name, below]) => [name, grown(below)]));
}

/** Undefined when it was left out; null when it was sent empty, which unsets. */
export function textIn(fields: Fields, name: string): string | null | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  if (value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  throw invalid(`Invalid string: ${name}`, { param: name });
}

export function neededText(fields: Fields, name: string): string {
  const text = textIn(fields, name);
  if (text === undefined || text === null) throw missingParameter(name);
  return text;
}

/** Money of the smallest unit: whole figures only, as Stripe wants them. */
export function minorIn(fields: Fields, name: string): bigint | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === null) return undefined;
  if (!/^-?\d+$/.test(text)) throw invalid(`Invalid integer: ${text}`, { code: 'parameter_invalid_integer', param: name });
  return BigInt(text);
}

export function neededMinor(fields: Fields, name: string): bigint {
  const minor = minorIn(fields, name);
  if (minor === undefined) throw missingParameter(name);
  return minor;
}

/** A whole number that is not money: a time, a count. */
export function wholeIn(fields: Fields, name: string): number | undefined {
  const minor = minorIn(fields, name);
  return minor === undefined ? undefined : Number(minor);
}

export function flagIn(fields: Fields, name: string): boolean | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === null) return undefined;
  if (text !== 'true' && text !== 'false') throw invalid(`Invalid boolean: ${text}`, { param: name });
  return text === 'true';
}

/** The text of a figure with decimals: a rate, a percentage. */
export function decimalTextIn(fields: Fields, name: string): string | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === null) return undefined;
  if (readDecimal(text) === null) throw invalid(`Invalid decimal: ${text}`, { code: 'parameter_invalid_decimal', param: name });
  return text;
}

export function childIn(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  return isFields(value) ? value : undefined;
}

export function childrenIn(fields: Fields, name: string): readonly Fields[] | undefined {
  const value = fields[name];
  return Array.isArray(value) ? value.filter(isFields) : undefined;
}

export function textsIn(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name];
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}

/** One of the words that the field may hold. */
export function wordIn<W extends string>(fields: Fields, name: string, words: readonly W[]): W | undefined {
  const text = textIn(fields, name);
  if (text === undefined || text === null) return undefined;
  const known = words.find((word) => word === text);
  if (known === undefined) throw invalid(`Invalid ${name}: must be one of ${words.join(', ')}`, { param: name });
  return known;
}

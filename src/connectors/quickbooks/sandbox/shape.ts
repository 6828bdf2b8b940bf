import { amount, readDecimal, round } from '../../../core/decimal.ts';
import { readDay } from '../../../core/day.ts';
import { exactNumber } from '../../../core/json.ts';
import { faults } from './faults.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';

/** What a field of an object may hold. The order of the fields is that of the answers. */
export type Shape = Readonly<Record<string, Field>>;

export type Field = { readonly readOnly?: true; readonly required?: true } & (
  | { readonly is: 'text'; readonly max: number }
  | { readonly is: 'figure'; readonly places: number }
  | { readonly is: 'flag' }
  | { readonly is: 'day' }
  | { readonly is: 'word'; readonly words: readonly string[] }
  | { readonly is: 'ref'; readonly to: Referable }
  | { readonly is: 'part'; readonly fields: Shape }
  | { readonly is: 'list'; readonly of: Shape }
  | { readonly is: 'free' }
);

/** What a reference may point to; null: to nothing that the sandbox holds. */
export type Referable =
  | 'Account'
  | 'Class'
  | 'CompanyCurrency'
  | 'Customer'
  | 'Department'
  | 'Item'
  | 'PaymentMethod'
  | 'TaxAgency'
  | 'TaxCode'
  | 'TaxRate'
  | 'Term'
  | 'Vendor'
  | null;

export const text = (max: number): Field => ({ is: 'text', max });
export const money: Field = { is: 'figure', places: 2 };
/** Prices and quantities, rates and percentages. */
export const figureOf = (places: number): Field => ({ is: 'figure', places });
export const flag: Field = { is: 'flag' };
export const day: Field = { is: 'day' };
export const free: Field = { is: 'free' };
export const word = (...words: readonly string[]): Field => ({ is: 'word', words });
export const ref = (to: Referable): Field => ({ is: 'ref', to });
export const part = (fields: Shape): Field => ({ is: 'part', fields });
export const list = (of: Shape): Field => ({ is: 'list', of });
export const needed = (field: Field): Field => ({ ...field, required: true });
/** May be sent, as it stands in every answer, and is not looked at. */
export const shown = (field: Field): Field => ({ ...field, readOnly: true });

/** Reads what was sent. Throws for a property that the object does not have, and for a value that it cannot hold. */
export function readShape(shape: Shape, sent: Fields, path = ''): Fields {
  const read: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(sent)) {
    const field = shape[name];
    if (!field) throw faults.unsupported(name);
    if (field.readOnly || value === null) continue;
    const kept = readField(field, value, path === '' ? name : `${path}.${name}`);
    if (kept !== undefined) read[name] = kept;
  }
  return read;
}

function readField(field: Field, value: unknown, path: string): unknown {
  switch (field.is) {
    case 'free':
      return value;
    case 'part':
      return isFields(value) ? readShape(field.fields, value, path) : refuseValue(path, value);
    case 'list':
      return Array.isArray(value)
        ? value.map((one: unknown) => (isFields(one) ? readShape(field.of, one, path) : refuseValue(path, one)))
        : refuseValue(path, value);
    case 'ref':
      return isFields(value) ? readReference(value) : refuseValue(path, value);
    case 'flag':
      return typeof value === 'boolean' || value === 'true' || value === 'false'
        ? value === true || value === 'true'
        : refuseValue(path, value);
    case 'text':
    case 'figure':
    case 'day':
    case 'word':
      return typeof value === 'string' ? readText(field, value, path) : refuseValue(path, value);
  }
}

type TextField = Extract<Field, { readonly is: 'text' | 'figure' | 'day' | 'word' }>;

function readText(field: TextField, value: string, path: string): string | undefined {
  const name = path.split('.').at(-1) ?? path;
  switch (field.is) {
    case 'text':
      if (value.length > field.max) throw faults.tooLong(name, field.max, value.length);
      return value === '' ? undefined : value;
    case 'figure': {
      const read = readDecimal(value);
      if (read === null) throw faults.badNumber(name, value);
      return amount(round(read, field.places));
    }
    case 'day': {
      // A date and time is taken as its day.
      const read = readDay(value.slice(0, 10));
      if (read === null) throw faults.badValue(name, value);
      return read;
    }
    case 'word': {
      const known = field.words.find((one) => one === value);
      if (known === undefined) throw faults.badWord(name, value);
      return known;
    }
  }
}

/** A name that was sent along is not looked at: answers carry the name that the object has by then. */
function readReference(sent: Fields): Fields | undefined {
  const value = sent['value'];
  if (typeof value !== 'string' || value === '') return undefined;
  return typeof sent['type'] === 'string' ? { value, type: sent['type'] } : { value };
}

const refuseValue = (path: string, value: unknown): never => {
  throw faults.badValue(path, JSON.stringify(value));
};

/** The name of what a reference points to; undefined where it has none. */
export type NameOf = (to: Referable, id: string) => string | undefined;

/** The object as an answer shows it, for `writeJson`: figures are exact numbers. */
export function writeShape(shape: Shape, body: Fields, nameOf: NameOf): Fields {
  const written: Record<string, unknown> = {};
  for (const name in shape) {
    const field = shape[name];
    const value = body[name];
    if (field && value !== undefined) written[name] = writeField(field, value, nameOf);
  }
  return written;
}

function writeField(field: Field, value: unknown, nameOf: NameOf): unknown {
  if (field.is === 'figure' && typeof value === 'string') return exactNumber(value);
  if (field.is === 'part' && isFields(value)) return writeShape(field.fields, value, nameOf);
  if (field.is === 'list' && Array.isArray(value)) {
    return value.map((one: unknown) => (isFields(one) ? writeShape(field.of, one, nameOf) : one));
  }
  if (field.is === 'ref' && isFields(value)) {
    const name = typeof value['value'] === 'string' ? nameOf(field.to, value['value']) : undefined;
    return name === undefined ? value : { value: value['value'], name, ...(value['type'] !== undefined && { type: value['type'] }) };
  }
  return value;
}

/** Each reference in the body, with the place where it stands. */
export function* referencesIn(
  shape: Shape,
  body: Fields,
): Generator<{ readonly name: string; readonly to: Referable; readonly id: string }> {
  for (const [name, value] of Object.entries(body)) {
    const field = shape[name];
    if (!field || field.readOnly) continue;
    if (field.is === 'part' && isFields(value)) yield* referencesIn(field.fields, value);
    else if (field.is === 'list' && Array.isArray(value)) {
      for (const one of value) if (isFields(one)) yield* referencesIn(field.of, one);
    } else if (field.is === 'ref' && isFields(value) && typeof value['value'] === 'string') {
      yield { name, to: field.to, id: value['value'] };
    }
  }
}

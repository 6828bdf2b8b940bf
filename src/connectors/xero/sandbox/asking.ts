import { parseJson } from '../../../core/json.ts';
import { isFields, listIn, noFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { Malformed } from './refusals.ts';
import type { State } from './state.ts';

/** A request as the resources see it. */
export interface Ask {
  readonly state: State;
  readonly method: string;
  /** What follows the resource in the path, decoded: ['<id>', 'Allocations']. */
  readonly steps: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly app: string;
  /** A person at Xero's screens may do a little more than the API, and is named in the history. */
  readonly by: 'app' | 'person';
}

export interface Paging {
  readonly page: number;
  readonly pageSize: number;
  readonly pageCount: number;
  readonly itemCount: number;
}

/** What a resource answers; the envelope comes later. */
export type Payload =
  | { readonly kind: 'collection'; readonly name: string; readonly elements: readonly unknown[]; readonly paging?: Paging }
  | { readonly kind: 'invalid'; readonly elements: readonly unknown[] }
  | { readonly kind: 'bare'; readonly content: unknown }
  | { readonly kind: 'nothing' };

export const collection = (name: string, elements: readonly unknown[]): Payload => ({ kind: 'collection', name, elements });

// A number of up to 15 digits is the same text before and after JSON.parse, so the slower exact reading is for longer ones.
const longNumber = /[\d.]{16}/;

/** xero-node sends the body `{}` on reads, and some callers send nothing. */
export function bodyOf(ask: Ask): Fields {
  if (ask.body.trim() === '') return noFields;
  let parsed: unknown;
  try {
    parsed = longNumber.test(ask.body) ? parseJson(ask.body) : JSON.parse(ask.body);
  } catch (cause) {
    throw new Malformed('The body is not valid JSON', { cause });
  }
  if (!isFields(parsed)) throw new Malformed('The body must be a JSON object');
  return parsed;
}

/** The objects of a write: those of the named list, or the body itself when it is a single bare object. */
export function elementsOf(ask: Ask, name: string): readonly Fields[] {
  const body = bodyOf(ask);
  return listIn(body, name) ?? [body];
}

export const unitPlacesOf = (ask: Ask): number => (ask.query.get('unitdp') === '4' ? 4 : 2);

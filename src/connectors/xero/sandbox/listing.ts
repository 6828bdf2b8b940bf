import type { Instant } from '../../../core/day.ts';
import type { Ask, Paging } from './asking.ts';
import type { Kept } from './model.ts';
import { BadQuery } from './refusals.ts';
import type { Table } from './table.ts';
import { orderOf, readWhere } from './where.ts';
import type { Columns, Where } from './where.ts';

/** What a resource needs to be listed. */
export interface Listed<T extends Kept> {
  readonly table: Pick<Table<T>, 'get' | 'updated' | 'size' | 'slice'>;
  readonly columns: Columns<T>;
  /** Rows by the text of a column that is indexed. */
  readonly lookups?: Readonly<Record<string, (text: string) => readonly T[]>>;
  /** Further conditions of this request; null when there are none, so that counting needs no walk. */
  readonly condition?: ((row: T) => boolean) | null;
  /** Named rows instead of all: the comma lists of the query. */
  readonly named?: readonly T[] | null;
}

export interface Listing<T> {
  readonly rows: readonly T[];
  /** Present when the caller asked for a page. */
  readonly paging?: Paging;
}

/** Answers where, order, page, pageSize, IDs and If-Modified-Since. */
export function listed<T extends Kept>(ask: Ask, of: Listed<T>): Listing<T> {
  const where = whereOf(ask, of.columns);
  const since = modifiedSince(ask);
  const condition = of.condition ?? null;
  const isAll = where === null && condition === null;
  const candidates = candidatesOf(ask, of, where);
  const page = pageOf(ask);
  const order = ask.query.get('order');

  if (candidates === null && isAll && since === null && order === null && page !== null) {
    return { rows: of.table.slice((page.page - 1) * page.size, page.size), paging: pagingOf(page, of.table.size()) };
  }
  const isTimely = (row: T): boolean => candidates === null || since === null || row.updatedAt >= since;
  const rows: T[] = [];
  for (const row of candidates ?? of.table.updated(since)) {
    if (isTimely(row) && (condition === null || condition(row)) && (where === null || where.matches(row))) rows.push(row);
  }
  const ordered = order === null ? rows : rows.toSorted(orderBy(order, of.columns));
  if (page === null) return { rows: ordered };
  return { rows: ordered.slice((page.page - 1) * page.size, page.page * page.size), paging: pagingOf(page, ordered.length) };
}

/** A comma list of the query, or null when it is not there. */
export function commaList(ask: Ask, name: string): readonly string[] | null {
  const text = ask.query.get(name);
  if (text === null || text.trim() === '') return null;
  return text.split(',').map((part) => part.trim());
}

export const flagOf = (ask: Ask, name: string): boolean => ask.query.get(name)?.toLowerCase() === 'true';

function whereOf<T>(ask: Ask, columns: Columns<T>): Where<T> | null {
  const text = ask.query.get('where');
  return text === null || text.trim() === '' ? null : readWhere(text, columns);
}

function candidatesOf<T extends Kept>(ask: Ask, of: Listed<T>, where: Where<T> | null): readonly T[] | null {
  if (of.named) return of.named;
  const ids = commaList(ask, 'IDs') ?? commaList(ask, 'ids');
  if (ids !== null) return ids.flatMap((id) => of.table.get(id.toLowerCase()) ?? []);
  for (const { column, text } of where?.equals ?? []) {
    const lookup = of.lookups?.[column];
    if (lookup) return lookup(text);
  }
  return null;
}

/** The header counts to the second: what came later in the same second is shown again, and fractions are ignored. */
function modifiedSince(ask: Ask): Instant | null {
  const text = ask.headers['if-modified-since'];
  if (text === undefined || text.trim() === '') return null;
  const isZoned = /(?:[zZ]|[+-]\d\d:?\d\d|GMT|UTC)$/.test(text.trim());
  const at = Date.parse(isZoned || !text.includes('T') ? text : `${text}Z`);
  return Number.isNaN(at) ? null : at - (at % 1000);
}

function pageOf(ask: Ask): { readonly page: number; readonly size: number } | null {
  const [page, size] = [ask.query.get('page'), ask.query.get('pageSize')];
  if (page === null && size === null) return null;
  return { page: wholeNumber(page, 1), size: Math.min(wholeNumber(size, 100), 1000) };
}

function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null || text === '') return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new BadQuery(`'${text}' is not a page number`);
  return Math.max(1, Number(text));
}

const pagingOf = ({ page, size }: { readonly page: number; readonly size: number }, itemCount: number): Paging => ({
  page,
  pageSize: size,
  pageCount: Math.ceil(itemCount / size),
  itemCount,
});

function orderBy<T>(order: string, columns: Columns<T>): (a: T, b: T) => number {
  const keys = order.split(',').map((part) => {
    const [name = '', direction = 'ASC'] = part.trim().split(/\s+/);
    const read = columns[name];
    if (!read) throw new BadQuery(`No property or field '${name}' exists`);
    return { read, sign: direction.toUpperCase() === 'DESC' ? -1 : 1 };
  });
  return (a, b) => {
    for (const { read, sign } of keys) {
      const order = orderOf(read(a), read(b)) ?? 0;
      if (order !== 0) return order * sign;
    }
    return 0;
  };
}

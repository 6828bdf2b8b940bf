import type { Day } from '../../core/day.ts';
import type { Seen } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { anyOf, both, equals, fitting, span, within } from './query.ts';
import { everyPage } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import { linkTo } from './references.ts';
import type { Wire } from './wire.ts';

/** A collection as it is searched. */
export type Collection = Pick<Resource<never>, 'path' | 'list' | 'idField' | 'query' | 'isPaged' | 'where'>;

/** A condition together with the collection's own. */
const withOwn = (own: string | null, condition: string): string => (own === null ? condition : both(own, `(${condition})`));

/** Rows that meet any of the clauses, in as few calls as addresses allow. */
export async function rowsMatching(line: Line, collection: Collection, clauses: readonly string[]): Promise<readonly Wire[]> {
  const rows: Wire[] = [];
  for (const condition of anyOf(clauses)) rows.push(...(await everyPage(line, collection, withOwn(collection.where, condition))));
  return rows;
}

/** Everything of a collection from the first to the last of some days. */
export async function rowsOnDays(line: Line, collection: Collection, days: readonly Day[]): Promise<readonly Wire[]> {
  const range = span(days);
  return range === null ? [] : await everyPage(line, collection, withOwn(collection.where, within('Date', range.from, range.through)));
}

/** By the link, exactly; where Xero refuses to filter by it (that it can is not documented), by day, and the caller compares. */
export async function rowsByLink(
  line: Line,
  collection: Collection,
  linkBase: string,
  wanted: readonly { readonly reference: string; readonly on: Day }[],
): Promise<readonly Wire[]> {
  const links = wanted.map(({ reference }) => equals('Url', linkTo(linkBase, reference)));
  try {
    return await rowsMatching(line, collection, links);
  } catch (error) {
    if (!(error instanceof Refused && error.reason === 'invalid')) throw error;
    const days = wanted.map(({ on }) => on);
    return await rowsOnDays(line, collection, days);
  }
}

/** By a filter that takes a comma list. Names with a comma in them cannot stand in one: those by a condition. */
export async function rowsNamed(
  line: Line,
  collection: Collection,
  by: { readonly filter: string; readonly field: string },
  names: readonly string[],
): Promise<readonly Wire[]> {
  const distinct = [...new Set(names)];
  const rows: Wire[] = [];
  const listable = distinct.filter((name) => !name.includes(','));
  for (const some of fitting(listable, ','))
    rows.push(...(await everyPage(line, collection, collection.where ?? '', { [by.filter]: some.join(',') })));
  const others = distinct.filter((name) => name.includes(',')).map((name) => equals(by.field, name));
  return [...rows, ...(await rowsMatching(line, collection, others))];
}

export const uniqueById = <S extends Seen>(found: readonly S[]): readonly S[] => [
  ...new Map(found.map((seen) => [seen.record.id, seen])).values(),
];

import type { AnyRecord } from '../../core/records.ts';
import type { Page, Reader, Seen } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import { Refused } from '../../contract/refused.ts';
import { pathOf, read } from './api.ts';
import { afterPage, afterPass, afterSecond, readCursor, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { alsoInactive, changedBefore, changedSince, longestPage, rowsOf, rowsWith, select } from './query.ts';
import { childOf, instantOf, isId, isWire, needText } from './wire.ts';
import type { Wire } from './wire.ts';

/** The connection that all readers and writers of one session share. */
export interface Line {
  readonly http: Http;
  /** The realm id of the company. */
  readonly account: string;
  /** Records on a page of a pass. */
  readonly pageSize: number;
  readonly overlapSeconds: number;
}

/** One of QuickBooks' entities that holds records of a kind. */
export interface Source<R extends AnyRecord> {
  readonly entity: string;
  /** 'SalesReceipt/' where a kind has several entities, '' where it has one. */
  readonly prefix: string;
  /** Lists of names leave out what is switched off unless asked. */
  readonly isNameList: boolean;
  readonly isOurs: (wire: Wire) => boolean;
  readonly translate: (wires: readonly Wire[]) => Promise<readonly Seen<R>[]>;
}

export const readerOf = <R extends AnyRecord>(line: Line, sources: readonly Source<R>[]): Reader<R> => ({
  changes: (cursor) => everySource(line, sources, cursor),
  fetch: async (ids) => {
    const found: Seen<R>[] = [];
    for (const source of sources) found.push(...(await fetchFrom(line, source, ids)));
    return found;
  },
});

/** One entity after the other; the bookmark holds the place in each. */
async function* everySource<R extends AnyRecord>(
  line: Line,
  sources: readonly Source<R>[],
  cursor: string | null,
): AsyncGenerator<Page<R>> {
  const places = placesOf(cursor);
  for (const [index, source] of sources.entries()) {
    for await (const page of pass(line, source, readCursor(places[source.entity] ?? null))) {
      places[source.entity] = page.next;
      yield { seen: page.seen, next: JSON.stringify(places), last: page.last && index === sources.length - 1 };
    }
  }
}

function placesOf(cursor: string | null): Record<string, string> {
  const parsed: unknown = cursor === null ? {} : JSON.parse(cursor);
  if (!isWire(parsed)) throw new Error(`'${cursor}' is not a bookmark of QuickBooks`);
  return Object.fromEntries(Object.entries(parsed).map(([entity, place]) => [entity, String(place)]));
}

const always = <R extends AnyRecord>(source: Source<R>): readonly string[] => (source.isNameList ? [alsoInactive] : []);

async function* pass<R extends AnyRecord>(line: Line, source: Source<R>, from: Cursor): AsyncGenerator<Page<R>> {
  let at = from;
  for (;;) {
    const isSecond = at.by === 'second' && at.since !== null;
    const body = await select(line, {
      entity: source.entity,
      where: [...always(source), ...whileChanged(at)],
      order: isSecond ? 'MetaData.CreateTime' : 'MetaData.LastUpdatedTime',
      start: at.start,
      most: isSecond ? longestPage : line.pageSize,
    });
    const rows = rowsOf(body, source.entity);
    const begun = at.begun ?? instantOf(body, 'time');
    const last = !isSecond && rows.length < line.pageSize;
    if (isSecond) at = afterSecond(at, rows, longestPage, begun);
    else at = last ? afterPass(at, begun, line.overlapSeconds) : afterPage(at, rows, begun);
    yield { seen: await source.translate(rows.filter(source.isOurs)), next: writeCursor(at), last };
    if (last) return;
  }
}

const whileChanged = ({ since, by }: Cursor): readonly string[] =>
  since === null ? [] : [changedSince(since), ...(by === 'second' ? [changedBefore(since + 1000)] : [])];

async function fetchFrom<R extends AnyRecord>(line: Line, source: Source<R>, ids: readonly string[]): Promise<readonly Seen<R>[]> {
  const { entity, prefix } = source;
  const wanted = [...new Set(ids.filter((id) => id.startsWith(prefix)).map((id) => id.slice(prefix.length)))].filter(isId);
  return await source.translate((await rowsById(line, entity, wanted, always(source))).filter(source.isOurs));
}

/** By id: one alone as it is at this moment, because lists are said to carry old sync tokens; many by a query. */
export async function rowsById(
  line: Line,
  entity: string,
  ids: readonly string[],
  where: readonly string[] = [],
): Promise<readonly Wire[]> {
  const [only] = ids;
  if (only === undefined) return [];
  if (ids.length > 1 || where.length > 0) return await rowsWith(line, entity, { field: 'Id', values: ids, where });
  try {
    const found = childOf(await read(line.http, pathOf(line.account, `/${entity.toLowerCase()}/${only}`)), entity);
    return found === null || needText(found, 'Id') !== only ? [] : [found];
  } catch (error) {
    if (error instanceof Refused && error.reason === 'missing') return [];
    throw error;
  }
}

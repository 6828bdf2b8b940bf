import type { AnyRecord } from '../../core/records.ts';
import type { Page, Reader, Seen } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import { Refused } from '../../contract/refused.ts';
import { read, readOrNull } from './api.ts';
import { afterPage, afterPass, isoSecond, readCursor, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { chunks, either, isGuid, pathOf } from './query.ts';
import { childOf, figureOf, instantOf, isId, listOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** The connection that all readers and writers of one session share. */
export interface Line {
  readonly http: Http;
  readonly account: string;
  /** Records on a page of a pass. */
  readonly pageSize: number;
  readonly overlapSeconds: number;
}

/** How one collection is read. */
export interface Resource<R extends AnyRecord> {
  /** '/Invoices', and the name of the list in its answers, 'Invoices'. */
  readonly path: string;
  readonly list: string;
  readonly idField: string;
  /** A condition for every listing, such as the type. */
  readonly where: string | null;
  readonly query: Readonly<Record<string, string>>;
  readonly isPaged: boolean;
  /** How many ids fit one call: by the `IDs` filter, or as a condition where the collection has no such filter. */
  readonly bulk: { readonly by: 'IDs' | 'where'; readonly atOnce: number };
  /** Leaves out what is not of this kind. */
  readonly isOurs: (wire: Wire) => boolean;
  readonly translate: (wires: readonly Wire[]) => Promise<readonly Seen<R>[]>;
  /** The Xero id within our id, where the two differ. */
  readonly xeroId?: (id: string) => string;
}

export const readerOf = <R extends AnyRecord>(line: Line, resource: Resource<R>): Reader<R> => ({
  changes: (cursor) => pass(line, resource, readCursor(cursor)),
  fetch: (ids) => fetchAll(line, resource, ids),
});

async function* pass<R extends AnyRecord>(line: Line, resource: Resource<R>, from: Cursor): AsyncGenerator<Page<R>> {
  let at = from;
  for (;;) {
    const body = await read(line.http, line.account, pathOfPage(line, resource, at), at.since === null ? null : isoSecond(at.since));
    const rows = listOf(body, resource.list);
    const begun = at.begun ?? instantOf(body, 'DateTimeUTC');
    const last = !resource.isPaged || isLastPage(body, rows, line.pageSize);
    at = last ? afterPass(at, begun, line.overlapSeconds) : afterPage(at, rows, begun);
    yield { seen: await resource.translate(rows.filter(resource.isOurs)), next: writeCursor(at), last };
    if (last) return;
  }
}

function pathOfPage<R extends AnyRecord>(line: Line, resource: Resource<R>, at: Cursor): string {
  const where = resource.where === null ? {} : { where: resource.where };
  if (!resource.isPaged) return pathOf(resource.path, { ...where, ...resource.query });
  const order = at.by === 'id' ? `${resource.idField} ASC` : 'UpdatedDateUTC ASC';
  return pathOf(resource.path, { ...where, order, page: String(at.page), pageSize: String(line.pageSize), ...resource.query });
}

function isLastPage(body: Wire, rows: readonly Wire[], pageSize: number): boolean {
  const paging = childOf(body, 'pagination');
  const [page, count] = paging === null ? [null, null] : [figureOf(paging, 'page'), figureOf(paging, 'pageCount')];
  if (page !== null && count !== null) return Number(page) >= Number(count) || rows.length === 0;
  return rows.length < pageSize;
}

/** In bulk first; then one at a time what the listing hid (deleted payments leave it), so that only what is gone is missing. */
async function fetchAll<R extends AnyRecord>(line: Line, resource: Resource<R>, ids: readonly string[]): Promise<readonly Seen<R>[]> {
  const wanted = [...new Set(ids.map((id) => (resource.xeroId ? resource.xeroId(id) : id).toLowerCase()))].filter(isId);
  const found = new Map<string, Wire>();
  for (const some of wanted.length > 1 ? chunks(wanted, resource.bulk.atOnce) : []) {
    for (const wire of await inBulk(line, resource, some)) found.set((textOf(wire, resource.idField) ?? '').toLowerCase(), wire);
  }
  for (const id of wanted.filter((wish) => !found.has(wish))) {
    const body = await readOrNull(line.http, line.account, pathOf(`${resource.path}/${id}`, precision(resource.query)));
    const wire = body === null ? undefined : listOf(body, resource.list)[0];
    if (wire) found.set(id, wire);
  }
  return await resource.translate([...found.values()].filter(resource.isOurs));
}

/** One document alone takes none of the filters of a list, but it does show two places unless asked for four. */
const precision = ({ unitdp }: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  unitdp === undefined ? {} : { unitdp };

async function inBulk<R extends AnyRecord>(line: Line, resource: Resource<R>, ids: readonly string[]): Promise<readonly Wire[]> {
  if (resource.bulk.by === 'IDs') {
    const body = await read(
      line.http,
      line.account,
      pathOf(resource.path, { IDs: ids.join(','), page: '1', pageSize: '1000', ...resource.query }),
    );
    return listOf(body, resource.list);
  }
  try {
    return await everyPage(line, resource, either(ids.map((id) => isGuid(resource.idField, id))));
  } catch (error) {
    // Large organisations may refuse such conditions; one at a time always works.
    if (error instanceof Refused && error.reason === 'invalid') return [];
    throw error;
  }
}

/** Every row that meets a condition, ordered by id, so that rows that change meanwhile move nothing. */
export async function everyPage<R extends AnyRecord>(
  line: Line,
  resource: Pick<Resource<R>, 'path' | 'list' | 'idField' | 'query' | 'isPaged'>,
  condition: string,
  extra: Readonly<Record<string, string>> = {},
): Promise<readonly Wire[]> {
  const rows: Wire[] = [];
  const where = condition === '' ? {} : { where: condition };
  for (let page = 1; ; page += 1) {
    const paging = resource.isPaged ? { order: `${resource.idField} ASC`, page: String(page), pageSize: '1000' } : {};
    const body = await read(line.http, line.account, pathOf(resource.path, { ...where, ...paging, ...resource.query, ...extra }));
    const found = listOf(body, resource.list);
    rows.push(...found);
    if (!resource.isPaged || isLastPage(body, found, 1000)) return rows;
  }
}

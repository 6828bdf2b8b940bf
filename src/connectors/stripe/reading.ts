import type { Page, Reader, Seen } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { AnyRecord, Kind } from '../../core/records.ts';
import { readOrNull, readPage, together } from './api.ts';
import type { Line, Query } from './api.ts';
import { readCursor, sinceAfter, writeCursor } from './cursor.ts';
import type { Cursor } from './cursor.ts';
import { toldBy, typesFor } from './events.ts';
import { childOf, needSeconds, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** How one collection is read. */
export interface Resource<R extends AnyRecord> {
  /** The kind whose events say what changed. */
  readonly kind: Kind;
  /** '/v1/customers' */
  readonly path: string;
  /** Members that are shown whole and not by their id. */
  readonly expand: readonly string[];
  readonly translate: (wires: readonly Wire[]) => Promise<readonly R[]>;
}

export const readerOf = <R extends AnyRecord>(line: Line, resource: Resource<R>): Reader<R> => ({
  changes: (cursor) => pass(line, resource, readCursor(cursor)),
  fetch: async (ids) => shown(await resource.translate(await fetchAll(line, resource, ids))),
});

/** Stripe keeps no date of change, so a record's version is what it says. */
export const shown = <R extends AnyRecord>(records: readonly R[]): readonly Seen<R>[] =>
  records.map((record) => ({ record, version: fingerprint(record), reference: null }));

/**
 * One pass. First everything is listed, and from then on events name what changed; the moment from which they count is taken before
 * the list begins. Each record is read as it is now, so the order in which events are told does not matter.
 */
async function* pass<R extends AnyRecord>(line: Line, resource: Resource<R>, from: Cursor | null): AsyncGenerator<Page<R>> {
  let at = await beginning(line, from);
  for (;;) {
    let step: Step;
    try {
      step = at.at === 'list' ? await listStep(line, resource, at) : await eventStep(line, resource, at);
    } catch (error) {
      // The object or event that the bookmark names is gone: everything is read again, which repeats and never skips.
      if (!(error instanceof Refused && error.reason === 'missing' && at.after !== null)) throw error;
      at = await beginning(line, null);
      continue;
    }
    const seen = shown(await resource.translate(step.wires));
    yield { seen, next: writeCursor(step.next), last: step.last };
    if (step.last) return;
    at = step.next;
  }
}

/** Events are told for thirty days. A day less is relied upon. */
const toldSeconds = 29 * 86_400;

/** Where a pass goes on: at its place, or with the whole list when events since then may have been forgotten. */
async function beginning(line: Line, from: Cursor | null): Promise<Cursor> {
  if (from !== null && from.after !== null) return from;
  const newest = await newestEvent(line);
  const isTold = from?.at === 'events' && (from.since === 0 || newest - from.since < toldSeconds) && (from.since === 0 || newest > 0);
  return isTold ? { ...from, mark: newest } : { at: 'list', after: null, mark: newest };
}

/** When the newest event of any type was made, in seconds: Stripe's own time as far as it shows. 0 when there is none. */
export async function newestEvent(line: Line): Promise<number> {
  const { rows } = await readPage(line, '/v1/events', [], { after: null, limit: 1 });
  return rows[0] === undefined ? 0 : needSeconds(rows[0], 'created');
}

interface Step {
  readonly wires: readonly Wire[];
  readonly next: Cursor;
  readonly last: boolean;
}

/** What is new comes first, and a page begins behind the last object of the one before: nothing that is new moves anything. */
async function listStep<R extends AnyRecord>(line: Line, { path, expand }: Resource<R>, at: Cursor): Promise<Step> {
  const query: Query = expand.map((member) => ['expand[]', `data.${member}`]);
  const { rows, hasMore } = await readPage(line, path, query, { after: at.after, limit: line.pageSize });
  const final = rows.at(-1);
  return final !== undefined && hasMore
    ? { wires: rows, next: { ...at, after: needText(final, 'id') }, last: false }
    : { wires: rows, next: sinceAfter(at), last: true };
}

async function eventStep<R extends AnyRecord>(line: Line, resource: Resource<R>, at: Cursor & { readonly at: 'events' }): Promise<Step> {
  const since: Query = at.since === 0 ? [] : [['created[gte]', String(at.since)]];
  const types: Query = typesFor(resource.kind).map((type) => ['types[]', type]);
  const { rows, hasMore } = await readPage(line, '/v1/events', [...types, ...since], { after: at.after, limit: line.pageSize });
  const ids = rows.flatMap((event) => {
    const object = childOf(childOf(event, 'data') ?? {}, 'object') ?? {};
    return toldBy(textOf(event, 'type') ?? '', object).flatMap(({ kind, id }) => (kind === resource.kind ? [id] : []));
  });
  const wires = await fetchAll(line, resource, ids);
  const final = rows.at(-1);
  return final !== undefined && hasMore
    ? { wires, next: { ...at, after: needText(final, 'id') }, last: false }
    : { wires, next: sinceAfter(at), last: true };
}

/** One request each: Stripe has no reading of several by id. */
async function fetchAll<R extends AnyRecord>(line: Line, { path, expand }: Resource<R>, ids: readonly string[]): Promise<readonly Wire[]> {
  const query: Query = expand.map((member) => ['expand[]', member]);
  const wanted = [...new Set(ids)].filter((id) => id !== '');
  const found = await together(wanted, (id) => readOrNull(line, `${path}/${encodeURIComponent(id)}`, query));
  return found.filter((wire) => wire !== null);
}

import type { AnyRecord } from '../../core/records.ts';
import type { Page, Reader, Seen } from '../../contract/connector.ts';
import { ask, rowsIn, rowsOf, searchRead } from './rpc.ts';
import type { Line } from './rpc.ts';
import { exactNumber } from '../../core/json.ts';
import { idOut, instantOut, isId, needText } from './wire.ts';
import type { Wire } from './wire.ts';

/** One model of Tryton's as one kind of record. */
export interface Resource<R extends AnyRecord> {
  readonly model: string;
  /** Which of the model's records are of this kind, as far as Tryton can search for it. */
  readonly domain: readonly unknown[];
  readonly fields: readonly string[];
  /** The ids of records that changed without a date of their own to tell it, by a condition on what changed instead. */
  readonly alsoChanged?: (changed: readonly unknown[]) => Promise<readonly string[]>;
  /** The rows that are of this kind, as records; may ask for more about them. */
  readonly translate: (rows: readonly Wire[]) => Promise<readonly Seen<R>[]>;
}

/**
 * Where a pass stands. Within a pass records come by id, which nothing changes; what changes meanwhile is read by the next pass,
 * since that begins at the time when this one began, by Tryton's own clock. Dates of change are given when a transaction writes,
 * and show when it commits: hence the overlap.
 */
interface Cursor {
  readonly since: number | null;
  readonly after: string;
  readonly begun: number | null;
}

export function readerOf<R extends AnyRecord>(line: Line, resource: Resource<R>): Reader<R> {
  return {
    changes: (cursor) => pages(line, resource, readCursor(cursor)),
    fetch: async (ids) => {
      const known = [...new Set(ids.filter(isId))];
      if (ids.length === 0) return [];
      const seen = await matching(line, resource, [['id', 'in', known.map(idOut)]]);
      const places = new Map(known.map((id, index) => [id, index]));
      return seen.toSorted((a, b) => (places.get(a.record.id) ?? 0) - (places.get(b.record.id) ?? 0));
    },
  };
}

export async function matching<R extends AnyRecord>(
  line: Line,
  resource: Resource<R>,
  domain: readonly unknown[],
): Promise<readonly Seen<R>[]> {
  const fields = [...resource.fields, '_timestamp'];
  return resource.translate(await rowsOf(line, { model: resource.model, domain: [resource.domain, domain], fields }));
}

async function* pages<R extends AnyRecord>(line: Line, resource: Resource<R>, from: Cursor): AsyncIterable<Page<R>> {
  for (let at = from; ;) {
    const { result, at: now } = await ask(
      line,
      searchRead(line.company, {
        model: resource.model,
        domain: [resource.domain, ['id', '>', exactNumber(at.after)], ...(await changedOf(resource, at.since))],
        fields: [...resource.fields, '_timestamp'],
        limit: line.pageSize,
      }),
    );
    const rows = rowsIn(result);
    const begun = at.begun ?? now;
    const last = rows.length < line.pageSize;
    const lastRow = rows.at(-1);
    at =
      last || lastRow === undefined
        ? { since: begun === null ? at.since : begun - line.overlapSeconds * 1000, after: '0', begun: null }
        : { since: at.since, after: needText(lastRow, 'id'), begun };
    yield { seen: await resource.translate(rows), next: JSON.stringify(at), last };
    if (last) return;
  }
}

async function changedOf<R extends AnyRecord>(resource: Resource<R>, since: number | null): Promise<readonly unknown[]> {
  const changed = changedSince(since);
  if (since === null || resource.alsoChanged === undefined) return changed;
  const also = await resource.alsoChanged(changed);
  return also.length === 0 ? changed : [['OR', changed, ['id', 'in', also.map(idOut)]]];
}

/** What was never changed has no date of change. */
const changedSince = (since: number | null): readonly unknown[] =>
  since === null
    ? []
    : [
        [
          'OR',
          ['write_date', '>=', instantOut(since)],
          [
            ['write_date', '=', null],
            ['create_date', '>=', instantOut(since)],
          ],
        ],
      ];

function readCursor(text: string | null): Cursor {
  if (text === null) return { since: null, after: '0', begun: null };
  const parsed: unknown = JSON.parse(text);
  const member = (name: string): unknown =>
    typeof parsed === 'object' && parsed !== null ? Object.entries(parsed).find(([key]) => key === name)?.[1] : undefined;
  const [since, after, begun] = [member('since'), member('after'), member('begun')];
  if (typeof after !== 'string') throw new Error(`'${text}' is not a bookmark of Tryton`);
  return { since: typeof since === 'number' ? since : null, after, begun: typeof begun === 'number' ? begun : null };
}

/** Tryton's own mark of a version, which it compares when a change says on which one it is based. */
export const versionOf = (row: Wire): string => needText(row, '_timestamp');

import type { Page, Reader, Seen } from '../../contract/connector.ts';
import type { StatementLine } from '../../core/bank-records.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { AnyRecord } from '../../core/records.ts';
import { ask, Mutated, ofItem } from './api.ts';
import type { Line } from './api.ts';
import { lineOf } from './translate.ts';
import { listOf, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** Plaid counts no versions: two are the same when they say the same. */
const shown = <R extends AnyRecord>(records: readonly R[]): readonly Seen<R>[] =>
  records.map((record) => ({ record, version: fingerprint(record), reference: null }));

/** The bookmark of somebody who has read nothing, or not all of the first time. */
const fromTheBeginning = '';

export const lineReader = (line: Line): Reader<StatementLine> => ({
  changes: (cursor) => changes(line, cursor === fromTheBeginning ? null : cursor),
  fetch: async (ids) => {
    if (ids.length === 0) return [];
    // There is no question by id. What the whole history does not show is no more.
    const { added, isReady } = await whole(line, null);
    if (!isReady) throw new Error('Plaid has not fetched the lines of the bank yet: they are read again later');
    const wanted = new Set(ids);
    return shown(added.filter(({ id }) => wanted.has(id)));
  },
});

/**
 * What was added, changed and taken away since a bookmark. All pages of it are one truth: a line that came on one and was taken away
 * before the next is named by neither when the pages are asked for again from the same place. So news are one page, which is saved
 * with its bookmark or not at all. The whole history comes in pages: whoever reads it looks for what it did not show.
 */
async function* changes(line: Line, cursor: string | null): AsyncGenerator<Page<StatementLine>> {
  const { added, modified, removed, next, isReady } = await whole(line, cursor);
  const there = new Map([...added, ...modified].map((one) => [one.id, one]));
  const records = [...there.values()];
  // A pending line that has been booked is no more, even where the bank forgets to say so.
  const replaced = records.flatMap(({ wasPending }) => (wasPending === null ? [] : [wasPending]));
  const gone = [...new Set([...removed, ...replaced])].filter((id) => !there.has(id));
  const size = cursor === null ? line.pageSize : Infinity;
  let from = 0;
  for (; records.length - from > size; from += size) {
    yield { seen: shown(records.slice(from, from + size)), gone: [], next: fromTheBeginning, last: false };
  }
  yield { seen: shown(records.slice(from)), gone, next: isReady ? next : (cursor ?? fromTheBeginning), last: true };
}

interface Whole {
  readonly added: readonly StatementLine[];
  readonly modified: readonly StatementLine[];
  readonly removed: readonly string[];
  readonly next: string;
  /** False while Plaid has not asked the bank for the first time. */
  readonly isReady: boolean;
}

/** How often pages are begun anew that the bank's own changes have made void. */
const attempts = 5;

/** All pages since a cursor. When the lines change meanwhile, everything is dropped and read again from where it began. */
async function whole(line: Line, cursor: string | null): Promise<Whole> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(line, cursor);
    } catch (error) {
      if (!(error instanceof Mutated)) throw error;
      if (attempt === attempts)
        throw new Error(`the lines changed ${attempts} times while they were read: ${error.message}`, { cause: error });
    }
  }
}

async function once(line: Line, cursor: string | null): Promise<Whole> {
  const [added, modified, removed]: [StatementLine[], StatementLine[], string[]] = [[], [], []];
  for (let at = cursor; ;) {
    const answer: Wire = await ask(line, '/transactions/sync', {
      ...ofItem,
      ...(at !== null && { cursor: at }),
      count: line.pageSize,
      options: { include_original_description: true },
    });
    for (const wire of listOf(answer, 'added')) added.push(lineOf(wire));
    for (const wire of listOf(answer, 'modified')) modified.push(lineOf(wire));
    for (const wire of listOf(answer, 'removed')) removed.push(needText(wire, 'transaction_id'));
    const next = textOf(answer, 'next_cursor');
    if (answer['has_more'] !== true || next === null)
      return {
        added,
        modified,
        removed,
        next: next ?? '',
        isReady: next !== null && textOf(answer, 'transactions_update_status') !== 'NOT_READY',
      };
    at = next;
  }
}

/** Kinds of which one answer holds everything. */
export const listReader = <R extends AnyRecord>(list: () => Promise<readonly R[]>): Reader<R> => ({
  changes: async function* () {
    yield { seen: shown(await list()), next: 'all', last: true };
  },
  fetch: async (ids) => shown((await list()).filter(({ id }) => ids.includes(id))),
});

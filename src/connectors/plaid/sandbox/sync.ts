import type { Fields } from './fields.ts';
import { textIn } from './fields.ts';
import { invalidField, Refusal } from './refusals.ts';
import { accountShapes, transactionShape } from './shapes.ts';
import type { State } from './state.ts';

/** Where a reader stands among the item's changes: the pages since `from`, up to `at`, of what there was at `until`. */
interface Place {
  readonly from: number;
  readonly at: number;
  readonly until: number;
}

/**
 * `/transactions/sync`. Changes are told in their order, each line once, as it is now. What is told of a line depends on where the
 * first page began: a line that is new since then is added, however often it has changed. When a line changes between two pages, the
 * pages are void, and are asked for again from the first one's cursor.
 */
export function sync(state: State, fields: Fields) {
  const count = countIn(fields);
  const { changes, status, mutations } = state.item();
  const asked = textIn(fields, 'cursor');
  const place: Place = asked === null || asked === '' ? { from: 0, at: 0, until: changes } : placeIn(asked, changes);
  if (place.at !== place.from && (place.until !== changes || mutations > 0)) {
    if (mutations > 0) state.set({ mutations: mutations - 1 });
    throw new Refusal(
      'TRANSACTIONS_ERROR',
      'TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION',
      'Underlying transaction data changed since last page was fetched. Please restart pagination from last update.',
    );
  }
  if (status === 'NOT_READY') {
    return { accounts: [], added: [], modified: [], removed: [], next_cursor: '', has_more: false, transactions_update_status: status };
  }
  const told = [...state.transactions.values()]
    .filter(({ addedAt, changedAt, removedAt }) => changedAt > place.at && (removedAt === null || addedAt <= place.from))
    .toSorted((a, b) => a.changedAt - b.changedAt);
  const page = told.slice(0, count);
  const hasMore = told.length > page.length;
  const at = page.at(-1)?.changedAt ?? place.at;
  const next: Place = hasMore ? { ...place, at, until: changes } : { from: changes, at: changes, until: changes };
  const there = page.filter(({ removedAt }) => removedAt === null);
  const shape = (line: (typeof page)[number]) => transactionShape(state, line, isOriginalWanted(fields));
  return {
    accounts: accountShapes(state),
    added: there.filter(({ addedAt }) => addedAt > place.from).map(shape),
    modified: there.filter(({ addedAt }) => addedAt <= place.from).map(shape),
    removed: page.filter(({ removedAt }) => removedAt !== null).map(({ transaction_id, account_id }) => ({ transaction_id, account_id })),
    next_cursor: cursorOf(next),
    has_more: hasMore,
    transactions_update_status: status,
  };
}

function countIn(fields: Fields): number {
  const count = fields['count'] ?? '100';
  if (typeof count !== 'string' || !/^\d{1,3}$/.test(count) || Number(count) < 1 || Number(count) > 500)
    throw invalidField('count must be an integer between 1 and 500');
  return Number(count);
}

const isOriginalWanted = ({ options }: Fields): boolean =>
  typeof options === 'object' &&
  options !== null &&
  'include_original_description' in options &&
  options.include_original_description === true;

const cursorOf = ({ from, at, until }: Place): string => Buffer.from(`sync ${from} ${at} ${until}`).toString('base64');

function placeIn(cursor: string, changes: number): Place {
  if (cursor === 'now') return { from: changes, at: changes, until: changes };
  const [, from, at, until] = /^sync (\d+) (\d+) (\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8')) ?? [];
  if (until === undefined) throw invalidField('cursor not associated with access_token');
  return { from: Number(from), at: Number(at), until: Number(until) };
}

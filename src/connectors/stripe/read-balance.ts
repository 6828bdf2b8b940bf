import type { Page, Reader } from '../../contract/connector.ts';
import type { BalanceTransaction } from '../../core/processor-records.ts';
import type { Day } from '../../core/day.ts';
import { readOrNull, readPage, together } from './api.ts';
import type { Line, Query } from './api.ts';
import { freshMemory } from './behind.ts';
import type { Memory } from './behind.ts';
import { membersOf, writeCursor } from './cursor.ts';
import { dateOf } from './days.ts';
import { shown } from './reading.ts';
import { balanceTransactionsOf } from './translate-balance.ts';
import { needSeconds, needText } from './wire.ts';

/**
 * Balance transactions have no events, but they only ever grow at the new end, so a pass lists what was made since the one before.
 * It looks back ten minutes further: right after a charge its transaction is not there yet, and it may show late. Once a day it looks
 * back ten days, for what became available and for what showed later still.
 */
export interface BalanceCursor {
  /** What was made from this second on is listed; null: everything. */
  readonly from: number | null;
  /** The place in the list: behind this transaction. Null when the pass has not begun. */
  readonly after: string | null;
  /** The newest transaction when the pass began, in seconds; 0 when there was none. */
  readonly mark: number;
  /** The day of Stripe's of the last long look back. */
  readonly swept: Day | null;
}

const lateSeconds = 600;
const sweepSeconds = 10 * 86_400;

export const balanceReader = (line: Line, shared: Shared): Reader<BalanceTransaction> => ({
  changes: (cursor) => pass(line, shared, cursor),
  fetch: async (ids) => {
    const wanted = [...new Set(ids)].filter((id) => id !== '');
    const found = await together(wanted, (id) =>
      readOrNull(line, `/v1/balance_transactions/${encodeURIComponent(id)}`, [['expand[]', 'source']]),
    );
    return shown(
      await balanceTransactionsOf(
        line,
        found.filter((row) => row !== null),
        freshMemory(line, false),
      ),
    );
  },
});

/** What one pass over everything shares: the settlements are read after the transactions that they sum, once. */
export interface Shared {
  memory: Memory;
  isSettled: boolean;
}

async function* pass(line: Line, shared: Shared, text: string | null): AsyncGenerator<Page<BalanceTransaction>> {
  shared.memory = freshMemory(line, true);
  shared.isSettled = false;
  let at = await beginning(line, text);
  for (;;) {
    const since: Query = at.from === null ? [] : [['created[gte]', String(at.from)]];
    const { rows, hasMore } = await readPage(line, '/v1/balance_transactions', [['expand[]', 'data.source'], ...since], {
      after: at.after,
      limit: line.pageSize,
    });
    const final = rows.at(-1);
    const isLast = !hasMore || final === undefined;
    at = isLast ? afterPass(at) : { ...at, after: needText(final, 'id') };
    yield { seen: shown(await balanceTransactionsOf(line, rows, shared.memory)), next: writeCursor(at), last: isLast };
    if (isLast) return;
  }
}

const afterPass = ({ mark, swept }: BalanceCursor): BalanceCursor => ({ from: mark, after: null, mark, swept });

/** Until the pass begins, `from` is the newest transaction of the pass before. */
async function beginning(line: Line, text: string | null): Promise<BalanceCursor> {
  const before = text === null ? null : readCursor(text);
  if (before !== null && before.after !== null) return before;
  const mark = await newestTransaction(line);
  const today = dateOf(mark);
  if (before === null || before.from === null) return { from: null, after: null, mark, swept: today };
  const isSweep = before.swept === null || today > before.swept;
  const from = Math.min(before.from - lateSeconds, isSweep ? mark - sweepSeconds : Infinity);
  return { from: Math.max(0, from), after: null, mark, swept: isSweep ? today : before.swept };
}

/** When the newest balance transaction was made, in seconds; 0 when there is none. */
export async function newestTransaction(line: Line): Promise<number> {
  const { rows } = await readPage(line, '/v1/balance_transactions', [], { after: null, limit: 1 });
  return rows[0] === undefined ? 0 : needSeconds(rows[0], 'created');
}

function readCursor(text: string): BalanceCursor {
  const member = membersOf(text);
  const [from, after, mark, swept] = [member('from'), member('after'), member('mark'), member('swept')];
  return {
    from: typeof from === 'number' ? from : null,
    after: typeof after === 'string' ? after : null,
    mark: typeof mark === 'number' ? mark : 0,
    swept: typeof swept === 'string' ? swept : null,
  };
}

import type { Page, Reader } from '../../contract/connector.ts';
import type { BalanceTransaction, Settlement } from '../../core/processor-records.ts';
import { addDays, monthOf } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import { readAll, readOrNull, readPage, together } from './api.ts';
import type { Line, Query } from './api.ts';
import { freshMemory } from './behind.ts';
import type { Memory } from './behind.ts';
import { membersOf, writeCursor } from './cursor.ts';
import { beginningOf, dayAt } from './days.ts';
import { newestTransaction } from './read-balance.ts';
import type { Shared } from './read-balance.ts';
import { newestEvent, readerOf, shown } from './reading.ts';
import { settlementName, settlementsOfDays, settlementsOfPayout } from './settlements.ts';
import type { SettlementName } from './settlements.ts';
import { balanceTransactionsOf } from './translate-balance.ts';
import { isSet, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** Settlements are nobody's objects: they are summed here, first those of the days and then those of the payouts. */
export function settlementReader(line: Line, shared: Shared): Reader<Settlement> {
  const payouts = payoutReader(line, shared);
  return {
    changes: (cursor) => both({ line, shared, payouts }, readCursor(cursor)),
    fetch: async (ids) => shown((await together([...new Set(ids)], (id) => rebuilt(line, settlementName(id), id))).flat()),
  };
}

interface Places {
  readonly days: string | null;
  readonly payouts: string | null;
}

interface Parts {
  readonly line: Line;
  readonly shared: Shared;
  readonly payouts: Reader<Settlement>;
}

async function* both({ line, shared, payouts }: Parts, from: Places): AsyncGenerator<Page<Settlement>> {
  if (shared.isSettled) shared.memory = freshMemory(line, true);
  shared.isSettled = true;
  let { days } = from;
  for await (const page of dayPages(line, shared, days)) {
    days = page.next;
    yield { seen: page.seen, next: writeCursor({ days, payouts: from.payouts }), last: false };
  }
  for await (const page of payouts.changes(from.payouts)) {
    yield { ...page, next: writeCursor({ days, payouts: page.next }) };
  }
}

/** Where the days stand: all through `through` were shown. Within a pass, those from `before` on, down to the second `low`. */
interface DayCursor {
  readonly through: Day | null;
  readonly top: Day | null;
  readonly before: number | null;
  readonly low: number | null;
}

/** What shows late is no later than this; a day that was summed is summed again for so long. */
const lateDays = 3;

/**
 * Shows the days that are over, newest first. Whether a day is over is read off Stripe's own time: its newest event or transaction
 * is of a later day. Where nothing happens any more, the last day waits for the next thing that does.
 */
async function* dayPages(line: Line, shared: Shared, text: string | null): AsyncGenerator<Page<Settlement>> {
  let at = await dayBeginning(line, readDayCursor(text));
  while (at.before !== null) {
    const { members, isLast } = await wholeDays(line, shared, { before: at.before, low: at.low });
    const oldest = members.reduce<Day | null>((first, { madeOn }) => (first === null || madeOn < first ? madeOn : first), null);
    const done: DayCursor = { through: at.top, top: null, before: null, low: null };
    at = isLast || oldest === null ? done : { ...at, before: beginningOf(line.timeZone, oldest) };
    yield { seen: shown(settlementsOfDays(members)), next: writeCursor(at), last: at.before === null };
  }
}

async function dayBeginning(line: Line, at: DayCursor): Promise<DayCursor> {
  if (at.before !== null) return at;
  const today = await todayOf(line);
  const top = today === null ? null : addDays(today, -1);
  if (today === null || top === null || (at.through !== null && at.through >= top)) return at;
  const low = at.through === null ? null : beginningOf(line.timeZone, addDays(at.through, 1 - lateDays));
  return { through: at.through, top, before: beginningOf(line.timeZone, today), low };
}

/** The day that is not over yet, by what happened last; null when nothing ever did. */
async function todayOf(line: Line): Promise<Day | null> {
  const newest = Math.max(await newestTransaction(line), await newestEvent(line));
  return newest === 0 ? null : dayAt(line.timeZone, newest);
}

/** All members of at least one whole day before a second: the last day that was begun is left for the next page. */
async function wholeDays(line: Line, shared: Shared, { before, low }: { readonly before: number; readonly low: number | null }) {
  const range: Query = [['created[lt]', String(before)], ...(low === null ? [] : [['created[gte]', String(low)] as const])];
  const members: BalanceTransaction[] = [];
  for (let after: string | null = null; ;) {
    const page: { readonly rows: readonly Wire[]; readonly hasMore: boolean } = await readPage(
      line,
      '/v1/balance_transactions',
      [['expand[]', 'data.source'], ...range],
      { after, limit: 100 },
    );
    members.push(...(await balanceTransactionsOf(line, page.rows, shared.memory)));
    const last = page.rows.at(-1);
    if (!page.hasMore || last === undefined) return { members, isLast: true };
    const begun = members.at(-1)?.madeOn;
    const whole = members.filter(({ madeOn }) => madeOn !== begun);
    if (whole.length > 0) return { members: whole, isLast: false };
    after = needText(last, 'id');
  }
}

/** Few payouts make a page: each is a list of its own, and a pass that is stopped begins again with the page. */
const payoutReader = (line: Line, shared: Shared): Reader<Settlement> =>
  readerOf(
    { ...line, pageSize: Math.min(line.pageSize, 10) },
    {
      kind: 'payout',
      path: '/v1/payouts',
      expand: [],
      translate: async (payouts) =>
        (await together(payouts.filter(isKnown), (payout) => settled(line, needText(payout, 'id'), shared.memory))).flat(),
    },
  );

/** Of a payout that people made by hand Stripe does not know the members, and of one that it is still adding up not all of them. */
const isKnown = (payout: Wire): boolean => isSet(payout, 'automatic') && textOf(payout, 'reconciliation_status') === 'completed';

async function settled(line: Line, payout: string, memory: Memory): Promise<readonly Settlement[]> {
  const rows = await readAll(line, '/v1/balance_transactions', [
    ['payout', payout],
    ['expand[]', 'data.source'],
  ]);
  return settlementsOfPayout(payout, await balanceTransactionsOf(line, rows, memory));
}

/** One settlement from its members, as they are now; none where the day is not over or the payout is not known. */
async function rebuilt(line: Line, name: SettlementName | null, id: string): Promise<readonly Settlement[]> {
  if (name === null) return [];
  if (name.of === 'payout') {
    const payout = await readOrNull(line, `/v1/payouts/${encodeURIComponent(name.payout)}`);
    const all = payout !== null && isKnown(payout) ? await settled(line, name.payout, freshMemory(line, true)) : [];
    return all.filter((one) => one.id === id && monthOf(one.madeOn) === name.month);
  }
  const today = await todayOf(line);
  if (today === null || name.day >= today) return [];
  const rows = await readAll(line, '/v1/balance_transactions', [
    ['created[gte]', String(beginningOf(line.timeZone, name.day))],
    ['created[lt]', String(beginningOf(line.timeZone, addDays(name.day, 1)))],
    ['currency', name.currency.toLowerCase()],
    ['expand[]', 'data.source'],
  ]);
  return settlementsOfDays(await balanceTransactionsOf(line, rows, freshMemory(line, true))).filter((one) => one.id === id);
}

function readCursor(text: string | null): Places {
  if (text === null) return { days: null, payouts: null };
  const member = membersOf(text);
  const place = (name: string): string | null => {
    const value = member(name);
    return typeof value === 'string' ? value : null;
  };
  return { days: place('days'), payouts: place('payouts') };
}

function readDayCursor(text: string | null): DayCursor {
  if (text === null) return { through: null, top: null, before: null, low: null };
  const member = membersOf(text);
  const day = (name: string): Day | null => {
    const value = member(name);
    return typeof value === 'string' ? value : null;
  };
  const second = (name: string): number | null => {
    const value = member(name);
    return typeof value === 'number' ? value : null;
  };
  return { through: day('through'), top: day('top'), before: second('before'), low: second('low') };
}

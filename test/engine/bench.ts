import assert from 'node:assert/strict';
import type { Action } from '../../src/booking/desire.ts';
import { ownedPrint } from '../../src/plan/owned.ts';
import { round, runToQuiet } from '../../src/engine/worker.ts';
import type { FlowScope } from '../../src/engine/ports.ts';
import { markAll } from '../../src/store/flows.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { booksOf } from './books.ts';
import { beginLife } from './life.ts';
import type { Life, LifeOptions } from './life.ts';
import { seller } from './selling.ts';
import type { Seller } from './selling.ts';
import { back, openWorld, organisation, outward } from './world.ts';
import type { World, WorldOptions } from './world.ts';

/** A world with one worker in it, for tests that a bookkeeper can read. */
export interface Bench extends World {
  readonly life: Life;
  readonly sell: Seller;
  /** Lets minutes pass, with all the polling and writing that belongs to them, until both sides are at rest. */
  sync(minutes?: number): Promise<void>;
  /** Polls and turns once, at this very moment. */
  round(): Promise<void>;
  pass(seconds: number): Promise<void>;
  /** The ledger's documents, as `expectBooks` writes them. */
  books(): readonly string[];
  expectBooks(expected: string): void;
  /** The open questions: 'invoice INV-001: period closed'. */
  holds(flow?: FlowScope): Promise<readonly string[]>;
  /** Answers the one open hold of a flow by the id of a fix. */
  answer(fix: string, flow?: FlowScope): Promise<void>;
  standings(flow?: FlowScope): Promise<Readonly<Record<string, number>>>;
  /** Marks every key of both flows, looks at them all again, and says what was written for it: by law, nothing. */
  planAgain(): Promise<readonly string[]>;
  /** Writes by state: 'create invoice landed'. */
  writes(): Promise<Readonly<Record<string, number>>>;
  query<R extends Readonly<Record<string, unknown>>>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
  close(): Promise<void>;
}

export type BenchOptions = Omit<WorldOptions, 'pool' | 'url'> & Pick<LifeOptions, 'reads' | 'outside'>;

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const database = await testDatabase();
  const world = await openWorld({ ...options, pool: database.pool, url: database.url });
  const life = beginLife(world, options);
  const { clock } = world;
  const query: Bench['query'] = async <R extends Readonly<Record<string, unknown>>>(text: string, values: readonly unknown[] = []) =>
    (await clock.during(() => world.pool.query<R>(text, [...values]))).rows;
  const sync = async (minutes = 3): Promise<void> => {
    const until = clock.now() + minutes * 61_000;
    while (clock.now() < until) {
      await pass(61);
      await runToQuiet(life.engine, { organisation, until });
    }
  };
  const pass = (seconds: number): Promise<void> => clock.sleepUntil(clock.now() + seconds * 1000);
  return {
    ...world,
    life,
    sell: seller(world),
    query,
    pass,
    round: async () => void (await round(life.engine, { organisation })),
    sync,
    planAgain: async () => {
      type Row = { what: string };
      const written = () =>
        query<Row>(`select does || ' ' || target_kind || ' ' || external_id || ' ' || state as what from write order by write`);
      const before = await written();
      for (const flow of [outward, back]) await clock.during(() => markAll(world.pool, flow, clock.now()));
      await sync(1);
      return (await written()).slice(before.length).map((row) => row.what);
    },
    books: () => booksOf(world.ledger),
    expectBooks: (expected) => expectLines(booksOf(world.ledger), expected),
    holds: async (flow = outward) => {
      const rows = await query<{ kind: string; number: string | null; external_id: string; code: string }>(
        `select hold.kind, hold.external_id, hold.code, standing.number from hold
         left join standing using (organisation, flow, kind, external_id)
         where hold.organisation = $1 and hold.flow = $2 and closed_at is null order by 1, 2`,
        [organisation, flow.flow],
      );
      return rows.map((row) => `${row.kind} ${row.number ?? row.external_id}: ${row.code}`);
    },
    answer: (fix, flow = outward) => answerHold({ query, now: clock.now() }, fix, flow),
    standings: async (flow = outward) =>
      counted(await query('select state as name, count(*)::int as n from standing where flow = $1 group by 1 order by 1', [flow.flow])),
    writes: async () =>
      counted(
        await query(`select does || ' ' || target_kind || ' ' || state as name, count(*)::int as n from write group by 1 order by 1`),
      ),
    close: async () => {
      await life.end();
      await world.close();
      await database.close();
    },
  };
}

const counted = (rows: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, number>> =>
  Object.fromEntries(rows.map((row) => [String(row['name']), Number(row['n'])]));

/** What answering a hold does: the ruling is kept, the hold closed, and the key looked at again. */
async function answerHold(parts: Pick<Bench, 'query'> & { readonly now: number }, fix: string, flow: FlowScope): Promise<void> {
  const { query, now } = parts;
  type Open = {
    hold: string;
    kind: string;
    external_id: string;
    question: { fixes: readonly { id: string; action: Action }[] };
    print: string | null;
  };
  const open = await query<Open>(
    `select hold.hold, hold.kind, hold.external_id, hold.question from hold where flow = $1 and closed_at is null`,
    [flow.flow],
  );
  const [hold, ...others] = open;
  assert.ok(hold && others.length === 0, `one open hold was expected, and there are ${open.length}`);
  const chosen = hold.question.fixes.find((each) => each.id === fix || each.id.startsWith(`${fix}:`));
  assert.ok(chosen, `the hold offers ${hold.question.fixes.map((each) => each.id).join(', ')}, and not ${fix}`);
  const { action } = chosen;
  const part = 'part' in action ? action.part : 'main';
  const key = [organisation, flow.flow, hold.kind, hold.external_id];
  if (action.do !== 'retry') {
    await query(
      `insert into ruling (organisation, flow, kind, external_id, part, ruling, made_at, made_by) values ($1, $2, $3, $4, $5, $6, $7, 'Ada')
       on conflict (organisation, flow, kind, external_id, part) do update set ruling = excluded.ruling`,
      [...key, part, JSON.stringify({ action, print: await printSeen(query, flow, hold) }), now],
    );
  }
  await query('update hold set closed_at = $2 where hold = $1', [hold.hold, now]);
  await query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at) values ($1, $2, $3, $4, $5, $5)
     on conflict (organisation, flow, kind, external_id) do update set generation = task.generation + 1, due_at = $5, nudged_at = $5`,
    [...key, now],
  );
}

/** An answer counts for what its giver saw: the linked document as it stood. */
async function printSeen(
  query: Bench['query'],
  flow: FlowScope,
  key: { readonly kind: string; readonly external_id: string },
): Promise<string | null> {
  const rows = await query<{ body: Parameters<typeof ownedPrint>[0] }>(
    `select record.body from link join flow on flow.flow = $1 and flow.source = link.source
     join record on record.connection = link.target and record.kind = link.target_kind and record.external_id = link.target_id
     where link.kind = $2 and link.external_id = $3`,
    [flow.flow, key.kind, key.external_id],
  );
  return rows[0] ? ownedPrint(rows[0].body) : null;
}

/** Compares line by line; how many spaces stand between words does not matter, nor do empty lines. */
export function expectLines(actual: readonly string[], expected: string): void {
  const tidy = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');
  const wanted = expected
    .split('\n')
    .map(tidy)
    .filter((line) => line !== '');
  assert.deepEqual(actual.map(tidy), wanted);
}

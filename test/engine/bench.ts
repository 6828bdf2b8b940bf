import assert from 'node:assert/strict';
import { billingConnector as billing } from '../../src/connectors/billing/connector.ts';
import { xero } from '../../src/connectors/xero/connector.ts';
import { answerHold } from '../../src/engine/holds.ts';
import { round, runToQuiet } from '../../src/engine/worker.ts';
import type { FlowScope } from '../../src/engine/ports.ts';
import { markAll } from '../../src/store/flows.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { pollSecondsOf } from './ledger-kit.ts';
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
  /** Lets everything be polled so many times, with all the writing that belongs to it, until both sides are at rest. */
  sync(times?: number): Promise<void>;
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

export type BenchOptions = Omit<WorldOptions, 'pool' | 'url'> & Pick<LifeOptions, 'reads' | 'outside' | 'answer'>;

/** After so long, every connection is polled again. */
export const pollSeconds = Math.max(xero.manifest.poll.everySeconds, billing.manifest.poll.everySeconds) + 1;

export async function openBench(options: BenchOptions = {}): Promise<Bench> {
  const database = await testDatabase();
  const world = await openWorld({ ...options, pool: database.pool, url: database.url });
  const life = beginLife(world, options);
  const { clock } = world;
  const query: Bench['query'] = async <R extends Readonly<Record<string, unknown>>>(text: string, values: readonly unknown[] = []) =>
    (await clock.during(() => world.pool.query<R>(text, [...values]))).rows;
  const sync = async (times = 3): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await pass(pollSecondsOf(world.kit));
      await runToQuiet(life.engine, { organisation, until: clock.now() + 600_000 });
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
    books: () => world.kit.books(world.ledger),
    expectBooks: (expected) => expectLines(world.kit.books(world.ledger), expected),
    holds: async (flow = outward) => {
      const rows = await query<{ kind: string; number: string | null; external_id: string; code: string }>(
        `select hold.kind, hold.external_id, hold.code, standing.number from hold
         left join standing using (organisation, flow, kind, external_id)
         where hold.organisation = $1 and hold.flow = $2 and closed_at is null order by 1, 2`,
        [organisation, flow.flow],
      );
      return rows.map((row) => `${row.kind} ${row.number ?? row.external_id}: ${row.code}`);
    },
    answer: (fix, flow = outward) => answerOnly(life, 'Ada', fix, flow),
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

/** Answers the one open hold of a flow, as the CLI does. */
async function answerOnly(life: Life, by: string, fix: string, flow: FlowScope): Promise<void> {
  const { engine, decisions } = life;
  const open = await decisions.holds(organisation, { flow: flow.flow, limit: 10 });
  const [hold] = open;
  assert.ok(hold && open.length === 1, `one open hold was expected, and there are ${open.length}`);
  const chosen = hold.question.fixes.find((each) => each.id === fix || each.id.startsWith(`${fix}:`));
  assert.ok(chosen, `the hold offers ${hold.question.fixes.map((each) => each.id).join(', ')}, and not ${fix}`);
  await answerHold({ engine, decisions, organisation, by }, { hold: hold.hold, fix: chosen.id, because: 'as agreed' });
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

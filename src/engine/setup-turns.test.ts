import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../sandbox/clock.ts';
import { leaseUntil, moveLease } from '../store/leases.ts';
import { testDatabase } from '../store/testing.ts';
import { SetupProblem } from './setup-problem.ts';
import { oneAfterTheOther } from './setup-turns.ts';

const minute = 60_000;

test('a step of a set-up that takes twenty minutes is still taken by one alone, and another one follows when it is over', async () => {
  const database = await testDatabase();
  const clock = virtualClock(Date.parse('2026-11-22T09:00:00Z'));
  let ids = 0;
  const engine = {
    clock,
    chance: { id: () => `worker ${(ids += 1)}` },
    store: {
      leaseUntil: (lease: Parameters<typeof leaseUntil>[1]) => clock.during(() => leaseUntil(database.pool, lease)),
      moveLease: (lease: Parameters<typeof moveLease>[1]) => clock.during(() => moveLease(database.pool, lease)),
    },
  };
  const step = <T>(work: () => Promise<T>): Promise<T> => oneAfterTheOther({ engine, organisation: 'acme' }, 'billing and xero', work);
  const start = clock.now();
  try {
    let isOver = false;
    const first = step(async () => {
      await clock.sleepUntil(start + 20 * minute);
      isOver = true;
    });
    await clock.sleepUntil(start + 6 * minute);
    await assert.rejects(
      step(() => Promise.resolve('taken at once with the first')),
      SetupProblem,
    );
    await clock.sleepUntil(start + 20 * minute - 1_000);
    assert.equal(await step(() => Promise.resolve(isOver)), true);
    await first;
    assert.ok(clock.now() < start + 20 * minute + 1_000);
  } finally {
    await database.close();
  }
});

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { asking, startToy } from '../../test/sandbox/toy.ts';
import { virtualClock } from '../sandbox/clock.ts';
import type { Row } from '../sandbox/keeper.ts';
import { sandboxKeeper } from './sandbox-keeper.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
});
after(async () => database.close());

const row = (id: string, body: string | null): Row => ({ account: 'one', kind: 'sales', id, body });

const all = async (sandbox: string): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for await (const one of sandboxKeeper(database.pool, sandbox).load()) rows.push(one);
  return rows;
};

test('rows come back in the order in which they were first saved, as they were last saved, without the removed ones', async () => {
  const keeper = sandboxKeeper(database.pool, 'order');
  await keeper.save([row('C', 'first'), row('A', 'first'), row('C', 'second')]);
  await keeper.save([row('B', 'only'), row('C', 'third'), row('A', null)]);
  await keeper.save([row('A', 'again')]);
  assert.deepEqual(await all('order'), [row('C', 'third'), row('B', 'only'), row('A', 'again')]);
});

test('two sandboxes in one database do not see each other', async () => {
  await sandboxKeeper(database.pool, 'left').save([row('A', 'left')]);
  await sandboxKeeper(database.pool, 'right').save([row('A', 'right')]);
  assert.deepEqual(await all('left'), [row('A', 'left')]);
});

test('more rows than fit into one read all come back', async () => {
  const many = Array.from({ length: 4_100 }, (_, index) => row(`S${index}`, String(index)));
  await sandboxKeeper(database.pool, 'many').save(many);
  assert.deepEqual(await all('many'), many);
});

test('a sandbox that is started again on the same database has its books, its sign-ins and its time', async () => {
  const start = Date.parse('2026-11-01T09:00:00Z');
  const keeper = sandboxKeeper(database.pool, 'toy');
  const clock = virtualClock(start);
  const first = await startToy(clock, { keeper });
  const { accessToken } = await first.grant();
  await clock.sleepUntil(start + 60_000);
  await Promise.all(['A', 'B', 'C'].map((id) => asking(first, accessToken).sell(id)));
  await first.close();

  const later = virtualClock(start);
  const second = await startToy(later, { keeper });
  assert.equal(later.now(), start + 60_000);
  assert.equal((await asking(second, accessToken).sell('A'))?.text, 'it exists already');
  assert.deepEqual(second.trialBalance(), { receivable: '300', sales: '-300' });
  await second.close();
});

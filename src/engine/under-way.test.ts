import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../sandbox/clock.ts';
import { firstUnderWay, onConcluded, whileUnderWay } from './under-way.ts';

test('the first write under way counts until it is concluded or takes too long, and whoever waits is told of each end', async () => {
  const clock = virtualClock(1_000);
  const engine = { clock };
  const ends: number[] = [];
  const deafen = onConcluded(engine, () => ends.push(clock.now()));
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const to = { organisation: 'acme', connection: 'ledger' };
  const one = whileUnderWay(engine, to, () => first.promise);
  await clock.sleepUntil(2_000);
  const two = whileUnderWay(engine, to, () => second.promise);
  assert.deepEqual([firstUnderWay(engine, 'acme'), firstUnderWay(engine, 'other')], [{ ledger: 1_000 }, {}]);
  first.resolve();
  await one;
  assert.deepEqual(firstUnderWay(engine, 'acme'), { ledger: 2_000 });
  await clock.sleepUntil(8_000);
  assert.deepEqual(firstUnderWay(engine, 'acme'), {});
  second.reject(new Error('no answer'));
  await assert.rejects(two, /no answer/);
  assert.deepEqual(ends, [2_000, 8_000]);
  deafen();
});

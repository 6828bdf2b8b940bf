import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setMode } from '../../src/store/flows.ts';
import { openBench } from './bench.ts';
import { outward } from './world.ts';

test('a flow in shadow plans everything and writes nothing; going live looks everything up again', async () => {
  const bench = await openBench({ mode: 'shadow' });
  await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
  await bench.sync();
  assert.equal(bench.ledger.stats().writes, 0);
  assert.deepEqual(await bench.writes(), { 'create contact planned': 1 });
  await bench.clock.during(() => setMode(bench.pool, outward, 'live', bench.clock.now()));
  await bench.sync();
  bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
  await bench.close();
});

test('a flow that is off does nothing, and sees everything when it goes on', async () => {
  const bench = await openBench({ mode: 'off' });
  await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
  await bench.sync();
  assert.equal(bench.ledger.stats().writes, 0);
  await bench.sync(1);
  await bench.clock.during(() => setMode(bench.pool, outward, 'live', bench.clock.now()));
  await bench.sync();
  bench.expectBooks('2026-11-10 INV-001 Ada Ltd 120.00 GBP open');
  await bench.close();
});

test('documents from before the start are never created: settled ones are excluded, open ones are asked about', async () => {
  const bench = await openBench({ startsOn: '2026-11-01' });
  const ada = await bench.sell.customer('Ada Ltd');
  const paid = await bench.sell.invoice({ contact: ada, on: '2026-10-05' });
  await bench.sell.pay(paid.id, '120', '2026-10-06');
  await bench.sell.invoice({ contact: ada, on: '2026-10-07' });
  await bench.sync();
  bench.expectBooks('');
  assert.deepEqual(await bench.holds(), ['invoice INV-002: open before start']);
  assert.deepEqual(await bench.standings(), { excluded: 2, held: 1, 'in sync': 1 });
  await bench.close();
});

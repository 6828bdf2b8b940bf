import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goLive } from '../../src/engine/go-live.ts';
import { setMode } from '../../src/store/flows.ts';
import { outward } from '../engine/world.ts';
import { inBooks, invoiceId, origins, proven, question, typedIn } from './scene.ts';

const fromNovember = { startsOn: '2026-11-01', isTwoWay: false } as const;

// Law F3.
test('an open invoice from before the start is adopted as opening, and a later payment finds it', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001', on: '2026-10-20' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    assert.deepEqual(await origins(bench, 'invoice'), ['opening']);
    await bench.sell.pay(id, '120', '2026-11-09');
    await bench.sync();
    bench.expectBooks(`
      2026-10-20 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-09 paid INV-001 120.00
    `);
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.standings(), { 'in sync': 3 });
    assert.deepEqual(await proven(bench), ['ties out']);
  }, fromNovember));

// Law F3.
test('an invoice from before the start that was paid after it finds its payment a place, though both are settled by now', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001', on: '2026-10-20' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sell.pay(id, '120', '2026-11-05');
    await bench.sync();
    bench.expectBooks(`
      2026-10-20 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-05 paid INV-001 120.00
    `);
  }, fromNovember));

// Law F3.
test('a settled document from before the start is left out, and so is what settled it', () =>
  inBooks(async (bench) => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-05' });
    await bench.sell.pay(id, '120', '2026-10-06');
    await bench.sync();
    bench.expectBooks('');
    const causes = await bench.query(`select kind, state, cause from standing where kind <> 'contact' order by kind`);
    assert.deepEqual(causes, [
      { kind: 'invoice', state: 'excluded', cause: 'before start' },
      { kind: 'payment', state: 'excluded', cause: 'before start' },
    ]);
  }, fromNovember));

// Law F3.
test('a refund after the start of a sale before it is booked', () =>
  inBooks(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    const sale = await bench.sell.invoice({ contact: ada, on: '2026-10-05' });
    await bench.sell.pay(sale.id, '120', '2026-10-06');
    const credit = await bench.sell.credit({ contact: ada, on: '2026-11-07', lines: [['Returned', '1', '50', 'VAT20']] });
    await bench.sell.refund(credit.id, '60', '2026-11-08');
    await bench.sync();
    bench.expectBooks(`
      2026-11-07 CRN-001 Ada Ltd -60.00 GBP used
      2026-11-08 refunded CRN-001 60.00
    `);
  }, fromNovember));

// Law F3.
test('what is open before the start and not in the ledger stops the flow from going live until it is answered', () =>
  inBooks(
    async (bench) => {
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
      await bench.sync();
      const { decisions } = bench.life;
      const setLive = () => bench.clock.during(() => setMode(bench.pool, outward, 'live', bench.clock.now()));
      const refused = await goLive({ decisions, setLive }, outward);
      assert.deepEqual(refused, { is: 'blocked', open: [{ kind: 'invoice', number: 'INV-001', day: '2026-10-20' }] });
      await bench.answer('create');
      await bench.sync();
      assert.deepEqual(await goLive({ decisions, setLive }, outward), { is: 'live' });
      await bench.sync();
      bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP open');
    },
    { ...fromNovember, mode: 'shadow' },
  ));

// Law F3.
test('of an invoice that was paid in part before the start and is not in the ledger, the question says how much is settled', () =>
  inBooks(async (bench) => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sell.pay(id, '50', '2026-10-25');
    await bench.sync();
    assert.deepEqual((await question(bench)).evidence, { day: '2026-10-20', settled: '50' });
  }, fromNovember));

// Law F3.
test('an opening invoice that is voided at the source is a question, and stands as it was', () =>
  inBooks(async (bench) => {
    await typedIn(bench, { number: 'INV-001', on: '2026-10-20' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), on: '2026-10-20' });
    await bench.sync();
    await bench.sell.remove('invoice', id);
    await bench.sync();
    assert.equal(bench.ledger.documents('invoice').length, 1);
    assert.equal(bench.ledger.documents('invoice')[0]?.['Status'] === 'VOIDED', false);
    assert.deepEqual(
      bench.ledger.documents('creditNote').map((note) => note['Total']),
      ['120'],
    );
    assert.ok(invoiceId(bench));
  }, fromNovember));

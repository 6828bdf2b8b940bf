import assert from 'node:assert/strict';
import { test } from 'node:test';
import { undoBatch } from '../../src/engine/batches.ts';
import type { Bench } from '../engine/bench.ts';
import { organisation } from '../engine/world.ts';
import { bookedInvoice, closedThrough, editLine, inBooks, paidByClerk, proven, typedIn } from './scene.ts';

/** Undoes everything that was written, the latest batch first. Returns why the first one that could not be undone was refused. */
async function undoAll(bench: Bench, engine = bench.life.engine): Promise<readonly string[]> {
  const { decisions } = bench.life;
  const batches = await bench.query<{ batch: string }>(
    `select batch from batch where purpose = 'sync' and state = 'sent' order by batch desc`,
  );
  for (const { batch } of batches) {
    const { plan } = await undoBatch({ engine, decisions, organisation, by: 'Ada' }, batch);
    if (plan.refusals.length > 0) return plan.refusals.map(({ document, because }) => `${document}: ${because}`);
    await bench.sync(1);
  }
  return [];
}

const untouched = async (bench: Bench): Promise<readonly [unknown, readonly string[]]> => [bench.ledger.trialBalance(), bench.books()];

// Law F22.
test('what can be undone leaves the trial balance as it was before', () =>
  inBooks(
    async (bench) => {
      await typedIn(bench, { number: 'A-1', net: '77' });
      const before = bench.ledger.trialBalance();
      const { id } = await bookedInvoice(bench);
      await bench.sell.pay(id, '50');
      const credit = await bench.sell.credit({ contact: null, lines: [['Returned', '1', '20', 'VAT20']] });
      await bench.sell.refund(credit.id, '24');
      await bench.sync();
      assert.notDeepEqual(bench.ledger.trialBalance(), before);
      assert.deepEqual(await undoAll(bench), []);
      await bench.sync();
      assert.deepEqual(nonZero(bench.ledger.trialBalance()), nonZero(before));
      assert.equal(
        (await proven(bench)).slice(1).every((row) => /undone|by others/.test(row)),
        true,
      );
      assert.deepEqual(await bench.planAgain(), []);
    },
    { isTwoWay: false },
  ));

const nonZero = (balance: Readonly<Record<string, string>>) => Object.entries(balance).filter(([, amount]) => amount !== '0.00');

// Law F22.
test('what is reconciled with the bank is not undone, and nothing of its batch is', () =>
  inBooks(
    async (bench) => {
      const { id } = await bookedInvoice(bench);
      await bench.sell.pay(id, '50');
      await bench.sync();
      await bench.ledger.person({ does: 'reconcile', kind: 'payment', id: String(bench.ledger.documents('payment')[0]?.['PaymentID']) });
      const before = await untouched(bench);
      assert.deepEqual(await undoAll(bench), ['50.00 GBP on 2026-11-10: it is reconciled with the bank, or the ledger does not say']);
      await bench.sync();
      assert.deepEqual(await untouched(bench), before);
    },
    { isTwoWay: false },
  ));

// Law F22.
test('what a person edited since is not undone', () =>
  inBooks(
    async (bench) => {
      await bookedInvoice(bench);
      await editLine(bench, 'INV-001', { UnitAmount: '80', LineAmount: '80', TaxAmount: '16' });
      const before = await untouched(bench);
      assert.deepEqual(await undoAll(bench), ['INV-001 of 2026-11-10, 120.00 GBP: a person has edited it since']);
      assert.deepEqual(await untouched(bench), before);
      await bench.sync();
    },
    { isTwoWay: false },
  ));

// Law F22.
test('what others have paid or credited is not undone', () =>
  inBooks(async (bench) => {
    const { inLedger } = await bookedInvoice(bench);
    await paidByClerk(bench, inLedger, '30');
    const before = await untouched(bench);
    assert.deepEqual(await undoAll(bench), ['INV-001 of 2026-11-10, 120.00 GBP: 30.00 GBP are set against it from outside this batch']);
    assert.deepEqual(await untouched(bench), before);
    await bench.sync();
  }));

// Laws F18, F22.
test('what stands in a closed or filed period is not undone', () =>
  inBooks(
    async (bench) => {
      await bookedInvoice(bench, '2026-10-20');
      const before = await untouched(bench);
      assert.deepEqual(await undoAll(bench, closedThrough(bench, '2026-10-31')), [
        'INV-001 of 2026-10-20, 120.00 GBP: its period is closed (through 2026-10-31)',
      ]);
      assert.deepEqual(await untouched(bench), before);
    },
    { isTwoWay: false },
  ));

// Law F18.
test('a period that is closed after an undo was agreed, and before it was carried out, stays closed; opened again, the undo goes on', () =>
  inBooks(
    async (bench) => {
      await bookedInvoice(bench, '2026-10-20');
      const { engine, decisions } = bench.life;
      const [last] = await bench.query<{ batch: string }>(`select batch from batch order by batch desc limit 1`);
      await undoBatch({ engine, decisions, organisation, by: 'Ada' }, last?.batch ?? '');
      await bench.ledger.person({ does: 'setting', fields: { PeriodLockDate: '2026-10-31', AdviserBypass: true } });
      await bench.sync(1);
      bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP open');
      await bench.ledger.person({ does: 'lock', through: null });
      await bench.pass(3600);
      await bench.sync(1);
      bench.expectBooks('2026-10-20 INV-001 Ada Ltd 120.00 GBP void');
    },
    { isTwoWay: false },
  ));

// Law F1.
test('a document that was adopted is not undone with the batch that adopted it', () =>
  inBooks(
    async (bench) => {
      await typedIn(bench, { number: 'INV-001' });
      const ada = await bench.sell.customer('Ada Ltd');
      await bench.sell.invoice({ contact: ada });
      await bench.sell.invoice({ contact: ada, lines: [['Support', '1', '10', 'VAT20']] });
      await bench.sync();
      assert.deepEqual(await undoAll(bench), []);
      await bench.sync();
      bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP open
      2026-11-10 INV-002 Ada Ltd 12.00 GBP void
    `);
    },
    { isTwoWay: false },
  ));

// Law F22.
test('an invoice that was undone is not offered to be made again under the number that it used', () =>
  inBooks(
    async (bench) => {
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
      await bench.sync();
      assert.deepEqual(await undoAll(bench), []);
      await bench.sync();
      assert.deepEqual(await proven(bench), ['open', 'INV-001: undone 120 GBP']);
      const asked = await bench.life.decisions.holds(organisation, { flow: null, limit: 10 });
      const fixes = asked.map(({ kind, question }) => [kind, ...question.fixes.map(({ id }) => id)]);
      assert.deepEqual(
        fixes.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
        [
          ['contact', 'again', 'exclude'],
          ['invoice', 'retry', 'exclude'],
        ],
      );
      assert.match(asked.find(({ kind }) => kind === 'invoice')?.question.text ?? '', /Its number INV-001 stays with the voided document/);
    },
    { isTwoWay: false },
  ));

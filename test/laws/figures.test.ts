import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreed } from '../engine/mapping.ts';
import type { Bench } from '../engine/bench.ts';
import { inBooks, proven } from './scene.ts';

const byDocument = `${agreed}exchangeRates: { source: document }\n`;

/** An invoice in dollars, with what the source says of its rate. */
async function dollars(bench: Bench, rate: string | null): Promise<void> {
  await bench.ledger.person({ does: 'setting', fields: { Currencies: ['USD'], DayRates: { USD: '0.8' } } });
  const contact = await bench.sell.customer('Ada Ltd');
  const { id, lines } = await bench.sell.invoice({ contact, currency: 'USD' });
  const [line] = lines;
  assert.ok(line);
  const exchangeRate = rate === null ? null : { value: rate, on: '2026-11-10', source: 'billing' };
  await bench.sell.change(id, { exchangeRate });
}

const receivable = ({ ledger }: Bench): string => ledger.trialBalance()['610'] ?? '0.00';

// Law F25.
test('without a rate of its source a foreign document is a question; no rate is ever taken for one to one', async () => {
  for (const rate of [null, '1']) {
    await inBooks(
      async (bench) => {
        await dollars(bench, rate);
        await bench.sync();
        assert.deepEqual(await bench.holds(), ['invoice INV-001: no rate']);
        assert.equal(receivable(bench), '0.00');
        assert.deepEqual(await proven(bench), ['open', 'INV-001: held 120 USD']);
      },
      { mapping: byDocument, isTwoWay: false },
    );
  }
});

// Law F25.
test('the document’s rate is the source’s where the mapping says so, and the ledger’s own day rate where it says that', async () => {
  for (const [mapping, expected] of [
    [byDocument, '90.00'],
    [agreed, '150.00'],
  ] as const) {
    await inBooks(
      async (bench) => {
        await dollars(bench, '0.75');
        await bench.sync();
        assert.deepEqual(await bench.holds(), []);
        assert.equal(receivable(bench), expected);
      },
      { mapping, isTwoWay: false },
    );
  }
});

// Law F25.
test('a rate that the source corrects is corrected in the ledger, once', () =>
  inBooks(
    async (bench) => {
      await dollars(bench, '0.75');
      await bench.sync();
      const [own] = await bench.sell.list('invoice');
      await bench.sell.change(own?.record.id ?? '', { exchangeRate: { value: '0.8', on: '2026-11-10', source: 'billing' } });
      await bench.sync();
      assert.equal(receivable(bench), '96.00');
      assert.deepEqual(await bench.planAgain(), []);
      assert.equal((await bench.writes())['update invoice landed'], 1);
    },
    { mapping: byDocument, isTwoWay: false },
  ));

test('what the ledger cuts from an exchange rate is a recorded loss', async () => {
  for (const [rate, lost] of [
    ['0.75', []],
    ['0.79123456', [['exchangeRate', '0.79123456', '0.79123439']]],
  ] as const) {
    await inBooks(
      async (bench) => {
        await dollars(bench, rate);
        await bench.sync();
        const rows = await bench.query<{ losses: readonly { field: string; before: string; after: string }[] }>(
          `select losses from write where kind = 'invoice'`,
        );
        assert.deepEqual(
          rows.flatMap(({ losses }) => losses.map(({ field, before, after }) => [field, before, after])),
          lost,
        );
        assert.deepEqual(await bench.planAgain(), []);
      },
      { mapping: byDocument, isTwoWay: false },
    );
  }
});

// Law F58.
test('an invoice over nothing is booked, because its number is in the series, and no payment is made for it', () =>
  inBooks(
    async (bench) => {
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), lines: [['Sample', '1', '0', 'VAT0']] });
      await bench.sync();
      bench.expectBooks('2026-11-10 INV-001 Ada Ltd 0.00 GBP paid');
      assert.equal(bench.ledger.documents('payment').length, 0);
      assert.deepEqual(await proven(bench), ['ties out']);
    },
    { isTwoWay: false },
  ));

// Law F58.
test('a rule leaves documents over nothing out, by its name', () =>
  inBooks(
    async (bench) => {
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), lines: [['Sample', '1', '0', 'VAT0']] });
      await bench.sync();
      bench.expectBooks('');
      assert.deepEqual(await bench.query(`select state, cause from standing where kind = 'invoice'`), [
        { state: 'excluded', cause: 'nothing to pay' },
      ]);
    },
    {
      mapping: agreed.replace('exclude:\n', 'exclude:\n  - { name: nothing to pay, kinds: [invoice], when: { test: totalIsZero } }\n'),
      isTwoWay: false,
    },
  ));

// Law F27.
test('tax that the platform rounds another way than the ledger is kept to the penny by an override of the tax', () =>
  inBooks(
    async (bench) => {
      const lines = [1, 2, 3].map((number) => [`Part ${number}`, '1', '0.33', 'VAT20'] as const);
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), lines, discount: { percent: '7.5' } });
      await bench.sync();
      const [own] = await bench.sell.list('invoice');
      const [there] = bench.ledger.documents('invoice');
      assert.ok(own);
      assert.deepEqual(
        [there?.['SubTotal'], there?.['TotalTax'], there?.['Total']],
        [own.record.totals.net, own.record.totals.tax, own.record.totals.gross],
      );
      assert.deepEqual(await proven(bench), ['ties out']);
    },
    { isTwoWay: false },
  ));

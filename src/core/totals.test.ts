import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { absolute, add, amount, compare, decimal, sum, sumAmounts } from './decimal.ts';
import type { Amount } from './decimal.ts';
import type { Discount } from './records.ts';
import { roundTogether, totalDocument } from './totals.ts';
import type { LineToTotal, RoundingModel } from './totals.ts';

const model: RoundingModel = { roundsTax: 'perLine', amountsAre: 'exclusive', unitPricePlaces: 4, places: 2, rounding: 'halfUp' };
const vat = (percent: Amount) => [{ rate: `VAT${percent}`, percent, compound: false }];
const line = (quantity: Amount, unitPrice: Amount, more: Partial<LineToTotal> = {}): LineToTotal => ({
  quantity,
  unitPrice,
  discount: null,
  taxes: vat('20'),
  ...more,
});
const of = (lines: readonly LineToTotal[], how: Partial<RoundingModel> = {}, discount: Discount | null = null) =>
  totalDocument({ lines, discount }, { ...model, ...how });

test('three lines at 15 percent come to 11.44 tax by line and 11.45 by document, as Xero explains in its rounding guide', () => {
  const lines = ['25.06', '25.61', '25.63'].map((price) => line('1', price, { taxes: vat('15') }));
  assert.equal(of(lines).totals.tax, '11.44');
  assert.equal(of(lines, { roundsTax: 'perDocument' }).totals.tax, '11.45');
});

test('20.00 with 8.25 percent tax in it is 18.48 and 1.52', () => {
  assert.deepEqual(of([line('1', '20', { taxes: vat('8.25') })], { amountsAre: 'inclusive' }).totals, {
    net: '18.48',
    tax: '1.52',
    gross: '20',
  });
});

test('a compound tax is charged on the price and the tax before it', () => {
  const taxes = [
    { rate: 'GST', percent: '5', compound: false },
    { rate: 'QST', percent: '10', compound: true },
  ];
  const onTop = of([line('1', '100', { taxes })]);
  assert.deepEqual(onTop.lines[0]?.taxes, [
    { rate: 'GST', amount: '5' },
    { rate: 'QST', amount: '10.5' },
  ]);
  const inside = of([line('1', '115.5', { taxes })], { amountsAre: 'inclusive' });
  assert.deepEqual(inside.lines[0]?.taxes, onTop.lines[0]?.taxes);
  assert.equal(inside.totals.net, '100');
});

test('a document discount of 10.00 over three equal lines takes 3.34, 3.33 and 3.33, and tax falls with it', () => {
  const done = of([line('1', '10'), line('1', '10'), line('1', '10')], {}, { amount: '10' });
  assert.deepEqual(
    done.lines.map((each) => each.documentDiscount),
    ['3.34', '3.33', '3.33'],
  );
  assert.deepEqual(done.totals, { net: '20', tax: '3.99', gross: '23.99' });
  assert.equal(of([line('1', '10'), line('1', '10'), line('1', '10')], { roundsTax: 'perDocument' }, { amount: '10' }).totals.tax, '4');
});

test('a line discount is a percentage of the line or an amount off the line', () => {
  const done = of([line('3', '9.99', { discount: { percent: '12.5' } }), line('3', '9.99', { discount: { amount: '4' } })]);
  assert.deepEqual(
    done.lines.map((each) => each.amount),
    ['26.22', '25.97'],
  );
});

test('unit prices finer than the model allows are rounded before they are multiplied', () => {
  assert.equal(of([line('1000', '0.00125')]).lines[0]?.amount, '1.3');
  assert.equal(of([line('1000', '0.00125')], { unitPricePlaces: 8 }).lines[0]?.amount, '1.25');
});

test('yen have no places and dinars have three', () => {
  assert.deepEqual(of([line('3', '333.5')], { places: 0 }).totals, { net: '1001', tax: '200', gross: '1201' });
  assert.deepEqual(of([line('1', '0.3335')], { places: 3 }).totals, { net: '0.334', tax: '0.067', gross: '0.401' });
});

test('a document without tax has none on its lines either', () => {
  const done = of([line('1', '10')], { amountsAre: 'noTax' });
  assert.deepEqual([done.lines[0]?.taxes, done.totals], [[], { net: '10', tax: '0', gross: '10' }]);
});

test('a discount on lines that amount to nothing is an error', () => {
  assert.throws(() => of([line('1', '10'), line('-1', '10')], {}, { amount: '1' }), /discount needs lines/);
});

const cents = (from: number, to: number) => fc.integer({ min: from, max: to }).map((units) => amount({ units: BigInt(units), scale: 2 }));
const rates = fc.constantFrom('0', '5', '7', '8.25', '19', '20', '25');
const someTaxes = fc
  .uniqueArray(fc.tuple(rates, fc.boolean()), { maxLength: 3, selector: ([percent]) => percent })
  .map((drawn) => drawn.map(([percent, compound]) => ({ rate: `T${percent}`, percent, compound })));
const someDiscount = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 100 }).map((percent) => ({ percent: `${percent}` })),
    cents(0, 100).map((off) => ({ amount: off })),
  ),
  { nil: null },
);
const someLine = fc.record({ quantity: cents(-300, 2000), unitPrice: cents(0, 50_000), discount: someDiscount, taxes: someTaxes });
const someModel = fc.record({
  roundsTax: fc.constantFrom('perLine' as const, 'perDocument' as const),
  amountsAre: fc.constantFrom('exclusive' as const, 'inclusive' as const, 'noTax' as const),
  unitPricePlaces: fc.constantFrom(2, 4),
  places: fc.constantFrom(0, 2, 3),
  rounding: fc.constantFrom('halfUp' as const, 'halfEven' as const, 'down' as const),
});

test('whatever the lines and the model, parts sum to the whole', () => {
  // A line that is never zero keeps the document's discount from having nothing to stand on.
  fc.assert(
    fc.property(fc.array(someLine, { maxLength: 12 }), someDiscount, someModel, (drawn, discount, drawnModel) => {
      const lines = [...drawn, { quantity: '100000', unitPrice: '9', discount: null, taxes: [] }];
      const done = totalDocument({ lines, discount }, drawnModel);
      assert.equal(sumAmounts(done.lines.map((each) => each.net)), done.totals.net);
      assert.equal(sumAmounts(done.lines.flatMap((each) => each.taxes.map((tax) => tax.amount))), done.totals.tax);
      assert.equal(sumAmounts(done.taxes.map((tax) => tax.amount)), done.totals.tax);
      assert.equal(sumAmounts(done.lines.map((each) => each.documentDiscount)), done.discount);
      assert.equal(sumAmounts([done.totals.net, done.totals.tax]), done.totals.gross);
      const amounts = sumAmounts(done.lines.map((each) => each.amount));
      const taxed = drawnModel.amountsAre === 'inclusive' ? done.totals.gross : done.totals.net;
      assert.equal(sumAmounts([taxed, done.discount]), amounts);
    }),
    { numRuns: 300 },
  );
});

test('a price with the tax put into it gives the same net and tax as the price without', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ price: cents(-50_000, 500_000), percent: rates }), { minLength: 1, maxLength: 8 }), (drawn) => {
      const without = of(drawn.map(({ price, percent }) => line('1', price, { taxes: vat(percent) })));
      const withTax = without.lines.map((each, index) =>
        line('1', sumAmounts([each.net, ...each.taxes.map((tax) => tax.amount)]), { taxes: vat(drawn[index]?.percent ?? '0') }),
      );
      assert.deepEqual(of(withTax, { amountsAre: 'inclusive' }).totals, without.totals);
    }),
    { numRuns: 300 },
  );
});

test('rounding by line and by document differ by at most half a cent per tax of a line and half a cent per rate', () => {
  fc.assert(
    fc.property(fc.array(someLine, { minLength: 1, maxLength: 10 }), (lines) => {
      const [byLine, byDocument] = [of(lines), of(lines, { roundsTax: 'perDocument' })];
      const roundings = lines.reduce((count, each) => count + 2 * each.taxes.length, 0);
      const gap = absolute(sum([decimal(byLine.totals.tax), decimal(`-${byDocument.totals.tax}`.replace('--', ''))]));
      assert.notEqual(compare(gap, { units: BigInt(5 * roundings), scale: 3 }), 1);
      assert.equal(byLine.totals.net, byDocument.totals.net);
    }),
    { numRuns: 300 },
  );
});

test('a credit of every line gives back exactly what was charged', () => {
  fc.assert(
    fc.property(fc.array(someLine, { maxLength: 8 }), someModel, (lines, drawnModel) => {
      const back = lines.map((each) => ({ ...each, quantity: amount(negated(each.quantity)), discount: negatedDiscount(each.discount) }));
      const [charged, credited] = [lines, back].map((some) => totalDocument({ lines: some, discount: null }, drawnModel).totals.gross);
      assert.equal(amount(add(decimal(charged ?? '0'), decimal(credited ?? '0'))), '0');
    }),
    { numRuns: 200 },
  );
});

const negated = (text: Amount) => {
  const { units, scale } = decimal(text);
  return { units: -units, scale };
};
const negatedDiscount = (discount: Discount | null): Discount | null =>
  discount !== null && 'amount' in discount ? { amount: amount(negated(discount.amount)) } : discount;

test('fractions rounded together sum to the rounded sum, and none is a whole unit from exact', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: -10_000n, max: 10_000n }), { maxLength: 20 }),
      fc.bigInt({ min: 1n, max: 997n }),
      (numerators, denominator) => {
        const parts = roundTogether(numerators, denominator, 'halfUp');
        const whole = numerators.reduce((a, b) => a + b, 0n);
        assert.ok(absoluteOf(2n * (parts.reduce((a, b) => a + b, 0n) * denominator - whole)) <= denominator);
        parts.forEach((part, index) => assert.ok(absoluteOf(part * denominator - (numerators[index] ?? 0n)) < denominator));
      },
    ),
  );
});

const absoluteOf = (value: bigint) => (value < 0n ? -value : value);

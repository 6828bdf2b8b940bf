import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount, decimal } from '../../core/decimal.ts';
import { parseJson, writeJson } from '../../core/json.ts';
import type { Line } from '../../core/records.ts';
import { fromLine, toLine } from './lines.ts';
import { workOutLine } from './sandbox/totals.ts';
import { figureOf, isWire } from './wire.ts';
import type { Wire } from './wire.ts';

const plain: Line = {
  id: null,
  description: 'Books',
  quantity: '1',
  unitPrice: '0',
  discount: null,
  amount: '0',
  taxes: [{ rate: 'OUTPUT2', amount: '0' }],
  account: '200',
  item: null,
};

/** The line as it arrives at Xero. */
function sent(line: Line, canDiscount = true): Wire {
  const wire = parseJson(writeJson(toLine(line, 'exclusive', canDiscount)));
  assert.ok(isWire(wire));
  return wire;
}

/** What Xero makes of it, in cents; it throws where it refuses the line. */
function bookedAt(wire: Wire): bigint {
  const figure = (name: string) => {
    const text = figureOf(wire, name);
    return text === null ? undefined : decimal(text);
  };
  const cents = (name: string) => {
    const text = figureOf(wire, name);
    return text === null ? undefined : BigInt(amount(decimal(`${text}e2`)));
  };
  return workOutLine(
    {
      quantity: figure('Quantity'),
      unitAmount: figure('UnitAmount'),
      lineAmount: cents('LineAmount'),
      discountRate: figure('DiscountRate'),
      discountAmount: cents('DiscountAmount'),
    },
    4,
  ).lineAmount;
}

const decimals = (places: number, most: bigint) => fc.bigInt({ min: -most, max: most }).map((units) => amount({ units, scale: places }));
const notNegative = (places: number, most: bigint) => fc.bigInt({ min: 0n, max: most }).map((units) => amount({ units, scale: places }));

test('whatever the quantity, price and discount are, Xero books the line at our amount', () => {
  const discounts = fc.oneof(
    fc.constant(null),
    notNegative(4, 1_000_000n).map((percent) => ({ percent })),
    notNegative(2, 100_000n).map((off) => ({ amount: off })),
  );
  fc.assert(
    fc.property(
      decimals(5, 10_000_000n),
      decimals(6, 100_000_000n),
      discounts,
      decimals(2, 100_000_000n),
      fc.boolean(),
      (quantity, unitPrice, discount, total, canDiscount) => {
        const line: Line = { ...plain, quantity, unitPrice, discount, amount: total };
        assert.equal(bookedAt(sent(line, canDiscount)), BigInt(amount(decimal(`${total}e2`))));
      },
    ),
    { numRuns: 3000 },
  );
});

test('quantity, price and discount are sent as they are where they lead to the amount', () => {
  const line: Line = { ...plain, quantity: '2.5', unitPrice: '19.9999', discount: { percent: '10' }, amount: '45' };
  const wire = sent(line);
  assert.deepEqual([wire['Quantity'], wire['UnitAmount'], wire['DiscountRate'], wire['LineAmount']], ['2.5', '19.9999', '10', '45']);
});

test('where half a cent could be rounded either way, the price is left to Xero', () => {
  const wire = sent({ ...plain, quantity: '3', unitPrice: '0.335', amount: '1.01' });
  assert.deepEqual([wire['Quantity'], wire['UnitAmount'], wire['LineAmount']], ['3', undefined, '1.01']);
});

test('a discount that was rounded elsewhere becomes the amount that it was', () => {
  const wire = sent({ ...plain, quantity: '3', unitPrice: '9.99', discount: { percent: '15' }, amount: '25.48' });
  assert.deepEqual([wire['DiscountRate'], wire['DiscountAmount'], wire['LineAmount']], [undefined, '4.49', '25.48']);
});

test('a line without tax says so, or Xero would take the account’s own tax', () => {
  assert.deepEqual([sent({ ...plain, taxes: [] })['TaxType'], sent({ ...plain, taxes: [] })['TaxAmount']], ['NONE', '0']);
  assert.equal('TaxType' in toLine({ ...plain, taxes: [] }, 'noTax', true), false);
});

test('a line of text alone has no figures and no account, and comes back so', () => {
  const text: Line = { ...plain, description: 'Thank you', quantity: '0', taxes: [], account: null };
  assert.deepEqual(toLine(text, 'exclusive', true), { Description: 'Thank you' });
  assert.deepEqual(fromLine({ Description: 'Thank you' }, 'exclusive'), text);
});

test('two taxes on a line are our own mistake: the plan has to hold them', () => {
  assert.throws(
    () =>
      toLine(
        {
          ...plain,
          taxes: [
            { rate: 'A', amount: '1' },
            { rate: 'B', amount: '1' },
          ],
        },
        'exclusive',
        true,
      ),
    /takes one tax/,
  );
});

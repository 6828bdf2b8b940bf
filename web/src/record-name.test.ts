import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordName } from './record-name.ts';

const locale = { amount: (amount: string) => amount, day: (day: string) => day };
const id = 'pay_46f1d5e433704c249defa62a0038c8ed';

test('a record is called by its number, and without one by its day and amount, never by an id that nobody typed', () => {
  const sum = { gross: '40.00', currency: 'EUR' };
  assert.equal(recordName({ number: 'INV-7', id, day: '2026-03-12', ...sum }, locale), 'INV-7');
  assert.equal(recordName({ number: null, id, day: '2026-03-12', ...sum, party: 'Ada Ltd' }, locale), 'of 2026-03-12, 40.00 EUR');
  assert.equal(recordName({ number: null, id, day: '2026-03-12', gross: null, currency: null }, locale), 'of 2026-03-12');
  assert.equal(recordName({ number: null, id, ...sum }, locale), 'of 40.00 EUR');
  assert.equal(recordName({ number: null, id, day: null, party: 'Ada Ltd' }, locale), 'Ada Ltd');
  assert.equal(recordName({ number: null, id }, locale), 'without a number');
  assert.equal(recordName({ number: null, id: 'K104' }, locale), 'K104');
});

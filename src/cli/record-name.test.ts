import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amount, decimal } from '../core/decimal.ts';
import { recordName } from './record-name.ts';

const page = { locale: 'en-GB' };
const gross = amount(decimal('1040.5'));

test('a record is called by its number, and without one by its day, amount and customer; its id is said only where nothing else is known', () => {
  const payment = {
    kind: 'payment',
    id: 'pay_46f1d5e433704c24',
    number: null,
    day: '2026-03-12',
    party: 'Ada Ltd',
    gross,
    currency: 'EUR',
  };
  assert.equal(recordName({ ...payment, kind: 'creditNote', number: 'CN-7' }, page), 'credit note CN-7');
  assert.equal(recordName(payment, page), 'payment of 2026-03-12, 1,040.50 EUR, Ada Ltd');
  assert.equal(recordName({ ...payment, party: null }, page), 'payment of 2026-03-12, 1,040.50 EUR');
  assert.equal(recordName({ ...payment, day: null, gross: null, currency: null, kind: 'contact' }, page), 'contact Ada Ltd');
  assert.equal(recordName({ ...payment, day: null, party: null, gross: null }, page), 'payment pay_46f1d5e433704c24');
});

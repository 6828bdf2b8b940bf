import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invoice } from '../core/records.ts';
import { statusOf } from './status.ts';

const invoice = (more: Partial<Invoice> & { readonly gross?: string } = {}): Invoice => ({
  kind: 'invoice',
  id: 'i',
  number: 'INV-1',
  contact: null,
  issuedOn: '2026-03-01',
  dueOn: '2026-03-31',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'noTax',
  lines: [],
  discount: null,
  totals: { net: more.gross ?? '100', tax: '0', gross: more.gross ?? '100' },
  reference: null,
  notes: null,
  state: 'open',
  paid: '0',
  credited: '0',
  ...more,
});
const word = (more: Parameters<typeof invoice>[0], asOf = '2026-03-10') => statusOf(invoice(more), asOf);

test('an invoice is open until its due day has passed, and overdue from the next day on, without anybody doing anything', () => {
  assert.deepEqual(
    ['2026-03-31', '2026-04-01'].map((asOf) => word({}, asOf)),
    ['open', 'overdue'],
  );
});

test('an invoice without a due day is never overdue', () => {
  assert.equal(word({ dueOn: null }, '2030-01-01'), 'open');
});

test('some cash makes it partly paid, and overdue when it is late with the rest', () => {
  assert.deepEqual([word({ paid: '40' }), word({ paid: '40' }, '2026-04-01')], ['partlyPaid', 'overdue']);
});

test('only cash makes it paid: with a credit in it, it is settled', () => {
  assert.deepEqual(
    [word({ paid: '100' }), word({ paid: '60', credited: '40' }), word({ credited: '100' })],
    ['paid', 'settled', 'settled'],
  );
});

test('a credit alone pays nothing: what it leaves is open', () => {
  assert.equal(word({ credited: '40' }), 'open');
});

test('an invoice over nothing is settled, because nobody paid', () => {
  assert.equal(word({ gross: '0' }), 'settled');
});

test('drafts and void invoices are never overdue', () => {
  assert.deepEqual([word({ state: 'draft' }, '2030-01-01'), word({ state: 'void' }, '2030-01-01')], ['draft', 'void']);
});

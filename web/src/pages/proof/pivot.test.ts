import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProofShown } from '../../../../src/api/office.ts';
import { pivoted } from './pivot.ts';

type Row = ProofShown['rows'][number];

const row = (more: Partial<Row>): Row => ({
  kind: 'invoice',
  account: '*',
  accountName: '',
  currency: 'EUR',
  month: '2026-11',
  source: '100.1',
  otherFlows: '0',
  target: '100.1',
  difference: '0',
  ...more,
});

test('totals by kind sum the months of whole documents, and keep currencies apart', () => {
  const rows = pivoted(
    [
      row({}),
      row({ month: '2026-10', source: '0.2', target: '0', difference: '0.2' }),
      row({ currency: 'JPY' }),
      row({ account: '200', accountName: 'Sales' }),
    ],
    'kind',
  );
  assert.deepEqual(
    rows.map(({ name, currency, source, difference }) => [name, currency, source, difference]),
    [
      ['invoice', 'EUR', '100.3', '0.2'],
      ['invoice', 'JPY', '100.1', '0'],
    ],
  );
});

test('totals by account leave whole documents out, and name the account', () => {
  const rows = pivoted(
    [
      row({}),
      row({ account: '200', accountName: 'Sales' }),
      row({ account: '200', accountName: 'Sales', kind: 'creditNote', source: '-50', target: '-50' }),
    ],
    'account',
  );
  assert.deepEqual(
    rows.map(({ name, label, source }) => [name, label, source]),
    [['200', 'Sales', '50.1']],
  );
});

test('lines on which nothing moved are left out', () => {
  assert.deepEqual(pivoted([row({ source: '0', target: '0.00' })], 'month'), []);
});

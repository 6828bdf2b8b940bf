import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xero } from '../connectors/xero/connector.ts';
import type { Document } from '../core/records.ts';
import { totalDocument } from '../core/totals.ts';
import type { LineToTotal } from '../core/totals.ts';
import { wholeLines } from './lines.ts';

const taxed = (unitPrice: string, rate: string, percent: string): LineToTotal => ({
  quantity: '1',
  unitPrice,
  discount: null,
  taxes: [{ rate, percent, compound: false }],
});

test('a discount on the whole document also shrinks what is taken off, so that each line’s net and tax stay a pair', () => {
  const ability = xero.manifest.kinds.invoice?.write;
  assert.ok(ability);
  // 100.00 at 20 % and a returned 50.00 at 0 %, less 10 %: 90.00 are taxed with 18.00, and 45.00 are given back.
  const lines = [taxed('100', 'VAT20', '20'), taxed('-50', 'VAT0', '0')];
  const discount = { percent: '10' };
  const model = { roundsTax: 'perLine', amountsAre: 'exclusive', unitPricePlaces: 8, places: 2, rounding: 'halfUp' } as const;
  const totalled = totalDocument({ lines, discount }, model);
  const document: Document = {
    id: 'inv_1',
    number: 'INV-001',
    contact: 'ada',
    issuedOn: '2026-11-10',
    currency: 'GBP',
    exchangeRate: null,
    amountsAre: 'exclusive',
    lines: totalled.lines.map((line, index) => ({
      id: null,
      description: 'work',
      quantity: '1',
      unitPrice: lines[index]?.unitPrice ?? '',
      discount: null,
      amount: line.amount,
      taxes: line.taxes,
      account: null,
      item: null,
    })),
    discount,
    totals: totalled.totals,
    reference: null,
    notes: null,
    state: 'open',
    paid: '0',
    credited: '0',
  };
  const whole = wholeLines(document, ability);
  assert.deepEqual(
    whole.lines.map((line) => [line.amount, line.taxes[0]?.amount]),
    [
      ['90', '18'],
      ['-45', '0'],
    ],
  );
});

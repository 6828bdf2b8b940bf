import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Control, ControlDay } from '../proof/controls.ts';
import { controlLines } from './control-text.ts';

const page = { locale: 'en-GB', timeZone: 'UTC', columns: 140, hasColor: false };
const day = (on: string, processor: string, ledger: string, difference: string, unexplained = '0'): ControlDay => ({
  day: on,
  processor,
  ledger,
  difference,
  unexplained,
});

const control: Control = {
  of: 'clearing',
  account: '092',
  currency: 'GBP',
  days: [day('2026-11-02', '193', '93', '100'), day('2026-11-03', '190', '91', '99', '-1'), day('2026-11-30', '168', '68', '100')],
  named: [
    { cause: 'opening', day: '2026-10-01', amount: '40', key: null, target: null, detail: 'the processor had 40' },
    { cause: 'held', day: '2026-11-02', amount: '60', key: { kind: 'balanceTransaction', id: 'txn_1' }, target: null, detail: null },
  ],
  listed: [{ cause: 'in transit', id: 'po_1', since: '2026-11-05', until: '2026-11-07', amount: '25', isLate: true }],
  tiesOut: false,
};

test('a balance is shown as it ends, with every difference by its name, and with each day that has one without a name', () => {
  const lines = controlLines([control], page, false).join('\n');
  for (const said of [
    '2026-11-30     092 balance     168.00   68.00      100.00  GBP',
    '2026-11-03',
    '092: of 2026-10-01: 40.00 GBP, opening. the processor had 40',
    '092: balance transaction txn_1 of 2026-11-02: 60.00 GBP, held. A question about it waits for a person.',
    '092: po_1: 25.00 GBP, in transit since 2026-11-05, due 2026-11-07, which is past.',
  ])
    assert.ok(lines.includes(said), `${said} is missing in\n${lines}`);
  assert.equal(lines.includes('2026-11-02 '), false);
  assert.ok(controlLines([control], page, true).join('\n').includes('193.00'));
  assert.deepEqual(controlLines([], page, true), []);
});

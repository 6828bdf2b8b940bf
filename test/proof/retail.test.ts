import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const rows = [
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
  '536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-31 08:26:00,2.55,17850.0,United Kingdom',
  '536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-31 08:26:00,2.55,17850.0,United Kingdom',
  '536365,71053,"LANTERN, ""METAL""",6,2010-12-31 08:26:00,3.39,17850.0,United Kingdom',
  '536370,22727,ALARM CLOCK,24,2011-01-04 09:00:00,3.75,12583.0,France',
  '536371,POST,POSTAGE,3,2011-04-06 09:00:00,18.00,,France',
  'C536379,D,Discount,-1,2011-04-06 09:41:00,27.50,14527.0,United Kingdom',
  '536414,22139,,56,2011-04-06 11:52:00,0.0,,United Kingdom',
  'A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom',
  'A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom',
  '550193,PADS,PADS TO MATCH ALL CUSHIONS,1,2011-09-15 09:27:00,0.001,13952.0,United Kingdom',
];

const ran = (file: string) =>
  spawnSync(process.execPath, [new URL('../../bench/prove-retail.ts', import.meta.url).pathname, file], {
    encoding: 'utf8',
    timeout: 120_000,
  });

test('real order lines go the whole way, and whoever is there to check them agrees', { timeout: 150_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-orders-'));
  try {
    const file = join(folder, 'orders.csv');
    writeFileSync(file, `${rows.join('\n')}\n`);
    const { stdout, stderr } = ran(file);
    const result: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    assert.ok(typeof result === 'object' && result !== null, stderr);
    const { seconds: _seconds, peakMegabytes: _peak, hledgerAgrees, ledgerAgrees, ...rest } = Object.fromEntries(Object.entries(result));
    assert.deepEqual(rest, {
      ledger: 'xero',
      documents: 8,
      synced: 6,
      held: 1,
      excluded: 1,
      pending: 0,
      sourceTotal: '167.441',
      targetTotal: '167.44',
      difference: '0.00',
      sourceAgrees: true,
      trialBalanceAgrees: true,
    });
    // Null where the program is not installed; false only if it is and disagrees.
    assert.notEqual(hledgerAgrees, false, stderr);
    assert.notEqual(ledgerAgrees, false, stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a file that is not there is one clear sentence', () => {
  const { status, stdout, stderr } = ran('/nowhere/orders.csv');
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /orders\.csv/);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

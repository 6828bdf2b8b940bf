import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flowNames } from './flow-names.ts';

const side = (provider: string, label: string) => ({ connection: `${provider}-${label}`, provider, label });
const labelOf = (provider: string) => ({ billing: 'Tieout Billing', xero: 'Xero' })[provider] ?? null;

test('a flow is called by its two systems, and two of the same systems by their books too', () => {
  const sales = { flow: 'sales', source: side('billing', 'Ada Ltd'), target: side('xero', 'Ada Ltd') };
  const back = { flow: 'back', source: side('xero', 'Ada Ltd'), target: side('billing', 'Ada Ltd') };
  assert.deepEqual([...flowNames([sales, back], labelOf).values()], ['Tieout Billing to Xero', 'Xero to Tieout Billing']);
  const branch = { flow: 'branch', source: side('billing', 'Ada Ltd'), target: side('xero', 'Branch') };
  assert.deepEqual(
    [...flowNames([sales, branch], labelOf).values()],
    ['Tieout Billing to Xero (Ada Ltd, Ada Ltd)', 'Tieout Billing to Xero (Ada Ltd, Branch)'],
  );
});

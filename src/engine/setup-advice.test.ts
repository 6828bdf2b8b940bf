import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account } from '../core/records.ts';
import { adviseAccounts } from './setup-advice.ts';
import type { AccountUse, AdviceFacts } from './setup-advice.ts';

const account = (code: string, name: string, more: Partial<Account> = {}): Account => ({
  kind: 'account',
  id: `id-${code}`,
  code,
  name,
  class: 'asset',
  currency: null,
  isBank: false,
  takesPayments: false,
  system: null,
  defaultTax: null,
  state: 'active',
  ...more,
});
const bank = (code: string, name: string, currency = 'GBP'): Account =>
  account(code, name, { isBank: true, takesPayments: true, currency });
const revenue = (code: string, name: string): Account => account(code, name, { class: 'revenue' });

const advised = (use: AccountUse, accounts: readonly Account[], facts: Partial<AdviceFacts> = {}): readonly (string | null)[] =>
  adviseAccounts({ accounts, used: new Map(), named: [], baseCurrency: 'GBP', isProcessor: false, ...facts })
    .filter((advice) => advice.use === use)
    .map(({ account: { code } }) => code);

test('sales go where most of the ledger’s invoices go; before there are any, where a name says so', () => {
  const accounts = [revenue('200', 'Sales'), revenue('205', 'Consulting'), revenue('270', 'Interest received')];
  assert.deepEqual(advised('sales', accounts), ['200']);
  assert.deepEqual(advised('sales', accounts, { used: new Map([['205', 40]]) }), ['205', '200']);
  assert.deepEqual(advised('sales', accounts, { used: new Map([['id-205', 40]]) }), ['205', '200']);
});

test('customers’ money arrives in an account that is named for it, or in a bank account in the ledger’s own currency', () => {
  const accounts = [bank('090', 'Business account'), bank('092', 'Euro account', 'EUR'), bank('091', 'Savings')];
  assert.deepEqual(advised('payments', accounts), ['090', '091']);
  assert.deepEqual(advised('payments', [...accounts, account('615', 'Customer payments')]), ['615', '090']);
  assert.deepEqual(advised('payments', [...accounts, bank('094', 'Harbour Studio')], { named: ['Harbour Studio Ltd'] }), ['094', '090']);
});

test('an account in which payments are switched off is advised with the word that this has to be changed', () => {
  const [advice] = adviseAccounts({
    accounts: [account('615', 'Customer payments')],
    used: new Map(),
    named: [],
    baseCurrency: 'GBP',
    isProcessor: false,
  }).filter(({ use }) => use === 'payments');
  assert.match(advice?.why ?? '', /switched off in the ledger/);
});

test('what the ledger keeps for itself, and what is archived, is never advised', () => {
  assert.deepEqual(advised('sales', [{ ...revenue('200', 'Sales'), state: 'archived' }]), []);
  assert.deepEqual(advised('payments', [{ ...bank('610', 'Receipts'), system: 'receivable' }]), []);
  assert.deepEqual(advised('rounding', [account('860', 'Rounding', { class: 'liability', system: 'rounding' })]), ['860']);
});

test('a balance of its own has accounts of its own; a platform without one is advised none', () => {
  const accounts = [
    bank('094', 'Cardco balance'),
    bank('095', 'Cardco payouts on their way'),
    account('404', 'Bank Fees', { class: 'expense' }),
  ];
  const facts = { named: ['Cardco'], isProcessor: true };
  assert.deepEqual(advised('clearing', accounts, facts), ['094']);
  assert.deepEqual(advised('transit', accounts, facts), ['095']);
  assert.deepEqual(advised('fees', accounts, facts), ['404']);
  assert.deepEqual(advised('clearing', accounts, { named: ['Cardco'] }), []);
});

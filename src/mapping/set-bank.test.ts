import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mappingOf } from './read.ts';
import { bankMappingText, withBankAccounts, withRule, withoutRule } from './set-bank.ts';

const decision = { by: 'Ada', because: 'agreed' };
const anything = { contains: null, counterparty: null, from: null, through: null, account: null };
const rent = {
  name: 'Rent',
  when: { ...anything, contains: 'rent', through: '-100' },
  account: '469',
  contact: 'Landlord: "Ltd"',
  tax: null,
};

test('the file of a new flow says which account is which, whatever the accounts are called', () => {
  const text = bankMappingText({ sales: '0200', accounts: { 'DE12 # 3': '090', '12/77': '091', 'a: b\n"c"': '1100' } }, decision);
  const { bank, accounts } = mappingOf(text);
  assert.deepEqual(bank?.accounts.byAccount, { 'DE12 # 3': '090', '12/77': '091', 'a: b\n"c"': '1100' });
  assert.deepEqual([accounts.sales.default, bank?.accounts.decision], ['0200', decision]);
});

test('a rule is added at the end, changed in its place, and taken away; comments stay', () => {
  const before = `# ours\naccounts: { sales: "200" }\nbank:\n  accounts: "090" # the only one\n  rules:\n    # agreed in March\n    - { name: Fee, when: { contains: fee }, account: "404", contact: Bank }\n`;
  const added = withRule(before, rent, null, decision) ?? '';
  assert.deepEqual(
    mappingOf(added).bank?.rules.map(({ name, when, contact }) => [name, when.through, contact]),
    [
      ['Fee', null, 'Bank'],
      ['Rent', '-100', 'Landlord: "Ltd"'],
    ],
  );
  for (const comment of ['# ours', '# the only one', '# agreed in March']) assert.ok(added.includes(comment), added);
  const changed = withRule(added, { ...rent, name: 'Fees', account: '405' }, 'Fee', decision) ?? '';
  assert.deepEqual(
    mappingOf(changed).bank?.rules.map(({ name, account }) => [name, account]),
    [
      ['Fees', '405'],
      ['Rent', '469'],
    ],
  );
  assert.equal(mappingOf(withoutRule(changed, 'Fees') ?? '').bank?.rules.length, 1);
  assert.equal(withoutRule(changed, 'Nothing'), null);
  assert.deepEqual(mappingOf(withBankAccounts(before, { savings: '091' }, decision)).bank?.accounts, {
    default: '090',
    byAccount: { savings: '091' },
    decision,
  });
});

test('the first rule of a file that has none, or an empty list', () => {
  for (const rules of ['', '  rules: []\n']) {
    const text = withRule(`accounts: { sales: "200" }\nbank:\n  accounts: "090"\n${rules}`, rent, null, decision) ?? '';
    assert.deepEqual(mappingOf(text).bank?.rules, [{ ...rent, decision }]);
  }
});

test('a rule that somebody renamed or took away meanwhile is not added again, and a reason stays until another one is said', () => {
  const text = withRule('accounts: { sales: "200" }\nbank:\n  accounts: "090"\n', rent, null, decision) ?? '';
  assert.equal(withRule(text, rent, 'Rents', decision), null);
  const again = (because: string | null) => mappingOf(withRule(text, rent, 'Rent', { by: 'Bob', because }) ?? '').bank?.rules[0]?.decision;
  assert.deepEqual(again(null), { by: 'Bob', because: 'agreed' });
  assert.deepEqual(again('dearer now'), { by: 'Bob', because: 'dearer now' });
});

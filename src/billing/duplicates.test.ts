import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contact } from '../core/records.ts';
import { normaliseName, proposeMerges } from './duplicates.ts';

const contact = (name: string, more: Partial<Contact> = {}): Contact => ({
  kind: 'contact',
  id: name,
  name,
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: true,
  isSupplier: false,
  state: 'active',
  mergedInto: null,
  ...more,
});
const groups = (contacts: readonly Contact[]) => proposeMerges(contacts).map(({ survivor, others }) => [survivor, ...others].toSorted());

test('Amazon Web Services, AWS and Amazon.com are offered as one', () => {
  const [proposal, ...more] = proposeMerges(
    ['Bolt Ltd', 'Amazon Web Services', 'AWS', 'Amazon.com', 'Ada Ltd'].map((name) => contact(name)),
  );
  assert.deepEqual([proposal?.survivor, proposal?.others, more], ['Amazon Web Services', ['AWS', 'Amazon.com'], []]);
  assert.deepEqual(
    proposal?.evidence.map(({ because, strength }) => `${strength}: ${because}`),
    ['likely: AWS abbreviates Amazon Web Services', 'possible: Amazon Web Services begins with Amazon.com'],
  );
  assert.equal(proposal?.strength, 'possible');
});

test('names are the same in spite of case, accents, punctuation and the legal form', () => {
  for (const [a, b] of [
    ['Müller & Söhne GmbH', 'MULLER AND SOHNE'],
    ['Acme, Inc.', 'acme'],
    ['A.W.S.', 'AWS'],
    ['Straße AG', 'Strasse'],
    ['amazon.co.uk', 'Amazon Ltd'],
  ] as const) {
    assert.equal(normaliseName(a), normaliseName(b));
  }
});

test('a name that is nothing but a legal form stays itself', () => {
  assert.equal(normaliseName('The Group Ltd'), 'the group ltd');
});

test('the same tax number or e-mail address is certain, whatever the names', () => {
  const [proposal] = proposeMerges([
    contact('Ada', { taxNumber: 'GB 123.456' }),
    contact('Countess Lovelace', { taxNumber: 'gb123456', email: 'ada@example.com', phone: '1' }),
  ]);
  assert.deepEqual([proposal?.survivor, proposal?.others, proposal?.strength], ['Countess Lovelace', ['Ada'], 'certain']);
});

test('a family name first is the same person', () => {
  assert.deepEqual(groups([contact('Lovelace, Ada'), contact('Ada Lovelace')]), [['Ada Lovelace', 'Lovelace, Ada']]);
});

test('companies that only share a first word, and archived contacts, are left alone', () => {
  assert.deepEqual(
    groups([contact('National Grid'), contact('National Trust'), contact('Ada'), contact('Ada', { id: 'old', state: 'archived' })]),
    [],
  );
});

test('ten thousand contacts are compared by keys, not each with each', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => contact(`Customer number ${index}`, { email: `c${index}@example.com` }));
  assert.deepEqual(groups([...many, contact('Twin', { email: 'C7@example.com' })]), [['Customer number 7', 'Twin']]);
});

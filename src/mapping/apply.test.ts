import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Contact, Invoice } from '../core/records.ts';
import { accountForPayment, accountForSale, exclusionOf, taxTarget } from './apply.ts';
import type { Mapping } from './mapping.ts';
import { readMapping } from './read.ts';

function mappingOf(text: string): Mapping {
  const read = readMapping(text);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.mapping;
}

const mapping = mappingOf(`
accounts:
  sales: { default: "200", byCategory: { shipping: "260" } }
  payments: { default: "090", byCurrency: { USD: "091" } }
taxes:
  - { source: VAT, percent: 20, country: GB, target: OUTPUT2 }
  - { source: VAT, percent: 20, target: REVERSE }
  - { target: NONE }
exclude:
  - { name: last year, kinds: [invoice], when: { test: before, day: 2026-01-01 } }
  - { name: zero total, when: { test: totalIsZero } }
  - { name: write-offs, when: { test: numberStartsWith, text: A } }
  - { name: ourselves, when: { test: contactIs, id: C9 } }
  - { name: asked for, when: { test: idIs, ids: [x7] } }
`);

const invoice: Invoice = {
  kind: 'invoice',
  id: 'i1',
  number: '1001',
  contact: 'C1',
  issuedOn: '2026-05-04',
  dueOn: null,
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'noTax',
  lines: [],
  discount: null,
  totals: { net: '12', tax: '0', gross: '12' },
  reference: null,
  notes: null,
  state: 'open',
  paid: '0',
  credited: '0',
};
const contact: Contact = {
  kind: 'contact',
  id: 'C9',
  name: 'Us',
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
};

const named = (record: Invoice | Contact): string | undefined => exclusionOf(mapping, record)?.name;

test('a category without an account of its own is booked to the default, whatever it is called', () => {
  assert.equal(accountForSale(mapping, 'shipping'), '260');
  assert.equal(accountForSale(mapping, 'constructor'), '200');
  assert.equal(accountForSale(mapping, null), '200');
});

test('money in a currency with an account of its own goes there', () => {
  assert.equal(accountForPayment(mapping, 'USD'), '091');
  assert.equal(accountForPayment(mapping, 'EUR'), '090');
  assert.equal(accountForPayment(mappingOf('accounts: { sales: 200 }'), 'EUR'), null);
});

test('the tax code comes from the treatment: the same rate in another country is another code', () => {
  assert.equal(taxTarget(mapping, { source: 'VAT', percent: '20.0', country: 'GB' }), 'OUTPUT2');
  assert.equal(taxTarget(mapping, { source: 'VAT', percent: '20', country: 'DE' }), 'REVERSE');
  assert.equal(taxTarget(mapping, { source: null, percent: null, country: null }), 'NONE');
});

test('a tax that no rule names has no target, even when a rule for untaxed lines exists', () => {
  assert.equal(taxTarget(mapping, { source: 'GST', percent: '0', country: 'GB' }), null);
  assert.equal(taxTarget(mapping, { source: 'VAT', percent: '5', country: 'GB' }), null);
});

test('each exclude rule finds what it names, and the first one that applies gives the cause', () => {
  assert.equal(named(invoice), undefined);
  assert.equal(named({ ...invoice, issuedOn: '2025-12-31', totals: { net: '0', tax: '0', gross: '0' } }), 'last year');
  assert.equal(named({ ...invoice, totals: { net: '0', tax: '0', gross: '0' } }), 'zero total');
  assert.equal(named({ ...invoice, number: 'A17' }), 'write-offs');
  assert.equal(named({ ...invoice, contact: 'C9' }), 'ourselves');
  assert.equal(named(contact), 'ourselves');
  assert.equal(named({ ...invoice, id: 'x7' }), 'asked for');
});

import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, listIn } from './fields.ts';
import { elementsIn, invoiceOf, openBench } from './testing.ts';

test('a contact comes back with two addresses and four telephones', () => {
  const made = openBench().first('PUT', 'Contacts', { Name: 'Ada Ltd', Addresses: [{ AddressType: 'POBOX', City: 'Leeds' }] });
  deepEqual(
    listIn(made, 'Addresses')?.map((address) => [address['AddressType'], address['City']]),
    [
      ['STREET', ''],
      ['POBOX', 'Leeds'],
    ],
  );
  equal(listIn(made, 'Phones')?.length, 4);
});

test('names are unique among active contacts, whatever their case', () => {
  const bench = openBench();
  const first = bench.first('PUT', 'Contacts', { Name: 'Ada Ltd' });
  match(bench.refusal('PUT', 'Contacts', { Name: 'ADA Ltd' })[0] ?? '', /already assigned to another contact/);
  bench.ask('POST', `Contacts/${String(first['ContactID'])}`, { ContactStatus: 'ARCHIVED' });
  equal(bench.first('PUT', 'Contacts', { Name: 'Ada Ltd' })['ContactStatus'], 'ACTIVE');
});

test('POST finds a contact by number or name and changes only what was sent', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Contacts', { Name: 'Ada Ltd', ContactNumber: 'c1', EmailAddress: 'ada@example.com' });
  const changed = bench.first('POST', 'Contacts', { ContactNumber: 'c1', FirstName: 'Ada' });
  deepEqual([changed['ContactID'], changed['EmailAddress'], changed['FirstName']], [made['ContactID'], 'ada@example.com', 'Ada']);
});

test('archived contacts hide unless they are asked for, and cannot be invoiced', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Contacts', { Name: 'Ada Ltd' });
  bench.person({ does: 'void', kind: 'contact', id: String(made['ContactID']) });
  equal(elementsIn(bench.ask('GET', 'Contacts')).length, 0);
  equal(elementsIn(bench.ask('GET', 'Contacts?includeArchived=true')).length, 1);
  match(bench.refusal('PUT', 'Invoices', invoiceOf({ Contact: { ContactID: made['ContactID'] } }))[0] ?? '', /archived/);
});

test('a merge archives one contact, names the survivor and moves its documents', () => {
  const bench = openBench();
  const [from, into] = ['Ada', 'Ada Ltd'].map((Name) => String(bench.first('PUT', 'Contacts', { Name })['ContactID']));
  const invoice = bench.first('PUT', 'Invoices', invoiceOf({ Contact: { ContactID: from } }));
  bench.person({ does: 'merge', from: from ?? '', into: into ?? '' });
  const gone = bench.first('GET', `Contacts/${from}`);
  deepEqual([gone['ContactStatus'], gone['MergedToContactID']], ['ARCHIVED', into]);
  equal(childIn(bench.first('GET', `Invoices/${String(invoice['InvoiceID'])}`), 'Contact')?.['ContactID'], into);
});

test('a first sale makes a customer without moving UpdatedDateUTC', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Contacts', { Name: 'Ada Ltd' });
  bench.ask('PUT', 'Invoices', invoiceOf({ Contact: { ContactID: made['ContactID'] } }));
  const after = bench.first('GET', `Contacts/${String(made['ContactID'])}`);
  deepEqual([after['IsCustomer'], after['UpdatedDateUTC']], [true, made['UpdatedDateUTC']]);
  deepEqual(childIn(childIn(after, 'Balances') ?? {}, 'AccountsReceivable'), { Outstanding: '120', Overdue: '0' });
});

test('fields of a contact that come with an invoice change the contact', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Contacts', { Name: 'Ada Ltd' });
  bench.ask('PUT', 'Invoices', invoiceOf({ Contact: { ContactID: made['ContactID'], EmailAddress: 'new@example.com' } }));
  equal(bench.first('GET', `Contacts/${String(made['ContactID'])}`)['EmailAddress'], 'new@example.com');
});

test('an invoice must say whom it is for', () => {
  const bench = openBench();
  match(bench.refusal('PUT', 'Invoices', invoiceOf({ Contact: {} }))[0] ?? '', /must contain at least 1 of the following elements/);
});

test('a search goes over names, number and e-mail in any case', () => {
  const bench = openBench();
  for (const fields of [{ Name: 'Ada Ltd', EmailAddress: 'office@ada.example' }, { Name: 'Bob Ltd' }]) bench.ask('PUT', 'Contacts', fields);
  equal(elementsIn(bench.ask('GET', 'Contacts?searchTerm=OFFICE')).length, 1);
});

test('an e-mail address with an umlaut is refused', () => {
  equal(openBench().refusal('PUT', 'Contacts', { Name: 'Jörg', EmailAddress: 'jörg@example.com' }).length, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposeCleanUps } from './clean-up.ts';
import type { Party } from './clean-up.ts';

const party = (name: string, more: Partial<Party> = {}): Party => ({
  id: name,
  side: 'source',
  name,
  email: null,
  taxNumber: null,
  hasAddress: true,
  documents: 1,
  linkedTo: null,
  ...more,
});

const groups = (...parties: readonly Party[]): readonly (readonly string[])[] =>
  proposeCleanUps(parties)
    .filter(({ what }) => what === 'duplicates')
    .map(({ contacts }) => contacts.map(({ name }) => name));

test('"Amazon Web Services", "AWS" and "Amazon.com" are offered as one, and nobody else with them', () => {
  const [found, ...more] = proposeCleanUps([
    party('Amazon.com'),
    party('Harbour Bakery'),
    party('AWS', { documents: 2 }),
    party('Amazon Web Services, Inc.', { documents: 9 }),
    party('Ada Ltd'),
  ]);
  assert.equal(more.length, 0);
  assert.deepEqual(found?.contacts.map(({ name }) => name).toSorted(), ['AWS', 'Amazon Web Services, Inc.', 'Amazon.com']);
  assert.equal(found?.survivor, 'Amazon Web Services, Inc.');
  assert.equal(found?.strength, 'possible');
  assert.match(found?.why ?? '', /AWS abbreviates Amazon Web Services/);
});

test('a legal form, an accent or another order does not make another customer', () => {
  assert.deepEqual(groups(party('Müller & Söhne GmbH'), party('Muller and Sohne')), [['Müller & Söhne GmbH', 'Muller and Sohne']]);
  assert.equal(groups(party('Lovelace Ada'), party('Ada Lovelace')).length, 1);
  assert.equal(groups(party('Harbour Studio Ltd'), party('HARBOUR STUDIO LIMITED')).length, 1);
});

test('false friends stay apart', () => {
  assert.deepEqual(groups(party('Delta'), party('Delta Airlines'), party('Delta Dental')), []);
  assert.deepEqual(groups(party('First'), party('First Aid Supplies')), []);
  assert.deepEqual(groups(party('Bank of Ireland'), party('Bank of England')), []);
  assert.deepEqual(groups(party('University of Leeds'), party('University of Reading')), []);
  assert.deepEqual(groups(party('Harbour View Hotel'), party('Harbour View Hotel Cork'), party('Harbour View Hotel Dublin')), []);
  assert.deepEqual(groups(party('North Street Dental'), party('North Street Dental 2')), []);
  assert.deepEqual(groups(party('Amazon'), party('Amazon Web Services'), party('Amazon Payments')), []);
  assert.deepEqual(groups(party('BP'), party('Baker Partners')), []);
});

test('two tax numbers are two customers, whatever they are called; one tax number is one', () => {
  assert.deepEqual(groups(party('Ada Ltd', { id: '1', taxNumber: 'GB 1' }), party('Ada Ltd', { id: '2', taxNumber: 'GB 2' })), []);
  const [found] = proposeCleanUps([party('Ada Ltd', { taxNumber: 'GB 12-3' }), party('The Lovelace Company', { taxNumber: 'gb123' })]);
  assert.equal(found?.strength, 'certain');
});

test('a chain of likenesses does not join two tax numbers', () => {
  const found = groups(
    party('Ada Ltd', { id: '1', taxNumber: 'GB1', email: 'a@ada.test' }),
    party('Ada', { id: '2', email: 'a@ada.test' }),
    party('ADA LIMITED', { id: '3', taxNumber: 'GB2' }),
  );
  assert.equal(found.length, 1);
  assert.equal(found[0]?.length, 2);
});

test('two people of one name with addresses of their own are only possibly one', () => {
  const people = (b: string) =>
    proposeCleanUps([party('John Smith', { id: '1', email: 'js@gmail.com' }), party('John Smith', { id: '2', email: b })]);
  assert.equal(people('js@gmail.com')[0]?.strength, 'certain');
  assert.equal(people('smith@acme.test')[0]?.strength, 'possible');
});

test('businesses whose addresses are at different places are not joined by an abbreviation', () => {
  const aws = (email: string) => groups(party('AWS', { email }), party('Amazon Web Services', { email: 'bill@amazon.test' }));
  assert.equal(aws('hi@amazon.test').length, 1);
  assert.deepEqual(aws('hi@austrian-woodworks.test'), []);
});

test('an address at the same business joins names that begin alike; one that everybody uses does not', () => {
  const pair = (domain: string) =>
    groups(party('Lovelace Engines', { email: `a@${domain}` }), party('Lovelace Analytics', { email: `b@${domain}` }));
  assert.equal(pair('lovelace.test').length, 1);
  assert.deepEqual(pair('gmail.com'), []);
});

test('the ledger’s contact stays where there is one; the same name on both sides is no question', () => {
  const [found] = proposeCleanUps([party('AWS', { documents: 50 }), party('Amazon Web Services', { side: 'target', documents: 0 })]);
  assert.equal(found?.survivor, 'Amazon Web Services');
  assert.deepEqual(groups(party('Ada Ltd', { id: '1' }), party('Ada Ltd', { id: '2', side: 'target' })), []);
});

test('what is in the ledger under two contacts already is left to its people, and what goes to one is done', () => {
  assert.deepEqual(groups(party('AWS', { linkedTo: 't1' }), party('Amazon Web Services', { linkedTo: 't2' })), []);
  assert.deepEqual(groups(party('AWS', { linkedTo: 't1' }), party('Amazon Web Services', { linkedTo: 't1' })), []);
  assert.equal(groups(party('AWS'), party('Amazon Web Services', { linkedTo: 't1' })).length, 1);
});

test('a customer with documents and no way to reach them is incomplete; one without documents may wait', () => {
  const bare = { hasAddress: false };
  const found = proposeCleanUps([
    party('Ada', bare),
    party('Bob', { ...bare, documents: 0 }),
    party('Cleo', { ...bare, email: 'c@c.test' }),
  ]);
  assert.deepEqual(
    found.map(({ what, contacts }) => [what, contacts[0]?.name]),
    [['incomplete', 'Ada']],
  );
});

import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, listIn } from './fields.ts';
import { elementsIn, invoiceOf, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

function withInvoices(count: number): Bench {
  const bench = openBench();
  const Invoices = Array.from({ length: count }, (_, index) =>
    invoiceOf({ InvoiceNumber: `S-${String(index + 1).padStart(3, '0')}`, Contact: { Name: index % 2 === 0 ? 'Ada Ltd' : 'Bob Ltd' } }),
  );
  bench.ask('PUT', 'Invoices', { Invoices });
  return bench;
}

const numbersAt = (bench: Bench, path: string, headers: Readonly<Record<string, string>> = {}): readonly unknown[] =>
  elementsIn(bench.ask('GET', path, undefined, { headers })).map((invoice) => invoice['InvoiceNumber']);

const where = (text: string): string => `Invoices?page=1&where=${encodeURIComponent(text)}`;

test('a list without a page is a summary without lines', () => {
  const answer = withInvoices(3).ask('GET', 'Invoices');
  equal(answer['pagination'], undefined);
  deepEqual(
    elementsIn(answer).map((invoice) => listIn(invoice, 'LineItems')?.length),
    [0, 0, 0],
  );
});

test('a page has lines, and says how many there are', () => {
  const bench = withInvoices(5);
  const answer = bench.ask('GET', 'Invoices?page=2&pageSize=2');
  deepEqual(childIn(answer, 'pagination'), { page: '2', pageSize: '2', pageCount: '3', itemCount: '5' });
  deepEqual(numbersAt(bench, 'Invoices?page=2&pageSize=2'), ['S-003', 'S-004']);
  equal(listIn(elementsIn(answer)[0] ?? {}, 'LineItems')?.length, 1);
});

test('past the last page there is nothing, and no error', () => {
  const answer = withInvoices(2).ask('GET', 'Invoices?page=9');
  deepEqual([elementsIn(answer).length, childIn(answer, 'pagination')?.['page']], [0, '9']);
});

test('If-Modified-Since shows what changed, to the second, oldest change first', () => {
  const bench = withInvoices(3);
  const since = new Date(bench.clock.at + 900).toISOString();
  bench.clock.at += 60_000;
  const [first] = elementsIn(bench.ask('GET', 'Invoices?InvoiceNumbers=S-001'));
  bench.ask('POST', `Invoices/${String(first?.['InvoiceID'])}`, { Reference: 'late' });
  deepEqual(numbersAt(bench, 'Invoices?page=1', { 'if-modified-since': since }), ['S-001']);
  deepEqual(numbersAt(bench, 'Invoices?page=1'), ['S-002', 'S-003', 'S-001']);
});

test('what changed within the second of the header is shown again', () => {
  const bench = withInvoices(1);
  const updated = /\((\d+)/.exec(String(elementsIn(bench.ask('GET', 'Invoices'))[0]?.['UpdatedDateUTC']))?.[1];
  const within = new Date(Number(updated) + 999).toISOString();
  deepEqual(numbersAt(bench, 'Invoices', { 'if-modified-since': within }), ['S-001']);
});

test('where knows comparisons, both spellings of and and or, parentheses, names with points and text methods', () => {
  const bench = withInvoices(4);
  deepEqual(numbersAt(bench, where('InvoiceNumber=="S-002"')), ['S-002']);
  deepEqual(numbersAt(bench, where('InvoiceNumber=="S-002" OR InvoiceNumber=="S-003"')), ['S-002', 'S-003']);
  deepEqual(numbersAt(bench, where('Contact.Name=="Bob Ltd"&&(InvoiceNumber!="S-002")')), ['S-004']);
  deepEqual(numbersAt(bench, where('Reference.Contains("x") || InvoiceNumber.EndsWith("4")')), ['S-004']);
  deepEqual(numbersAt(bench, where('Date>=DateTime(2026,11,02)')), []);
  deepEqual(
    numbersAt(bench, where('Date < DateTime.Parse("2026-11-02") AND Total > 119.99 AND Status=="AUTHORISED" AND Url==null')).length,
    4,
  );
  deepEqual(numbersAt(bench, where('Contact.Name.ToLower().StartsWith("ada") AND !(InvoiceNumber=="S-001")')), ['S-003']);
});

test('where finds by id through the index, in any case of letters', () => {
  const bench = withInvoices(2);
  const id = String(elementsIn(bench.ask('GET', 'Invoices'))[0]?.['InvoiceID']);
  deepEqual(numbersAt(bench, where(`InvoiceID==guid("${id.toUpperCase()}")`)), ['S-001']);
});

test('a where clause that cannot be read is a QueryParseException', () => {
  const bench = withInvoices(1);
  for (const text of ['Status==', 'Statuss=="X"', '(Status=="X"', 'Status=="X" Status', '#']) {
    equal(bench.ask('GET', where(text), undefined, { expect: 400 })['Type'], 'QueryParseException');
  }
});

test('lists are narrowed by ids, numbers, contacts and statuses, and ordered', () => {
  const bench = withInvoices(4);
  const all = elementsIn(bench.ask('GET', 'Invoices'));
  const contact = childIn(all[1] ?? {}, 'Contact')?.['ContactID'];
  deepEqual(numbersAt(bench, `Invoices?IDs=${String(all[2]?.['InvoiceID'])},${String(all[0]?.['InvoiceID'])}`), ['S-003', 'S-001']);
  deepEqual(numbersAt(bench, `Invoices?ContactIDs=${String(contact)}`), ['S-002', 'S-004']);
  deepEqual(numbersAt(bench, 'Invoices?Statuses=DRAFT,PAID'), []);
  deepEqual(numbersAt(bench, 'Invoices?order=InvoiceNumber%20DESC'), ['S-004', 'S-003', 'S-002', 'S-001']);
});

test('an unknown resource or id is not found', () => {
  const bench = openBench();
  for (const path of ['Invoices/00000000-0000-0000-0000-000000000009', 'Nothing', 'Reports/Nothing'])
    equal(bench.reply('GET', path).status, 404);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

function shop(): Bench {
  const bench = openBench();
  for (const DisplayName of ["O'Neil & Sons", 'Ada Ltd', 'Bea Ltd']) bench.write('Customer', { DisplayName });
  for (const [DocNumber, customer, amount, TxnDate] of [
    ['A-1', '2', '100', '2026-11-01'],
    ['A-2', '2', '20', '2026-11-02'],
    ['A-3', '3', '9', '2026-11-03'],
  ] as const) {
    bench.write('Invoice', { DocNumber, TxnDate, CustomerRef: { value: customer }, Line: [saleLine(amount, '6')] });
  }
  return bench;
}
const numbers = (rows: readonly Fields[]): readonly unknown[] => rows.map((row) => row['DocNumber']);

test('finds by figures as figures, by days, by references and by lists', () => {
  const bench = shop();
  const found = (where: string): readonly unknown[] => numbers(bench.find(`select * from Invoice where ${where} orderby DocNumber`));
  assert.deepEqual(found("TotalAmt > '10'"), ['A-1', 'A-2']);
  assert.deepEqual(found("TotalAmt <= '20.00'"), ['A-2', 'A-3']);
  assert.deepEqual(found("TxnDate >= '2026-11-02' AND CustomerRef = '2'"), ['A-2']);
  assert.deepEqual(found("DocNumber in ('A-1', 'A-3', 'A-9')"), ['A-1', 'A-3']);
  assert.deepEqual(found("DocNumber like '%-2'"), ['A-2']);
  assert.deepEqual(found("Id in ('1', '2')"), ['A-1', 'A-2']);
});

test('a quote in a text is escaped by a backslash', () => {
  const bench = shop();
  assert.equal(bench.find(String.raw`SELECT * FROM customer WHERE DisplayName = 'O\'Neil & Sons'`).length, 1);
});

test('finds by the time of the last change, in any zone', () => {
  const bench = shop();
  const [last] = bench.find('select * from Invoice orderby MetaData.LastUpdatedTime desc maxresults 1');
  const at = textIn(childIn(last ?? {}, 'MetaData'), 'LastUpdatedTime') ?? '';
  const elsewhere = new Date(Date.parse(at)).toISOString();
  assert.deepEqual(numbers(bench.find(`select * from Invoice where MetaData.LastUpdatedTime >= '${elsewhere}'`)), ['A-3']);
});

test('pages, whichever of the two words comes first, and counts', () => {
  const bench = shop();
  assert.deepEqual(numbers(bench.find('select * from Invoice orderby DocNumber desc startposition 2 maxresults 1')), ['A-2']);
  assert.deepEqual(numbers(bench.find('select * from Invoice order by DocNumber MAXRESULTS 5 STARTPOSITION 3')), ['A-3']);
  const counted = bench.ask('query', 'select count(*) from Invoice');
  assert.deepEqual(childIn(counted, 'QueryResponse'), { totalCount: '3' });
  assert.deepEqual(childIn(bench.ask('query', 'select * from Invoice startposition 9'), 'QueryResponse'), {});
});

test('shows the fields that are asked for', () => {
  const [row] = shop().find("select Id, DocNumber from Invoice where DocNumber = 'A-1'");
  assert.deepEqual(row, { domain: 'QBO', sparse: false, Id: '1', DocNumber: 'A-1' });
});

test('leaves out what is inactive, unless it is asked for', () => {
  const bench = shop();
  bench.write('Customer', { Id: '3', SyncToken: '0', sparse: true, Active: false });
  assert.equal(bench.find('select * from Customer').length, 2);
  const all = bench.find('select * from Customer where Active in (true, false)');
  assert.deepEqual(new Set(all.map((row) => row['DisplayName'])), new Set(['Ada Ltd', 'Bea Ltd (deleted)', "O'Neil & Sons"]));
});

test('a statement that cannot be read is 4000, one that makes no sense 4001', () => {
  const bench = shop();
  for (const [statement, code] of [
    ['select * from', '4000'],
    ["select * from Invoice where DocNumber = 'A' or DocNumber = 'B'", '4000'],
    ["select * from Invoice where DocNumber != 'A'", '4000'],
    ['select * from Invoice where', '4000'],
    ["select * from Invoice where Colour = 'red'", '4001'],
    ['select * from Spoons', '4001'],
    ['select * from Invoice startposition 0', '4001'],
    ["select * from Invoice where MetaData.LastUpdatedTime > 'soon'", '4001'],
  ] as const) {
    assert.equal(bench.refusal('query', statement), code, statement);
  }
});

test('the company and its preferences can be asked for as everything else', () => {
  const bench = shop();
  assert.equal(bench.find('select * from CompanyInfo')[0]?.['CompanyName'], 'Harbour Studio Ltd');
  assert.deepEqual(bench.find('select * from Preferences')[0]?.['CurrencyPrefs'], {
    MultiCurrencyEnabled: true,
    HomeCurrency: { value: 'GBP' },
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { findColumns } from './columns.ts';
import { countryCode } from './countries.ts';
import { importProfileJsonSchema, readImportProfile } from './profile.ts';
import { sentenceOf } from './row.ts';
import { columnsOf, profileOf, rowsOf, simpleProfile } from './testing.ts';

const problems = (yaml: string): readonly string[] => {
  const read = readImportProfile(yaml);
  return 'problems' in read ? read.problems.map(({ line, seen, expected, fix }) => `${line}: ${seen}; ${expected}; ${fix}`) : [];
};
const missing = (yaml: string, table: string): string => {
  const found = findColumns(profileOf(yaml), rowsOf(table));
  return 'problems' in found ? found.problems.map(sentenceOf).join('\n') : 'nothing';
};

test('a small profile is enough; the sign decides between invoice and credit note, and the file is read as it comes', () => {
  const profile = profileOf(simpleProfile);
  assert.equal(profile.kind.otherwise, 'bySign');
  assert.equal(profile.baseCurrency, 'EUR');
  assert.deepEqual(profile.file, { encoding: 'auto', delimiter: null, header: true, sheet: null, decimals: 'auto', dates: 'auto' });
});

test('an unknown key, a missing one and a wrong zone are all listed with their lines', () => {
  assert.deepEqual(problems(simpleProfile.replace('name: Corner shop', 'nam: Corner shop').replace('Europe/Berlin', 'Berlin')), [
    "2: nothing; text; add 'name:'",
    "2: the key 'nam'; one of name, currency, baseCurrency, country, timeZone, amountsAre, file, document, kind, contact, line, tax; write 'name'",
    "4: 'Berlin'; a time zone such as Europe/London; write a time zone such as Europe/London",
  ]);
});

test('a profile that contradicts itself is refused', () => {
  assert.match(problems(simpleProfile.replace('unitPrice: Price', 'item: Price'))[0] ?? '', /'unitPrice' or 'amount', or both/);
  assert.match(problems(`${simpleProfile}tax: { rate: VAT, amount: VAT }\n`)[0] ?? '', /no tax where amountsAre is 'noTax'/);
  assert.match(
    problems(simpleProfile.replace('currency: EUR', 'currency: { column: Currency }'))[0] ?? '',
    /the currency of your own books/,
  );
  assert.match(
    problems(simpleProfile.replace('contact: { id: Customer }', 'contact: { id: { column: A, position: 1 } }'))[0] ?? '',
    /exactly one of column, position, constant, template/,
  );
});

test('the header may stand below a title, in other letters and with spaces', () => {
  const columns = columnsOf(simpleProfile, rowsOf('Sales of May\nnumber , DATE,Customer,Item,Quantity,Price\n'));
  assert.equal(columns.width, 6);
  assert.equal(columns.date.read(columns.pick(['1', '2026-05-01'])), '2026-05-01');
});

test('a column that is not there is named, with the one that may be meant', () => {
  assert.match(
    missing(simpleProfile, 'Number,Date,Custommer,Item,Quantity,Price'),
    /^line 1, Customer: found the columns 'Number', 'Date', .*; say 'Custommer' in the import profile\.$/,
  );
  assert.match(missing(simpleProfile, 'Number,Date,Customer,Item,Quantity,Price,Price'), /Price: found 2 columns of that name/);
});

test('without a header, fields go by position', () => {
  const yaml = simpleProfile.replace(
    /: (Number|Date|Customer|Item|Quantity|Price)/g,
    (_all, name: string) => `: { position: ${['Number', 'Date', 'Customer', 'Item', 'Quantity', 'Price'].indexOf(name) + 1} }`,
  );
  const columns = columnsOf(`${yaml}file: { header: false }\n`, []);
  assert.equal(columns.line.unitPrice?.read(columns.pick(['1', '2026-05-01', 'C', 'Tea', '2', '9.50'])), '9.50');
  assert.match(missing(`${simpleProfile}file: { header: false }\n`, 'a,b'), /found no header, expected fields by position/);
});

test('cells are trimmed, translated, put into templates, and rid of what no database holds', () => {
  const columns = columnsOf(
    simpleProfile
      .replace(
        'id: Customer',
        'id: { column: Customer, wholeNumber: true }, name: { template: "Customer {Customer} ({Item})", wholeNumber: true }',
      )
      .replace('description: Item', 'description: Item, category: { column: Item, map: { POST: postage }, otherwise: goods }'),
    rowsOf('Number,Date,Customer,Item,Quantity,Price'),
  );
  const cells = columns.pick(['1', '', ' 17850.0 ', 'PO\u0000ST\uD800', '', '']);
  assert.equal(columns.contact?.id.read(cells), '17850');
  assert.equal(columns.contact?.name.read(cells), 'Customer 17850 (PO\uFFFDST\uFFFD)');
  assert.equal(columns.line.category?.read(cells), 'goods');
  assert.equal(columns.line.category?.read(columns.pick(['', '', '', 'POST', '', ''])), 'postage');
  assert.equal(columns.contact?.name.read(columns.pick(['1', '', '', '', '', ''])), '');
});

test('countries are known by code and by name, and no other country is put in their place', () => {
  assert.deepEqual(['United Kingdom', 'EIRE', 'GB', 'UK', 'USA', 'Germany', 'Channel Islands', 'XX', 'Unspecified'].map(countryCode), [
    'GB',
    'IE',
    'GB',
    'GB',
    'US',
    'DE',
    null,
    null,
    null,
  ]);
});

test('the schema for editors accepts what the reader accepts and refuses unknown keys', () => {
  const accepts = new Ajv2020({ strict: false }).compile(importProfileJsonSchema());
  assert.equal(accepts(parse(simpleProfile)), true, JSON.stringify(accepts.errors));
  assert.equal(accepts(parse(`${simpleProfile}colour: red\n`)), false);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { add, amount, decimal, multiply } from '../../core/decimal.ts';
import { documentOf, simpleProfile, tryDocument } from './testing.ts';
import { sentenceOf } from './row.ts';

const header = 'Number,Date,Customer,Item,Quantity,Price';
const wrong = (yaml: string, table: string): string => {
  const built = tryDocument(yaml, table);
  return 'problems' in built ? built.problems.map(sentenceOf).join('\n') : 'nothing';
};

test('rows of one number are one invoice with their exact sum, finer than a cent or not', () => {
  const { record } = documentOf(simpleProfile, `${header}\n1,2026-03-04,C7,Tea,3,2.55\n1,2026-03-04,C7,Pad,1,0.001`);
  assert.equal(record.kind, 'invoice');
  assert.equal(record.contact, 'C7');
  assert.equal(record.issuedOn, '2026-03-04');
  assert.deepEqual(
    record.lines.map((line) => line.amount),
    ['7.65', '0.001'],
  );
  assert.deepEqual(record.totals, { net: '7.651', tax: '0', gross: '7.651' });
});

test('a document with a negative sum is a credit note with positive figures', () => {
  const { record } = documentOf(simpleProfile, `${header}\n1,2026-03-04,C7,Tea,-3,2.55\n1,2026-03-04,C7,Postage,1,1.00`);
  assert.equal(record.kind, 'creditNote');
  assert.deepEqual(
    record.lines.map((line) => [line.quantity, line.unitPrice, line.amount]),
    [
      ['3', '2.55', '7.65'],
      ['-1', '1', '-1'],
    ],
  );
  assert.equal(record.totals.gross, '6.65');
});

test('a negative price is turned, not the quantity', () => {
  const { record } = documentOf(simpleProfile, `${header}\nA5,2011-08-12,,Adjust bad debt,1,-11062.06`);
  assert.deepEqual(
    record.lines.map((line) => [line.quantity, line.unitPrice]),
    [['1', '11062.06']],
  );
  assert.equal(record.contact, null);
});

test('a document that adds up to nothing is an invoice like any other', () => {
  assert.equal(documentOf(simpleProfile, `${header}\n1,2026-03-04,,Lost,-5,0`).record.totals.gross, '0');
});

const withRules = `${simpleProfile}
kind:
  rules:
    - when: { test: numberStartsWith, text: C }
      is: creditNote
    - when: { test: fieldIs, field: Item, values: [Write-off] }
      is: bySign
      category: bad debt
  otherwise: invoice
`;

test('rules decide the kind, and may give all lines a category', () => {
  assert.equal(documentOf(withRules, `${header}\nC1,2026-03-04,,Lost,-5,0`).record.kind, 'creditNote');
  const { record } = documentOf(withRules, `${header}\n7,2026-03-04,,Write-off,1,-20`);
  assert.equal(record.kind, 'creditNote');
  assert.equal(record.lines[0]?.account, 'bad debt');
});

test('an invoice or credit note with the wrong sign is a problem, with the setting that would explain it', () => {
  assert.match(
    wrong(withRules, `${header}\n7,2026-03-04,,Tea,-1,2`),
    /document 7, total: found -2, expected an invoice that is not negative; add a rule/,
  );
  assert.match(wrong(withRules, `${header}\nC7,2026-03-04,,Tea,1,2`), /found -2, expected a credit note with the other sign/);
});

test('identical rows are real, and count each', () => {
  assert.equal(documentOf(simpleProfile, `${header}\n1,2026-03-04,,Tea,1,2\n1,2026-03-04,,Tea,1,2`).record.totals.gross, '4');
});

test('the print is the same in any order of the rows, and another with one row more', () => {
  const rows = ['1,2026-03-04,C,Tea,1,2', '1,2026-03-04,C,Tea,1,2', '1,2026-03-04,C,Milk,2,1.20'];
  const print = (lines: readonly string[]): string => documentOf(simpleProfile, [header, ...lines].join('\n')).print;
  assert.equal(print(rows), print(rows.toReversed()));
  assert.notEqual(print(rows), print(rows.slice(1)));
});

test('rows of one document that name two customers or two days are a problem, with both lines', () => {
  assert.match(
    wrong(simpleProfile, `${header}\n1,2026-03-04,C1,Tea,1,2\n1,2026-03-04,C2,Tea,1,2`),
    /line 3, document 1, Customer: found 'C2', and 'C1' in line 2/,
  );
  assert.match(
    wrong(simpleProfile, `${header}\n1,2026-03-04,C1,Tea,1,2\n1,2026-03-05,C1,Tea,1,2`),
    /line 3, document 1, Date: found '2026-03-05', and '2026-03-04' in line 2/,
  );
  assert.equal(documentOf(simpleProfile, `${header}\n1,2026-03-04 08:26,C1,Tea,1,2\n1,2026-03-04 08:27,,Tea,1,2`).record.contact, 'C1');
});

test('every bad figure of a document is listed', () => {
  assert.equal(wrong(simpleProfile, `${header}\n1,someday,C1,Tea,two,2\n1,2026-03-05,C1,Tea,1,`).split('\n').length, 3);
});

const taxed = (amountsAre: string, tax: string): string =>
  `name: S\ncurrency: EUR\ntimeZone: Europe/Berlin\namountsAre: ${amountsAre}\ndocument: { number: Number, date: Date }\nline: { quantity: Quantity, unitPrice: Price }\ntax: ${tax}\n`;

test('tax is reckoned per line where the file has only a rate, and rounded to the cent', () => {
  const { record } = documentOf(
    taxed('exclusive', '{ rate: Rate, percent: Rate }'),
    'Number,Date,Quantity,Price,Rate\n1,2026-03-04,1,0.99,19%\n1,2026-03-04,3,1.10,7 %\n1,2026-03-04,1,1,',
  );
  assert.deepEqual(
    record.lines.map((line) => line.taxes[0]?.amount),
    ['0.19', '0.23', undefined],
  );
  assert.deepEqual(record.totals, { net: '5.29', tax: '0.42', gross: '5.71' });
});

test('tax within the amounts is taken out of them, and the gross stays what was charged', () => {
  const { record } = documentOf(
    taxed('inclusive', '{ rate: { constant: VAT }, percent: { constant: 20 } }'),
    'Number,Date,Quantity,Price\n1,2026-03-04,1,12.00',
  );
  assert.deepEqual(record.totals, { net: '10', tax: '2', gross: '12' });
});

test('tax that the file states is taken as it stands', () => {
  const { record } = documentOf(
    taxed('exclusive', '{ rate: { constant: VAT }, amount: VAT }'),
    'Number,Date,Quantity,Price,VAT\n1,2026-03-04,1,10,2.01',
  );
  assert.equal(record.totals.gross, '12.01');
});

const withAmount = simpleProfile.replace('unitPrice: Price', 'unitPrice: Price, amount: Amount');

test('an amount that is quantity times price, rounded, is taken as it stands; another one is a problem', () => {
  assert.equal(documentOf(withAmount, `${header},Amount\n1,2026-03-04,,Tea,3,0.333,1.00`).record.totals.gross, '1');
  assert.match(wrong(withAmount, `${header},Amount\n1,2026-03-04,,Tea,3,2,7`), /found '7', expected 6, which is quantity times price/);
});

test('without a price, it is the amount shared evenly, or the line is one of its amount', () => {
  const only = simpleProfile.replace('unitPrice: Price', 'amount: Price');
  const lines = documentOf(only, `${header}\n1,2026-03-04,,Tea,4,10\n1,2026-03-04,,Tea,3,10`).record.lines;
  assert.deepEqual(
    lines.map((line) => [line.quantity, line.unitPrice, line.amount]),
    [
      ['4', '2.5', '10'],
      ['1', '10', '10'],
    ],
  );
});

test('a discount stays a discount', () => {
  const discounted = simpleProfile.replace('unitPrice: Price', 'unitPrice: Price, discountPercent: Off');
  const [line] = documentOf(discounted, `${header},Off\n1,2026-03-04,,Tea,2,10,12.5`).record.lines;
  assert.deepEqual([line?.unitPrice, line?.discount, line?.amount], ['10', { percent: '12.5' }, '17.5']);
});

test('whatever the rows, the total is the sum of quantity times price', () => {
  const figure = fc.tuple(fc.bigInt(-99_999n, 99_999n), fc.integer({ min: 0, max: 3 })).map(([units, scale]) => amount({ units, scale }));
  fc.assert(
    fc.property(fc.array(fc.tuple(figure, figure), { minLength: 1, maxLength: 20 }), (pairs) => {
      const total = pairs.map(([a, b]) => multiply(decimal(a), decimal(b))).reduce(add);
      const built = tryDocument(
        `${simpleProfile}file: { decimals: point }`,
        [header, ...pairs.map(([a, b]) => `1,2026-03-04,C,Tea,${a},${b}`)].join('\n'),
      );
      assert.ok('record' in built);
      assert.equal(built.record.totals.gross, amount({ ...total, units: total.units < 0n ? -total.units : total.units }));
    }),
  );
});

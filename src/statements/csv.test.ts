import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvDialect } from './csv-dialect.ts';
import { csvReader } from './csv.ts';
import type { Found, StatementLine } from './statement.ts';

function read(text: string, dialect = csvDialect(text)?.questions.length === 0 ? null : csvDialect(text)?.dialect): readonly Found[] {
  const reader = csvReader(dialect ?? null);
  return [...reader.push(text), ...reader.end()];
}

const lines = (found: readonly Found[]): readonly StatementLine[] => found.flatMap((each) => (each.is === 'line' ? [each.line] : []));
const asked = (text: string): readonly string[] => csvDialect(text)?.questions.map(({ about }) => about) ?? ['no table'];
const rows = (found: readonly Found[]): readonly unknown[] => lines(found).map(({ bookedOn, amount, text }) => [bookedOn, amount, text]);

test('a German table with semicolons, decimal commas and a summary above it is read, with its balances', () => {
  const text = `Kontostand;1.234,56 EUR
Buchungstag;Wertstellung;Verwendungszweck;Betrag;Währung;Saldo
31.03.2026;31.03.2026;Miete "März";-1.098,76;EUR;1.234,56
30.03.2026;30.03.2026;"Zeile;eins
zwei";12,50;EUR;2.333,32
Ende der Liste
`;
  const found = read(text);
  assert.deepEqual(asked(text), []);
  assert.deepEqual(rows(found), [
    ['2026-03-31', '-1098.76', 'Miete "März"'],
    ['2026-03-30', '12.5', 'Zeile;eins zwei'],
  ]);
  assert.deepEqual(
    found.flatMap((each) => (each.is === 'balance' ? [[each.balance.of, each.balance.amount]] : [])),
    [
      ['opening', '2320.82'],
      ['closing', '1234.56'],
    ],
  );
});

test('columns for out and in, a word for the direction, and brackets and trailing signs all give one signed amount', () => {
  assert.deepEqual(rows(read('Date,Description,Withdrawal,Deposit\n03/31/2026,a,$10.00,\n03/30/2026,b,,"$1,000.00"\n')), [
    ['2026-03-31', '-10', 'a'],
    ['2026-03-30', '1000', 'b'],
  ]);
  assert.deepEqual(rows(read('Datum,Naam,Af Bij,Bedrag,Mededelingen\n20260331,Jan,Af,"12,50",x\n20260331,Jan,Bij,"3,00",y\n')), [
    ['2026-03-31', '-12.5', 'x'],
    ['2026-03-31', '3', 'y'],
  ]);
  assert.deepEqual(rows(read('Date;Text;Amount\n2026-03-31;a;(12.50)\n2026-03-31;b;7.00-\n2026-03-31;c;\u22123.00\n')), [
    ['2026-03-31', '-12.5', 'a'],
    ['2026-03-31', '-7', 'b'],
    ['2026-03-31', '-3', 'c'],
  ]);
});

test('a table that can be read in two ways asks, and says by what it was in doubt', () => {
  assert.deepEqual(asked('Date,Description,Amount\n01/02/2026,a,-1.00\n'), ['dayOrder']);
  assert.deepEqual(asked('Date;Description;Amount\n2026-02-01;a;-1.000\n'), ['mark']);
  assert.deepEqual(asked('Date,Description,Amount\n2026-02-01,a,1.00\n'), ['sign']);
  assert.deepEqual(asked('2026-02-01,a,-1.00\n'), ['columns']);
  const reader = csvReader();
  const found = [...reader.push('Date,Description,Amount\n01/02/2026,a,-1.00\n'), ...reader.end()];
  assert.deepEqual(found, [
    {
      is: 'problem',
      problem: {
        at: 1,
        isFatal: true,
        seen: 'days such as 01/02/2026',
        expected: 'somebody who confirms once which it is: monthFirst or dayFirst',
      },
    },
  ]);
});

test('what was confirmed once holds for the next file with that header, also where that file alone would say otherwise', () => {
  const first = csvDialect('Date,Description,Amount\n01/02/2026,a,1.00\n');
  const next = csvDialect('Date,Description,Amount\n05/06/2026,b,2.00\n');
  assert.equal(first?.dialect.print, next?.dialect.print);
  assert.ok(first);
  assert.deepEqual(rows(read('Date,Description,Amount\n05/06/2026,b,2.00\n', { ...first.dialect, dayOrder: 'dayFirst', sign: 'turned' })), [
    ['2026-06-05', '-2', 'b'],
  ]);
  assert.notEqual(csvDialect('Date,Text,Amount\n05/06/2026,b,2.00\n')?.dialect.print, first.dialect.print);
});

test('amounts without a sign are decided by the balances beside them', () => {
  const text = 'Date,Description,Amount,Balance\n2026-03-01,a,10.00,90.00\n2026-03-02,b,5.00,85.00\n2026-03-03,c,-20.00,105.00\n';
  assert.deepEqual(
    lines(read(text)).map(({ amount }) => amount),
    ['-10', '-5', '20'],
  );
});

test('a row that is wrong is said with its line, and the rows around it are read', () => {
  const found = read('Date,Description,Amount\n2026-03-01,a,-1.00\n2026-02-30,b,-2.00\n2026-03-02,c,much\n2026-03-03,d,-3.00\n');
  assert.deepEqual(
    found.flatMap((each) => (each.is === 'problem' ? [[each.problem.at, each.problem.seen]] : [])),
    [
      [3, 'the day 2026-02-30'],
      [4, "the amount 'much'"],
    ],
  );
  assert.deepEqual(rows(found), [
    ['2026-03-01', '-1', 'a'],
    ['2026-02-28', '-2', 'b'],
    ['2026-03-03', '-3', 'd'],
  ]);
});

test('a quote that is never closed does not swallow the file', () => {
  const found = read(`Date,Description,Amount\n2026-03-01,"a,-1.00\n${'2026-03-02,b,-2.00\n'.repeat(150)}`);
  assert.equal(lines(found).length, 151);
});

test('a row that only tells a balance is no line, and what the bank has only noted is pending', () => {
  const american = read(
    'Date,Description,Amount,Running Bal.\n03/01/2026,Beginning balance,,"1,000.00"\n03/31/2026,PAYROLL,500.00,"1,500.00"\n',
  );
  assert.deepEqual([rows(american), american.some(({ is }) => is === 'problem')], [[['2026-03-31', '500', 'PAYROLL']], false]);
  const german = read(
    'Buchungstag;Verwendungszweck;Betrag;Info\n31.03.2026;Lohn;1.250,00;Umsatz vorgemerkt\n30.03.2026;Strom;-50,00;Umsatz gebucht\n',
  );
  assert.deepEqual(
    lines(german).map(({ amount, state }) => [amount, state]),
    [
      ['1250', 'pending'],
      ['-50', 'booked'],
    ],
  );
});

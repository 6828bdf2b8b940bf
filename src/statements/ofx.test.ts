import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofxReader } from './ofx.ts';
import type { Found, StatementLine } from './statement.ts';

function read(text: string, piece = text.length): readonly Found[] {
  const reader = ofxReader();
  const found: Found[] = [];
  for (let at = 0; at < text.length; at += piece) found.push(...reader.push(text.slice(at, at + piece)));
  return [...found, ...reader.end()];
}

const lines = (found: readonly Found[]): readonly StatementLine[] => found.flatMap((each) => (each.is === 'line' ? [each.line] : []));

const old = `OFXHEADER:100
DATA:OFXSGML

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>121000248<ACCTID>000123<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>Debit<DTPOSTED>20260331235959.000[-5:EST]<TRNAMT>-12.50<FITID>A1<NAME>Coffee & Cake<MEMO>two</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260331<TRNAMT>+1,200.00<FITID>0<NAME></STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1187.50<DTASOF>20260402</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;

test('a statement of the old kind gives its account, its lines with their own days and signs, and its balance', () => {
  const found = read(old);
  assert.deepEqual(found[0], {
    is: 'statement',
    statement: {
      account: { iban: null, bank: '121000248', number: '000123' },
      currency: 'USD',
      number: null,
      from: '2026-03-01',
      through: '2026-03-31',
    },
  });
  assert.deepEqual(
    lines(found).map(({ bookedOn, amount, bankId, text, code }) => [bookedOn, amount, bankId?.id, bankId?.isReliable, text, code]),
    [
      ['2026-03-31', '-12.5', 'A1', true, 'Coffee & Cake two', 'DEBIT'],
      ['2026-03-31', '1200', '0', false, '', 'CREDIT'],
    ],
  );
  assert.deepEqual(found.at(-1), { is: 'balance', balance: { of: 'stated', on: '2026-04-02', amount: '1187.5', currency: 'USD', at: 9 } });
});

test('however a file is cut into pieces, the same is found', () => {
  const whole = read(old);
  for (const piece of [1, 7, 64]) assert.deepEqual(read(old, piece), whole);
});

test('the new kind, with closed leaves and entities, says the same', () => {
  const xml = old
    .replace(/^[\s\S]*?<OFX>/, '<?xml version="1.0"?><?OFX OFXHEADER="200" VERSION="220"?><OFX>')
    .replace('Coffee & Cake', 'Coffee &amp; Cake')
    .replaceAll(/<([A-Z]+)>([^<\n]+)\n?/g, '<$1>$2</$1>');
  assert.deepEqual(
    lines(read(xml)).map(({ amount, text }) => [amount, text]),
    lines(read(old)).map(({ amount, text }) => [amount, text]),
  );
});

test('a transaction without a day or with another thing than a figure is a problem on its line, and the others are read', () => {
  const found = read(old.replace('20260331235959.000[-5:EST]', '****').replace('+1,200.00', 'lots'));
  assert.deepEqual(
    found.flatMap((each) => (each.is === 'problem' ? [[each.problem.at, each.problem.seen]] : [])),
    [
      [7, 'DTPOSTED ****'],
      [8, 'TRNAMT lots'],
    ],
  );
});

test('another file, and the answer of a bank that says no, are problems in words', () => {
  const said = (text: string) => read(text).flatMap((each) => (each.is === 'problem' ? [each.problem.seen] : []));
  assert.deepEqual(said('date,amount\n2026-01-01,3'), ['a file without <OFX>']);
  assert.deepEqual(said('<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Wrong password</STATUS></SONRS></OFX>'), [
    "the bank's answer 15500: Wrong password",
  ]);
});

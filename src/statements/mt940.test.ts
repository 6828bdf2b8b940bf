import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mt940Reader } from './mt940.ts';
import type { Found, StatementLine } from './statement.ts';

function read(text: string): readonly Found[] {
  const reader = mt940Reader();
  return [...reader.push(text.slice(0, 40)), ...reader.push(text.slice(40)), ...reader.end()];
}
const lines = (text: string): readonly StatementLine[] => read(text).flatMap((each) => (each.is === 'line' ? [each.line] : []));

const german = `:20:STARTUMS
:25:DE89370400440532013000EUR
:28C:00042/001
:60F:C251230EUR1000,00
:61:2512310102DR12,5N005NONREF//B77
:86:105?00SEPA-LASTSCHRIFT?20EREF+INV-7 SVWZ+Strom De?21zember?30COBADEFF?31DE02120300
?32Stadtwerke
:61:2601020102RC100,NTRFNONREF
:62F:C260102EUR887,50
-`;

test('a statement gives its account, both balances, and lines that are signed by who moves the money', () => {
  const found = read(german);
  assert.deepEqual(found[0], {
    is: 'statement',
    statement: {
      account: { iban: 'DE89370400440532013000', bank: null, number: 'DE89370400440532013000' },
      currency: 'EUR',
      number: '00042/001',
      from: null,
      through: null,
    },
  });
  assert.deepEqual(
    found.flatMap((each) => (each.is === 'balance' ? [`${each.balance.of} ${each.balance.on} ${each.balance.amount}`] : [])),
    ['opening 2025-12-30 1000', 'closing 2026-01-02 887.5'],
  );
  assert.deepEqual(
    lines(german).map(({ bookedOn, valueOn, amount, isReversal }) => [bookedOn, valueOn, amount, isReversal]),
    [
      ['2026-01-02', '2025-12-31', '-12.5', false],
      ['2026-01-02', '2026-01-02', '-100', true],
    ],
  );
});

test('the words of a direct debit are joined over their subfields, and its ids are found among them', () => {
  const [debit] = lines(german);
  assert.deepEqual(
    [debit?.text, debit?.counterparty.name, debit?.endToEndId, debit?.code, debit?.bankId?.id],
    ['Strom Dezember', 'Stadtwerke', 'INV-7', '105', 'B77'],
  );
});

test('words between slashes and free text are read as well', () => {
  const with86 = (text: string) => lines(`:25:NL1\n:61:260331C1,00NTRFNONREF\n:86:${text}\n:62F:C260331EUR1,00`)[0];
  const dutch = with86('/TRTP/SEPA/IBAN/NL20INGB0001234567/BIC/INGBNL2A/NAME/J Jansen/REMI/Invoice 12/EREF/NOTPROVIDED');
  assert.deepEqual(
    [dutch?.text, dutch?.counterparty, dutch?.endToEndId],
    ['Invoice 12', { name: 'J Jansen', account: 'NL20INGB0001234567' }, null],
  );
  assert.equal(with86('rent\nfor March')?.text, 'rent for March');
});

test('a day that no calendar has becomes the last of its month, and says so; a line that is none is a problem where it stands', () => {
  const odd = read(':25:1\n:60F:C260227EUR0,00\n:61:260230D1,00NTRFNONREF\n:61:nonsense\n:62F:D260228EUR1,00');
  assert.deepEqual(
    odd.flatMap((each) => (each.is === 'line' ? [each.line.bookedOn] : [])),
    ['2026-02-28'],
  );
  assert.deepEqual(
    odd.flatMap((each) => (each.is === 'problem' ? [each.problem.at] : [])),
    [3, 4],
  );
});

test('lines of a day that is not over are pending', () => {
  assert.equal(lines(':20:X\n:25:1\n:34F:EUR0,00\n:13D:2603311200+0100\n:61:260331C5,00NTRFNONREF\n')[0]?.state, 'pending');
});

test('a file without any field is no statement', () => {
  assert.deepEqual(
    read('hello\nworld').map((each) => each.is),
    ['problem'],
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importBankFile } from '../../src/engine/bank-import.ts';
import type { BankFileGiven, BankImported } from '../../src/engine/bank-import.ts';
import type { BankBook } from '../../src/engine/bank-ports.ts';
import { bankStore } from '../../src/store/bank.ts';
import { connectionStore } from '../../src/store/connections.ts';
import { importedRows } from '../../src/store/imported-rows.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { secrets } from '../engine/world.ts';

const scope = { organisation: 'acme', connection: 'bank' } as const;

interface Desk {
  read(text: string, given?: Partial<BankFileGiven>): Promise<BankImported>;
  book<T>(work: (book: BankBook) => Promise<T>): Promise<T>;
  /** What the connector would show, in the order in which it was kept. */
  shown(): Promise<readonly string[]>;
}

async function atDesk(work: (desk: Desk) => Promise<void>): Promise<void> {
  const database = await testDatabase();
  const { pool } = database;
  try {
    await pool.query(`insert into organisation (organisation, name, created_at) values ('acme', 'Acme', 0)`);
    const settings = { signIn: null, app: null, other: {} };
    const known = { ...scope, provider: 'bank', label: 'Bank', account: 'acme', hosts: {}, settings, state: 'ready' } as const;
    await connectionStore(pool, secrets).addConnection(known, 0);
    const bank = bankStore(pool);
    let now = 0;
    await work({
      read: (text, given = {}) => {
        const usual = { name: 'lines', account: 'current', currency: 'EUR', said: {}, isConfirmed: true, encoding: null };
        return importBankFile({ bank, now: (now += 1), by: 'Ada' }, scope, { bytes: new TextEncoder().encode(text), ...usual, ...given });
      },
      book: (done) => bank.work(scope, done),
      shown: async () => {
        const { seen } = await importedRows(pool, scope).changes('statementLine', null, 100);
        return seen.map(({ record }) =>
          record.kind === 'statementLine' ? `${record.bookedOn} ${record.amount} ${record.text} ${record.state}` : '',
        );
      },
    });
  } finally {
    await database.close();
  }
}

const header = 'Date,Description,Amount\n';
const countsOf = (result: BankImported): readonly unknown[] =>
  result.is === 'imported' ? result.accounts.map(({ counts }) => counts) : [result.is];

test('two equal coffees stay two, files may overlap, and the same file twice adds nothing', () =>
  atDesk(async ({ read, shown }) => {
    const first = `${header}2026-11-13,Coffee,-3.20\n2026-11-13,Coffee,-3.20\n2026-11-14,Salary,1000.00\n`;
    assert.deepEqual(countsOf(await read(first)), [{ added: 3, same: 0, changed: 0 }]);
    assert.deepEqual(countsOf(await read(first)), ['known']);
    const overlapping = `${header}2026-11-13,COFFEE,-3.20\n2026-11-13,Coffee,-3.20\n2026-11-13,Coffee,-3.20\n2026-11-16,Rent,-500.00\n`;
    assert.deepEqual(countsOf(await read(overlapping)), [{ added: 2, same: 2, changed: 0 }]);
    assert.deepEqual((await shown()).filter((line) => line.includes('-3.2')).length, 3);
  }));

test('a table is shown before it is read, once for each account, and what it leaves open is asked', () =>
  atDesk(async ({ read, book }) => {
    const open = `${header}2026-11-13,Deposit,10.00\n2026-11-14,Deposit,12.00\n`;
    const asked = await read(open);
    assert.ok(asked.is === 'asks' && asked.questions.length === 1, JSON.stringify(asked));
    assert.deepEqual(
      asked.questions.map(({ about }) => about),
      ['sign'],
    );
    const shown = await read(open, { said: { sign: 'signed' }, isConfirmed: false });
    assert.ok(shown.is === 'asks' && shown.sample.length === 2);
    assert.equal((await read(open, { said: { sign: 'signed' } })).is, 'imported');
    const later = `${header}2026-12-01,Deposit,11.00\n`;
    assert.deepEqual(countsOf(await read(later, { isConfirmed: false })), [{ added: 1, same: 0, changed: 0 }]);
    assert.equal((await book((bank) => bank.files('current'))).length, 2);
  }));

const ofx = (lines: string, balance: string): string =>
  `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>GBP<BANKACCTFROM><BANKID>12<ACCTID>77<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>${lines}</BANKTRANLIST><LEDGERBAL><BALAMT>${balance}<DTASOF>20261115</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n`;
const line = (id: string, amount: string): string =>
  `<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261113<TRNAMT>${amount}<FITID>${id}<NAME>Corner Cafe</STMTTRN>`;

test('lines with ids of the bank are known by them, and an account by its number', () =>
  atDesk(async ({ read, book }) => {
    assert.deepEqual(countsOf(await read(ofx(line('a1', '-3.20') + line('a2', '-3.20'), '100.00'), { account: null })), [
      { added: 2, same: 0, changed: 0 },
    ]);
    assert.deepEqual(countsOf(await read(ofx(line('a2', '-3.20') + line('a3', '-3.20'), '96.80'), { account: null })), [
      { added: 1, same: 1, changed: 0 },
    ]);
    const [account] = await book((bank) => bank.accounts());
    assert.deepEqual([account?.account, account?.currency], ['12/77', 'GBP']);
  }));

test('a file that cannot be read says where and why, and nothing of it is kept', () =>
  atDesk(async ({ read, shown }) => {
    const rejected = await read('this is no bank file');
    assert.ok(
      rejected.is === 'rejected' && rejected.problems[0]?.startsWith('line 1: found a file of no known kind'),
      JSON.stringify(rejected),
    );
    assert.deepEqual(await shown(), []);
  }));

test('money of a file that names no currency has the one that is said, or none: it is never guessed', () =>
  atDesk(async ({ read, book, shown }) => {
    const coffee = (day: string): string => `!Type:Bank\nD${day}/11/2026\nT-3.20\nPCoffee\n^\n`;
    assert.deepEqual(await read(coffee('13'), { currency: null }), {
      is: 'rejected',
      problems: ['the file does not say its currency: name it, such as GBP'],
      lacks: 'currency',
    });
    assert.deepEqual([await shown(), await book((bank) => bank.accounts())], [[], []]);
    assert.equal((await read(coffee('13'), { currency: 'CHF' })).is, 'imported');
    assert.equal((await read(coffee('14'), { currency: null })).is, 'imported', 'the account is known by then');
    const told = `Date,Description,Amount,Currency\n2026-11-13,Coffee,-3.20,SEK\n`;
    assert.equal((await read(told, { account: 'other', currency: null })).is, 'imported');
    assert.deepEqual(
      (await book((bank) => bank.accounts())).map(({ account, currency }) => `${account} ${currency}`),
      ['current CHF', 'other SEK'],
    );
  }));

test('a file with an amount, a day or a character that no books can hold is not kept at all, and says why of each line', () =>
  atDesk(async ({ read, shown }) => {
    const good = '2026-11-13,Coffee,-3.20\n';
    for (const [line, why] of [
      ['2026-11-14,Typo,12.345\n', 'the line of 2026-11-14 over 12.345 EUR: found more decimal places than EUR has'],
      ['2026-11-14,Typo,999999999999999999.99\n', 'the line of 2026-11-14 over 999999999999999999.99 EUR: found an amount'],
      ['9999-12-31,Typo,12.34\n', 'the line of 9999-12-31 over 12.34 EUR: found the day'],
      ['2026-11-14,Ty\u0000po,12.34\n', 'the line of 2026-11-14 over 12.34 EUR: found a character'],
    ] as const) {
      const result = await read(`${header}${good}${line}`, { said: { mark: '.' } });
      assert.ok(result.is === 'rejected' && result.problems.length === 1 && result.problems[0]?.startsWith(why), JSON.stringify(result));
    }
    assert.deepEqual(await shown(), []);
    assert.deepEqual(countsOf(await read(`${header}${good}`)), [{ added: 1, same: 0, changed: 0 }]);
  }));

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { AnyRecord } from '../core/records.ts';
import { exportAs } from './export.ts';
import type { ExportFormat } from './export.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';
import { accounts, banked, creditNote, invoice, journal, payment } from './testing.ts';

const odd = { ...accounts[1], id: 'odd', code: '299', name: 'Sales; “north”:  (=café) @ 5% [2026-01-01]' };
const books: ExportedBooks = {
  organisation: 'Ada "Countess"\nLtd \\ Sons',
  baseCurrency: 'GBP',
  currencies: ['GBP', 'USD'],
  accounts: [...accounts, odd].filter((account): account is (typeof accounts)[number] => account.kind === 'account'),
};

const usd = {
  ...invoice('INV-3', '2026-10-04', [33333, 0], '299'),
  currency: 'USD',
  exchangeRate: { value: '0.793', on: '2026-10-04', source: 'ECB' },
};
const records: readonly AnyRecord[] = [
  invoice('INV-1', '2026-10-01', [10000, 2000]),
  creditNote('CN;1 (x)', '2026-10-02', [1000, 200]),
  { ...payment('PAY | 1', '2026-10-03', 10800), reference: 'a: b, [2026-10-10] ; c' },
  usd,
  { ...payment('PAY-2', '2026-10-05', 33333), currency: 'USD', accountAmount: { amount: '250.01', currency: 'GBP' } },
  { ...invoice('INV-4', '2026-10-06', [50000, 0]), currency: 'JPY', exchangeRate: { value: '0.0053', on: '2026-10-06', source: 'ECB' } },
  banked('spend', '2026-10-07', [500, 100], '404'),
  banked('receiveOnAccount', '2026-10-07', [4200, 0], null),
  journal('2026-10-08', '404', '299', 77),
  { ...invoice('INV-5', '2026-10-09', [99900, 0]), state: 'draft' },
];
const wicked = [
  '=HYPERLINK("http://x")',
  '* paid; note',
  '(2026-01-01) | x',
  'two  spaces\tand\r\nlines',
  '"quoted" \\ back',
  '',
  '!',
  'Ünïcode 株式会社',
];
const exported = records.map((record, index): ExportedRecord => ({ record, contact: wicked[index % wicked.length] ?? null }));

async function written(format: ExportFormat, of: readonly ExportedRecord[] = exported): Promise<string> {
  let text = '';
  for await (const piece of exportAs[format](books, of)) text += piece;
  return text;
}

/** Runs a checker on a file with this text; null where the machine does not have it. */
function check(
  program: string,
  before: readonly string[],
  text: string,
  after: readonly string[] = [],
): { readonly status: number | null; readonly out: string } | null {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-export-'));
  try {
    const file = join(folder, 'books.txt');
    writeFileSync(file, text);
    const ran = spawnSync(program, [...before, file, ...after], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    return ran.error ? null : { status: ran.status, out: ran.stdout + ran.stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
const needs = (program: string) => (has(program) ? {} : { skip: `${program} is not installed on this machine` });

// In GBP: 120 - 12 - 108 at home, 33333 yen cents and 333.33 dollars in their own.
const balances = ['610', '-42.00 GBP'];

test('Ledger accepts the exported books, everything declared, and finds the same balances', needs('ledger'), async () => {
  const ran = check('ledger', ['--args-only', '--pedantic', '-f'], await written('ledger'), ['balance', '610', '--flat']);
  assert.equal(ran?.status, 0, ran?.out);
  assert.match(ran?.out ?? '', /-42\.00 GBP/);
  assert.match(ran?.out ?? '', /500 JPY/);
  assert.doesNotMatch(ran?.out ?? '', /USD/);
  assert.ok(balances.every((text) => ran?.out.includes(text)));
});

test('hledger accepts the exported books under its strict checks', needs('hledger'), async () => {
  const text = await written('hledger');
  const ran = check('hledger', ['check', '--strict', 'ordereddates', '-f'], text);
  assert.deepEqual([ran?.status, ran?.out], [0, '']);
  const balance = check('hledger', ['balance', '-N', '--flat', '-O', 'csv', '-f'], text, ['610']);
  assert.match(balance?.out ?? '', /"Assets:610 Accounts Receivable","-42.00 GBP, 500. JPY"|"-42.00 GBP, 500 JPY"/);
});

test('bean-check accepts the exported books', needs('bean-check'), async () => {
  const ran = check('bean-check', [], await written('beancount'));
  assert.deepEqual([ran?.status, ran?.out], [0, '']);
});

test('every checker accepts whatever people type into names, numbers and references', { ...needs('ledger'), timeout: 60_000 }, async () => {
  const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.string({ maxLength: 20 }), fc.constantFrom(...wicked));
  const typed = fc.sample(fc.record({ contact: anything, number: anything, reference: anything }), { numRuns: 150, seed: 20261121 });
  const rows = typed.map(({ contact, number, reference }, index): ExportedRecord => {
    return { contact, record: { ...invoice(`id-${index}`, '2026-10-01', [100 + index, 20]), number, reference } };
  });
  for (const [program, format, before, after] of [
    ['ledger', 'ledger', ['--args-only', '--pedantic', '-f'], ['stats']],
    ['hledger', 'hledger', ['check', '--strict', 'ordereddates', '-f'], []],
    ['bean-check', 'beancount', [], []],
  ] as const) {
    const ran = check(program, before, await written(format, rows), after);
    if (ran) assert.equal(ran.status, 0, `${program}: ${ran.out.slice(0, 600)}`);
  }
});

test('strict checks pass though a document uses an account and a currency that nobody had declared', needs('hledger'), async () => {
  const rows: readonly ExportedRecord[] = [
    { record: { ...invoice('INV-9', '2026-10-10', [100, 0], 'gone'), currency: 'CHF' }, contact: null },
  ];
  assert.equal(check('hledger', ['check', '--strict', '-f'], await written('hledger', rows))?.status, 0);
  const others = [
    check('ledger', ['--args-only', '--pedantic', '-f'], await written('ledger', rows), ['stats']),
    check('bean-check', [], await written('beancount', rows)),
  ];
  for (const other of others) assert.equal(other?.status ?? 0, 0, other?.out);
});

test('a dollar invoice is written in dollars with the rate that it has', async () => {
  const text = await written('hledger', [{ record: usd, contact: 'Grace Inc' }]);
  assert.match(
    text,
    /2026-10-04 \* \(INV-3\) Grace Inc\n {4}; kind: invoice\n {4}; id: INV-3\n {4}Assets:610 Accounts Receivable {2}333\.33 USD @ 0\.793 GBP\n/,
  );
});

test('CSV has a line for each posting, sums to zero per entry, and no cell that a spreadsheet would run', async () => {
  const lines = (await written('csv')).split('\r\n');
  assert.equal(lines[0], 'day,kind,number,id,contact,reference,account,account_name,currency,amount,price,price_of,price_currency');
  assert.ok(
    lines[1]?.startsWith(`2026-10-01,invoice,INV-1,INV-1,"'=HYPERLINK(""http://x"")",,610,Accounts Receivable,GBP,120.00,,,`),
    lines[1],
  );
  assert.ok(lines.some((line) => line.endsWith('USD,-333.33,250.01,whole,GBP')));
});

test('JSON is one document with every entry in it', async () => {
  const read: unknown = JSON.parse(await written('json'));
  assert.ok(typeof read === 'object' && read !== null && 'entries' in read && Array.isArray(read.entries));
  assert.equal(read.entries.length, 9);
  assert.deepEqual(JSON.parse(await written('json', [])), {
    organisation: books.organisation,
    baseCurrency: 'GBP',
    accounts: JSON.parse(await written('json', [])).accounts,
    entries: [],
  });
});

test('the same books are the same text, in every format', async () => {
  for (const format of ['ledger', 'hledger', 'beancount', 'csv', 'json'] as const)
    assert.equal(await written(format), await written(format));
});

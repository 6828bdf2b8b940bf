import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { BankChoices, BankDeskAnswer, BankLinesAnswer } from '../../src/api/bank.ts';
import type { HoldRow } from '../../src/api/office.ts';
import type { AskApi, KnownIds } from './hard-books.ts';
import { until } from './walker.ts';

// A bank account that is hard to show: lines of every sort of name and size, some found by themselves, some offered, some unknown.

/** The account, its flow and a rule; and the questions of the books before, which take a moment to come. */
export async function makeHardBank(page: Page, address: string, ask: AskApi): Promise<KnownIds> {
  const { records } = await ask<Invoices>('GET', '/v1/invoices?order=newest&limit=200');
  const today = records[0]?.issuedOn ?? '2026-11-20';
  const open = records.filter((invoice) => invoice.currency === 'GBP' && invoice.open !== '0').slice(0, 12);
  const rows = [
    ...open.slice(0, 6).map(({ number, open: amount }) => [today, amount, `Thank you, ${number ?? ''}`, 'Alder Bakery Ltd']),
    ...open.slice(6).map(({ open: amount }) => [today, amount, 'Transfer', 'O’Neill & Søn <Ålesund> ApS']),
    [today, '-12.50', 'شكرا جزيلا لثقتكم 4711', 'شركة النور الحديثة للتجارة والمقاولات العامة والتوريدات المحدودة'],
    [today, '-1234567.89', `A reference that never ends ${'0000000000'.repeat(12)}`, 'חברת הספנות והמסחר של נמל חיפה (1998) בע״מ'],
    [today, '-3.20', 'ACCOUNT FEE', ''],
    ...Array.from({ length: 90 }, (_, at) => [today, `-${at + 3}.40`, `Card payment ${at + 1}`, 'Corner Cafe']),
  ];
  const file = ['Date,Amount,Description,Counterparty', ...rows.map((cells) => cells.map((cell) => `"${cell}"`).join(','))].join('\n');
  const answer = await page.request.post(`${address}/v1/bank/files?name=november.csv&account=Current%20account&currency=GBP&yes=true`, {
    headers: { origin: address, 'content-type': 'application/octet-stream' },
    data: Buffer.from(file),
  });
  assert.ok(answer.ok(), await answer.text());
  const { ledgers, accounts } = await ask<BankDeskAnswer>('GET', '/v1/bank');
  const { accounts: choices } = await ask<BankChoices>('GET', '/v1/bank/choices');
  const bank = choices.find(({ isBank }) => isBank)?.account ?? '';
  const startsOn = `${today.slice(0, 7)}-01`;
  const ledger = ledgers[0]?.connection ?? '';
  await ask('POST', '/v1/bank/flow', { ledger, startsOn, accounts: { [accounts[0]?.account ?? '']: bank } });
  const nothing = { contains: null, counterparty: null, from: null, through: null, account: null };
  const fee = { name: 'Account fee', when: { ...nothing, contains: 'account fee' }, account: '404', contact: 'The bank', tax: null };
  await ask('POST', '/v1/bank/rules', { rule: fee, replaces: null, because: 'It comes every month.' });
  await ask('POST', '/v1/bank/match');
  await until(
    () => ask<readonly HoldRow[]>('GET', '/v1/holds?limit=100'),
    (holds) => holds.length >= 3,
    'the hard books ask their questions',
  );
  const { lines } = await ask<BankLinesAnswer>('GET', '/v1/bank/lines?found=open');
  const card = lines.find(({ text }) => text.startsWith('Card payment')) ?? lines[0];
  return { line: card?.line ?? '' };
}

interface Invoices {
  readonly records: readonly {
    readonly number: string | null;
    readonly issuedOn: string;
    readonly currency: string;
    readonly open: string;
  }[];
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createBooks } from '../../../sandbox/books.ts';
import { decimal } from '../../../core/decimal.ts';
import { createCompany } from './company.ts';
import { centsOf, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { britishCompany } from './server.ts';
import { openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

// Whatever is done in whatever order, and however much of it is refused: the books balance, what customers owe is what stands on
// the control account, and a second life sees the same.

type Deed =
  | { readonly do: 'sell' | 'credit' | 'receive'; readonly cents: number; readonly code: string; readonly percent: number | null }
  | { readonly do: 'pay'; readonly pick: number; readonly cents: number; readonly credit: boolean }
  | { readonly do: 'change'; readonly pick: number; readonly cents: number }
  | { readonly do: 'void' | 'delete' | 'deposit'; readonly pick: number };

const cents = fc.integer({ min: 1, max: 50_000 });
const pick = fc.nat(50);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    do: fc.constantFrom('sell' as const, 'credit' as const, 'receive' as const),
    cents,
    code: fc.constantFrom('2', '3', '4', '6'),
    percent: fc.option(fc.integer({ min: 1, max: 99 })),
  }),
  fc.record({ do: fc.constant('pay' as const), pick, cents, credit: fc.boolean() }),
  fc.record({ do: fc.constant('change' as const), pick, cents }),
  fc.record({ do: fc.constantFrom('void' as const, 'delete' as const, 'deposit' as const), pick }),
);

const money = (value: number): string => `${Math.floor(value / 100)}.${String(value % 100).padStart(2, '0')}`;
const CustomerRef = { value: '1' };

function act(bench: Bench, step: Deed): void {
  switch (step.do) {
    case 'sell':
    case 'credit':
    case 'receive': {
      const discount = {
        Amount: '0',
        DetailType: 'DiscountLineDetail',
        DiscountLineDetail: { PercentBased: true, DiscountPercent: String(step.percent) },
      };
      const Line = [saleLine(money(step.cents), step.code), saleLine(money(step.cents), '2'), ...(step.percent === null ? [] : [discount])];
      const entity = { sell: 'invoice', credit: 'creditmemo', receive: 'salesreceipt' }[step.do];
      bench.reply(entity, { CustomerRef, Line });
      return;
    }
    case 'pay': {
      const invoice = picked(bench, 'Invoice', step.pick);
      const credit = step.credit ? picked(bench, 'CreditMemo', step.pick) : undefined;
      const Amount = money(step.cents);
      const lines = [[invoice, 'Invoice'] as const, [credit, 'CreditMemo'] as const].flatMap(([row, TxnType]) =>
        row ? [{ Amount, LinkedTxn: [{ TxnId: row['Id'], TxnType }] }] : [],
      );
      bench.reply('payment', { CustomerRef, TotalAmt: credit ? '0' : Amount, Line: lines });
      return;
    }
    case 'change': {
      const row = picked(bench, 'Invoice', step.pick);
      if (row)
        bench.reply('invoice', { Id: row['Id'], SyncToken: row['SyncToken'], sparse: true, Line: [saleLine(money(step.cents), '3')] });
      return;
    }
    case 'void':
    case 'delete':
      for (const entity of ['Invoice', 'Payment', 'SalesReceipt']) {
        const row = picked(bench, entity, step.pick);
        if (row) bench.reply(`${entity.toLowerCase()}?operation=${step.do}`, { Id: row['Id'], SyncToken: row['SyncToken'] });
      }
      return;
    case 'deposit': {
      const row = picked(bench, 'Payment', step.pick);
      const Line = [{ Amount: row?.['TotalAmt'], LinkedTxn: [{ TxnId: row?.['Id'], TxnType: 'Payment' }] }];
      if (row) bench.reply('deposit', { DepositToAccountRef: { value: '35' }, Line });
    }
  }
}

function picked(bench: Bench, entity: string, index: number): Fields | undefined {
  const rows = bench.find(`select * from ${entity} orderby Id`);
  return rows.length === 0 ? undefined : rows[index % rows.length];
}

const minorIn = (row: Fields, name: string): bigint => centsOf(decimal(textIn(row, name) ?? '0'));

test('after any deeds in any order the books balance, and receivables are what customers owe', () =>
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 25 }), (deeds) => {
      const bench = openBench();
      bench.write('Customer', { DisplayName: 'Ada Ltd' });
      for (const step of deeds) act(bench, step);
      const balances = bench.company.trialBalance();
      assert.equal(sumOf(Object.values(balances).map((text) => centsOf(decimal(text)))), 0n);
      const owed = sumOf([
        ...bench.find('select * from Invoice maxresults 1000').map((row) => minorIn(row, 'Balance')),
        ...bench.find('select * from CreditMemo maxresults 1000').map((row) => -minorIn(row, 'Balance')),
        ...bench.find('select * from Payment maxresults 1000').map((row) => -minorIn(row, 'UnappliedAmt')),
      ]);
      assert.equal(centsOf(decimal(balances['Accounts Receivable (A/R)'] ?? '0')), owed);
      const next = createCompany({ ...britishCompany, books: createBooks(), now: () => bench.clock.at });
      next.load(bench.rows.values());
      const felt = (all: Readonly<Record<string, string>>) =>
        Object.entries(all)
          .filter(([, amount]) => amount !== '0.00')
          .toSorted(([a], [b]) => a.localeCompare(b));
      assert.deepEqual(felt(next.trialBalance()), felt(balances));
    }),
    { numRuns: 60 },
  ));

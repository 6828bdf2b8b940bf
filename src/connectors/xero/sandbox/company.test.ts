import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decimal } from '../../../core/decimal.ts';
import { createBooks } from '../../../sandbox/books.ts';
import { createCompany } from './company.ts';
import { childIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { elementsIn, openBench } from './testing.ts';
import type { Bench } from './testing.ts';
import { centsOf } from './totals.ts';

// One step of a random history. `pick` chooses among the documents that are there; most steps may be refused, which must
// leave everything as it was.
const step = fc.record({
  does: fc.constantFrom(
    'invoice',
    'bill',
    'edit',
    'void',
    'pay',
    'unpay',
    'credit',
    'refund',
    'allocate',
    'unallocate',
    'receive',
    'overpay',
    'prepay',
    'unbank',
    'transfer',
    'journal',
    'recode',
    'approve',
  ),
  pick: fc.nat(1000),
  quantity: fc.constantFrom('1', '2.5', '0.3333', '7'),
  unit: fc.constantFrom('10', '33.33', '0.07', '19.99', '-4.5', '1000.01'),
  tax: fc.constantFrom('OUTPUT2', 'RROUTPUT', 'NONE'),
  types: fc.constantFrom('Exclusive', 'Inclusive', 'NoTax'),
  amount: fc.constantFrom('0.01', '5', '12.34', '29.97', '33.33'),
  currency: fc.constantFrom('GBP', 'GBP', 'USD'),
  rate: fc.constantFrom('1.25', '1.37', '1.1'),
  day: fc.constantFrom('2026-10-05', '2026-10-31', '2026-11-01', '2026-11-20'),
});

// Every history begins with something to pay, to credit and to use up; otherwise most steps would find nothing.
const begun = fc.tuple(
  ...(['invoice', 'invoice', 'credit', 'overpay', 'prepay'] as const).map((does) => step.map((at) => ({ ...at, does, pick: 2 }))),
);
const history = fc.tuple(begun, fc.array(step, { maxLength: 30, size: 'max' })).map(([first, then]) => [...first, ...then]);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const pickOf = (documents: readonly Fields[], pick: number): Fields => documents[pick % Math.max(1, documents.length)] ?? {};
const idOf = (fields: Fields, name: string): string => textIn(fields, name) ?? 'none';

function linesOf({ quantity, unit, tax }: Step, account: string): readonly Fields[] {
  const TaxType = account === '461' && tax !== 'NONE' ? 'INPUT2' : tax;
  return [
    { Description: 'First', Quantity: quantity, UnitAmount: unit, AccountCode: account, TaxType },
    { Description: 'Second', Quantity: '3', UnitAmount: '9.99', AccountCode: account, TaxType },
  ];
}

const voucherOf = (at: Step, account: string): Fields => ({
  Contact: { Name: at.pick % 5 === 1 ? 'Bob Ltd' : 'Ada Ltd' },
  Date: at.day,
  DueDate: '2026-12-31',
  Status: at.pick % 7 === 0 ? 'DRAFT' : 'AUTHORISED',
  CurrencyCode: at.currency,
  CurrencyRate: at.rate,
  LineAmountTypes: at.types,
  LineItems: linesOf(at, account),
});

const bankOf = (at: Step, type: string, lines: readonly Fields[], types: string): Fields => ({
  Type: type,
  Contact: { Name: 'Ada Ltd' },
  BankAccount: { Code: '090' },
  Date: at.day,
  LineAmountTypes: types,
  LineItems: lines,
});

function take(bench: Bench, at: Step): void {
  const of = (kind: 'invoice' | 'creditNote' | 'payment' | 'bankTransaction' | 'allocation'): Fields =>
    pickOf(bench.company.documents(kind), at.pick);
  const send = (method: string, path: string, body: Fields): void => void bench.reply(method, path, body);
  const advances = ['Overpayments', 'Prepayments'].flatMap((resource) =>
    elementsIn(bench.ask('GET', resource)).map((credit) => ({ path: `${resource}/${idOf(credit, 'ID')}`, credit })),
  );
  const money = { Account: { Code: '090' }, Date: at.day, Amount: at.amount, CurrencyRate: at.rate };
  switch (at.does) {
    case 'invoice':
      return send('PUT', 'Invoices', { ...voucherOf(at, '200'), Type: 'ACCREC' });
    case 'bill':
      return send('PUT', 'Invoices', { ...voucherOf(at, '461'), Type: 'ACCPAY' });
    case 'edit':
      return send('POST', `Invoices/${idOf(of('invoice'), 'InvoiceID')}`, {
        Date: at.day,
        LineAmountTypes: at.types,
        LineItems: linesOf(at, '260'),
      });
    case 'approve':
      return send('POST', `Invoices/${idOf(of('invoice'), 'InvoiceID')}`, { Status: 'AUTHORISED' });
    case 'void':
      return void bench.attempt({
        does: 'void',
        kind: at.pick % 2 === 0 ? 'invoice' : 'creditNote',
        id: at.pick % 2 === 0 ? idOf(of('invoice'), 'InvoiceID') : idOf(of('creditNote'), 'CreditNoteID'),
      });
    case 'pay':
      return send('PUT', 'Payments', { ...money, Invoice: { InvoiceID: idOf(of('invoice'), 'InvoiceID') } });
    case 'unpay':
      return send('POST', `Payments/${idOf(of('payment'), 'PaymentID')}`, { Status: 'DELETED' });
    case 'credit':
      return send('PUT', 'CreditNotes', { ...voucherOf(at, '200'), Type: 'ACCRECCREDIT' });
    case 'refund':
      return send('PUT', 'Payments', { ...money, ...refundTarget(advances, of('creditNote'), at.pick) });
    case 'allocate': {
      const credits = [...advances.map(({ path }) => path), `CreditNotes/${idOf(of('creditNote'), 'CreditNoteID')}`];
      return send('PUT', `${credits[at.pick % credits.length]}/Allocations`, {
        Allocations: [{ Invoice: { InvoiceID: idOf(of('invoice'), 'InvoiceID') }, Amount: at.amount, Date: at.day }],
      });
    }
    case 'unallocate':
      return void bench.attempt({ does: 'void', kind: 'allocation', id: idOf(of('allocation'), 'AllocationID') });
    case 'receive':
      return send('PUT', 'BankTransactions', bankOf(at, 'RECEIVE', linesOf(at, '260'), at.types));
    case 'overpay':
      return send(
        'PUT',
        'BankTransactions',
        bankOf(at, 'RECEIVE-OVERPAYMENT', [{ Description: 'On account', Quantity: '1', UnitAmount: '41.67', AccountCode: '610' }], 'NoTax'),
      );
    case 'prepay':
      return send('PUT', 'BankTransactions', bankOf(at, 'RECEIVE-PREPAYMENT', linesOf(at, '835'), at.types));
    case 'unbank':
      return send('POST', `BankTransactions/${idOf(of('bankTransaction'), 'BankTransactionID')}`, { Status: 'DELETED' });
    case 'transfer':
      return send('PUT', 'BankTransfers', {
        FromBankAccount: { Code: '090' },
        ToBankAccount: { Code: '091' },
        Amount: at.amount,
        Date: at.day,
      });
    case 'journal':
      return send('PUT', 'ManualJournals', {
        Narration: 'x',
        Date: at.day,
        Status: 'POSTED',
        JournalLines: [
          { LineAmount: at.amount, AccountCode: '400' },
          { LineAmount: `-${at.amount}`, AccountCode: '850' },
        ],
      });
    case 'recode':
      return void bench.attempt({
        does: 'edit',
        kind: 'invoice',
        id: idOf(of('invoice'), 'InvoiceID'),
        fields: { LineItems: linesOf(at, '260') },
      });
  }
}

function refundTarget(advances: readonly { readonly path: string; readonly credit: Fields }[], creditNote: Fields, pick: number): Fields {
  const advance = advances[pick % Math.max(1, advances.length)];
  if (pick % 2 === 0 || !advance) return { CreditNote: { CreditNoteID: idOf(creditNote, 'CreditNoteID') } };
  const id = idOf(advance.credit, 'ID');
  return advance.path.startsWith('Overpayments') ? { Overpayment: { OverpaymentID: id } } : { Prepayment: { PrepaymentID: id } };
}

const cents = (text: string): bigint => centsOf(decimal(text));
const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

function open(): Bench {
  const bench = openBench();
  bench.person({ does: 'setting', fields: { Currencies: ['USD'] } });
  return bench;
}

// What receivables should be: open sales documents less the credits that are still to be used, in the base currency.
function receivables(bench: Bench): bigint {
  const open = (documents: readonly Fields[], type: string, figure: string): bigint =>
    sumOf(
      documents
        .filter((document) => document['Type'] === type && document['Status'] === 'AUTHORISED')
        .map((document) => cents(textIn(document, figure) ?? '0')),
    );
  const { company } = bench;
  const overpayments = elementsIn(bench.ask('GET', 'Overpayments?page=1'));
  return (
    open(company.documents('invoice'), 'ACCREC', 'AmountDue') -
    open(company.documents('creditNote'), 'ACCRECCREDIT', 'RemainingCredit') -
    open(overpayments, 'RECEIVE-OVERPAYMENT', 'RemainingCredit')
  );
}

test('whatever is done, debits equal credits', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const bench = open();
      for (const at of steps) take(bench, at);
      equal(sumOf(Object.values(bench.company.trialBalance()).map(cents)), 0n);
      equal(sumOf(Object.values(bench.company.trialBalance('2026-10-31')).map(cents)), 0n);
    }),
    { numRuns: 60 },
  );
});

test('whatever is done in the base currency, receivables are what is open', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const bench = open();
      for (const at of steps) take(bench, { ...at, currency: 'GBP' });
      equal(cents(bench.company.trialBalance()['610'] ?? '0'), receivables(bench));
    }),
    { numRuns: 60 },
  );
});

test('foreign documents that are settled in any parts leave nothing on receivables', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const bench = open();
      for (const at of steps) take(bench, { ...at, currency: 'USD' });
      for (const invoice of bench.company.documents('invoice')) {
        if (invoice['Type'] !== 'ACCREC' || invoice['Status'] !== 'AUTHORISED') continue;
        bench.ask('PUT', 'Payments', {
          Invoice: { InvoiceID: invoice['InvoiceID'] },
          Account: { Code: '090' },
          Amount: invoice['AmountDue'],
        });
      }
      const credits = bench.company
        .documents('creditNote')
        .map((credit) => ({ credit, target: { CreditNote: { CreditNoteID: credit['CreditNoteID'] } } }));
      const overpayments = elementsIn(bench.ask('GET', 'Overpayments?page=1')).map((credit) => ({
        credit,
        target: { Overpayment: { OverpaymentID: credit['OverpaymentID'] } },
      }));
      for (const { credit, target } of [...credits, ...overpayments]) {
        if (credit['Status'] === 'AUTHORISED')
          bench.ask('PUT', 'Payments', { ...target, Account: { Code: '090' }, Amount: credit['RemainingCredit'] });
      }
      equal(cents(bench.company.trialBalance()['610'] ?? '0'), 0n);
    }),
    { numRuns: 40 },
  );
});

test('a refused request leaves the company as it was', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const bench = open();
      for (const at of steps) take(bench, at);
      bench.person({ does: 'lock', through: '2026-12-31' });
      const before = [
        bench.company.trialBalance(),
        bench.company.documents('invoice'),
        bench.company.documents('contact'),
        bench.company.documents('creditNote'),
      ];
      for (const at of steps) if (at.does !== 'unallocate') take(bench, at);
      deepEqual(
        [
          bench.company.trialBalance(),
          bench.company.documents('invoice'),
          bench.company.documents('contact'),
          bench.company.documents('creditNote'),
        ],
        before,
      );
    }),
    { numRuns: 30 },
  );
});

test('a company that is taken back from what it saved has the same books and the same documents', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const bench = open();
      for (const at of steps) take(bench, at);
      const again = createCompany({
        id: bench.company.account,
        name: bench.company.name,
        country: 'GB',
        baseCurrency: 'GBP',
        timeZone: 'Europe/London',
        books: createBooks(),
        now: () => bench.clock.at,
      });
      again.load(bench.rows.values());
      const nonZero = (balances: Readonly<Record<string, string>>) =>
        Object.fromEntries(Object.entries(balances).filter(([, balance]) => balance !== '0.00'));
      deepEqual(nonZero(again.trialBalance()), nonZero(bench.company.trialBalance()));
      for (const kind of [
        'invoice',
        'creditNote',
        'payment',
        'refund',
        'contact',
        'bankTransaction',
        'transfer',
        'journal',
        'allocation',
        'account',
        'currency',
      ] as const) {
        deepEqual(again.documents(kind), bench.company.documents(kind));
      }
    }),
    { numRuns: 30 },
  );
});

test('of two companies neither sees the documents of the other', () => {
  const [one, other] = [openBench(), openBench({ id: '6f2f7c3e-1b0d-4c8f-9a51-000000000002' })];
  const made = one.first('PUT', 'Contacts', { Name: 'Ada Ltd' });
  equal(other.reply('GET', `Contacts/${String(made['ContactID'])}`).status, 404);
  equal(childIn(other.ask('GET', 'Contacts?page=1'), 'pagination')?.['itemCount'], '0');
});

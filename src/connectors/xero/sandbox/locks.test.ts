import { deepEqual, equal, match } from 'node:assert/strict';
import { test } from 'node:test';
import { invoiceOf, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const october = { Date: '2026-10-15', DueDate: '2026-11-15' };

function lockedOctober(): { readonly bench: Bench; readonly invoice: string; readonly payment: string; readonly credit: string } {
  const bench = openBench();
  const invoice = String(bench.first('PUT', 'Invoices', invoiceOf(october))['InvoiceID']);
  const payment = String(
    bench.first('PUT', 'Payments', { Invoice: { InvoiceID: invoice }, Account: { Code: '090' }, Date: '2026-10-20', Amount: 20 })[
      'PaymentID'
    ],
  );
  const lines = [{ Description: 'Refund', Quantity: 1, UnitAmount: 10, AccountCode: '200' }];
  const credit = bench.first('PUT', 'CreditNotes', {
    Type: 'ACCRECCREDIT',
    Status: 'AUTHORISED',
    Contact: { Name: 'Ada Ltd' },
    Date: '2026-10-21',
    LineItems: lines,
  });
  bench.person({ does: 'lock', through: '2026-10-31' });
  return { bench, invoice, payment, credit: String(credit['CreditNoteID']) };
}

test('nothing is made in a locked period', () => {
  const { bench, invoice, credit } = lockedOctober();
  const refusals = [
    bench.refusal('PUT', 'Invoices', invoiceOf(october)),
    bench.refusal('PUT', 'Payments', { Invoice: { InvoiceID: invoice }, Account: { Code: '090' }, Date: '2026-10-31', Amount: 1 }),
    bench.refusal('PUT', `CreditNotes/${credit}/Allocations`, {
      Allocations: [{ Invoice: { InvoiceID: invoice }, Amount: 1, Date: '2026-10-25' }],
    }),
    bench.refusal('PUT', 'BankTransfers', {
      FromBankAccount: { Code: '090' },
      ToBankAccount: { Code: '091' },
      Amount: 1,
      Date: '2026-10-01',
    }),
    bench.refusal('PUT', 'ManualJournals', {
      Narration: 'x',
      Date: '2026-10-01',
      Status: 'POSTED',
      JournalLines: [
        { LineAmount: 1, AccountCode: '400' },
        { LineAmount: -1, AccountCode: '850' },
      ],
    }),
  ];
  for (const messages of refusals) match(messages[0] ?? '', /period lock date 2026-10-31/);
});

test('nothing is voided, deleted or moved out of a locked period', () => {
  const { bench, invoice, payment, credit } = lockedOctober();
  const before = bench.company.trialBalance();
  for (const [path, body] of [
    [`Payments/${payment}`, { Status: 'DELETED' }],
    [`CreditNotes/${credit}`, { Status: 'VOIDED' }],
    [`CreditNotes/${credit}`, { Date: '2026-11-02' }],
    [`Invoices/${invoice}`, { Reference: 'late' }],
  ] as const) {
    match(bench.refusal('POST', path, body)[0] ?? '', /period lock date/);
  }
  deepEqual(bench.company.trialBalance(), before);
});

test('the day after the lock is open', () => {
  const { bench, invoice } = lockedOctober();
  equal(
    bench.first('PUT', 'Payments', { Invoice: { InvoiceID: invoice }, Account: { Code: '090' }, Date: '2026-11-01', Amount: 1 })['Status'],
    'AUTHORISED',
  );
});

test("an adviser's connection passes the period lock, but not the end of the year", () => {
  const { bench } = lockedOctober();
  bench.person({ does: 'setting', fields: { AdviserBypass: true, EndOfYearLockDate: '2025-12-31' } });
  equal(bench.first('PUT', 'Invoices', invoiceOf(october))['Status'], 'AUTHORISED');
  match(bench.refusal('PUT', 'Invoices', invoiceOf({ Date: '2025-12-31' }))[0] ?? '', /2025-12-31/);
});

test('the lock dates stand in the organisation', () => {
  const { bench } = lockedOctober();
  equal(bench.first('GET', 'Organisation')['PeriodLockDate'], '/Date(1793404800000+0000)/');
});

import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { listIn } from './fields.ts';
import { elementsIn, invoiceOf, messagesIn, openBench } from './testing.ts';

test('an approved invoice posts to receivables, sales and tax', () => {
  const bench = openBench();
  bench.ask('PUT', 'Invoices', invoiceOf());
  deepEqual(bench.company.trialBalance(), { 610: '120.00', 200: '-100.00', 820: '-20.00' });
});

test('an invoice without a status is a draft, and a draft is not in the books', () => {
  const bench = openBench();
  const { Status: _, ...unsaid } = invoiceOf();
  equal(bench.first('PUT', 'Invoices', unsaid)['Status'], 'DRAFT');
  deepEqual(bench.company.trialBalance(), {});
});

test('a number that is taken is refused by PUT, and names the invoice to change on POST', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Invoices', invoiceOf({ InvoiceNumber: 'S-1' }));
  deepEqual(bench.refusal('PUT', 'Invoices', invoiceOf({ InvoiceNumber: 'S-1' })), ['Invoice # must be unique.']);
  const changed = bench.first('POST', 'Invoices', invoiceOf({ InvoiceNumber: 'S-1', Reference: 'PO 7' }));
  equal(changed['InvoiceID'], made['InvoiceID']);
  equal(changed['Reference'], 'PO 7');
});

test('bills may share a number', () => {
  const bench = openBench();
  const bill = invoiceOf({
    Type: 'ACCPAY',
    InvoiceNumber: 'B-1',
    LineItems: [{ Description: 'Paper', Quantity: 1, UnitAmount: 10, AccountCode: '461' }],
  });
  bench.ask('PUT', 'Invoices', bill);
  bench.ask('PUT', 'Invoices', bill);
  deepEqual(bench.company.trialBalance(), { 800: '-24.00', 461: '20.00', 820: '4.00' });
});

test('numbers left out follow the series and pass over those that callers took', () => {
  const bench = openBench();
  bench.ask('PUT', 'Invoices', invoiceOf({ InvoiceNumber: 'INV-0002' }));
  const numbers = [1, 2].map(() => bench.first('PUT', 'Invoices', invoiceOf())['InvoiceNumber']);
  deepEqual(numbers, ['INV-0001', 'INV-0003']);
});

test('of a batch with summarizeErrors=false the good ones stand and the bad ones say why, in their places', () => {
  const bench = openBench();
  const answer = bench.ask('PUT', 'Invoices?summarizeErrors=false', {
    Invoices: [invoiceOf({ InvoiceNumber: 'A' }), invoiceOf({ InvoiceNumber: 'A' }), invoiceOf({ InvoiceNumber: 'B' })],
  });
  const elements = elementsIn(answer);
  deepEqual(
    elements.map((element) => element['StatusAttributeString']),
    ['OK', 'ERROR', 'OK'],
  );
  equal(elements[1]?.['InvoiceID'], '00000000-0000-0000-0000-000000000000');
  deepEqual(messagesIn(elements[1] ?? {}), ['Invoice # must be unique.']);
  equal(bench.company.documents('invoice').length, 2);
});

test('without summarizeErrors=false one bad invoice takes back the whole batch', () => {
  const bench = openBench();
  const batch = { Invoices: [invoiceOf({ InvoiceNumber: 'A', Contact: { Name: 'New' } }), invoiceOf({ LineItems: [] })] };
  deepEqual(bench.refusal('PUT', 'Invoices', batch), ['One or more line items must be specified']);
  equal(bench.company.documents('invoice').length, 0);
  equal(bench.company.documents('contact').length, 0);
  deepEqual(bench.company.trialBalance(), {});
});

test('a line that is named is changed, a line without an id is added, a line that is not named is gone', () => {
  const bench = openBench();
  const lines = [
    { Description: 'One', Quantity: 1, UnitAmount: 10, AccountCode: '200' },
    { Description: 'Two', Quantity: 1, UnitAmount: 20, AccountCode: '200' },
  ];
  const made = bench.first('PUT', 'Invoices', invoiceOf({ LineItems: lines }));
  const kept = listIn(made, 'LineItems')?.[1]?.['LineItemID'];
  const changed = bench.first('POST', `Invoices/${String(made['InvoiceID'])}`, {
    LineItems: [
      { LineItemID: kept, UnitAmount: 25 },
      { Description: 'Three', Quantity: 1, UnitAmount: 5, AccountCode: '260' },
    ],
  });
  const after = listIn(changed, 'LineItems') ?? [];
  deepEqual(
    after.map((line) => [line['Description'], line['LineAmount'], line['AccountCode']]),
    [
      ['Two', '25', '200'],
      ['Three', '5', '260'],
    ],
  );
  equal(after[0]?.['LineItemID'], kept);
  deepEqual(bench.company.trialBalance(), { 610: '36.00', 200: '-25.00', 820: '-6.00', 260: '-5.00' });
});

test('the text of a line may change alone', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Invoices', invoiceOf());
  const LineItemID = listIn(made, 'LineItems')?.[0]?.['LineItemID'];
  const changed = bench.first('POST', `Invoices/${String(made['InvoiceID'])}`, { LineItems: [{ LineItemID, Description: 'Other work' }] });
  deepEqual([listIn(changed, 'LineItems')?.[0]?.['Description'], changed['Total']], ['Other work', '120']);
});

test('voiding takes the invoice out of the books on its own day and keeps its lines and its number', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Invoices', invoiceOf({ InvoiceNumber: 'S-1', Date: '2026-09-15' }));
  const voided = bench.first('POST', `Invoices/${String(made['InvoiceID'])}`, { Status: 'VOIDED' });
  equal(voided['Status'], 'VOIDED');
  equal(voided['AmountDue'], '0');
  equal(listIn(voided, 'LineItems')?.length, 1);
  deepEqual(bench.company.trialBalance('2026-09-30'), { 610: '0.00', 200: '0.00', 820: '0.00' });
  deepEqual(bench.refusal('PUT', 'Invoices', invoiceOf({ InvoiceNumber: 'S-1' })), ['Invoice # must be unique.']);
});

test('an approved invoice cannot become a draft again, and a voided one cannot change', () => {
  const bench = openBench();
  const { InvoiceID: id } = bench.first('PUT', 'Invoices', invoiceOf());
  equal(bench.refusal('POST', `Invoices/${String(id)}`, { Status: 'DRAFT' }).length, 1);
  bench.ask('POST', `Invoices/${String(id)}`, { Status: 'VOIDED' });
  deepEqual(bench.refusal('POST', `Invoices/${String(id)}`, { Reference: 'late' }), ['Invoice not of valid status for modification']);
});

test('tax is rounded line by line, half away from zero', () => {
  const bench = openBench({ country: 'NZ', baseCurrency: 'NZD', timeZone: 'Pacific/Auckland' });
  const lines = ['25.06', '25.61', '25.63'].map((UnitAmount) => ({ Description: 'x', Quantity: 1, UnitAmount, AccountCode: '200' }));
  equal(bench.first('PUT', 'Invoices', invoiceOf({ LineItems: lines }))['TotalTax'], '11.44');
});

test('amounts that hold their tax keep the total as sent', () => {
  const bench = openBench({ country: 'US', baseCurrency: 'USD', timeZone: 'America/New_York' });
  const made = bench.first(
    'PUT',
    'Invoices',
    invoiceOf({ LineAmountTypes: 'Inclusive', LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 20, AccountCode: '200' }] }),
  );
  deepEqual([made['SubTotal'], made['TotalTax'], made['Total']], ['18.48', '1.52', '20']);
});

test('a tax amount that was sent stands', () => {
  const bench = openBench();
  const made = bench.first(
    'PUT',
    'Invoices',
    invoiceOf({ LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxAmount: 19.99 }] }),
  );
  equal(made['Total'], '119.99');
});

test('unit amounts have two places unless the request says four', () => {
  const bench = openBench();
  const lines = [{ Description: 'x', Quantity: 100, UnitAmount: 0.1234, AccountCode: '200', TaxType: 'NONE' }];
  equal(bench.first('PUT', 'Invoices', invoiceOf({ LineItems: lines }))['Total'], '12');
  const fine = bench.first('PUT', 'Invoices?unitdp=4', invoiceOf({ LineItems: lines }));
  equal(fine['Total'], '12.34');
  equal(listIn(bench.first('GET', `Invoices/${String(fine['InvoiceID'])}?unitdp=4`), 'LineItems')?.[0]?.['UnitAmount'], '0.1234');
});

test('discounts are taken off sales lines and refused on bills', () => {
  const bench = openBench();
  const line = { Description: 'x', Quantity: 3, UnitAmount: 33.33, AccountCode: '200', DiscountRate: 10 };
  const made = bench.first('PUT', 'Invoices', invoiceOf({ LineItems: [line] }));
  deepEqual([made['SubTotal'], made['TotalDiscount']], ['89.99', '10']);
  const bill = invoiceOf({ Type: 'ACCPAY', LineItems: [{ ...line, AccountCode: '461' }] });
  deepEqual(bench.refusal('PUT', 'Invoices', bill), ['Discounts are only allowed on sales invoices']);
});

test('a line amount that does not follow from quantity and unit amount is refused', () => {
  const bench = openBench();
  const lines = [{ Description: 'x', Quantity: 2, UnitAmount: 10, LineAmount: 40, AccountCode: '200' }];
  deepEqual(bench.refusal('PUT', 'Invoices', invoiceOf({ LineItems: lines })), [
    'The line total 40.00 does not match the expected line total 20.00',
  ]);
});

test('lines name neither receivables nor bank accounts, nor accounts that are not there', () => {
  const bench = openBench();
  for (const AccountCode of ['610', '090', '999']) {
    const [message] = bench.refusal(
      'PUT',
      'Invoices',
      invoiceOf({ LineItems: [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode }] }),
    );
    match(message ?? '', new RegExp(`'${AccountCode}'`));
  }
});

test('a sales tax rate is refused on an expense account', () => {
  const bench = openBench();
  const lines = [{ Description: 'x', Quantity: 1, UnitAmount: 1, AccountCode: '404', TaxType: 'OUTPUT2' }];
  deepEqual(bench.refusal('PUT', 'Invoices', invoiceOf({ LineItems: lines })), [
    "The TaxType code 'OUTPUT2' cannot be used with account code '404'.",
  ]);
});

test('an invoice of nothing is paid as soon as it is approved', () => {
  const bench = openBench();
  const lines = [{ Description: 'Free', Quantity: 1, UnitAmount: 0, AccountCode: '200' }];
  equal(bench.first('PUT', 'Invoices', invoiceOf({ LineItems: lines }))['Status'], 'PAID');
});

test('a currency must be enabled before a document may use it', () => {
  const bench = openBench();
  deepEqual(bench.refusal('PUT', 'Invoices', invoiceOf({ CurrencyCode: 'USD' })), ['Organisation is not subscribed to currency USD']);
  bench.ask('PUT', 'Currencies', { Code: 'USD' });
  const made = bench.first('PUT', 'Invoices', invoiceOf({ CurrencyCode: 'USD', CurrencyRate: 1.25 }));
  equal(made['Total'], '120');
  deepEqual(bench.company.trialBalance(), { 610: '96.00', 200: '-80.00', 820: '-16.00' });
});

test('a change of the due date of a part-paid invoice does not move UpdatedDateUTC', () => {
  const bench = openBench();
  const { InvoiceID: id } = bench.first('PUT', 'Invoices', invoiceOf());
  bench.ask('PUT', 'Payments', { Invoice: { InvoiceID: id }, Account: { Code: '090' }, Date: '2026-11-02', Amount: 20 });
  const before = bench.first('GET', `Invoices/${String(id)}`);
  bench.ask('POST', `Invoices/${String(id)}`, { DueDate: '2026-12-24' });
  const after = bench.first('GET', `Invoices/${String(id)}`);
  equal(after['DueDateString'], '2026-12-24T00:00:00');
  equal(after['UpdatedDateUTC'], before['UpdatedDateUTC']);
});

test('what is paid cannot be edited by the API, and a person can still recode it', () => {
  const bench = openBench();
  const made = bench.first('PUT', 'Invoices', invoiceOf());
  const id = String(made['InvoiceID']);
  bench.ask('PUT', 'Payments', { Invoice: { InvoiceID: id }, Account: { Code: '090' }, Date: '2026-11-02', Amount: 20 });
  const recoded = { LineItems: [{ LineItemID: listIn(made, 'LineItems')?.[0]?.['LineItemID'], AccountCode: '260' }] };
  equal(bench.refusal('POST', `Invoices/${id}`, recoded).length, 1);
  bench.person({ does: 'edit', kind: 'invoice', id, fields: recoded });
  deepEqual(bench.company.trialBalance(), { 610: '100.00', 200: '0.00', 820: '-20.00', '090': '20.00', 260: '-100.00' });
});

test('changes are told apart as new and changed, and rows are given to be saved', () => {
  const bench = openBench();
  const reply = bench.reply('PUT', 'Invoices', invoiceOf());
  deepEqual(
    reply.changed.map(({ kind, isNew }) => [kind, isNew]),
    [
      ['Contacts', true],
      ['Invoices', true],
    ],
  );
  ok(reply.rows.every((row) => row.body !== null));
  deepEqual(new Set(reply.rows.map((row) => row.kind)), new Set(['contacts', 'invoices', 'settings']));
});

test('history notes are kept with who wrote them', () => {
  const bench = openBench();
  const { InvoiceID: id } = bench.first('PUT', 'Invoices', invoiceOf());
  bench.ask('PUT', `Invoices/${String(id)}/History`, { HistoryRecords: [{ Details: 'made from order 7' }] });
  const [note] = elementsIn(bench.ask('GET', `Invoices/${String(id)}/History`));
  deepEqual([note?.['Details'], note?.['User']], ['made from order 7', 'Tests']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fields } from './fields.ts';
import { childOf, listIn, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const rate = (bench: Bench, percentage: string, inclusive = false): string =>
  bench.create('taxRate', { display_name: 'VAT', percentage, inclusive, country: 'GB', tax_type: 'vat' });

const figures = (row: Fields, ...names: readonly string[]): readonly unknown[] => names.map((name) => row[name]);

/** Net of a line: before tax, after discounts. */
const netOf = (line: Fields): number =>
  Number(line['subtotal']) -
  listIn(line, 'discount_amounts').reduce((sum, one) => sum + Number(one['amount']), 0) -
  listIn(line, 'taxes').reduce((sum, one) => sum + (one['tax_behavior'] === 'inclusive' ? Number(one['amount']) : 0), 0);

test('the lines of an invoice without tax, its taxes and its shipping come to its total', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const [onTop, within] = [rate(bench, '20'), rate(bench, '5', true)];
  const id = bench.create('invoice', {
    customer,
    currency: 'gbp',
    discount_percent: '10',
    lines: [
      { description: 'Work', quantity: 3, unit_amount_decimal: '33.335', tax_rates: [onTop] },
      { description: 'Book', amount: 1999, tax_rates: [within] },
      { description: 'Fee', amount: 500, discount: 33 },
    ],
    shipping_cost: { amount: 499, tax_rates: [onTop] },
  });
  const invoice = bench.get(`invoices/${id}`);
  const lines = listIn(childOf(invoice, 'lines'), 'data');
  const taxes = listIn(invoice, 'total_taxes').reduce((sum, tax) => sum + Number(tax['amount']), 0);
  assert.equal(lines.reduce((sum, line) => sum + netOf(line), 0) + taxes + 499, Number(invoice['total']));
  assert.equal(invoice['total_excluding_tax'], Number(invoice['total']) - taxes);
  assert.deepEqual(figures(lines[0] ?? {}, 'subtotal', 'amount'), [100, 100]);
});

test('a customer who owes the tax himself pays none, and the invoice says why', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Grace GmbH', tax_exempt: 'reverse' });
  const id = bench.create('invoice', { customer, lines: [{ amount: 1000, tax_rates: [rate(bench, '19')] }] });
  const [tax = {}] = listIn(bench.get(`invoices/${id}`), 'total_taxes');
  assert.deepEqual(figures(tax, 'amount', 'taxability_reason'), [0, 'reverse_charge']);
});

test('an invoice gets its number and its day when it is sent, and is paid by a charge that its payment names', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const draft = bench.post('invoices', { customer, currency: 'usd' });
  const id = String(draft['id']);
  bench.post('invoiceitems', { customer, invoice: id, amount: '12000', description: 'Work' });
  assert.deepEqual(figures(bench.get(`invoices/${id}`), 'status', 'number', 'effective_at', 'total'), ['draft', null, null, 12000]);
  const sent = bench.post(`invoices/${id}/finalize`);
  assert.deepEqual(figures(sent, 'status', 'amount_due'), ['open', 12000]);
  assert.match(String(sent['number']), /^[A-Z0-9]{8}-0001$/);
  const paid = bench.post(`invoices/${id}/pay`);
  assert.deepEqual(figures(paid, 'status', 'amount_paid', 'amount_remaining'), ['paid', 12000, 0]);
  const [payment = {}] = bench.list(`invoice_payments?invoice=${id}&expand[]=data.payment.payment_intent.latest_charge`);
  const intent = childOf(childOf(payment, 'payment'), 'payment_intent');
  assert.deepEqual(figures(payment, 'status', 'amount_paid', 'is_default'), ['paid', 12000, true]);
  assert.deepEqual(figures(childOf(intent, 'latest_charge'), 'amount', 'status'), [12000, 'succeeded']);
});

test('an invoice is paid in parts, and what is too much becomes credit', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const invoice = bench.create('invoice', { customer, lines: [{ amount: 1000 }] });
  bench.create('payment', { invoice, amount: 400 });
  assert.deepEqual(figures(bench.get(`invoices/${invoice}`), 'status', 'amount_remaining'), ['open', 600]);
  bench.create('payment', { invoice, amount: 700 });
  assert.deepEqual(figures(bench.get(`invoices/${invoice}`), 'status', 'amount_paid', 'amount_overpaid'), ['paid', 1000, 100]);
  assert.equal(bench.get(`customers/${customer}`)['balance'], -100);
  const states = bench.list(`invoice_payments?invoice=${invoice}`).map((row) => row['status']);
  assert.deepEqual(states.toReversed(), ['canceled', 'paid', 'paid']);
});

test('credit of a customer pays for an invoice without any money, and comes back when it is voided', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  bench.edit('contact', customer, { balance: -700 });
  const small = bench.create('invoice', { customer, lines: [{ amount: 500 }] });
  assert.deepEqual(figures(bench.get(`invoices/${small}`), 'status', 'starting_balance', 'ending_balance', 'amount_paid'), [
    'paid',
    -700,
    -200,
    0,
  ]);
  const large = bench.create('invoice', { customer, lines: [{ amount: 900 }] });
  assert.deepEqual(figures(bench.get(`invoices/${large}`), 'status', 'amount_due'), ['open', 700]);
  bench.person({ does: 'void', kind: 'invoice', id: large });
  assert.equal(bench.get(`customers/${customer}`)['balance'], -200);
  const types = bench.list(`customers/${customer}/balance_transactions`).map((row) => row['type']);
  assert.deepEqual(types, ['unapplied_from_invoice', 'applied_to_invoice', 'applied_to_invoice', 'adjustment']);
});

test('a free invoice is paid as it is sent, by nobody', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const id = bench.create('invoice', { customer, lines: [{ amount: 1000, discount: 1000 }] });
  assert.deepEqual(figures(bench.get(`invoices/${id}`), 'status', 'total', 'amount_paid'), ['paid', 0, 0]);
  assert.deepEqual(bench.list(`invoice_payments?invoice=${id}`), []);
});

test('money that came outside of Stripe pays an invoice and moves no balance', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const id = bench.create('invoice', { customer, lines: [{ amount: 1000 }] });
  bench.post(`invoices/${id}/pay`, { paid_out_of_band: 'true' });
  assert.deepEqual(figures(bench.get(`invoices/${id}`), 'status', 'amount_paid_off_stripe'), ['paid', 1000]);
  assert.equal(bench.balance(), '0.00');
});

test('a declined card leaves the invoice open and its failed charge behind', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const id = bench.create('invoice', { customer, lines: [{ amount: 1000 }] });
  assert.equal(bench.refusal('POST', `invoices/${id}/pay`, { decline: 'true' })['type'], 'card_error');
  assert.equal(bench.get(`invoices/${id}`)['status'], 'open');
  assert.equal(bench.list('charges')[0]?.['status'], 'failed');
  bench.post(`invoices/${id}/pay`);
  assert.equal(bench.get(`invoices/${id}`)['status'], 'paid');
});

test('an invoice whose debit bounces is owed again', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const id = bench.create('invoice', { customer, lines: [{ amount: 1000 }] });
  const charge = bench.create('payment', { invoice: id, payment_method_type: 'us_bank_account', fee: 0 });
  assert.equal(bench.get(`invoices/${id}`)['status'], 'open');
  bench.pass(5);
  assert.equal(bench.get(`invoices/${id}`)['status'], 'paid');
  bench.edit('payment', charge, { status: 'failed' });
  assert.deepEqual(figures(bench.get(`invoices/${id}`), 'status', 'amount_remaining'), ['open', 1000]);
});

test('a credit note before the payment reduces what is due', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const id = bench.create('invoice', { customer, lines: [{ amount: 1000, tax_rates: [rate(bench, '20')] }] });
  const [line = {}] = bench.list(`invoices/${id}/lines`);
  const note = bench.create('creditNote', {
    invoice: id,
    lines: [{ type: 'invoice_line_item', invoice_line_item: line['id'], amount: 400 }],
  });
  assert.deepEqual(figures(bench.get(`credit_notes/${note}`), 'total', 'type', 'pre_payment_amount'), [480, 'pre_payment', 480]);
  assert.deepEqual(figures(bench.get(`invoices/${id}`), 'amount_remaining', 'pre_payment_credit_notes_amount'), [720, 480]);
  bench.post(`credit_notes/${note}/void`);
  assert.equal(bench.get(`invoices/${id}`)['amount_remaining'], 1200);
  bench.post(`invoices/${id}/pay`);
  assert.deepEqual(figures(bench.get(`invoices/${id}`), 'status', 'amount_paid'), ['paid', 1200]);
});

test('a credit note after the payment goes back to the card, to the customer’s credit, or both; all of it must go somewhere', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const id = bench.create('invoice', { customer, pay: true, lines: [{ amount: 1000 }] });
  bench.pass(0, 2);
  const missing = bench.refusal('POST', 'credit_notes', { invoice: id, amount: '500', refund_amount: '100' });
  assert.match(String(missing['message']), /must equal the post-payment amount/);
  const note = bench.post('credit_notes', { invoice: id, amount: '500', refund_amount: '300', credit_amount: '200' });
  const [refund = {}] = listIn(note, 'refunds');
  assert.deepEqual(figures(note, 'type', 'post_payment_amount'), ['post_payment', 500]);
  assert.equal(bench.get(`refunds/${String(refund['refund'])}`)['amount'], 300);
  assert.equal(bench.get(`customers/${customer}`)['balance'], -200);
  assert.equal(bench.get(`invoices/${id}`)['post_payment_credit_notes_amount'], 500);
  assert.equal(bench.attempt({ does: 'create', kind: 'creditNote', fields: { invoice: id, amount: 501, credit_amount: 501 } }).status, 400);
});

test('only ten lines come with an invoice; the others are paged', () => {
  const bench = openBench();
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  const lines = Array.from({ length: 23 }, (_, at) => ({ amount: 100 + at }));
  const id = bench.create('invoice', { customer, lines });
  const embedded = childOf(bench.get(`invoices/${id}`), 'lines');
  assert.deepEqual([listIn(embedded, 'data').length, embedded['has_more']], [10, true]);
  const last = listIn(embedded, 'data').at(-1)?.['id'];
  const rest = bench.list(`invoices/${id}/lines?limit=100&starting_after=${String(last)}`);
  assert.deepEqual([rest.length, rest[0]?.['amount'], rest.at(-1)?.['amount']], [13, 110, 122]);
});

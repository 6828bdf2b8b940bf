import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Fields } from './fields.ts';
import { childOf, idIn, listIn, openBench } from './testing.ts';
import type { Bench } from './testing.ts';

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 7 }),
  unit: fc.integer({ min: 1, max: 3_000 }),
  rates: fc.subarray(['onTop', 'within', 'other']),
  discount: fc.nat(20),
});
const step = fc.record({
  does: fc.constantFrom(
    'pay',
    'payAll',
    'debit',
    'bounce',
    'bounce',
    'credit',
    'credit',
    'credit',
    'creditLine',
    'voidNote',
    'pass',
    'uncollectible',
    'outside',
  ),
  percent: fc.integer({ min: 1, max: 140 }),
});
const sale = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 13 }),
  percent: fc.nat(100),
  shipping: fc.option(fc.integer({ min: 1, max: 5_000 })),
  credit: fc.nat(3_000),
  steps: fc.array(step, { maxLength: 10 }),
});
type Sale = typeof sale extends fc.Arbitrary<infer T> ? T : never;

const figure = (row: Fields, name: string): number => Number(row[name]);
const sumOf = (rows: readonly Fields[], name: string): number => rows.reduce((sum, row) => sum + figure(row, name), 0);

function sell(bench: Bench, { lines, percent, shipping, credit }: Sale): string {
  const rate = (percentage: string, inclusive: boolean) => bench.create('taxRate', { display_name: 'Tax', percentage, inclusive });
  const rates: Readonly<Record<string, string>> = { onTop: rate('20', false), within: rate('7.7', true), other: rate('0.375', false) };
  const customer = bench.create('contact', { name: 'Ada Ltd' });
  if (credit > 0) bench.edit('contact', customer, { balance: -credit });
  return bench.create('invoice', {
    customer,
    discount_percent: percent,
    lines: lines.map(({ quantity, unit, rates: names, discount }) => ({
      quantity,
      unit_amount_decimal: `${unit}.5`,
      tax_rates: names.map((name) => rates[name]),
      discount: Math.min(discount, unit),
    })),
    ...(shipping !== null && { shipping_cost: { amount: shipping, tax_rates: [rates['onTop']] } }),
  });
}

function live(bench: Bench, id: string, { does, percent }: { readonly does: string; readonly percent: number }): void {
  const invoice = bench.get(`invoices/${id}`);
  const amount = Math.ceil((figure(invoice, 'total') * percent) / 100);
  // After the payment a credit note says where its money goes.
  const goes = figure(invoice, 'amount_remaining') > 0 ? {} : percent % 2 === 0 ? { credit_amount: amount } : { refund_amount: amount };
  const newest = (address: string): string => idIn(bench.list(address)[0]);
  const lineOf = (): string => idIn(bench.list(`invoices/${id}/lines`)[percent % 3]);
  const acts: Readonly<Record<string, () => unknown>> = {
    pay: () => bench.attempt({ does: 'create', kind: 'payment', fields: { invoice: id, amount } }),
    payAll: () => bench.attempt({ does: 'create', kind: 'payment', fields: { invoice: id } }),
    debit: () => bench.attempt({ does: 'create', kind: 'payment', fields: { invoice: id, payment_method_type: 'sepa_debit' } }),
    bounce: () => bench.attempt({ does: 'edit', kind: 'payment', id: newest('charges'), fields: { status: 'failed' } }),
    credit: () => bench.attempt({ does: 'create', kind: 'creditNote', fields: { invoice: id, amount, ...goes } }),
    creditLine: () =>
      bench.attempt({
        does: 'create',
        kind: 'creditNote',
        fields: { invoice: id, lines: [{ type: 'invoice_line_item', invoice_line_item: lineOf() }] },
      }),
    voidNote: () => bench.attempt({ does: 'void', kind: 'creditNote', id: newest('credit_notes') }),
    pass: () => bench.pass(3),
    uncollectible: () => bench.attempt({ does: 'edit', kind: 'invoice', id, fields: { status: 'uncollectible' } }),
    outside: () => bench.attempt({ does: 'edit', kind: 'invoice', id, fields: { status: 'paid', paid_out_of_band: 'true' } }),
  };
  acts[does]?.();
}

test('the lines of an invoice without tax, its taxes and its shipping come to its total, whatever is on it', () => {
  fc.assert(
    fc.property(sale, (one) => {
      const bench = openBench();
      const id = sell(bench, one);
      const invoice = bench.get(`invoices/${id}`);
      const lines = bench.list(`invoices/${id}/lines?limit=100`);
      const within = lines.flatMap((row) => listIn(row, 'taxes').filter((tax) => tax['tax_behavior'] === 'inclusive'));
      const discounts = sumOf(
        lines.flatMap((row) => listIn(row, 'discount_amounts')),
        'amount',
      );
      const net = sumOf(lines, 'subtotal') - discounts - sumOf(within, 'amount');
      const taxes = sumOf(listIn(invoice, 'total_taxes'), 'amount');
      const shipping = figure(childOf({ cost: {}, ...invoice }, 'shipping_cost'), 'amount_subtotal') || 0;
      assert.equal(net + taxes + shipping, figure(invoice, 'total'));
      assert.equal(sumOf(listIn(invoice, 'total_discount_amounts'), 'amount'), discounts);
      assert.equal(figure(invoice, 'total_excluding_tax') + taxes, figure(invoice, 'total'));
    }),
    { numRuns: 60 },
  );
});

test('what is due of an invoice is what was paid and what is left, whatever happens to it', () => {
  fc.assert(
    fc.property(sale, (one) => {
      const bench = openBench();
      const id = sell(bench, one);
      for (const each of one.steps) {
        live(bench, id, each);
        const invoice = bench.get(`invoices/${id}`);
        const notes = bench.list(`credit_notes?invoice=${id}&limit=100`).filter((note) => note['status'] === 'issued');
        const payments = bench.list(`invoice_payments?invoice=${id}&limit=100`);
        const outside = figure(invoice, 'amount_paid_off_stripe');
        const received = sumOf(
          payments.filter((row) => row['status'] === 'paid'),
          'amount_paid',
        );
        assert.equal(figure(invoice, 'amount_due'), figure(invoice, 'amount_paid') + figure(invoice, 'amount_remaining'));
        assert.equal(figure(invoice, 'amount_paid') + figure(invoice, 'amount_overpaid'), received + outside);
        assert.equal(figure(invoice, 'pre_payment_credit_notes_amount'), sumOf(notes, 'pre_payment_amount'));
        for (const name of ['amount_remaining', 'amount_paid', 'amount_overpaid']) assert.ok(figure(invoice, name) >= 0, name);
        assert.equal(invoice['status'] === 'paid', figure(invoice, 'amount_remaining') === 0);
        const applied = figure(invoice, 'ending_balance') - figure(invoice, 'starting_balance');
        const isApplied = figure(invoice, 'starting_balance') !== 0;
        const due = figure(invoice, 'total') - figure(invoice, 'pre_payment_credit_notes_amount') - (isApplied ? applied : 0);
        assert.equal(figure(invoice, 'amount_due'), due);
      }
    }),
    { numRuns: 100 },
  );
});

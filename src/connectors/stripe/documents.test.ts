import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invoice } from '../../core/records.ts';
import { sumAmounts } from '../../core/decimal.ts';
import { parseJson } from '../../core/json.ts';
import { creditNoteOf, invoiceOf } from './translate-documents.ts';
import { isWire } from './wire.ts';
import type { Wire } from './wire.ts';

/** As an answer would have been read: numbers are text. */
function wire(value: object): Wire {
  const read = parseJson(JSON.stringify(value));
  assert.ok(isWire(read));
  return read;
}

const at = (text: string): number => Date.parse(text) / 1000;
const tax = (amount: number, tax_behavior: string, rate = 'txr_1') => ({
  amount,
  tax_behavior,
  type: 'tax_rate_details',
  tax_rate_details: { tax_rate: rate },
  taxability_reason: 'standard_rated',
});

const base = {
  id: 'in_1',
  object: 'invoice',
  number: 'HS-0001',
  status: 'open',
  customer: 'cus_1',
  currency: 'usd',
  created: at('2026-10-30T10:00:00Z'),
  effective_at: at('2026-11-01T05:00:00Z'),
  due_date: at('2026-12-01T05:00:00Z'),
  amount_paid: 0,
  starting_balance: 0,
  ending_balance: 0,
  pre_payment_credit_notes_amount: 0,
};

interface Given {
  readonly lines: readonly object[];
  readonly more?: object;
}

const invoice = ({ lines, more = {} }: Given): Invoice =>
  invoiceOf({ wire: wire({ ...base, ...more }), lines: lines.map(wire) }, 'America/Los_Angeles');

const line = (more: object) => ({ id: 'il_1', description: 'Design', quantity: 1, discount_amounts: [], taxes: [], ...more });
const shown = (one: Invoice): readonly string[] => [
  ...one.lines.map(
    ({ quantity, unitPrice, discount, amount }) =>
      `${quantity} x ${unitPrice}${discount === null ? '' : ` less ${'amount' in discount ? discount.amount : discount.percent}`} = ${amount}`,
  ),
  `${one.amountsAre} ${one.totals.net} + ${one.totals.tax} = ${one.totals.gross}`,
];

test('an invoice is dated by the day that is printed on it, in the organisation’s zone', () => {
  const { issuedOn, dueOn } = invoice({ lines: [], more: { total: 0 } });
  assert.deepEqual([issuedOn, dueOn], ['2026-10-31', '2026-11-30']);
});

test('tax on top, a discount and shipping add up to the total', () => {
  const one = invoice({
    lines: [
      line({
        subtotal: 10_000,
        quantity: 4,
        pricing: { unit_amount_decimal: '2500', price_details: { product: 'prod_1' } },
        discount_amounts: [{ amount: 1_000, discount: 'di_1' }],
        taxes: [tax(743, 'exclusive')],
      }),
    ],
    more: {
      total: 10_793,
      total_excluding_tax: 10_000,
      total_taxes: [tax(793, 'exclusive')],
      shipping_cost: { amount_subtotal: 1_000, amount_tax: 50, amount_total: 1_050, taxes: [tax(50, 'exclusive')] },
    },
  });
  assert.deepEqual(shown(one), ['4 x 25 less 10 = 90', '1 x 10 = 10', 'exclusive 100 + 7.93 = 107.93']);
  assert.deepEqual(
    one.lines.map(({ account }) => account),
    ['prod_1', 'shipping'],
  );
  assert.equal(sumAmounts(one.lines.map(({ amount }) => amount)), one.totals.net);
});

test('prices that include their tax stay so', () => {
  const one = invoice({
    lines: [line({ subtotal: 12_000, pricing: { unit_amount_decimal: '12000' }, taxes: [tax(2_000, 'inclusive')] })],
    more: { total: 12_000, total_excluding_tax: 10_000, total_taxes: [tax(2_000, 'inclusive')] },
  });
  assert.deepEqual(shown(one), ['1 x 120 = 120', 'inclusive 100 + 20 = 120']);
});

test('where only some prices include their tax, it is taken out of them', () => {
  const one = invoice({
    lines: [
      line({ subtotal: 12_000, pricing: { unit_amount_decimal: '12000' }, taxes: [tax(2_000, 'inclusive')] }),
      line({ subtotal: 1_000, taxes: [tax(200, 'exclusive')] }),
    ],
    more: { total: 13_200, total_excluding_tax: 11_000, total_taxes: [tax(2_000, 'inclusive'), tax(200, 'exclusive')] },
  });
  assert.deepEqual(shown(one), ['1 x 100 = 100', '1 x 10 = 10', 'exclusive 110 + 22 = 132']);
});

test('a part of a period is not its quantity times its price, and is one unit of what it costs', () => {
  const one = invoice({
    lines: [line({ subtotal: -1_533, quantity: 3, pricing: { unit_amount_decimal: '1000' } })],
    more: { total: -1_533 },
  });
  assert.deepEqual(shown(one), ['1 x -15.33 = -15.33', 'exclusive -15.33 + 0 = -15.33']);
});

test('usage at a fraction of a cent keeps its price', () => {
  const one = invoice({
    lines: [line({ subtotal: 125, quantity: 1_000, pricing: { unit_amount_decimal: '0.125' } })],
    more: { total: 125 },
  });
  assert.deepEqual(shown(one), ['1000 x 0.00125 = 1.25', 'exclusive 1.25 + 0 = 1.25']);
});

test('what does not add up is shown as it is', () => {
  const one = invoice({ lines: [line({ subtotal: 1_000 })], more: { total: 1_100, total_excluding_tax: 1_100 } });
  assert.deepEqual(shown(one), ['1 x 10 = 10', 'exclusive 11 + 0 = 11']);
});

test('an invoice that the customer’s credit settled was not paid by money', () => {
  const one = invoice({
    lines: [line({ subtotal: 3_000 })],
    more: { total: 3_000, status: 'paid', starting_balance: -5_000, ending_balance: -2_000, amount_paid: 0 },
  });
  assert.deepEqual([one.paid, one.credited], ['0', '30']);
});

test('a credit note before the payment is credit, and money is only the rest', () => {
  const one = invoice({
    lines: [line({ subtotal: 3_000 })],
    more: { total: 3_000, status: 'paid', pre_payment_credit_notes_amount: 1_000, amount_paid: 2_000 },
  });
  assert.deepEqual([one.paid, one.credited], ['20', '10']);
});

test('a void invoice is void, a draft a draft, and one that nobody hopes for is still owed', () => {
  const states = ['draft', 'open', 'paid', 'uncollectible', 'void'].map(
    (status) => invoice({ lines: [], more: { status, total: 0 } }).state,
  );
  assert.deepEqual(states, ['draft', 'open', 'open', 'open', 'void']);
});

test('a credit note says what was refunded, and what only lowered its invoice', () => {
  const note = creditNoteOf(
    {
      wire: wire({
        ...base,
        id: 'cn_1',
        object: 'credit_note',
        status: 'issued',
        invoice: 'in_1',
        total: 1_200,
        total_excluding_tax: 1_000,
        total_taxes: [tax(200, 'exclusive')],
        pre_payment_amount: 300,
        out_of_band_amount: null,
        refunds: [{ refund: 're_1', amount_refunded: 900, type: 'refund' }],
      }),
      lines: [wire({ id: 'cnli_1', amount: 1_000, quantity: 2, unit_amount_decimal: '500', taxes: [tax(200, 'exclusive')] })],
    },
    'UTC',
  );
  assert.deepEqual([note.invoice, note.paid, note.credited, note.issuedOn], ['in_1', '9', '3', '2026-11-01']);
  assert.deepEqual(
    note.lines.map(({ quantity, unitPrice, amount }) => `${quantity} x ${unitPrice} = ${amount}`),
    ['2 x 5 = 10'],
  );
});

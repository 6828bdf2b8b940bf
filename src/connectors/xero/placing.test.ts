import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Invoice } from '../../core/records.ts';
import type { Outcome, Step } from '../../contract/connector.ts';
import { writeJson } from '../../core/json.ts';
import { xero } from './connector.ts';

const invoice = (number: string): Invoice => ({
  kind: 'invoice',
  id: '',
  number,
  contact: '11111111-1111-4111-8111-111111111111',
  issuedOn: '2026-11-10',
  dueOn: '2026-11-30',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive',
  lines: [
    {
      id: null,
      description: 'Work',
      quantity: '1',
      unitPrice: '100',
      discount: null,
      amount: '100',
      taxes: [{ rate: 'OUTPUT2', amount: '20' }],
      account: '200',
      item: null,
    },
  ],
  discount: null,
  totals: { net: '100', tax: '20', gross: '120' },
  reference: null,
  notes: null,
  paid: '0',
  credited: '0',
  state: 'open',
});

const references = ['Taaaaaaaaaaaaaaaa', 'Tbbbbbbbbbbbbbbbb', 'Tcccccccccccccccc'];
const steps: readonly Step<Invoice>[] = references.map((reference, index) => ({
  do: 'create',
  record: invoice(`INV-00${index + 1}`),
  reference,
}));

const session = xero.open({ http: () => Promise.reject(new Error('nothing is sent here')), account: 'acme' });
const writer = session.writers.invoice;

const noId = '00000000-0000-0000-0000-000000000000';
const refusal = (more: object) => ({
  ...more,
  InvoiceID: noId,
  HasErrors: true,
  StatusAttributeString: 'ERROR',
  ValidationErrors: [{ Message: 'Account code is archived' }],
});

const landed = (place: number) => ({
  InvoiceID: `22222222-2222-4222-8222-22222222222${place}`,
  InvoiceNumber: `INV-00${place + 1}`,
  Url: `https://tieout.invalid/r/${references[place]}`,
  Type: 'ACCREC',
  Status: 'AUTHORISED',
  StatusAttributeString: 'OK',
  Contact: { ContactID: '11111111-1111-4111-8111-111111111111' },
  Date: '2026-11-10',
  CurrencyCode: 'GBP',
  LineAmountTypes: 'Exclusive',
  LineItems: [],
  SubTotal: '100.00',
  TotalTax: '20.00',
  Total: '120.00',
  UpdatedDateUTC: '/Date(1763000000000+0000)/',
});

const statesOf = (rows: readonly object[]): readonly Outcome['state'][] => {
  assert.ok(writer);
  const response = { status: 200, headers: {}, body: writeJson({ Invoices: rows }) };
  return writer.outcomes(steps, response).map(({ state }) => state);
};

test('elements in the order of the call are what they say', () => {
  assert.deepEqual(statesOf([landed(0), refusal({ InvoiceNumber: 'INV-002' }), landed(2)]), ['landed', 'refused', 'landed']);
  assert.deepEqual(statesOf([landed(0), refusal({}), landed(2)]), ['landed', 'refused', 'landed']);
});

test('a refused element in another place is the refusal of the one whose number it says', () => {
  assert.deepEqual(statesOf([refusal({ InvoiceNumber: 'INV-003' }), landed(0), landed(1)]), ['landed', 'landed', 'refused']);
});

test('a refused element that says no number is nobody’s where the others are not in their places', () => {
  assert.deepEqual(statesOf([refusal({}), landed(0), landed(1)]), ['landed', 'landed', 'unknown']);
  assert.deepEqual(statesOf([refusal({}), landed(2), landed(1)]), ['unknown', 'landed', 'landed']);
});

test('what two elements answer for, or none, stays unknown', () => {
  assert.deepEqual(statesOf([landed(0), landed(0), landed(2)]), ['unknown', 'unknown', 'landed']);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WriteAbility } from '../core/ability.ts';
import type { Invoice } from '../core/records.ts';
import { mappingOf } from '../mapping/read.ts';
import type { BookingContext } from './context.ts';
import { desireDocument } from './documents.ts';

const invoice: Invoice = {
  kind: 'invoice',
  id: 'inv_1',
  number: 'INV-1',
  contact: 'ada',
  issuedOn: '2026-11-21',
  dueOn: '2026-12-21',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'noTax',
  lines: [
    {
      id: '1',
      description: 'Advice',
      quantity: '1',
      unitPrice: '120',
      discount: null,
      amount: '120',
      taxes: [],
      account: null,
      item: null,
    },
  ],
  discount: null,
  totals: { net: '120', tax: '0', gross: '120' },
  reference: null,
  notes: 'Thank you, as agreed with Bea.',
  state: 'open',
  paid: '0',
  credited: '0',
};

const keepingNotesIn = (notes: WriteAbility['notes']): BookingContext => ({
  organisation: 'harbour',
  agreement: 'billing and ledger',
  targetRole: 'ledger',
  mapping: mappingOf('accounts: { sales: 200 }'),
  startsOn: '2026-01-01',
  today: '2026-11-21',
  ledger: { organisation: null, accounts: [], taxRates: [] },
  abilities: {
    invoice: {
      create: true,
      update: [],
      remove: 'void',
      batch: { elements: 50, bytes: 1_000_000 },
      reference: { in: 'field', field: 'Url', max: 250, visibleTo: 'staff', find: 'exact' },
      lengths: {},
      places: {},
      taxesPerLine: 1,
      lineDiscount: 'both',
      documentDiscount: false,
      taxOverride: true,
      negativeLines: true,
      drops: [],
      seek: true,
      notes,
    },
  },
  linked: ({ kind, id }) => ({ kind, id }),
  asked: () => null,
  seen: () => null,
  isExcluded: () => false,
  isDoubted: () => false,
  isArchived: () => false,
});

test('notes that the ledger’s document has no field for are a loss, and never gone without a word', () => {
  for (const place of ['history', 'none'] as const) {
    const wished = desireDocument(invoice, keepingNotesIn(place));
    assert.ok(wished.is === 'wanted');
    assert.deepEqual(
      wished.parts.flatMap(({ losses }) => losses.map(({ field, before, after }) => ({ field, before, after }))),
      [{ field: 'notes', before: invoice.notes, after: '' }],
    );
  }
  const kept = desireDocument(invoice, keepingNotesIn('field'));
  assert.ok(kept.is === 'wanted' && kept.parts[0]?.record.kind === 'invoice');
  assert.deepEqual([kept.parts[0].losses, kept.parts[0].record.notes], [[], invoice.notes]);
});

test('a rule that asks for a percentage applies to the source’s rates of that percentage, and to no other', () => {
  const mapping = mappingOf(`
accounts: { sales: 200 }
taxes:
  - { source: VAT, percent: '20', target: OUTPUT2 }
  - { source: VAT, target: REDUCED }
`);
  const taxed: Invoice = {
    ...invoice,
    amountsAre: 'exclusive',
    lines: invoice.lines.map((line) => ({ ...line, taxes: [{ rate: 'VAT', amount: '6' }] })),
    totals: { net: '120', tax: '6', gross: '126' },
  };
  const codes = (percent: string | null): readonly string[] => {
    const wished = desireDocument(taxed, { ...keepingNotesIn('field'), mapping, sourcePercent: () => percent });
    assert.ok(wished.is === 'wanted', JSON.stringify(wished));
    const [part] = wished.parts;
    return part?.record.kind === 'invoice' ? part.record.lines.flatMap(({ taxes }) => taxes.map(({ rate }) => rate)) : [];
  };
  assert.deepEqual([codes('20'), codes('20.00'), codes('5'), codes(null)], [['OUTPUT2'], ['OUTPUT2'], ['REDUCED'], ['REDUCED']]);
});

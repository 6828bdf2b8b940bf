import type { InvoiceDraft } from '../src/billing/book.ts';

export const taxCode = 'VAT20';
export const today = '2026-11-10';

/** An invoice as people write it: prices with pence, every line taxed. The same seed gives the same one. */
export const invoiceDraft = (contact: string, { seed, lines }: { readonly seed: number; readonly lines: number }): InvoiceDraft => ({
  number: null,
  contact,
  issuedOn: today,
  dueOn: '2026-12-10',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive',
  lines: Array.from({ length: lines }, (_, line) => ({
    description: `${things[(seed + line) % things.length] ?? ''}, order ${seed + 1}, position ${line + 1}`,
    quantity: String(1 + ((seed + line) % 7)),
    unitPrice: `${3 + ((seed * 7 + line * 13) % 90)}.${String((seed * 31 + line * 17) % 100).padStart(2, '0')}`,
    discount: null,
    taxes: [taxCode],
    account: null,
    item: null,
  })),
  discount: null,
  reference: `PO ${10_000 + seed}`,
  notes: null,
  state: 'open',
});

const things = [
  'Design work',
  'White hanging heart',
  'Set of 6 spice tins',
  'Website care',
  'Postage',
  'Regency cakestand',
  'Workshop',
  'Paper craft kit',
  'Photography',
];

import assert from 'node:assert/strict';
import type { AnyRecord, CreditNote, Invoice, Kind, Line, Records } from '../../src/core/records.ts';
import { totalDocument } from '../../src/core/totals.ts';
import { abilityOf } from './rig.ts';
import type { Coding, Rig, Subject } from './rig.ts';
import { creation, land } from './acting.ts';

/** Documents as a bookkeeper would write them, with every field filled that a kind has. */
export interface Samples {
  /** The n-th document of a kind; what it needs (a customer, an invoice) is written first. */
  readonly of: <K extends Kind>(kind: K, n: number) => Promise<Records[K]>;
}

export function samplesFor(rig: Rig, subject: Subject): Samples {
  assert.ok(rig.coding, 'writing needs account and tax codes');
  const { coding } = rig;
  const made = new Map<string, string>();
  const need = async (kind: Kind, name: string | number): Promise<string> => {
    const known = made.get(`${kind} ${name}`);
    if (known !== undefined) return known;
    const record = await make(kind, Number(name) + 700);
    const { record: landed } = await land(rig, creation(record, `needed ${kind} ${name}`));
    made.set(`${kind} ${name}`, landed.id);
    return landed.id;
  };
  const make = (kind: Kind, n: number): Promise<AnyRecord> => sampleOf(kind, { n, coding, need, subject });
  return {
    of: async (kind, n) => {
      const record = await make(kind, n);
      assert.ok(isOfKind(record, kind));
      return record;
    },
  };
}

/** One sample, when what it needs is already known. */
export async function sampleOf(kind: Kind, making: Making): Promise<AnyRecord> {
  const build = builders[kind];
  assert.ok(build, `there is no sample of a ${kind}`);
  return await build(making);
}

const isOfKind = <K extends Kind>(record: AnyRecord, kind: K): record is Records[K] => record.kind === kind;

export interface Making {
  readonly n: number;
  readonly coding: Coding;
  readonly need: (kind: Kind, name: string | number) => Promise<string>;
  readonly subject: Pick<Subject, 'name' | 'connector'>;
}

const builders: { readonly [K in Kind]?: (making: Making) => Promise<Records[K]> } = {
  contact: async ({ n }) => ({
    kind: 'contact',
    id: '',
    name: `Ada & "Söhne" Ltd ${n}`,
    givenName: 'Ada',
    familyName: 'Lovelace',
    email: `ada${n}@example.test`,
    phone: '+44 20 7946 0018',
    taxNumber: 'GB123456789',
    address: {
      lines: ['1 Analytical Row', 'Second floor'],
      city: 'London',
      region: 'Greater London',
      postalCode: 'N1 9GU',
      country: 'United Kingdom',
    },
    isCustomer: false,
    isSupplier: false,
    state: 'active',
    mergedInto: null,
  }),
  item: async ({ n, coding }) => ({
    kind: 'item',
    id: '',
    code: `BOOK-${n}`,
    name: `Book ${n}`,
    description: 'A book, bound',
    unitPrice: '12.3456',
    account: coding.sales,
    tax: coding.tax.rate,
    state: 'active',
  }),
  invoice: invoiceOf,
  creditNote: creditNoteOf,
  payment: async ({ n, coding, need }) => ({
    kind: 'payment',
    id: '',
    contact: await need('contact', 0),
    paidOn: '2026-11-05',
    amount: '21.37',
    currency: coding.currency,
    account: coding.clearing,
    accountAmount: null,
    method: null,
    reference: `ch_${n}`,
    allocations: [{ invoice: await need('invoice', n), amount: '21.37' }],
    isReconciled: false,
    state: 'made',
  }),
  refund: async ({ n, coding, need }) => ({
    kind: 'refund',
    id: '',
    contact: await need('contact', 0),
    refundedOn: '2026-11-06',
    amount: '7.31',
    currency: coding.currency,
    account: coding.clearing,
    creditNote: await need('creditNote', n),
    reference: `re_${n}`,
    isReconciled: false,
    state: 'made',
  }),
  allocation: async ({ n, coding, need }) => ({
    kind: 'allocation',
    id: '',
    from: { kind: 'creditNote', id: await need('creditNote', n) },
    invoice: await need('invoice', n),
    amount: '8.88',
    currency: coding.currency,
    allocatedOn: '2026-11-07',
    state: 'made',
  }),
  bankTransaction: async ({ n, coding, need }) => ({
    kind: 'bankTransaction',
    id: '',
    does: 'spend',
    contact: await need('contact', 0),
    account: coding.bank,
    madeOn: '2026-11-05',
    currency: coding.currency,
    amountsAre: 'exclusive',
    lines: [
      {
        ...line,
        description: `Card fee ${n}`,
        unitPrice: '3.07',
        amount: '3.07',
        account: coding.fees,
        taxes: [{ rate: coding.noTax, amount: '0' }],
      },
    ],
    totals: { net: '3.07', tax: '0', gross: '3.07' },
    remaining: '0',
    reference: `fee ${n}`,
    isReconciled: false,
    state: 'made',
  }),
  transfer: async ({ n, coding }) => ({
    kind: 'transfer',
    id: '',
    fromAccount: coding.bank,
    toAccount: coding.savings,
    madeOn: '2026-11-08',
    amount: `${100 + n}.01`,
    currency: coding.currency,
    reference: `po_${n}`,
    isReconciled: false,
    state: 'made',
  }),
  journal: async ({ n, coding }) => ({
    kind: 'journal',
    id: '',
    madeOn: '2026-11-30',
    currency: coding.currency,
    narration: `Accrual ${n}`,
    lines: [
      { account: coding.fees, description: 'accrued fees', amount: '10.05', tax: null },
      { account: coding.sales, description: 'accrued sales', amount: '-10.05', tax: null },
    ],
    state: 'made',
  }),
};

const line: Line = {
  id: null,
  description: '',
  quantity: '1',
  unitPrice: '0',
  discount: null,
  amount: '0',
  taxes: [],
  account: null,
  item: null,
};

/** Three lines: a price of four places, a percentage off, an amount off (where the provider has discounts). */
async function invoiceOf({ n, coding, need, subject }: Making): Promise<Invoice> {
  const can = abilityOf(subject, 'invoice').lineDiscount;
  const lines: readonly Line[] = [
    { ...line, description: 'Consulting', quantity: '3', unitPrice: '12.3456' },
    {
      ...line,
      description: 'Training',
      quantity: '2.5',
      unitPrice: '50',
      discount: can === 'both' || can === 'percent' ? { percent: '10' } : null,
    },
    { ...line, description: 'Travel', unitPrice: '20', discount: can === 'both' || can === 'amount' ? { amount: '5' } : null },
  ];
  return {
    kind: 'invoice',
    dueOn: '2026-12-03',
    ...(await documentOf({ n, coding, need, subject }, `INV-${n}`, lines)),
    reference: `PO ${n}`,
  };
}

async function creditNoteOf(making: Making): Promise<CreditNote> {
  const lines: readonly Line[] = [{ ...line, description: 'Returned', quantity: '2', unitPrice: '25.13' }];
  return { kind: 'creditNote', ...(await documentOf(making, `CN-${making.n}`, lines)), invoice: null, reference: `RMA ${making.n}` };
}

async function documentOf({ coding, need }: Making, number: string, lines: readonly Line[]) {
  return {
    id: '',
    number,
    contact: await need('contact', 0),
    issuedOn: '2026-11-03',
    currency: coding.currency,
    exchangeRate: null,
    amountsAre: 'exclusive' as const,
    ...totalled(lines, coding),
    discount: null,
    notes: null,
    state: 'open' as const,
    paid: '0',
    credited: '0',
  };
}

/** Lines with their amounts and tax, and the totals that follow. */
export function totalled(lines: readonly Line[], coding: Coding) {
  const done = totalDocument(
    {
      discount: null,
      lines: lines.map(({ quantity, unitPrice, discount }) => ({
        quantity,
        unitPrice,
        discount,
        taxes: [{ ...coding.tax, compound: false }],
      })),
    },
    { roundsTax: 'perLine', amountsAre: 'exclusive', unitPricePlaces: 8, places: 2, rounding: 'halfUp' },
  );
  return {
    lines: lines.map((one, index): Line => ({
      ...one,
      account: coding.sales,
      amount: done.lines[index]?.amount ?? '0',
      taxes: done.lines[index]?.taxes ?? [],
    })),
    totals: done.totals,
  };
}

/** An invoice of one line and no tax over exactly this amount. */
export const invoiceOver = (base: Invoice, figure: string, currency: string, noTax: string): Invoice => ({
  ...base,
  currency,
  lines: base.lines
    .slice(0, 1)
    .map((one) => ({ ...one, quantity: '1', unitPrice: figure, discount: null, amount: figure, taxes: [{ rate: noTax, amount: '0' }] })),
  totals: { net: figure, tax: '0', gross: figure },
});

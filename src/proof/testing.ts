import type { Account, BankTransaction, CreditNote, Invoice, Journal, Line, Payment } from '../core/records.ts';
import { chartOf } from './chart.ts';

/** Accounts and documents as a bookkeeper would write them down, for tests of the proof. Figures are pence. */
const ledgerAccount = (code: string, name: string, rest: Partial<Account>): Account => ({
  kind: 'account',
  id: `id-${code}`,
  code,
  name,
  class: 'asset',
  currency: null,
  isBank: false,
  takesPayments: false,
  system: null,
  defaultTax: null,
  state: 'active',
  ...rest,
});

export const accounts: readonly Account[] = [
  ledgerAccount('090', 'Business Bank Account', { isBank: true, takesPayments: true }),
  ledgerAccount('200', 'Sales', { class: 'revenue' }),
  ledgerAccount('260', 'Other Revenue', { class: 'revenue' }),
  ledgerAccount('404', 'Bank Fees', { class: 'expense' }),
  ledgerAccount('610', 'Accounts Receivable', { system: 'receivable' }),
  ledgerAccount('820', 'Sales Tax', { class: 'liability', system: 'tax' }),
  ledgerAccount('860', 'Rounding', { class: 'liability', system: 'rounding' }),
];

export const chart = chartOf(accounts);

export const text = (pence: number): string => {
  const size = String(Math.abs(pence)).padStart(3, '0');
  return `${pence < 0 ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`.replace(/\.?0+$/, '');
};

export const line = (account: string | null, net: number, tax: number): Line => ({
  id: null,
  description: 'work',
  quantity: '1',
  unitPrice: text(net),
  discount: null,
  amount: text(net),
  taxes: [{ rate: 'OUTPUT2', amount: text(tax) }],
  account,
  item: null,
});

/** Net and tax, in pence. */
export type Worth = readonly [net: number, tax: number];

const document = (id: string, on: string, lines: readonly Line[], [net, tax]: Worth) => ({
  id,
  number: id,
  contact: 'ada',
  issuedOn: on,
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive' as const,
  lines,
  discount: null,
  totals: { net: text(net), tax: text(tax), gross: text(net + tax) },
  reference: null,
  notes: null,
  state: 'open' as const,
  paid: '0',
  credited: '0',
});

export const invoice = (id: string, on: string, worth: Worth, account = '200'): Invoice => ({
  ...document(id, on, [line(account, ...worth)], worth),
  kind: 'invoice',
  dueOn: on,
});

export const creditNote = (id: string, on: string, worth: Worth, account = '200'): CreditNote => ({
  ...document(id, on, [line(account, ...worth)], worth),
  kind: 'creditNote',
  invoice: null,
});

export const payment = (id: string, on: string, pence: number): Payment => ({
  kind: 'payment',
  id,
  contact: 'ada',
  paidOn: on,
  amount: text(pence),
  currency: 'GBP',
  account: '090',
  accountAmount: null,
  method: null,
  reference: null,
  allocations: [],
  isReconciled: false,
  state: 'made',
});

export const banked = (does: BankTransaction['does'], on: string, [net, tax]: Worth, account: string | null): BankTransaction => ({
  kind: 'bankTransaction',
  id: does,
  does,
  contact: null,
  account: '090',
  madeOn: on,
  currency: 'GBP',
  amountsAre: 'exclusive',
  lines: [line(account, net, tax)],
  totals: { net: text(net), tax: text(tax), gross: text(net + tax) },
  remaining: '0',
  reference: null,
  isReconciled: false,
  state: 'made',
});

export const journal = (on: string, debit: string, credit: string, pence: number): Journal => ({
  kind: 'journal',
  id: 'J',
  madeOn: on,
  currency: 'GBP',
  narration: 'by hand',
  lines: [
    { account: debit, description: '', amount: text(pence), tax: null },
    { account: credit, description: '', amount: text(-pence), tax: null },
  ],
  state: 'made',
});

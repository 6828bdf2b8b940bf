import type { Account, BankTransaction, CreditNote, Invoice, Journal, Line, Payment } from '../core/records.ts';
import { chartOf } from './chart.ts';

/** Accounts and documents as a bookkeeper would write them down, for tests of the proof. Figures are pence. */
const account = (code: string, name: string, rest: Partial<Account>): Account => ({
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
  account('090', 'Business Bank Account', { isBank: true, takesPayments: true }),
  account('200', 'Sales', { class: 'revenue' }),
  account('260', 'Other Revenue', { class: 'revenue' }),
  account('404', 'Bank Fees', { class: 'expense' }),
  account('610', 'Accounts Receivable', { system: 'receivable' }),
  account('820', 'Sales Tax', { class: 'liability', system: 'tax' }),
  account('860', 'Rounding', { class: 'liability', system: 'rounding' }),
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

const document = (id: string, on: string, lines: readonly Line[], net: number, tax: number) => ({
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

export const invoice = (id: string, on: string, net: number, tax: number, account = '200'): Invoice => ({
  ...document(id, on, [line(account, net, tax)], net, tax),
  kind: 'invoice',
  dueOn: on,
});

export const creditNote = (id: string, on: string, net: number, tax: number, account = '200'): CreditNote => ({
  ...document(id, on, [line(account, net, tax)], net, tax),
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

export const banked = (
  id: string,
  on: string,
  does: BankTransaction['does'],
  net: number,
  tax: number,
  account: string | null,
): BankTransaction => ({
  kind: 'bankTransaction',
  id,
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

export const journal = (id: string, on: string, debit: string, credit: string, pence: number): Journal => ({
  kind: 'journal',
  id,
  madeOn: on,
  currency: 'GBP',
  narration: id,
  lines: [
    { account: debit, description: '', amount: text(pence), tax: null },
    { account: credit, description: '', amount: text(-pence), tax: null },
  ],
  state: 'made',
});

import type { Amount } from '../core/decimal.ts';
import { sayAmount } from '../core/money.ts';

/** What the source owns of a record, as bookkeepers call it. */
const words: Readonly<Record<string, string>> = {
  contact: 'customer',
  issuedOn: 'date',
  dueOn: 'due date',
  paidOn: 'date of payment',
  refundedOn: 'date of refund',
  madeOn: 'date',
  net: 'net total',
  gross: 'total',
  lines: 'amounts of the lines',
  allocations: 'invoices paid',
  accountAmount: 'amount on the account',
  creditNote: 'credit note',
  does: 'direction',
  email: 'e-mail',
  taxNumber: 'tax number',
};

/** 'dueOn': 'due date', within a sentence. */
export const fieldText = (field: string): string => words[field] ?? field;

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const figures: ReadonlySet<string> = new Set(['net', 'tax', 'gross', 'amount']);

/** A value of such a field: amounts with their currency, and what a payment pays, or a journal books, one by one. */
export function valueText(field: string, value: unknown, currency: string | null): string {
  const say = (amount: Amount): string => (currency === null ? amount : sayAmount(amount, currency));
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'string') return figures.has(field) ? say(value) : value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  const each = value.map((one: unknown) => {
    if (typeof one === 'string') return say(one);
    const [of, amount]: readonly unknown[] = Array.isArray(one) ? one : [];
    return typeof of === 'string' && typeof amount === 'string' ? `${say(amount)} on ${of}` : JSON.stringify(one);
  });
  return each.length === 0 ? 'none' : each.join(', ');
}

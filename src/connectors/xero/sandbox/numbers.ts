import { messages } from './messages.ts';
import { Invalid } from './refusals.ts';
import type { State } from './state.ts';

const series = { invoice: { prefix: 'INV-', next: 'nextInvoice' }, creditNote: { prefix: 'CN-', next: 'nextCreditNote' } } as const;

/** The number, if no other sales document has it. A voided document keeps its number for good; a deleted draft frees it. */
export function freeNumber(state: State, number: string, own: string | null): string {
  if (!state.tables.invoices.one('number', number) && !state.tables.credits.one('number', number)) return number;
  const invoices = state.tables.invoices
    .by('number', number)
    .filter((invoice) => invoice.type === 'ACCREC' && invoice.status !== 'DELETED');
  const credits = state.tables.credits
    .by('number', number)
    .filter((credit) => credit.type === 'ACCRECCREDIT' && credit.status !== 'DELETED');
  if ([...invoices, ...credits].some((document) => document.id !== own)) throw new Invalid(messages.numberTaken);
  return number;
}

/** The next number of a series: INV-0044, CN-0046. Numbers that callers took already are passed over. */
export function nextNumber(state: State, kind: keyof typeof series): string {
  const { prefix, next } = series[kind];
  let at = state.settings()[next];
  const written = (): string => `${prefix}${String(at).padStart(4, '0')}`;
  while (state.tables.invoices.by('number', written()).length > 0 || state.tables.credits.by('number', written()).length > 0) at += 1;
  state.set({ [next]: at + 1 });
  return written();
}

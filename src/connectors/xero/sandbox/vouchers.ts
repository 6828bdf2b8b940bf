import { decimal, round } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { unitPlacesOf } from './asking.ts';
import type { Ask } from './asking.ts';
import { contactOfDocument } from './contacts.ts';
import { childIn, dayIn, decimalIn, listIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { composeLines, retaxed } from './lines.ts';
import { messages } from './messages.ts';
import type { Contact, Voucher } from './model.ts';
import { Invalid } from './refusals.ts';
import type { State } from './state.ts';
import { totalsOf } from './totals.ts';
import type { LineAmountTypes } from './totals.ts';

/** What differs between the documents that have lines. */
export interface VoucherRules {
  readonly isSale: boolean;
  readonly mayDiscount: boolean;
  readonly isApproved: boolean;
  readonly isOnControl: boolean;
  /** Used when the caller does not say whether amounts hold tax. */
  readonly usualTypes: LineAmountTypes;
  /** Bank transactions are in the currency of their bank account, whatever the caller says. */
  readonly currency?: string;
  /** Reference stands on sales documents and bank transactions; elsewhere it is dropped. */
  readonly hasReference: boolean;
}

const lineAmountTypes = ['Exclusive', 'Inclusive', 'NoTax'] as const;

/** The common part of a document: what was sent, laid over what was there. */
export function composeVoucher(ask: Ask, fields: Fields, before: Voucher | null, rules: VoucherRules): Omit<Voucher, 'id' | 'updatedAt'> {
  const { state } = ask;
  const contact =
    before && childIn(fields, 'Contact') === undefined
      ? state.tables.contacts.get(before.contactId)
      : contactOfDocument(state, childIn(fields, 'Contact'));
  if (!contact) throw new Invalid(messages.contactUnknown);
  const types = wordIn(fields, 'LineAmountTypes', lineAmountTypes) ?? before?.lineAmountTypes ?? rules.usualTypes;
  const currency = currencyOf(state, fields, { before, contact, rules });
  const lines = linesOf(ask, fields, before, { types, rules });
  const reference = rules.hasReference ? (textIn(fields, 'Reference') ?? before?.reference ?? null) : null;
  return {
    contactId: contact.id,
    date: dayIn(fields, 'Date') ?? before?.date ?? state.today(),
    currency,
    rate: rateOf(state, fields, before, currency),
    lineAmountTypes: types,
    lines,
    ...totalsOf(lines, types),
    reference,
    url: textIn(fields, 'Url') ?? before?.url ?? null,
  };
}

function linesOf(
  ask: Ask,
  fields: Fields,
  before: Voucher | null,
  of: { readonly types: LineAmountTypes; readonly rules: VoucherRules },
): Voucher['lines'] {
  const sent = listIn(fields, 'LineItems');
  if (sent === undefined) {
    const kept = before?.lines ?? [];
    if (of.rules.isApproved && kept.length === 0) throw new Invalid(messages.linesNeeded);
    if (of.rules.isApproved && kept.some((line) => line.accountId === null && line.unitAmount !== null))
      throw new Invalid(messages.accountNeeded);
    return before && of.types !== before.lineAmountTypes ? retaxed(ask.state, kept, of.types) : kept;
  }
  if (of.rules.isApproved && sent.length === 0) throw new Invalid(messages.linesNeeded);
  const kept = before && of.types !== before.lineAmountTypes ? retaxed(ask.state, before.lines, of.types) : (before?.lines ?? []);
  const { isSale, mayDiscount, isApproved, isOnControl } = of.rules;
  return composeLines(ask.state, sent, kept, {
    types: of.types,
    unitPlaces: unitPlacesOf(ask),
    isSale,
    mayDiscount,
    isApproved,
    isOnControl,
  });
}

function currencyOf(
  state: State,
  fields: Fields,
  of: { readonly before: Voucher | null; readonly contact: Contact; readonly rules: VoucherRules },
): string {
  const sent = textIn(fields, 'CurrencyCode');
  const currency = of.rules.currency ?? (sent || of.before?.currency) ?? of.contact.texts['DefaultCurrency'] ?? state.facts.baseCurrency;
  const chosen = currency === '' ? state.facts.baseCurrency : currency;
  if (!state.settings().currencies.includes(chosen)) throw new Invalid(messages.currencyNotEnabled(chosen));
  return chosen;
}

const one: Decimal = decimal('1');

/** The rate of the document: sent, kept, or the day's rate. The base currency is always 1 to itself. */
function rateOf(state: State, fields: Fields, before: Pick<Voucher, 'rate' | 'currency'> | null, currency: string): Decimal {
  if (currency === state.facts.baseCurrency) return one;
  const sent = sentRate(fields);
  if (sent !== null) return sent;
  if (before && before.currency === currency) return before.rate;
  return dayRate(state, currency);
}

/** The rate of a request, which Xero keeps with six places. */
export function sentRate(fields: Fields): Decimal | null {
  const sent = decimalIn(fields, 'CurrencyRate');
  return sent !== undefined && sent.units > 0n ? round(sent, 6) : null;
}

export const dayRate = (state: State, currency: string): Decimal =>
  decimal(state.settings().dayRates[currency] ?? usualRates[currency] ?? '1.25');

// Stand in for the day's market rate when neither the document nor the settings name one.
const usualRates: Readonly<Record<string, string>> = { USD: '1.3', EUR: '1.15', GBP: '0.8', AUD: '1.95', NZD: '2.1' };

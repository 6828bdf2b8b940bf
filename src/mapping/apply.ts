import { amount, decimal, isZero } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import type { ExcludeRule, Mapping } from './mapping.ts';

/** The revenue account of a line: its category's, or the default for categories that nobody named. */
export const accountForSale = (mapping: Mapping, category: string | null): string =>
  (category === null ? undefined : named(mapping.accounts.sales.byCategory, category)) ?? mapping.accounts.sales.default;

/** The account that money of this currency reaches; null: no one has said, so it is held. */
export const accountForPayment = (mapping: Mapping, currency: string): string | null =>
  named(mapping.accounts.payments.byCurrency, currency) ?? mapping.accounts.payments.default;

/** A line's tax at the source. `source` null: it carries none there. */
export interface TaxFacts {
  readonly source: string | null;
  readonly percent: Amount | null;
  readonly country: string | null;
}

/** The ledger's tax code by the first rule that applies (law F32: never by the rate alone); null: no rule, so it is held. */
export function taxTarget(mapping: Mapping, facts: TaxFacts): string | null {
  const percent = facts.percent === null ? null : amount(facts.percent);
  const rule = mapping.taxes.find(
    (each) =>
      each.source === facts.source &&
      (each.percent === null || each.percent === percent) &&
      (each.country === null || each.country === facts.country),
  );
  return rule?.target ?? null;
}

/** The first rule that keeps the record out of the target; its name is the cause in the proof. */
export const exclusionOf = (mapping: Mapping, record: AnyRecord): ExcludeRule | null =>
  mapping.exclude.find((rule) => rule.kinds.includes(record.kind) && applies(rule.when, record)) ?? null;

function applies(when: ExcludeRule['when'], record: AnyRecord): boolean {
  switch (when.test) {
    case 'totalIsZero':
      return totalOf(record) !== null && isZero(decimal(totalOf(record) ?? '0'));
    case 'before': {
      const on = bookedOn(record);
      return on !== null && on < when.day;
    }
    case 'numberStartsWith':
      return 'number' in record && record.number !== null && record.number.startsWith(when.text);
    case 'contactIs':
      return record.kind === 'contact' ? record.id === when.id : 'contact' in record && record.contact === when.id;
    case 'idIs':
      return when.ids.includes(record.id);
  }
}

const totalOf = (record: AnyRecord): Amount | null =>
  'totals' in record ? record.totals.gross : 'amount' in record ? record.amount : null;

// A category may be called 'constructor'; only what the file itself names counts.
const named = (entries: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(entries, key) ? entries[key] : undefined;

import type { Locale } from './locale.tsx';

/** What is known of a record, as far as a list shows it. */
interface Nameable {
  readonly number: string | null;
  readonly id: string;
  readonly party?: string | null;
  readonly day?: string | null;
  readonly gross?: string | null;
  readonly currency?: string | null;
}

/**
 * What a person calls a record beside its kind: its number; without one its day and amount ('of 12 Mar 2026, 40.00 EUR') or whose it is.
 * An id is shown only where it is short enough to have been typed by somebody: others are for machines.
 */
export function recordName({ number, id, party = null, ...rest }: Nameable, locale: Pick<Locale, 'amount' | 'day'>): string {
  return number ?? dayAndSum(rest, locale) ?? party ?? (id.length <= longestTyped ? id : 'without a number');
}

const longestTyped = 12;

function dayAndSum({ day, gross, currency }: Omit<Nameable, 'id' | 'number'>, locale: Pick<Locale, 'amount' | 'day'>): string | null {
  const hasSum = typeof gross === 'string' && typeof currency === 'string';
  const sum = hasSum ? `${locale.amount(gross, currency)} ${currency}` : null;
  if (typeof day !== 'string') return sum === null ? null : `of ${sum}`;
  return sum === null ? `of ${locale.day(day)}` : `of ${locale.day(day)}, ${sum}`;
}

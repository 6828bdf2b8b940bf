import type { Day } from '../../core/day.ts';

/** A path with its query: `pathOf('/Invoices', { page: '1' })`. */
export function pathOf(path: string, query: Readonly<Record<string, string>>): string {
  const parts = Object.entries(query).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

// Xero's `where` is an expression in the manner of .NET. How a quote within a text is written is not documented.
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

const date = (day: Day): string => `DateTime(${day.replaceAll('-', ',')})`;

export const equals = (field: string, text: string): string => `${field}==${quoted(text)}`;
export const isGuid = (field: string, id: string): string => `${field}==guid("${id}")`;
export const within = (field: string, from: Day, through: Day): string => `${field}>=${date(from)} AND ${field}<=${date(through)}`;
export const either = (clauses: readonly string[]): string => clauses.join(' OR ');
export const both = (...clauses: readonly string[]): string => clauses.join(' AND ');

/** The first and the last of some days. */
export function span(days: readonly Day[]): { readonly from: Day; readonly through: Day } | null {
  const sorted = days.toSorted();
  const [from, through] = [sorted[0], sorted.at(-1)];
  return from === undefined || through === undefined ? null : { from, through };
}

export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

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

// Xero is reported to fail on addresses of about 2,000 characters (52 ids in `IDs`).
const longest = 1700;

/** Texts in groups that each fit an address, whatever stands between them. */
export function fitting(texts: readonly string[], between: string): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let room = 0;
  for (const text of texts) {
    const length = encodeURIComponent(text).length + encodeURIComponent(between).length;
    if (length > room || groups.length === 0) {
      groups.push([]);
      room = longest;
    }
    groups.at(-1)?.push(text);
    room -= length;
  }
  return groups;
}

/** Alternatives in as few conditions as addresses can hold. */
export const anyOf = (clauses: readonly string[]): readonly string[] => fitting([...new Set(clauses)], ' OR ').map(either);

/** The first and the last of some days. */
export function span(days: readonly Day[]): { readonly from: Day; readonly through: Day } | null {
  const sorted = days.toSorted();
  const [from, through] = [sorted[0], sorted.at(-1)];
  return from === undefined || through === undefined ? null : { from, through };
}

export function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
}

import type { CreditNote, Invoice } from '../../core/records.ts';
import { findColumns } from './columns.ts';
import type { Columns } from './columns.ts';
import { watchDialect } from './dialect.ts';
import { buildDocument } from './document.ts';
import type { ImportedDocument } from './document.ts';
import { readImportProfile } from './profile.ts';
import type { ImportProfile } from './profile.ts';
import { sentenceOf } from './row.ts';
import type { Row } from './row.ts';

/** A profile for `Number,Date,Customer,Item,Quantity,Price`, with what a test says besides. */
export const simpleProfile = `
name: Corner shop
currency: EUR
timeZone: Europe/Berlin
amountsAre: noTax
document: { number: Number, date: Date }
contact: { id: Customer }
line: { description: Item, quantity: Quantity, unitPrice: Price }
`;

export function profileOf(yaml: string): ImportProfile {
  const read = readImportProfile(yaml);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.profile;
}

/** A table as one would type it: cells between commas, lines numbered from 1. */
export const rowsOf = (text: string): readonly Row[] =>
  text
    .trim()
    .split('\n')
    .map((line, index) => ({ line: index + 1, cells: line.split(',').map((cell) => cell.trim()) }));

export function columnsOf(yaml: string, rows: readonly Row[]): Columns {
  const found = findColumns(profileOf(yaml), rows);
  if ('problems' in found) throw new Error(found.problems.map(sentenceOf).join('\n'));
  return found.columns;
}

/** Builds the one document of a small table with a header; throws its problems as sentences. */
export function documentOf(yaml: string, table: string): ImportedDocument & { readonly record: Invoice | CreditNote } {
  const built = tryDocument(yaml, table);
  if ('problems' in built) throw new Error(built.problems.map(sentenceOf).join('\n'));
  return built;
}

export function tryDocument(yaml: string, table: string): ReturnType<typeof buildDocument> {
  const rows = rowsOf(table);
  const columns = columnsOf(yaml, rows);
  const picked = rows.slice(1).map((row) => ({ line: row.line, cells: columns.pick(row.cells) }));
  const watch = watchDialect(columns.profile);
  for (const row of picked) {
    for (const source of [columns.line.quantity, columns.line.unitPrice, columns.line.amount])
      if (source) watch.figure(source.read(row.cells), row.line);
    watch.date(columns.date.read(row.cells), row.line);
  }
  const decided = watch.decide();
  return 'problems' in decided ? decided : buildDocument(columns, decided.dialect, picked);
}

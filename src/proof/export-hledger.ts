import { placesOf } from '../core/money.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';
import { commodity, plainText } from './export-plain-text.ts';

/**
 * The books for hledger. Accounts and commodities are declared and days are in order, so that `hledger check --strict ordereddates`
 * passes. It wants a decimal mark in every format, also where there are no places.
 */
export const exportHledger = (
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> =>
  plainText(books, records, (currency) => `commodity 1000.${'0'.repeat(placesOf(currency))} ${commodity(currency)}\n`);

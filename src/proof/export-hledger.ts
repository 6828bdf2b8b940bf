import { placesOf } from '../core/money.ts';
import { accountNames, oneLine } from './export-entry.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';
import { commodity, plainTextAccount, plainTextEntries } from './export-plain-text.ts';

/** The books for hledger. Accounts and commodities are declared and days are in order, so that `hledger check --strict ordereddates` passes. */
export async function* exportHledger(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> {
  const names = accountNames(books.accounts);
  yield `; Books of ${oneLine(books.organisation)}, base currency ${books.baseCurrency}\n`;
  // hledger wants a decimal mark in every format, also where there are no places.
  for (const currency of books.currencies) yield `commodity 1000.${'0'.repeat(placesOf(currency))} ${commodity(currency)}\n`;
  for (const account of names.all) yield `account ${plainTextAccount(account, names)}\n`;
  yield '\n';
  yield* plainTextEntries(books, records);
}

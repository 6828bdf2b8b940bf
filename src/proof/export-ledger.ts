import { placesOf } from '../core/money.ts';
import { accountNames, oneLine } from './export-entry.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';
import { commodity, plainTextAccount, plainTextEntries } from './export-plain-text.ts';

/** The books for Ledger (ledger-cli.org). Everything is declared, so that `ledger --pedantic` accepts it. */
export async function* exportLedger(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> {
  const names = accountNames(books.accounts);
  yield `; Books of ${oneLine(books.organisation)}, base currency ${books.baseCurrency}\n`;
  for (const tag of ['kind', 'id', 'reference']) yield `tag ${tag}\n`;
  for (const currency of books.currencies)
    yield `commodity ${commodity(currency)}\n    format ${sample(currency)} ${commodity(currency)}\n`;
  for (const account of names.all) yield `account ${plainTextAccount(account, names)}\n`;
  yield '\n';
  yield* plainTextEntries(books, records);
}

const sample = (currency: string): string => (placesOf(currency) === 0 ? '1000' : `1000.${'0'.repeat(placesOf(currency))}`);

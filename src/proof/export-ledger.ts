import { placesOf } from '../core/money.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';
import { commodity, plainText } from './export-plain-text.ts';

/** The books for Ledger (ledger-cli.org). Everything is declared, so that `ledger --pedantic` accepts it. */
export async function* exportLedger(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> {
  for (const tag of ['kind', 'id', 'reference']) yield `tag ${tag}\n`;
  yield* plainText(
    books,
    records,
    (currency) => `commodity ${commodity(currency)}\n    format ${sample(currency)} ${commodity(currency)}\n`,
  );
}

const sample = (currency: string): string => (placesOf(currency) === 0 ? '1000' : `1000.${'0'.repeat(placesOf(currency))}`);

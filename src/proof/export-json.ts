import { accountNames, entryOf } from './export-entry.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';

/** One JSON document, an entry a line; amounts are text, debits positive. */
export async function* exportJson(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> {
  const names = accountNames(books.accounts);
  const accounts = books.accounts.map((account) => ({ account: account.code ?? account.id, name: account.name, class: account.class }));
  const { organisation, baseCurrency } = books;
  yield `{"organisation":${JSON.stringify(organisation)},"baseCurrency":${JSON.stringify(baseCurrency)},"accounts":${JSON.stringify(accounts)},"entries":[`;
  let between = '\n';
  for await (const record of records) {
    const entry = entryOf(record, names.chart, books.baseCurrency);
    if (entry === null) continue;
    yield `${between}${JSON.stringify(entry)}`;
    between = ',\n';
  }
  yield '\n]}\n';
}

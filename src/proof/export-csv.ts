import { accountNames, digits, entryOf, oneLine } from './export-entry.ts';
import type { ExportedBooks, ExportedRecord } from './export-entry.ts';

const heads = [
  'day',
  'kind',
  'number',
  'id',
  'contact',
  'reference',
  'account',
  'account_name',
  'currency',
  'amount',
  'price',
  'price_of',
  'price_currency',
];

/** One line a posting, debits positive, RFC 4180. */
export async function* exportCsv(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> {
  const names = accountNames(books.accounts);
  const titles = new Map(books.accounts.map((account) => [account.code ?? account.id, account.name]));
  yield `${heads.join(',')}\r\n`;
  for await (const record of records) {
    const entry = entryOf(record, names.chart, books.baseCurrency);
    if (entry === null) continue;
    const about = [entry.day, entry.kind, text(entry.number), text(entry.id), text(entry.contact), text(entry.reference)].join(',');
    for (const { account, currency, amount, price } of entry.postings) {
      const priced = price === null ? ',,' : `${digits(price.amount, price.currency)},${price.of},${text(price.currency)}`;
      yield `${about},${text(account)},${text(titles.get(account) ?? null)},${text(currency)},${digits(amount, currency)},${priced}\r\n`;
    }
  }
}

/** A customer named '=HYPERLINK(…)' must stay a name when a spreadsheet opens the file, so such text gets an apostrophe in front. */
function text(value: string | null): string {
  if (value === null) return '';
  const plain = oneLine(value);
  const safe = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

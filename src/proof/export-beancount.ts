import { accountNames, digits, entryOf, oneLine } from './export-entry.ts';
import type { AccountNames, Entry, EntryPosting, ExportedBooks, ExportedRecord } from './export-entry.ts';

/** The books for Beancount. Accounts are opened long before the first entry, and names keep to its letters, digits and dashes. */
export async function* exportBeancount(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
): AsyncGenerator<string> {
  const names = accountNames(books.accounts);
  yield `option "title" ${quoted(books.organisation)}\noption "operating_currency" ${quoted(books.baseCurrency)}\n\n`;
  const opened = new Set<string>();
  const open = function* (accounts: Iterable<string>): Generator<string> {
    for (const account of accounts) {
      if (opened.has(account)) continue;
      opened.add(account);
      yield `1900-01-01 open ${beancountAccount(account, names)}\n`;
    }
  };
  yield* open(names.all);
  yield '\n';
  for await (const record of records) {
    const entry = entryOf(record, names.chart, books.baseCurrency);
    if (entry === null) continue;
    yield* open(entry.postings.map(({ account }) => account));
    yield beancountEntry(entry, names);
  }
}

function beancountEntry(entry: Entry, names: AccountNames): string {
  const lines = [`${entry.day} * ${quoted(entry.contact ?? '')} ${quoted(`${entry.kind} ${entry.number ?? entry.id}`)}`];
  lines.push(`  kind: ${quoted(entry.kind)}`, `  id: ${quoted(entry.id)}`);
  if (entry.number !== null) lines.push(`  number: ${quoted(entry.number)}`);
  if (entry.reference !== null) lines.push(`  reference: ${quoted(entry.reference)}`);
  for (const posting of entry.postings) lines.push(`  ${beancountAccount(posting.account, names)}  ${amountOf(posting)}`);
  return `${lines.join('\n')}\n\n`;
}

const amountOf = ({ amount, currency, price }: EntryPosting): string => {
  const plain = `${digits(amount, currency)} ${currency}`;
  return price === null ? plain : `${plain} ${price.of === 'unit' ? '@' : '@@'} ${digits(price.amount, price.currency)} ${price.currency}`;
};

/** A part of a name begins with a capital or a digit. The code comes first, so that two names that shorten alike stay apart. */
function beancountAccount(account: string, names: AccountNames): string {
  const { root, leaf } = names.of(account);
  const plain = leaf
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return `${root}:${/^[A-Z0-9]/.test(plain) ? plain : `X-${plain}`}`;
}

const quoted = (text: string): string => `"${oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

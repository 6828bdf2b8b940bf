import { accountNames, currenciesOf, digits, entryOf, oneLine } from './export-entry.ts';
import type { AccountNames, Entry, EntryPosting, ExportedBooks, ExportedRecord } from './export-entry.ts';

/** How a program wants a currency to be declared. */
export type DeclareCurrency = (currency: string) => string;

/**
 * What Ledger and hledger write alike: declarations and entries. Accounts of the chart and known currencies are declared first; what
 * a document uses beyond them is declared right before it, so that strict checks pass whatever the chart has forgotten.
 */
export async function* plainText(
  books: ExportedBooks,
  records: AsyncIterable<ExportedRecord> | Iterable<ExportedRecord>,
  declare: DeclareCurrency,
): AsyncGenerator<string> {
  const names = accountNames(books.accounts);
  const declared = new Set<string>();
  const fresh = function* (texts: Iterable<string>): Generator<string> {
    for (const text of texts) {
      if (declared.has(text)) continue;
      declared.add(text);
      yield text;
    }
  };
  const account = (name: string): string => `account ${plainTextAccount(name, names)}\n`;
  yield `; Books of ${oneLine(books.organisation)}, base currency ${books.baseCurrency}\n`;
  yield* fresh([books.baseCurrency, ...books.currencies].map(declare));
  yield* fresh(names.all.map(account));
  yield '\n';
  for await (const record of records) {
    const entry = entryOf(record, names.chart, books.baseCurrency);
    if (entry === null) continue;
    yield* fresh(currenciesOf(entry).map(declare));
    yield* fresh(entry.postings.map((posting) => account(posting.account)));
    yield plainTextEntry(entry, names);
  }
}

function plainTextEntry(entry: Entry, names: AccountNames): string {
  const payee = description(entry.contact ?? '') || `(${entry.kind})`;
  const lines = [
    `${entry.day} * (${code(entry.number ?? entry.id)}) ${payee}`,
    `    ; kind: ${entry.kind}`,
    `    ; id: ${comment(entry.id)}`,
  ];
  if (entry.reference !== null && oneLine(entry.reference) !== '') lines.push(`    ; reference: ${comment(entry.reference)}`);
  for (const posting of entry.postings) lines.push(`    ${plainTextAccount(posting.account, names)}  ${amountOf(posting)}`);
  return `${lines.join('\n')}\n\n`;
}

const amountOf = ({ amount, currency, price }: EntryPosting): string => {
  const plain = `${digits(amount, currency)} ${commodity(currency)}`;
  return price === null
    ? plain
    : `${plain} ${price.of === 'unit' ? '@' : '@@'} ${digits(price.amount, price.currency)} ${commodity(price.currency)}`;
};

/** Two spaces end an account's name and a colon starts a part of it, in both programs; a semicolon starts a comment in one. */
function plainTextAccount(account: string, names: AccountNames): string {
  const { root, leaf } = names.of(account);
  return `${root}:${oneLine(leaf).replaceAll(':', '-').replaceAll(/[;=@]/g, ',')}`;
}

/** Letters stand as they are; anything else needs quotes. */
export const commodity = (currency: string): string =>
  /^[A-Za-z]+$/.test(currency) ? currency : `"${currency.replaceAll(/["\s;]/g, '')}"`;

const code = (text: string): string => oneLine(text).replaceAll(/[()]/g, '/').replaceAll(';', ',');
const description = (text: string): string => oneLine(text).replaceAll(/[;|]/g, ',');
/** Colons and commas would make tags of their own; square brackets would be read as dates. */
const comment = (text: string): string => oneLine(text).replaceAll(':', '-').replaceAll(',', ' ').replaceAll(/[[\]]/g, '/');

import { createHash } from 'node:crypto';
import type { Instant } from '../core/day.ts';
import { placesOf, readMoney } from '../core/money.ts';
import { isMatchable } from '../matching/rows.ts';
import { csvDialect } from '../statements/csv-dialect.ts';
import type { CsvDialect, CsvQuestion } from '../statements/csv-dialect.ts';
import { decoder } from '../statements/decode.ts';
import { formatOf } from '../statements/formats.ts';
import { readStatements } from '../statements/reader.ts';
import type { ReaderOptions } from '../statements/reader.ts';
import type { AccountName, Found, StatementLine as ReadLine } from '../statements/statement.ts';
import { keepAccountLines } from './bank-keep.ts';
import type { KeptAccount } from './bank-keep.ts';
import type { BankAccount, BankBook, BankScope, BankStore } from './bank-ports.ts';

/** A file as a person gives it, and what they say about it. */
export interface BankFileGiven {
  readonly bytes: Uint8Array;
  readonly name: string;
  /** Null: as the file names its account. */
  readonly account: string | null;
  /** Where the file does not say it. Null: nobody has said it either. */
  readonly currency: string | null;
  /** Answers to what a table does not say by itself. */
  readonly said: Partial<Pick<CsvDialect, 'mark' | 'dayOrder' | 'sign'>>;
  /** True: the way of reading that was shown is right. Asked once for each account and kind of table. */
  readonly isConfirmed: boolean;
  readonly encoding: string | null;
}

export type BankImported =
  | { readonly is: 'imported'; readonly accounts: readonly KeptAccount[] }
  | { readonly is: 'known'; readonly account: string; readonly importedAt: Instant }
  | { readonly is: 'asks'; readonly dialect: CsvDialect; readonly questions: readonly CsvQuestion[]; readonly sample: readonly ReadLine[] }
  /** `lacks`: what the file needs to be told, to be read after all. */
  | { readonly is: 'rejected'; readonly problems: readonly string[]; readonly lacks: 'currency' | null };

interface ImportPorts {
  readonly bank: BankStore;
  readonly now: Instant;
  readonly by: string;
}

/** Imports a bank file whole or not at all. A file that was imported before adds nothing, and neither does any of its lines. */
export function importBankFile({ bank, now, by }: ImportPorts, scope: BankScope, given: BankFileGiven): Promise<BankImported> {
  const print = createHash('sha256').update(given.bytes).digest('hex');
  return bank.work(scope, async (book) => {
    const before = (await book.files(null)).find((file) => file.print === print && (given.account ?? file.account) === file.account);
    if (before !== undefined) return { is: 'known', account: before.account, importedAt: before.importedAt };
    const accounts = await book.accounts();
    const table = tableOf(given, accounts);
    if (table !== null && table.questions.length > 0) return asking(given, table);
    if (table !== null && !table.isKnown && !given.isConfirmed) return asking(given, table);
    const statements = byStatement(readStatements(given.bytes, optionsOf(given, table?.dialect ?? null)));
    if ('fatal' in statements) return { is: 'rejected', problems: statements.fatal, lacks: null };
    const named = nameAccounts(statements.statements, given, accounts);
    if ('problem' in named) return { is: 'rejected', problems: [named.problem], lacks: null };
    const counted = [...named.byAccount].map(([account, all]) => {
      const known = accounts.find((each) => each.account === account);
      return { account, all, known, currency: currencyOf(all, known, given) };
    });
    // Whole or not at all: no account is kept before the money of each has a name.
    if (counted.some(({ currency }) => currency === null)) return { is: 'rejected', problems: [unnamedMoney], lacks: 'currency' };
    const unkeepable = counted.flatMap(({ all, currency }) =>
      all.flatMap(({ lines }) => lines.flatMap((line) => whyNotKept(line, currency))),
    );
    if (unkeepable.length > 0) return { is: 'rejected', problems: unkeepable, lacks: null };
    const kept: KeptAccount[] = [];
    for (const { account, all, known, currency } of counted) {
      if (currency === null) continue;
      const shared = { account, known, currency, dialect: table?.dialect ?? known?.dialect ?? null, now };
      const one = await keepAccountLines(book, all, { ...shared, problems: statements.problems });
      const { counts, problems } = one;
      await book.keepFile({ account, print, name: given.name, importedAt: now, importedBy: by, counts, problems });
      kept.push(one);
    }
    const base = given.currency ?? counted[0]?.currency ?? null;
    if (base !== null) await publishBank(book, scope, base);
    return { is: 'imported', accounts: kept };
  });
}

const lastDay = '2199-12-31';

/** What no books can hold, in words with the line that has it. Read with another decimal mark, or mended, the file may be imported again. */
function whyNotKept(line: ReadLine, fallback: string | null): readonly string[] {
  const currency = line.currency ?? fallback ?? '';
  const named = `the line of ${line.bookedOn} over ${line.amount} ${currency}`;
  const money = readMoney(line.amount, currency);
  if (money === null)
    return [
      `${named}: found more decimal places than ${currency} has, expected ${placesOf(currency)} at most; is the decimal mark another one?`,
    ];
  if (!isMatchable(money.minor)) return [`${named}: found an amount that no account holds, expected less than 90,000,000,000,000`];
  if (line.bookedOn > lastDay) return [`${named}: found the day ${line.bookedOn}, expected one before the year 2200`];
  if (JSON.stringify(line).includes('\\u0000')) return [`${named}: found a character without a meaning (NUL), expected text`];
  return [];
}

const unnamedMoney = 'the file does not say its currency: name it, such as GBP';

/** As the statements say, as it was before, or as a person says; else as every line says by itself. Null: nobody says it. */
function currencyOf(statements: readonly ReadStatement[], known: BankAccount | undefined, given: BankFileGiven): string | null {
  const said = statements.find(({ currency }) => currency !== null)?.currency ?? known?.currency ?? given.currency;
  if (said !== null) return said;
  const byLine = statements.flatMap(({ lines }) => lines.map(({ currency }) => currency));
  return byLine.includes(null) ? null : (byLine[0] ?? null);
}

/** The bank as an organisation of its own, so that the connection answers like every other. */
const publishBank = (book: BankBook, { connection }: BankScope, currency: string): Promise<void> =>
  book.publish([
    {
      kind: 'organisation',
      id: connection,
      name: 'Bank accounts',
      country: null,
      baseCurrency: currency,
      timeZone: 'UTC',
      lockedThrough: null,
      taxFiledThrough: null,
      taxBasis: 'unknown',
      currencies: [currency],
    },
  ]);

interface Table {
  readonly dialect: CsvDialect;
  readonly questions: readonly CsvQuestion[];
  /** Somebody has confirmed it before, for this account. */
  readonly isKnown: boolean;
}

/** How a table is written, as it was confirmed for its account or as it looks; null for files of other kinds. */
function tableOf({ bytes, encoding, said, account }: BankFileGiven, accounts: readonly BankAccount[]): Table | null {
  const text = decoder(encoding);
  const head = text.push(bytes.subarray(0, headBytes)).text + text.end().text;
  if (formatOf(head) !== 'csv') return null;
  const proposal = csvDialect(head);
  if (proposal === null) return null;
  const known = accounts
    .filter((each) => account === null || each.account === account)
    .find(({ dialect }) => dialect?.print === proposal.dialect.print);
  if (known?.dialect) return { dialect: known.dialect, questions: [], isKnown: true };
  const answered = new Set<string>(Object.keys(said));
  return {
    dialect: { ...proposal.dialect, ...said },
    questions: proposal.questions.filter(({ about }) => about !== 'columns' && !answered.has(about)),
    isKnown: false,
  };
}

const headBytes = 65_536;
const sampleLines = 5;

function asking(given: BankFileGiven, { dialect, questions }: Table): BankImported {
  const found = readStatements(given.bytes, optionsOf(given, dialect));
  const sample = found.flatMap((each) => (each.is === 'line' ? [each.line] : [])).slice(0, sampleLines);
  return { is: 'asks', dialect, questions, sample };
}

const optionsOf = ({ encoding, said }: BankFileGiven, csv: CsvDialect | null): ReaderOptions => ({
  ...(encoding === null ? {} : { encoding }),
  ...(csv === null ? {} : { csv }),
  ...(said.dayOrder === undefined ? {} : { dayFirst: said.dayOrder === 'dayFirst' }),
});

export interface ReadStatement {
  readonly account: AccountName;
  readonly currency: string | null;
  readonly lines: ReadLine[];
  readonly balances: Extract<Found, { is: 'balance' }>['balance'][];
}

type Statements =
  | { readonly fatal: readonly string[] }
  | { readonly statements: readonly ReadStatement[]; readonly problems: readonly string[] };

/** Lines and balances by the statement that they belong to. */
function byStatement(found: readonly Found[]): Statements {
  const statements: ReadStatement[] = [];
  const [problems, fatal]: [string[], string[]] = [[], []];
  for (const each of found) {
    if (each.is === 'statement')
      statements.push({ account: each.statement.account, currency: each.statement.currency, lines: [], balances: [] });
    if (each.is === 'line') statements.at(-1)?.lines.push(each.line);
    if (each.is === 'balance') statements.at(-1)?.balances.push(each.balance);
    if (each.is === 'problem') {
      const { at, seen, expected, isFatal } = each.problem;
      (isFatal ? fatal : problems).push(`line ${at}: found ${seen}, expected ${expected}`);
    }
  }
  if (fatal.length > 0) return { fatal };
  return statements.length === 0 ? { fatal: ['the file holds no statement'] } : { statements, problems };
}

type Named = { readonly problem: string } | { readonly byAccount: ReadonlyMap<string, readonly ReadStatement[]> };

/** Which account each statement is of: as a person says, as it was called before, or as the file names it. */
function nameAccounts(statements: readonly ReadStatement[], { account }: BankFileGiven, known: readonly BankAccount[]): Named {
  const byAccount = new Map<string, ReadStatement[]>();
  for (const statement of statements) {
    const printed = printedName(statement.account);
    const before = known.find(({ named }) => printed !== null && printedName(named) === printed)?.account;
    const name = account ?? before ?? printed ?? (known.length === 1 ? known[0]?.account : undefined);
    if (name === undefined) return { problem: 'the file does not say of which account it is: give the account a name' };
    byAccount.set(name, [...(byAccount.get(name) ?? []), statement]);
  }
  const printed = new Set(statements.flatMap((statement) => printedName(statement.account) ?? []));
  if (account !== null && printed.size > 1)
    return { problem: `the file holds ${printed.size} accounts (${[...printed].join(', ')}): import it without naming one` };
  return { byAccount };
}

const printedName = ({ iban, bank, number }: AccountName): string | null =>
  iban ?? (number === null ? null : [bank, number].filter((each) => each !== null).join('/'));

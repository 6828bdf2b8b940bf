import { addDays } from '../core/day.ts';
import type { Day, Instant } from '../core/day.ts';
import type { StatementLine } from '../core/bank-records.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { CsvDialect } from '../statements/csv-dialect.ts';
import { merge } from '../statements/merge.ts';
import type { StatementLine as ReadLine } from '../statements/statement.ts';
import type { ReadStatement } from './bank-import.ts';
import type { BankAccount, BankBook, BankFile, KeptLine } from './bank-ports.ts';

/** What became of one account's lines. */
export interface KeptAccount {
  readonly account: string;
  readonly counts: BankFile['counts'];
  readonly from: Day | null;
  readonly through: Day | null;
  /** What a person should see, although nothing was refused for it. */
  readonly problems: readonly string[];
}

interface Keeping {
  readonly account: string;
  readonly known: BankAccount | undefined;
  readonly currency: string;
  readonly dialect: CsvDialect | null;
  readonly problems: readonly string[];
  readonly now: Instant;
}

/** Keeps what is new of an account's statements, by the bank's ids or by content with its multiplicity. */
export async function keepAccountLines(book: BankBook, statements: readonly ReadStatement[], keeping: Keeping): Promise<KeptAccount> {
  const { account, known, currency, now } = keeping;
  const [first] = statements;
  // A line that only tells of something moves no money here.
  const read = statements.flatMap(({ lines }) => lines.filter(({ state }) => state !== 'info'));
  const days = read.map(({ bookedOn }) => bookedOn).toSorted();
  const [from = null, through = null] = [days[0], days.at(-1)];
  const before =
    from === null || through === null
      ? []
      : await book.lines({ account, from: addDays(from, -slack), through: addDays(through, slack), isOpen: false });
  const merged = merge(
    before.flatMap(({ record, read: line }) => (line === null ? [] : [{ ref: record.id, line }])),
    read,
  );
  const ids = await freshIds(book, account, merged.added);
  const fresh = merged.added.map((line, index) => keptOf(line, { id: ids[index] ?? '', account, currency }));
  const changed = merged.changed.map(({ ref, line }) => keptOf(line, { id: ref, account, currency }));
  await book.keepLines([...fresh, ...changed], now);
  await publishLines(book, [...fresh, ...changed]);
  await book.keepAccount({
    account,
    named: first?.account ?? known?.named ?? { iban: null, bank: null, number: null },
    currency,
    dialect: keeping.dialect,
    habits: known?.habits ?? null,
    closing: closingOf(statements, known?.closing ?? null),
  });
  const counts = { added: fresh.length, same: merged.same.length, changed: changed.length };
  return { account, counts, from, through, problems: [...keeping.problems, ...merged.odd] };
}

/** What waited is booked at most so many days later. */
const slack = 21;

/** Shows lines to the engine as they are now, each with what is decided about it. */
export async function publishLines(book: BankBook, lines: readonly KeptLine[]): Promise<void> {
  if (lines.length === 0) return;
  const decided = new Map((await book.decisions(lines.map(({ record }) => record.id))).map((each) => [each.line, each.booked]));
  await book.publish(
    lines.map(({ record, isGone }) => ({
      ...record,
      booked: isGone ? { does: 'nothing', why: 'the bank took it back' } : (decided.get(record.id) ?? null),
    })),
  );
}

/** The same content has the same id in every database; each further line that is equal to it has a number of its own. */
async function freshIds(book: BankBook, account: string, lines: readonly ReadLine[]): Promise<readonly string[]> {
  const plain = lines.map((line) => {
    const content = [line.bookedOn, line.amount, line.text, line.counterparty];
    return fingerprint([account, line.bankId?.isReliable === true ? line.bankId.id : content]).slice(0, 20);
  });
  const taken = new Set<string>();
  const next = new Map<string, number>();
  for (let wanted = [...new Set(plain)]; wanted.length > 0;) {
    const found = (await book.linesNamed(wanted)).map(({ record }) => record.id);
    for (const id of found) taken.add(id);
    wanted = found.map((id) => numbered(id.split('.')[0] ?? id, Number(id.split('.')[1] ?? '1') + 1));
  }
  return plain.map((id) => {
    for (let count = next.get(id) ?? 1; ; count += 1) {
      const free = numbered(id, count);
      if (taken.has(free)) continue;
      next.set(id, count + 1);
      return free;
    }
  });
}

const numbered = (id: string, count: number): string => (count === 1 ? id : `${id}.${count}`);

const keptOf = (
  line: ReadLine,
  { id, account, currency }: { readonly id: string; readonly account: string; readonly currency: string },
): KeptLine => {
  const record: StatementLine = {
    kind: 'statementLine',
    id,
    account,
    bookedOn: line.bookedOn,
    valueOn: line.valueOn,
    amount: line.amount,
    currency: line.currency ?? currency,
    counterparty: line.counterparty,
    text: line.text,
    reference: line.reference ?? line.endToEndId,
    chequeNumber: line.chequeNumber,
    code: line.code,
    wasPending: null,
    state: line.state === 'pending' ? 'pending' : 'booked',
  };
  return { record, read: line, isGone: false };
};

function closingOf(statements: readonly ReadStatement[], before: BankAccount['closing']): BankAccount['closing'] {
  const told = statements
    .flatMap(({ balances }) => balances)
    .flatMap(({ of, on, amount }) => (of === 'closing' && on !== null ? [{ on, amount }] : []))
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .at(-1);
  if (told === undefined) return before;
  return before === null || told.on >= before.on ? told : before;
}

import type { Day } from '../core/day.ts';
import { monthOf } from '../core/day.ts';

/** One side of a posting. Debits positive, credits negative. */
export interface PostingLine {
  readonly account: string;
  /** In the smallest unit of the base currency. */
  readonly minor: bigint;
  /** The same amount in the document's own currency, where that differs. */
  readonly foreign?: { readonly minor: bigint; readonly currency: string };
  readonly description?: string;
  readonly tax?: string;
}

/** What a document does to the books on its day. */
export interface Posting {
  readonly id: string;
  readonly day: Day;
  readonly source: PostingSource;
  readonly lines: readonly PostingLine[];
}

/** The document that a posting came from, in the provider's own words ({ kind: 'ACCREC', id: … }). */
export interface PostingSource {
  readonly kind: string;
  readonly id: string;
}

export interface Journal extends Posting {
  /** 1, 2, 3 … in the order of posting, without gaps. */
  readonly number: number;
  /** The number of the journal that this one takes back; null for a posting of its own. */
  readonly reverses: number | null;
}

/** From the first day to the last, both included; null on a side leaves it open. */
export interface Period {
  readonly from: Day | null;
  readonly through: Day | null;
}

/** A double-entry general ledger. Nothing is ever taken out of it: what was wrong is posted again, backwards. */
export interface Books {
  /** Throws, and posts nothing, when the lines do not sum to zero. */
  post(posting: Posting): Journal;
  /**
   * Takes back all that stands of a document, each posting on the day that it had: a void acts on the document's own date.
   * Returns the reversing journals; none when nothing of it stands.
   */
  reverse(source: PostingSource, id: (reversed: Journal) => string): readonly Journal[];
  /** Balance at the end of a day; null: of everything. Debits positive, in the base currency. */
  balance(account: string, through: Day | null): bigint;
  /** Balance in one foreign currency: a bank account that is kept in dollars. */
  foreignBalance(account: string, currency: string, through: Day | null): bigint;
  movement(account: string, period: Period): bigint;
  /** The movement of every account that was ever posted to, those at zero included. It sums to zero. */
  trialBalance(period: Period): ReadonlyMap<string, bigint>;
  /** Journals with a number above `after`, in order, at most `limit`. */
  journals(after: number, limit: number): readonly Journal[];
  /** What stands of a document: its postings that were not reversed. */
  standing(source: PostingSource): readonly Journal[];
}

// Totals are kept as lines are posted, by month and by day, so that a balance adds some months and at most 31 days,
// however many documents there are.
interface Totals {
  readonly months: Map<string, MonthTotals>;
}
interface MonthTotals {
  minor: bigint;
  readonly days: Map<Day, bigint>;
}

export function createBooks(): Books {
  const journals: Journal[] = [];
  const accounts = new Map<string, Totals>();
  const foreign = new Map<string, Totals>();
  const standing = new Map<string, Journal[]>();

  const enter = (posting: Posting, reverses: number | null): Journal => {
    const journal: Journal = { ...posting, number: journals.length + 1, reverses };
    journals.push(journal);
    for (const line of posting.lines) {
      addTo(accounts, line.account, posting.day, line.minor);
      if (line.foreign) addTo(foreign, foreignKey(line.account, line.foreign.currency), posting.day, line.foreign.minor);
    }
    return journal;
  };

  return {
    post(posting) {
      const difference = posting.lines.reduce((total, line) => total + line.minor, 0n);
      if (difference !== 0n) {
        throw new Error(`${posting.source.kind} ${posting.source.id} does not balance: debits exceed credits by ${difference} minor units`);
      }
      const journal = enter(posting, null);
      const key = sourceKey(posting.source);
      const others = standing.get(key);
      if (others) others.push(journal);
      else standing.set(key, [journal]);
      return journal;
    },
    reverse(source, id) {
      const key = sourceKey(source);
      const taken = standing.get(key) ?? [];
      standing.delete(key);
      return taken.map((journal) => enter({ ...journal, id: id(journal), lines: journal.lines.map(backwards) }, journal.number));
    },
    balance: (account, through) => sumOf(accounts.get(account), { from: null, through }),
    foreignBalance: (account, currency, through) => sumOf(foreign.get(foreignKey(account, currency)), { from: null, through }),
    movement: (account, period) => sumOf(accounts.get(account), period),
    trialBalance: (period) => new Map([...accounts].map(([account, totals]) => [account, sumOf(totals, period)])),
    journals: (after, limit) => journals.slice(after, after + limit),
    standing: (source) => standing.get(sourceKey(source)) ?? [],
  };
}

const sourceKey = ({ kind, id }: PostingSource): string => `${kind} ${id}`;
const foreignKey = (account: string, currency: string): string => `${currency} ${account}`;

function backwards(line: PostingLine): PostingLine {
  const turned = { ...line, minor: -line.minor };
  return line.foreign ? { ...turned, foreign: { minor: -line.foreign.minor, currency: line.foreign.currency } } : turned;
}

function addTo(book: Map<string, Totals>, key: string, day: Day, minor: bigint): void {
  let totals = book.get(key);
  if (!totals) book.set(key, (totals = { months: new Map() }));
  const month = monthOf(day);
  let inMonth = totals.months.get(month);
  if (!inMonth) totals.months.set(month, (inMonth = { minor: 0n, days: new Map() }));
  inMonth.minor += minor;
  inMonth.days.set(day, (inMonth.days.get(day) ?? 0n) + minor);
}

function sumOf(totals: Totals | undefined, { from, through }: Period): bigint {
  let sum = 0n;
  if (!totals) return sum;
  for (const [month, { minor, days }] of totals.months) {
    if ((from !== null && month < monthOf(from)) || (through !== null && month > monthOf(through))) continue;
    const isCut = (from !== null && month === monthOf(from)) || (through !== null && month === monthOf(through));
    if (!isCut) {
      sum += minor;
      continue;
    }
    for (const [day, inDay] of days) {
      if ((from === null || day >= from) && (through === null || day <= through)) sum += inDay;
    }
  }
  return sum;
}

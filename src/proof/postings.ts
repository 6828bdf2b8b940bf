import { add, amount, decimal, isZero, negate, subtract, sum, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord, BankTransaction, Document, Journal, Kind, Line, Payment } from '../core/records.ts';
import { accountName, withoutAccount } from './chart.ts';
import type { Chart } from './chart.ts';
import type { Posting } from './posting.ts';
import { wholeDocument } from './posting.ts';
import { spread } from './spread.ts';

/**
 * What a document moves in the books, debits positive: at most one posting per account and currency, and one for the whole
 * document. Drafts, voids and records that are no documents move nothing. Works for documents as wanted and as seen alike.
 */
export function postingsOf(record: AnyRecord, chart: Chart): readonly Posting[] {
  const day = bookedOn(record);
  const whole = wholeOf(record);
  if (day === null || whole === null) return [];
  const moved: Posting[] = [];
  for (const { account, currency, by } of merged(movesOf(record, chart))) {
    moved.push({ kind: record.kind, account, currency, day, amount: amount(by) });
  }
  return [{ kind: record.kind, account: wholeDocument, currency: whole.currency, day, amount: amount(whole.by) }, ...moved];
}

/** How a record of a processor is counted: by the account that mirrors its balance, less what other records book of it. */
export interface Through {
  readonly mirror: string | null;
  readonly apart: string;
}

/**
 * What a source record adds to the source side: its wants by account, and its own total as seen, on the day that the source says.
 * Where the wants' totals are not the seen total (a sub-cent price), the rest stands as a whole-document posting of its own, so
 * that nothing is rounded out of sight. Without wants (held, excluded, waiting) only the total as seen counts; `through` is null then.
 */
export function sourcePostings(
  seen: AnyRecord,
  wants: readonly AnyRecord[],
  chart: Chart,
  through: Through | null = null,
): readonly Posting[] {
  // A payout, a dispute and a bank line only say what becomes of money that other records counted.
  if (through !== null && (seen.kind === 'payout' || seen.kind === 'dispute' || seen.kind === 'statementLine'))
    return together(wants.flatMap((want) => postingsOf(want, chart)));
  const day = bookedOn(seen);
  if (day === null || !('currency' in seen)) return [];
  const whole = wholeOf(seen) ?? wholeAtProcessor(seen);
  const wanted = wants.flatMap((want) =>
    postingsOf(want, chart).map((posting) => (isItself(want.kind, seen.kind) ? { ...posting, day } : posting)),
  );
  const isCounted = isTotal(seen, chart, through);
  const asked = add(sum(wanted.filter(isCounted).map((posting) => decimal(posting.amount))), decimal(through?.apart ?? '0'));
  const rest = subtract(whole?.by ?? zero, asked);
  const standsAlone = whole !== null && wants.length === 0 && through === null;
  if (isZero(rest) && !standsAlone) return together(wanted);
  return together([...wanted, { kind: seen.kind, account: wholeDocument, currency: seen.currency ?? '', day, amount: amount(rest) }]);
}

/** A document that was moved to an open day keeps its true one; the credit note that stands for a late void has a day of its own. */
const isItself = (want: Kind, seen: Kind): boolean =>
  want === seen || (want === 'bankTransaction' && seen === 'payment') || seen === 'balanceTransaction' || seen === 'settlement';

/** What a processor's record comes to: the change of its balance, and of a payout or a dispute what is to be booked of it at all. */
function wholeAtProcessor(seen: AnyRecord): { readonly currency: string; readonly by: Decimal } | null {
  if (seen.kind === 'balanceTransaction' || seen.kind === 'settlement') return { currency: seen.currency, by: decimal(seen.net) };
  const isMoney = (seen.kind === 'payout' && seen.state === 'paid') || (seen.kind === 'dispute' && seen.state === 'lost');
  return isMoney ? { currency: seen.currency, by: decimal(seen.amount) } : null;
}

/** Which postings are compared with the record's own total: those on the mirror of its balance, or else its documents' totals. */
const isTotal = (
  seen: { readonly kind: Kind; readonly currency: string | null },
  chart: Chart,
  through: Through | null,
): ((posting: Posting) => boolean) => {
  if (seen.kind !== 'balanceTransaction' && seen.kind !== 'settlement') return (posting) => isTotalOf(posting, seen);
  const mirror = accountName(chart, through?.mirror ?? null);
  return ({ account, currency }) => account === mirror && currency === seen.currency;
};

/** An allocation says how money is used and is no money: it does not count towards a payment's total, only towards its own. */
const isTotalOf = (posting: Posting, seen: { readonly kind: Kind; readonly currency: string | null }): boolean =>
  posting.account === wholeDocument &&
  posting.currency === seen.currency &&
  (posting.kind === 'allocation') === (seen.kind === 'allocation');

/** The postings with those of the same kind, account, currency and day made one. */
function together(postings: readonly Posting[]): readonly Posting[] {
  const byCell = new Map<string, Posting>();
  for (const posting of postings) {
    const cell = JSON.stringify([posting.kind, posting.account, posting.currency, posting.day]);
    const before = byCell.get(cell);
    byCell.set(cell, before ? { ...before, amount: amount(add(decimal(before.amount), decimal(posting.amount))) } : posting);
  }
  return [...byCell.values()];
}

interface Move {
  readonly account: string;
  readonly currency: string;
  readonly by: Decimal;
}

/** A document's own total with the sign of its kind: what the customer owes more, or money that came in, is positive. Null: it counts nowhere. */
function wholeOf(record: AnyRecord): { readonly currency: string; readonly by: Decimal } | null {
  switch (record.kind) {
    case 'invoice':
      return record.state === 'open' ? { currency: record.currency, by: decimal(record.totals.gross) } : null;
    case 'creditNote':
      return record.state === 'open' ? { currency: record.currency, by: negate(decimal(record.totals.gross)) } : null;
    case 'payment':
    case 'transfer':
    case 'allocation':
      return record.state === 'made' ? { currency: record.currency, by: decimal(record.amount) } : null;
    case 'refund':
      return record.state === 'made' ? { currency: record.currency, by: negate(decimal(record.amount)) } : null;
    case 'bankTransaction':
      return record.state === 'made'
        ? { currency: record.currency, by: signed(record.does === 'spend', decimal(record.totals.gross)) }
        : null;
    case 'journal':
      return record.state === 'made' ? { currency: record.currency, by: debitsOf(record) } : null;
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'contact':
    case 'item':
      return null;
  }
}

function movesOf(record: AnyRecord, chart: Chart): readonly Move[] {
  switch (record.kind) {
    case 'invoice':
      return [{ account: chart.receivable, currency: record.currency, by: decimal(record.totals.gross) }, ...coded(record, chart, true)];
    case 'creditNote':
      return [
        { account: chart.receivable, currency: record.currency, by: negate(decimal(record.totals.gross)) },
        ...coded(record, chart, false),
      ];
    case 'payment':
      return [reached(record, chart), { account: chart.receivable, currency: record.currency, by: negate(decimal(record.amount)) }];
    case 'refund':
      return between(record.account, chart.receivable, record, chart);
    case 'transfer':
      return between(record.fromAccount, record.toAccount, record, chart);
    case 'bankTransaction':
      return banked(record, chart);
    case 'journal':
      return record.lines.map((line) => ({
        account: accountName(chart, line.account),
        currency: record.currency,
        by: decimal(line.amount),
      }));
    case 'allocation':
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'contact':
    case 'item':
      return [];
  }
}

/** The account that money reached keeps its own currency; the customer's debt shrinks in the document's. */
function reached(payment: Payment, chart: Chart): Move {
  const { amount: received, currency } = payment.accountAmount ?? payment;
  return { account: accountName(chart, payment.account), currency, by: decimal(received) };
}

function between(
  from: string | null,
  to: string,
  moved: { readonly amount: string; readonly currency: string },
  chart: Chart,
): readonly Move[] {
  const by = decimal(moved.amount);
  return [
    { account: accountName(chart, to), currency: moved.currency, by },
    { account: accountName(chart, from), currency: moved.currency, by: negate(by) },
  ];
}

/** Money kept on a customer's account lowers what customers owe; everything else is coded by its lines. */
function banked(record: BankTransaction, chart: Chart): readonly Move[] {
  const gross = decimal(record.totals.gross);
  const bank = { account: accountName(chart, record.account), currency: record.currency, by: signed(record.does === 'spend', gross) };
  if (record.does === 'receiveOnAccount') return [bank, { account: chart.receivable, currency: record.currency, by: negate(gross) }];
  return [bank, ...coded(record, chart, record.does !== 'spend')];
}

/** The lines and their tax, on the side opposite to the total. What the lines leave of the net is shared out, or stands without an account. */
function coded(
  document: Pick<Document, 'amountsAre' | 'lines' | 'totals' | 'currency'> & Partial<Pick<Document, 'discount'>>,
  chart: Chart,
  credit: boolean,
): readonly Move[] {
  const nets = document.lines.map((line) => netOf(line, document.amountsAre));
  const rest = subtract(decimal(document.totals.net), sum(nets));
  const shares = isZero(rest) || !document.discount ? null : spread(rest, nets, placesOf(document.currency));
  const lines = document.lines.map((line, index) => ({
    account: accountName(chart, line.account),
    currency: document.currency,
    by: signed(credit, add(nets[index] ?? zero, shares?.[index] ?? zero)),
  }));
  const left = shares === null && !isZero(rest) ? [{ account: withoutAccount, currency: document.currency, by: signed(credit, rest) }] : [];
  return [...lines, ...left, { account: chart.tax, currency: document.currency, by: signed(credit, decimal(document.totals.tax)) }];
}

function netOf(line: Line, amountsAre: Document['amountsAre']): Decimal {
  const shown = decimal(line.amount);
  return amountsAre === 'inclusive' ? subtract(shown, sum(line.taxes.map((tax) => decimal(tax.amount)))) : shown;
}

const debitsOf = (journal: Journal): Decimal => sum(journal.lines.map((line) => decimal(line.amount)).filter((by) => by.units > 0n));

const signed = (turn: boolean, value: Decimal): Decimal => (turn ? negate(value) : value);

function merged(moves: readonly Move[]): readonly Move[] {
  const byAccount = new Map<string, Move>();
  for (const move of moves) {
    const cell = `${move.currency} ${move.account}`;
    const before = byAccount.get(cell);
    byAccount.set(cell, before ? { ...move, by: add(before.by, move.by) } : move);
  }
  return [...byAccount.values()].filter((move) => !isZero(move.by));
}

import { amount, zero } from '../core/decimal.ts';
import { roundingBound } from '../core/money.ts';
import type { Case, LedgerCase, Part, SourceCase } from './case.ts';
import type { Cause } from './causes.ts';
import { byCurrency, foremost, gapsBetween, isIn, isWhole, monthsOf, sizeOf, sumOf } from './gaps.ts';
import type { Gap, Scope } from './gaps.ts';
import { causeAfterSending, causeBeforeSending, causeOfUnlinked } from './name-cause.ts';
import type { Posting } from './posting.ts';
import type { Difference, ProofInput } from './proof.ts';

/** A difference before it is shortened to text: with its gaps, for the sums. */
export interface Found {
  readonly difference: Difference;
  readonly gaps: readonly Gap[];
}

type Known = Pick<ProofInput, 'chart' | 'startsOn'>;

/**
 * The differences of one case, each currency apart: first what the source shows against what we asked for, then, part by part,
 * what we asked for against what is there. So a rounding of ours and a person's edit of the same document have names of their own.
 */
export function differencesOf(of: Case, scope: Scope, known: Known): readonly Found[] {
  return of.from === 'source' ? ofSource(of, scope, known) : ofLedger(of, scope, known);
}

function ofSource(of: SourceCase, scope: Scope, known: Known): readonly Found[] {
  const asked = of.parts.flatMap((part) => part.wanted);
  const found: Found[] = [];
  for (const [currency, gaps] of inScope(gapsBetween(of.source, asked), scope)) {
    const cause = causeBeforeSending(of, gaps, currency);
    const about = { number: of.number, key: of.key, target: null, isHeld: of.hold !== null || of.standing?.state === 'held' };
    found.push(
      entry({
        cause,
        currency,
        gaps,
        day: of.source[0]?.day ?? asked[0]?.day ?? null,
        detail: detailBefore(of, cause, currency, asked),
        ...about,
      }),
    );
  }
  for (const part of of.parts) found.push(...ofPart(of, part, scope, known));
  return found;
}

function ofPart(of: SourceCase, part: Part, scope: Scope, { chart }: Known): readonly Found[] {
  const all = gapsBetween(part.wanted, part.seen);
  if (all.length === 0) return [];
  const cause = causeAfterSending(of, part, all, chart);
  return [...inScope(all, scope)].map(([currency, gaps]) =>
    entry({
      cause,
      currency,
      gaps,
      day: part.wanted[0]?.day ?? part.seen[0]?.day ?? null,
      number: of.number ?? part.number,
      key: of.key,
      target: { kind: part.kind, id: part.id },
      detail: detailAfter(of, part, cause),
      isHeld: of.hold !== null,
    }),
  );
}

function ofLedger(of: LedgerCase, scope: Scope, { startsOn }: Known): readonly Found[] {
  const cause = causeOfUnlinked(of, startsOn);
  return [...inScope(gapsBetween([], of.seen), scope)].map(([currency, gaps]) =>
    entry({
      cause,
      currency,
      gaps,
      day: of.day,
      number: of.number,
      key: null,
      target: of.target,
      detail: of.twin ?? of.settles,
      isHeld: false,
    }),
  );
}

const inScope = (gaps: readonly Gap[], scope: Scope) => byCurrency(gaps.filter((gap) => isIn(gap, scope)));

function detailBefore(of: SourceCase, cause: Cause, currency: string, asked: readonly Posting[]): string | null {
  if (cause === 'excluded by rule') return of.standing?.cause ?? of.standing?.detail ?? null;
  if (cause === 'moved from a closed period') return daysOf(of.source, asked);
  if (cause === 'rounding') {
    const lines = of.parts.reduce((most, part) => Math.max(most, part.lines), 1);
    return `at most ${amount(roundingBound(lines, currency))} ${currency}`;
  }
  return of.hold?.text ?? of.write?.message ?? of.standing?.detail ?? null;
}

function detailAfter(of: SourceCase, part: Part, cause: Cause): string | null {
  if (cause === 'cut-off') return daysOf(part.wanted, part.seen);
  if (cause === 'recoded in the ledger') return `from ${accountsOf(part.wanted, part.seen)} to ${accountsOf(part.seen, part.wanted)}`;
  return of.hold?.text ?? null;
}

const daysOf = (one: readonly Posting[], other: readonly Posting[]): string =>
  `${one[0]?.day ?? 'no day'} at the source, ${other[0]?.day ?? 'no day'} in the ledger (months ${monthsOf([...one, ...other]).join(' and ')})`;

/** The accounts on which the first side has more of its own than the second. */
const accountsOf = (one: readonly Posting[], other: readonly Posting[]): string => {
  const there = new Map(other.map((posting) => [posting.account, posting.amount]));
  return one
    .filter((posting) => there.get(posting.account) !== posting.amount)
    .map((posting) => posting.account)
    .join(', ');
};

type Entry = Pick<Difference, 'cause' | 'currency' | 'day' | 'number' | 'key' | 'target' | 'detail' | 'isHeld'> & {
  readonly gaps: readonly Gap[];
};

/** A difference from its gaps: the whole document's amount where that differs, or that of the account where most of it is. */
export function entry({ gaps, ...said }: Entry): Found {
  const main = foremost(gaps);
  const by = main !== null && isWhole(main) ? sumOf(gaps.filter(isWhole)) : main?.by;
  const difference: Difference = {
    cause: said.cause,
    currency: said.currency,
    amount: amount(by ?? zero),
    size: amount(sizeOf(gaps)),
    account: main?.account ?? '',
    day: said.day,
    number: said.number,
    key: said.key,
    target: said.target,
    detail: said.detail,
    isHeld: said.isHeld,
    gaps: gaps.map((gap) => ({ kind: gap.kind, account: gap.account, month: gap.month, amount: amount(gap.by) })),
  };
  return { difference, gaps };
}

import { add, amount, decimal, isZero, negate, subtract, sum, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import { lastDayOf, firstDayOf } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Case } from './case.ts';
import type { Cause } from './causes.ts';
import { differencesOf } from './differences.ts';
import type { Scope } from './gaps.ts';
import { wholeDocument } from './posting.ts';
import type { Posting } from './posting.ts';
import type { Period, ProofInput } from './proof.ts';

/**
 * An account of the ledger that must be what somebody outside of it says, at the end of every day (laws F7, F39): the mirror of a
 * processor's balance, the money on its way to a bank, the money that is disputed. In the account's own currency.
 */
export interface Control {
  readonly of: 'clearing' | 'transit' | 'disputed';
  readonly account: string;
  readonly currency: string;
  /** Each day of the period on which either side moved, the last day always among them. */
  readonly days: readonly ControlDay[];
  /** What makes the differences, by record. */
  readonly named: readonly ControlName[];
  /** What the account stands for at the end of the period: payouts on their way, cases that are open. */
  readonly listed: readonly ControlItem[];
  readonly tiesOut: boolean;
}

export interface ControlDay {
  readonly day: Day;
  /** At the end of the day. */
  readonly processor: Amount;
  readonly ledger: Amount;
  readonly difference: Amount;
  readonly unexplained: Amount;
}

export interface ControlName {
  readonly cause: Cause;
  readonly day: Day;
  /** Processor less ledger, at the end of the period. */
  readonly amount: Amount;
  readonly key: { readonly kind: Kind; readonly id: string } | null;
  readonly target: { readonly kind: Kind; readonly id: string } | null;
  readonly detail: string | null;
}

export interface ControlItem {
  readonly cause: 'in transit' | 'disputed';
  readonly id: string;
  readonly since: Day;
  /** When it should be there, or must be answered by. */
  readonly until: Day | null;
  readonly amount: Amount;
  readonly isLate: boolean;
}

export interface Change {
  readonly day: Day;
  readonly amount: Amount;
}

/** What a control is made from. Changes are of all time up to the end of the period. */
export interface ControlInput {
  readonly of: Control['of'];
  readonly account: string;
  readonly currency: string;
  readonly processor: readonly Change[];
  readonly ledger: readonly Change[];
  readonly listed: readonly ControlItem[];
  /** What has been read and that no record stands for yet, such as sales of a day whose sum is made when it is over. */
  readonly coming: readonly Named[];
}

/** What one record should have moved on the account and did not, day by day. */
export interface Named {
  readonly name: Omit<ControlName, 'amount'>;
  readonly changes: readonly Change[];
}

export type ControlScope = Pick<ProofInput, 'chart' | 'startsOn' | 'kinds' | 'controlled'> & {
  readonly period: Period;
  /** Every record since the first day of the flow that may stand differently on the two sides. */
  readonly cases: readonly Case[];
};

/** Compares an account day by day, and names each difference by the records that make it. */
export function controlOf(input: ControlInput, scope: ControlScope): Control {
  const [first, last] = [firstDayOf(scope.period.fromMonth), lastDayOf(scope.period.throughMonth)];
  const named = [...openingOf(input, scope.startsOn), ...input.coming, ...scope.cases.flatMap((of) => namedBy(of, input, scope))];
  const moved = [...input.processor, ...input.ledger, ...named.flatMap(({ changes }) => changes)].map(({ day }) => day);
  const days = [...new Set([...moved.filter((day) => day >= first && day <= last), last])].toSorted();
  const through = (changes: readonly Change[], day: Day): Decimal =>
    sum(changes.filter((change) => change.day <= day).map((change) => decimal(change.amount)));
  const compared = days.map((day): ControlDay => {
    const [processor, ledger] = [through(input.processor, day), through(input.ledger, day)];
    const difference = subtract(processor, ledger);
    const unexplained = subtract(difference, sum(named.map(({ changes }) => through(changes, day))));
    return {
      day,
      processor: amount(processor),
      ledger: amount(ledger),
      difference: amount(difference),
      unexplained: amount(unexplained),
    };
  });
  const names = named.flatMap(({ name, changes }) => {
    const isSeen = days.some((day) => !isZero(through(changes, day)));
    return isSeen ? [{ ...name, amount: amount(through(changes, last)) }] : [];
  });
  const { of, account, currency, listed } = input;
  // Two differences that cancel each other out are two differences.
  const tiesOut = names.length === 0 && compared.every(({ difference }) => difference === '0');
  return { of, account, currency, days: compared, named: names, listed, tiesOut };
}

/** Law F4: what the two sides differed by when the flow began is one item, asked about and never booked by us. */
function openingOf({ processor, ledger }: ControlInput, startsOn: Day): readonly Named[] {
  const before = (changes: readonly Change[]) => sum(changes.filter(({ day }) => day < startsOn).map((change) => decimal(change.amount)));
  const by = subtract(before(processor), before(ledger));
  if (isZero(by)) return [];
  const detail = `the processor had ${amount(before(processor))} at the end of the day before the start, the ledger ${amount(before(ledger))}`;
  // It stands from before every day of the flow on.
  return [
    { name: { cause: 'opening', day: startsOn, key: null, target: null, detail }, changes: [{ day: '0001-01-01', amount: amount(by) }] },
  ];
}

function namedBy(of: Case, input: ControlInput, scope: ControlScope): readonly Named[] {
  const changes = of.from === 'source' ? changesOfSource(of, input) : turned(on(of.seen, input));
  const later = changes.filter(({ day }) => day >= scope.startsOn);
  if (areNothing(later)) return [];
  const everything: Scope = {
    fromMonth: '0001-01',
    throughMonth: '9999-12',
    kinds: new Set(scope.kinds),
    controlled: new Set(scope.controlled),
  };
  const found = differencesOf(of, everything, scope)[0]?.difference ?? null;
  const otherDays = found === null && isZero(sum(later.map((change) => decimal(change.amount)))) ? daysOf(later) : null;
  const name = {
    cause: found?.cause ?? (otherDays === null ? 'unexplained' : 'cut-off'),
    day: later[0]?.day ?? scope.startsOn,
    key: of.from === 'source' ? of.key : null,
    target: of.from === 'source' ? null : of.target,
    detail: found?.detail ?? otherDays,
  } as const;
  return [{ name, changes: later }];
}

/** Within a month, other days are no difference of the sums, and all the same one of the balance between them. */
const daysOf = (changes: readonly Change[]): string =>
  `the two sides count it on different days: ${[...new Set(changes.map(({ day }) => day))].toSorted().join(' and ')}`;

/** What the record should move on the account less what stands for it there. */
function changesOfSource(of: Extract<Case, { from: 'source' }>, input: ControlInput): readonly Change[] {
  const isOfBalance = of.key.kind === 'balanceTransaction' || of.key.kind === 'settlement';
  // What is not booked at all has only its own total: of the balance for a transaction, out of transit for a payout.
  const own = of.source.filter(
    ({ kind, account, currency }) => kind === of.key.kind && account === wholeDocument && currency === input.currency,
  );
  const rest =
    input.of === 'clearing' && isOfBalance
      ? own.map(changeOf)
      : input.of === 'transit' && of.key.kind === 'payout'
        ? turned(own.map(changeOf))
        : [];
  const seen = of.parts.flatMap((part) => on(part.seen, input));
  return [...on(of.source, input), ...rest, ...turned(seen)];
}

const changeOf = ({ day, amount: by }: Posting): Change => ({ day, amount: by });

const on = (postings: readonly Posting[], { account, currency }: ControlInput): readonly Change[] =>
  postings.filter((posting) => posting.account === account && posting.currency === currency).map(changeOf);

const turned = (changes: readonly Change[]): readonly Change[] =>
  changes.map(({ day, amount: by }) => ({ day, amount: amount(negate(decimal(by))) }));

/** True when at the end of every day nothing is left. */
function areNothing(changes: readonly Change[]): boolean {
  const byDay = new Map<Day, Decimal>();
  for (const { day, amount: by } of changes) byDay.set(day, add(byDay.get(day) ?? zero, decimal(by)));
  return [...byDay.values()].every(isZero);
}

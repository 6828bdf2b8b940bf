import { absolute, add, compare, isZero } from '../core/decimal.ts';
import { roundingBound } from '../core/money.ts';
import type { LedgerCase, Part, SourceCase } from './case.ts';
import { isCause } from './causes.ts';
import type { Cause } from './causes.ts';
import type { Chart } from './chart.ts';
import { areNothing, isWhole, sumOf, sumsBy } from './gaps.ts';
import type { Gap } from './gaps.ts';

/**
 * Why what we asked of the target is not what the source shows: the first cause of the list that applies. A hold whose question
 * is about an undo, a refusal or a removal is named after that; it is a hold all the same.
 */
export function causeBeforeSending(of: SourceCase, gaps: readonly Gap[], currency: string): Cause {
  if (of.write?.state === 'sent') return 'being settled';
  if (of.hold !== null) return causeOfHold[of.hold.code] ?? 'held';
  switch (of.standing?.state) {
    case 'held':
      return causeSaid(of) ?? 'held';
    case 'excluded':
      return of.standing.cause === 'before start' ? 'before the start' : 'excluded by rule';
    case 'pending':
      return of.write?.state === 'refused' ? 'refused' : (causeSaid(of) ?? 'not sent yet');
    case 'in sync':
      return causeThoughInSync(of, gaps, currency);
    case undefined:
      return 'unexplained';
  }
}

const causeOfHold: Readonly<Record<string, Cause>> = {
  undone: 'undone',
  refused: 'refused',
  'removed in the ledger': 'voided in the ledger',
};

function causeThoughInSync(of: SourceCase, gaps: readonly Gap[], currency: string): Cause {
  const said = causeSaid(of);
  if (said !== null) return said;
  if (of.isAccepted) return 'edited in the ledger';
  if (areNothing(sumsBy(gaps, ({ kind, account }) => JSON.stringify([kind, account])))) return 'moved from a closed period';
  if (areNothing(sumsBy(gaps, ({ account, month }) => JSON.stringify([account, month])))) return 'on account';
  // What people recoded in the ledger stays as they coded it when the source changes later (law F41).
  if (areNothing(sumsBy(gaps.filter(isWhole), ({ month }) => month))) return 'recoded in the ledger';
  const lines = of.parts.reduce((most, part) => Math.max(most, part.lines), 1);
  return gaps.every(isWhole) && compare(absolute(sumOf(gaps)), roundingBound(lines, currency)) <= 0 ? 'rounding' : 'unexplained';
}

/** What the engine wrote down when it left the record standing there, where that is a cause of the list. */
const causeSaid = ({ standing }: SourceCase): Cause | null => (standing?.cause != null && isCause(standing.cause) ? standing.cause : null);

/** Why what the target shows is not what we asked for. */
export function causeAfterSending(of: SourceCase, part: Part, gaps: readonly Gap[], chart: Chart): Cause {
  if (of.write?.state === 'sent') return 'being settled';
  switch (part.state) {
    case 'void':
      return 'voided in the ledger';
    case 'draft':
      return 'draft in the ledger';
    case 'unseen':
      return 'unexplained';
    case 'made':
      if (part.origin === 'opening') return 'opening';
      return part.origin === 'adopted' ? 'adopted as is' : causeOfEdit(gaps, chart);
  }
}

function causeOfEdit(gaps: readonly Gap[], chart: Chart): Cause {
  if (areNothing(sumsBy(gaps, ({ kind, account, currency }) => JSON.stringify([kind, account, currency])))) return 'cut-off';
  if (areNothing(sumsBy(gaps, ({ account, currency }) => JSON.stringify([account, currency])))) return 'on account';
  const wholes = sumsBy(gaps.filter(isWhole), ({ currency }) => currency);
  const taxes = sumsBy(
    gaps.filter(({ account }) => account === chart.tax),
    ({ currency }) => currency,
  );
  const others = gaps.filter((gap) => !isWhole(gap) && gap.account !== chart.tax && gap.account !== chart.receivable);
  if (areNothing(wholes))
    return others.every(({ account }) => chart.banks.has(account)) && areNothing(taxes)
      ? bankCause(others)
      : areNothing(taxes)
        ? 'recoded in the ledger'
        : 'tax treatment';
  const isOnlyTax = others.length === 0 && [...wholes].every(([currency, by]) => isZero(add(by, taxes.get(currency) ?? by)));
  return isOnlyTax ? 'tax variance' : 'edited in the ledger';
}

/** Another amount on the same bank account is another rate; another bank account is a recoding. */
const bankCause = (gaps: readonly Gap[]): Cause =>
  new Set(gaps.map(({ account }) => account)).size === 1 ? 'exchange rate' : 'recoded in the ledger';

/** Why the target has a document that no source record asked for. */
export function causeOfUnlinked(of: LedgerCase, startsOn: string): Cause {
  if (of.day < startsOn) return 'before the start';
  if (of.twin !== null) return 'duplicate';
  if (of.isReferenced) return 'only in the ledger';
  return of.settles === null ? 'posted in the ledger by others' : 'settled in the ledger';
}

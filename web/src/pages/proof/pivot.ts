import type { ProofShown } from '../../../../src/api/office.ts';
import { isNone, plus } from '../document/sums.ts';

export const pivots = ['kind', 'account', 'month', 'currency'] as const;
export type Pivot = (typeof pivots)[number];

type ProofRow = ProofShown['rows'][number];

/** One line of the proof's totals, summed over everything but what it is read by. Currencies are never added up. */
export interface PivotRow {
  readonly name: string;
  /** The account's own name, where it is read by account. */
  readonly label: string | null;
  readonly currency: string;
  readonly source: string;
  readonly otherFlows: string;
  readonly target: string;
  readonly difference: string;
}

// Whole documents are summed apart from the accounts that they move, or everything would count twice.
const wholeDocument = '*';

export function pivoted(rows: readonly ProofRow[], by: Pivot): readonly PivotRow[] {
  const found = new Map<string, PivotRow>();
  for (const row of rows) {
    if ((row.account === wholeDocument) === (by === 'account')) continue;
    const name = row[by];
    const key = `${name}\n${row.currency}`;
    const before = found.get(key);
    found.set(key, {
      name,
      label: by === 'account' ? row.accountName : null,
      currency: row.currency,
      source: plus(before?.source ?? '0', row.source),
      otherFlows: plus(before?.otherFlows ?? '0', row.otherFlows),
      target: plus(before?.target ?? '0', row.target),
      difference: plus(before?.difference ?? '0', row.difference),
    });
  }
  const isEmpty = (row: PivotRow): boolean => [row.source, row.otherFlows, row.target, row.difference].every(isNone);
  const rest = [...found.values()].filter((row) => !isEmpty(row));
  // Kinds stand in the order in which one needs another, as the proof lists them.
  return by === 'kind' ? rest : rest.toSorted((one, other) => compare(one.name, other.name) || compare(one.currency, other.currency));
}

const compare = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

type Difference = ProofShown['differences'][number];

/** Which differences are looked at: those of a cause, and those that make one line of the totals. */
export interface DifferenceFilter {
  readonly cause: string | null;
  readonly line: { readonly by: Pivot; readonly name: string; readonly currency: string } | null;
}

export const fits =
  ({ cause, line }: DifferenceFilter) =>
  (difference: Difference): boolean => {
    if (cause !== null && difference.cause !== cause) return false;
    if (line === null) return true;
    if (difference.currency !== line.currency) return false;
    switch (line.by) {
      case 'kind':
        return (difference.key ?? difference.target)?.kind === line.name;
      case 'account':
        // A document that differs as a whole moves more accounts than one, so none of them is left out for it.
        return difference.account === line.name || difference.account === wholeDocument;
      case 'month':
        return difference.day?.startsWith(line.name) ?? false;
      case 'currency':
        return true;
    }
  };

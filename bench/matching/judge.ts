import type { Matching } from '../../src/matching/match.ts';
import type { Made } from './generate.ts';

export interface Judged {
  readonly precision: number;
  /** Also wrong: another item of the same counterparty and amount than the one that was meant. */
  readonly strictPrecision: number;
  readonly coverage: number;
  readonly foreignRate: number;
  readonly partialRecall: number;
  readonly suggested: number;
  /** By what a line is about, and what it shows of it: a number, else its counterparty, else its amount alone. */
  readonly byKind: Readonly<
    Record<
      string,
      { readonly lines: number; readonly right: number; readonly wrong: number; readonly suggested: number; readonly silent: number }
    >
  >;
  readonly byStage: Readonly<Record<string, { readonly right: number; readonly wrong: number }>>;
  /** Precision and coverage, were less doubt or more allowed; up to what the run was allowed. */
  readonly curve: readonly { readonly mostDoubtPerMillion: number; readonly precision: number; readonly coverage: number }[];
}

interface Count {
  lines: number;
  right: number;
  wrong: number;
  suggested: number;
  /** Neither matched nor, rightly, suggested. */
  silent: number;
}

/** Automatic lines are right when their items are the true ones, up to interchangeable items of one counterparty. */
export function judge(made: Made, matching: Matching): Judged {
  const [itemAt, lineAt] = [placesOf(made.items), placesOf(made.lines)];
  const kinds = new Map<string, Count>();
  const stages = new Map<string, { right: number; wrong: number }>();
  const countOf = (line: number): Count => {
    const kind = `${made.truth.kind(line)}, ${shownBy(made, line)}`;
    const count = kinds.get(kind) ?? { lines: 0, right: 0, wrong: 0, suggested: 0, silent: 0 };
    kinds.set(kind, count);
    return count;
  };
  for (let line = 0; line < made.lines.length; line += 1) countOf(line).lines += 1;
  // Of the lines with less doubt than a step of the curve, and not less than the step before.
  const taken = curveSteps.map(() => ({ right: 0, all: 0 }));
  let [strict, right, all] = [0, 0, 0];
  for (let at = 0; at < matching.count; at += 1) {
    const match = matching.match(at);
    const items = match.parts.map(({ item }) => itemAt.get(item) ?? -1);
    const stage = stages.get(match.by) ?? { right: 0, wrong: 0 };
    stages.set(match.by, stage);
    const step = taken[curveSteps.findIndex((most) => match.doubtPerMillion <= most)];
    for (const id of match.lines) {
      const line = lineAt.get(id) ?? -1;
      const meant = made.truth.items(line);
      const isRight = sameItems(made, items, meant);
      if (isRight && items.every((item) => meant.includes(item))) strict += 1;
      countOf(line)[isRight ? 'right' : 'wrong'] += 1;
      stage[isRight ? 'right' : 'wrong'] += 1;
      all += 1;
      if (isRight) right += 1;
      if (step) step.all += 1;
      if (step && isRight) step.right += 1;
    }
  }
  let suggested = 0;
  for (const { line: id, choices } of matching.suggestions()) {
    suggested += 1;
    const line = lineAt.get(id) ?? -1;
    const isThere = choices.some(({ parts }) =>
      sameItems(
        made,
        parts.map(({ item }) => itemAt.get(item) ?? -1),
        made.truth.items(line),
      ),
    );
    if (isThere) countOf(line).suggested += 1;
  }
  for (const count of kinds.values()) count.silent = count.lines - count.right - count.wrong - count.suggested;
  const of = (kind: string, what: (count: Count) => number): number =>
    [...kinds].filter(([name]) => name.startsWith(kind)).reduce((sum, [, count]) => sum + what(count), 0);
  return {
    precision: share(right, all),
    strictPrecision: share(strict, all),
    coverage: share(all, made.lines.length),
    foreignRate: share(
      of('foreign', ({ wrong }) => wrong),
      Math.max(
        of('foreign', ({ lines }) => lines),
        1,
      ),
    ),
    partialRecall: share(
      of('partial', ({ right, suggested }) => right + suggested),
      of('partial', ({ lines }) => lines),
    ),
    suggested,
    byKind: Object.fromEntries([...kinds].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    byStage: Object.fromEntries(stages),
    curve: curveSteps.map((mostDoubtPerMillion, step) => {
      const upTo = taken.slice(0, step + 1);
      const [rightOnes, lines] = [upTo.reduce((sum, each) => sum + each.right, 0), upTo.reduce((sum, each) => sum + each.all, 0)];
      return { mostDoubtPerMillion, precision: share(rightOnes, lines), coverage: share(lines, made.lines.length) };
    }),
  };
}

const curveSteps = [100, 300, 1000, 2000, 5000, 10_000, 20_000, 50_000];

const placesOf = (rows: readonly { readonly id: string }[]): ReadonlyMap<string, number> => {
  const places = new Map<string, number>();
  rows.forEach(({ id }, at) => places.set(id, at));
  return places;
};

function shownBy({ items, lines, truth }: Made, at: number): 'number' | 'counterparty' | 'amount' {
  const line = lines[at];
  const own = truth.items(at).map((item) => items[item]);
  if (own.some((item) => item !== undefined && item.number !== null && line?.text.includes(item.number) === true)) return 'number';
  return own.some((item) => item !== undefined && item.counterparty === line?.counterparty) ? 'counterparty' : 'amount';
}

/** The same items, or others of the same counterparties and amounts. */
function sameItems({ items }: Made, are: readonly number[], meant: readonly number[]): boolean {
  if (meant.length === 0) return false;
  if (are.length === 1 && meant.length === 1 && are[0] === meant[0]) return true;
  const classesOf = (places: readonly number[]): string =>
    [...new Set(places)]
      .map((at) => `${items[at]?.counterparty} ${items[at]?.currency} ${items[at]?.open}`)
      .toSorted()
      .join('|');
  return classesOf(are) === classesOf(meant);
}

/** A share with five places. */
export const share = (of: number, all: number): number => (all === 0 ? 1 : Math.round((of / all) * 100_000) / 100_000);

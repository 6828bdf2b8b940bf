import type { Matching } from '../../src/matching/match.ts';
import type { Match } from '../../src/matching/rows.ts';
import type { Kind, Made } from './generate.ts';

export interface Judged {
  readonly precision: number;
  /** Also wrong: another item of the same counterparty and amount than the one that was meant. */
  readonly strictPrecision: number;
  readonly coverage: number;
  readonly foreignRate: number;
  readonly partialRecall: number;
  readonly suggested: number;
  readonly byKind: Readonly<
    Record<string, { readonly lines: number; readonly right: number; readonly wrong: number; readonly suggested: number }>
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
}

/** Automatic lines are right when their items are the true ones, up to interchangeable items of one counterparty. */
export function judge(made: Made, matching: Matching): Judged {
  const classes = new Map(made.items.map(({ id, counterparty, currency, open }) => [id, `${counterparty} ${currency} ${open}`]));
  const classOf = (items: readonly string[]): string =>
    [...new Set(items)]
      .map((id) => classes.get(id) ?? id)
      .toSorted()
      .join('|');
  const sameItems = (line: string, { parts }: Match): boolean => {
    const items = made.truth.get(line)?.items ?? [];
    return items.length > 0 && classOf(parts.map(({ item }) => item)) === classOf(items);
  };
  const kinds = new Map<Kind, Count>();
  const stages = new Map<string, { right: number; wrong: number }>();
  const countOf = (line: string): Count => {
    const kind = made.truth.get(line)?.kind ?? 'foreign';
    const count = kinds.get(kind) ?? { lines: 0, right: 0, wrong: 0, suggested: 0 };
    kinds.set(kind, count);
    return count;
  };
  for (const { id } of made.lines) countOf(id).lines += 1;
  const doubts: { doubt: number; isRight: boolean }[] = [];
  let strict = 0;
  for (let at = 0; at < matching.count; at += 1) {
    const match = matching.match(at);
    const stage = stages.get(match.by) ?? { right: 0, wrong: 0 };
    stages.set(match.by, stage);
    for (const line of match.lines) {
      const isRight = sameItems(line, match);
      const meant = new Set(made.truth.get(line)?.items);
      if (isRight && match.parts.every(({ item }) => meant.has(item))) strict += 1;
      countOf(line)[isRight ? 'right' : 'wrong'] += 1;
      stage[isRight ? 'right' : 'wrong'] += 1;
      doubts.push({ doubt: match.doubtPerMillion, isRight });
    }
  }
  let suggested = 0;
  for (const { line, choices } of matching.suggestions()) {
    suggested += 1;
    if (choices.some((choice) => sameItems(line, choice))) countOf(line).suggested += 1;
  }
  const partial = kinds.get('partial');
  const foreign = kinds.get('foreign');
  const right = doubts.filter(({ isRight }) => isRight).length;
  return {
    precision: share(right, doubts.length),
    strictPrecision: share(strict, doubts.length),
    coverage: share(doubts.length, made.lines.length),
    foreignRate: share(foreign?.wrong ?? 0, foreign?.lines ?? 1),
    partialRecall: share((partial?.right ?? 0) + (partial?.suggested ?? 0), partial?.lines ?? 0),
    suggested,
    byKind: Object.fromEntries(kinds),
    byStage: Object.fromEntries(stages),
    curve: [100, 300, 1000, 2000, 5000, 10_000, 20_000, 50_000].map((most) => {
      const taken = doubts.filter(({ doubt }) => doubt <= most);
      return {
        mostDoubtPerMillion: most,
        precision: share(taken.filter(({ isRight }) => isRight).length, taken.length),
        coverage: share(taken.length, made.lines.length),
      };
    }),
  };
}

/** A share with five places. */
export const share = (of: number, all: number): number => (all === 0 ? 1 : Math.round((of / all) * 100_000) / 100_000);

import { sentenceOf } from '../mapping/import/row.ts';
import type { RowProblem } from '../mapping/import/row.ts';

/** A document that was not imported, and why. Rows that belong to no document have none. */
export interface SetAside {
  readonly document: string | null;
  readonly line: number | null;
  readonly why: string;
}

export interface Gathered {
  readonly report: (problem: RowProblem) => void;
  /** Whether something is wrong with a document. */
  isBad(document: string): boolean;
  result(): { readonly problems: readonly RowProblem[]; readonly count: number; readonly setAside: readonly SetAside[] };
}

/** A person reads a hundred problems at most; they are counted all. */
const mostShown = 100;

/** Gathers what is wrong with the rows of a file, in whatever order it is found. */
export function gatherProblems(): Gathered {
  const problems: RowProblem[] = [];
  const aside = new Map<string, SetAside>();
  let count = 0;
  return {
    report: (problem) => {
      count += 1;
      if (problems.length < mostShown) problems.push(problem);
      // No document's name holds a NUL, so that a row without a document is never taken for one.
      const key = problem.document ?? `\u0000${String(problem.line)}`;
      if (!aside.has(key)) aside.set(key, { document: problem.document, line: problem.line, why: sentenceOf(problem) });
    },
    isBad: (document) => aside.has(document),
    result: () => ({ problems: problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)), count, setAside: [...aside.values()] }),
  };
}

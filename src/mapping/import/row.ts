/** One row of a file: its line (of the first, where a quoted cell goes over several), and its cells as text. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a row, or with the file (line null): what was seen, what was expected, what to do. */
export interface RowProblem {
  readonly line: number | null;
  readonly document: string | null;
  readonly column: string | null;
  readonly seen: string;
  readonly expected: string;
  readonly fix: string;
}

/** A problem as one sentence. */
export function sentenceOf(problem: RowProblem): string {
  const where = [
    problem.line === null ? null : `line ${problem.line}`,
    problem.document === null ? null : `document ${problem.document}`,
    problem.column,
  ].filter((part) => part !== null);
  return `${where.length > 0 ? `${where.join(', ')}: ` : ''}found ${problem.seen}, expected ${problem.expected}; ${problem.fix}.`;
}

/** A cell as a message shows it. */
export const quotedCell = (text: string): string => (text === '' ? 'nothing' : `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`);

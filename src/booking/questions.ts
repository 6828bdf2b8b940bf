import type { Action, Fix, Question, QuestionCode } from './desire.ts';

/** Builds a question with its usual way out: every hold can at least be looked at again, or excluded with a reason. */
export const ask = (
  code: QuestionCode,
  text: string,
  evidence: Readonly<Record<string, string>>,
  fixes: readonly Fix[] = [],
): Question => ({
  code,
  text,
  evidence,
  fixes: [...fixes, fix('exclude', 'Leave this record out, with a reason', { do: 'exclude', because: '' })],
});

export const fix = (id: string, label: string, action: Action): Fix => ({ id, label, action });

/** For what a person changes elsewhere (at the source, in the ledger, in the mapping), and then has looked at again. */
export const lookAgain = (label: string): Fix => fix('retry', label, { do: 'retry' });

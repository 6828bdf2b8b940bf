import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { BankLineRow, BankMatched } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { useToast } from '../../parts/toast.tsx';
import { bankKey, linePath } from './queries.ts';

/** Everything that shows what bank lines are, asked for again. */
export function useBankChanged(): () => Promise<unknown> {
  const queries = useQueryClient();
  return () => Promise.all([bankKey, 'close', 'overview'].map((name) => queries.invalidateQueries({ queryKey: [name] })));
}

/** An answer to what is suggested for a line. The match is named: another one is never confirmed because the list has changed. */
export interface Answer {
  readonly line: BankLineRow;
  readonly says: 'confirm' | 'refuse';
  readonly choice: number;
  readonly match: string;
}

/**
 * Sends answers, and says for which lines one is under way: they are shown as such, and as booked only when the server has said so.
 * The person goes on meanwhile; a no comes back as a notice, and the line is as it was.
 */
export function useAnswers(): { readonly answer: (given: Answer) => void; readonly underWay: ReadonlyMap<string, Answer['says']> } {
  const [underWay, setUnderWay] = useState<ReadonlyMap<string, Answer['says']>>(new Map());
  const changed = useBankChanged();
  const { say, complain } = useToast();
  const sending = useMutation({
    mutationFn: ({ line, says, choice, match }: Answer) =>
      ask(`${linePath(line.line)}/${says}`, { method: 'POST', body: { choice, match } }),
    onMutate: ({ line, says }) => setUnderWay((before) => new Map([...before, [line.line, says]])),
    onError: complain,
    onSuccess: (_, { line, says }) =>
      say({ title: says === 'confirm' ? 'Booked' : 'Declined', detail: `${line.counterparty ?? ''} ${line.text}`.trim() || null }),
    onSettled: async (_answer, _error, { line }) => {
      await changed();
      setUnderWay((before) => new Map([...before].filter(([id]) => id !== line.line)));
    },
  });
  const answer = (given: Answer): void => {
    if (!underWay.has(given.line.line)) sending.mutate(given);
  };
  return { answer, underWay };
}

/** Takes back what was decided about a line. */
export function useUndo() {
  const changed = useBankChanged();
  const { say, complain } = useToast();
  return useMutation({
    mutationFn: (line: string) => ask<{ readonly lines: readonly string[] }>(`${linePath(line)}/undo`, { method: 'POST' }),
    onError: complain,
    onSuccess: () => say({ title: 'Taken back', detail: 'What was written for it goes, and what it settled is open again.' }),
    onSettled: changed,
  });
}

/** Looks once more at what open lines are about. */
export function useMatchAgain() {
  const changed = useBankChanged();
  const { say, complain } = useToast();
  const locale = useLocale();
  return useMutation({
    mutationFn: () => ask<BankMatched>('/v1/bank/match', { method: 'POST' }),
    onError: complain,
    onSuccess: (report) => say({ title: 'Matched again', detail: matchedText(report, locale.count) }),
    onSettled: changed,
  });
}

/** 'Of 12 open lines 8 were matched by themselves and 1 by a rule; for 2 something is suggested.' */
export function matchedText({ open, matched, byRule, suggested }: BankMatched, count: (of: number) => string): string {
  if (open === 0) return 'No line was open.';
  const left = open - matched - byRule - suggested;
  const rest = [
    ...(suggested > 0 ? [`for ${count(suggested)} something is suggested`] : []),
    ...(left > 0 ? [`${count(left)} nobody knows yet`] : []),
  ];
  return `Of ${count(open)} open ${open === 1 ? 'line' : 'lines'} ${count(matched)} matched by ${matched === 1 ? 'itself' : 'themselves'}, ${count(byRule)} by rules${rest.length === 0 ? '.' : `; ${rest.join(', ')}.`}`;
}

import { useQueryClient } from '@tanstack/react-query';
import { MousePointerClick } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { BankLineRow } from '../../../../src/api/bank.ts';
import { isElsewhere } from '../holds/hold-question.tsx';
import type { Answer } from './deeds.ts';
import { lineQuery } from './queries.ts';

interface LineKeys {
  readonly rows: readonly BankLineRow[];
  readonly chosen: string | null;
  readonly choose: (line: string) => void;
  /** Null: this person only looks. */
  readonly answer: ((given: Answer) => void) | null;
  readonly isBusy: (line: string) => boolean;
}

/**
 * J and K walk, Enter confirms the first suggestion, X declines it. Only what is on the screen is answered: the suggestion must have been
 * loaded, and its name goes with the answer.
 */
export function useLineKeys(keys: LineKeys): void {
  const now = useRef(keys);
  const queries = useQueryClient();
  useEffect(() => {
    now.current = keys;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (isElsewhere(event)) return;
      const { rows, chosen, choose, answer, isBusy } = now.current;
      const at = rows.findIndex(({ line }) => line === chosen);
      const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
      if (step !== 0) {
        const next = rows[at === -1 ? 0 : at + step];
        if (!next) return;
        event.preventDefault();
        return choose(next.line);
      }
      const says = event.key === 'Enter' ? 'confirm' : event.key === 'x' ? 'refuse' : null;
      // Enter on a button or a link presses that one; on a row it is only how one came here.
      const isOnControl = event.target instanceof Element && event.target.closest('button:not([data-row]), a, summary') !== null;
      if (says === null || answer === null || chosen === null || isBusy(chosen) || (says === 'confirm' && isOnControl)) return;
      const shown = queries.getQueryData(lineQuery(chosen).queryKey);
      const [first] = shown?.choices ?? [];
      if (shown === undefined || first === undefined || (says === 'confirm' && first.whyNot !== null)) return;
      event.preventDefault();
      answer({ line: shown.line, says, choice: 0, match: first.match });
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [queries]);
}

export const KeyHints = (): ReactNode => (
  <p className="flex items-center gap-2 px-3 pt-5 text-xs text-faint max-lg:hidden">
    <MousePointerClick aria-hidden className="size-3.5" />
    <span>
      <Key>J</Key> and <Key>K</Key> walk through the lines, <Key>Enter</Key> confirms the first suggestion, <Key>X</Key> declines it.
    </span>
  </p>
);

const Key = ({ children }: { readonly children: string }): ReactNode => (
  <kbd className="rounded border border-line bg-surface px-1.5 font-mono">{children}</kbd>
);

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { HoldAnswered, HoldRow } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { useToast } from '../../parts/toast.tsx';
import { kindText } from '../document/words.ts';
import { recordName } from '../../record-name.ts';
import { useLocale } from '../../locale.tsx';
import type { Locale } from '../../locale.tsx';

export interface Reply {
  readonly holds: readonly HoldRow[];
  readonly fix: string;
  readonly because: string | null;
}

export const holdsKey = 'holds';

/**
 * Answers questions. They leave the list at once, and come back if the server says no; what somebody else has answered meanwhile
 * is said, and is no error.
 */
export function useAnswer() {
  const queries = useQueryClient();
  const { say, complain } = useToast();
  const locale = useLocale();
  return useMutation({
    mutationFn: answer,
    onMutate: async ({ holds }) => {
      await queries.cancelQueries({ queryKey: [holdsKey] });
      const gone = new Set(holds.map(({ hold }) => hold));
      queries.setQueriesData<readonly HoldRow[]>({ queryKey: [holdsKey, 'list'] }, (before) =>
        before?.filter(({ hold }) => !gone.has(hold)),
      );
    },
    onError: complain,
    onSuccess: ({ answered, tooLate }, { holds }) => say(spoken(answered, tooLate, holds, locale)),
    onSettled: () =>
      Promise.all(['holds', 'overview', 'standings', 'document'].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
}

/** As many as the server takes at once. */
const mostAtOnce = 500;

async function answer({ holds, fix, because }: Reply): Promise<HoldAnswered> {
  const [only, ...rest] = holds;
  if (only && rest.length === 0)
    return ask<HoldAnswered>(`/v1/holds/${encodeURIComponent(only.hold)}/answer`, { method: 'POST', body: { fix, because } });
  let done: HoldAnswered = { answered: 0, tooLate: [] };
  for (let from = 0; from < holds.length; from += mostAtOnce) {
    const some = holds.slice(from, from + mostAtOnce).map(({ hold }) => hold);
    const { answered, tooLate } = await ask<HoldAnswered>('/v1/holds/answer', { method: 'POST', body: { holds: some, fix, because } });
    done = { answered: done.answered + answered, tooLate: [...done.tooLate, ...tooLate] };
  }
  return done;
}

function spoken(
  answered: number,
  tooLate: readonly string[],
  holds: readonly HoldRow[],
  locale: Locale,
): { readonly title: string; readonly detail: string | null } {
  const late = holds.filter(({ hold }) => tooLate.includes(hold)).map((hold) => nameOfHold(hold, locale));
  const detail =
    late.length === 0
      ? null
      : `Somebody answered ${late.slice(0, 3).join(', ')}${late.length > 3 ? ` and ${late.length - 3} more` : ''} meanwhile; their answer stands.`;
  const [first] = holds;
  if (answered === 0) return { title: 'Already answered', detail };
  return {
    title: answered === 1 && first && holds.length === 1 ? `Answered: ${nameOfHold(first, locale)}` : `${answered} questions answered`,
    detail,
  };
}

/** What a person calls the document that a question is about. */
export const nameOfHold = (hold: HoldRow, locale: Locale): string => `${kindText(hold.kind)} ${recordName(hold, locale)}`;

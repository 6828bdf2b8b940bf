import { Link } from '@tanstack/react-router';
import { History } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ProofShown } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Ago } from '../../parts/day.tsx';
import { capital, counted, kindText } from '../document/words.ts';
import { recordName } from '../../record-name.ts';

interface ChangedSinceProps {
  readonly changes: ProofShown['changedSince'];
  readonly flow: string;
}

const mostShown = 50;

/** What has changed in proven months after they were proven: a proof is of its moment, and this says when that has passed. */
export function ChangedSince({ changes, flow }: ChangedSinceProps): ReactNode {
  const locale = useLocale();
  if (changes.length === 0) return null;
  return (
    <details className="rounded-xl border border-line bg-warn-soft px-5 py-3.5 text-sm">
      <summary className="font-medium text-warn">
        <History aria-hidden className="mr-2 inline size-4 align-[-3px]" />
        {counted(changes.length, 'document', locale.count)} changed since, in months that were proven
      </summary>
      <ul className="mt-3 flex flex-col gap-2 text-ink">
        {changes.slice(0, mostShown).map(({ kind, id, number, what, seenAt }) => (
          <li key={`${kind} ${id} ${seenAt}`}>
            <Link to="/documents/$flow/$kind/$id" params={{ flow, kind, id }} className="font-medium underline underline-offset-2">
              {capital(kindText(kind))} {recordName({ number, id }, locale)}
            </Link>
            : {what}, <Ago at={seenAt} />
          </li>
        ))}
        {changes.length > mostShown && <li>… and {locale.count(changes.length - mostShown)} more</li>}
      </ul>
    </details>
  );
}

import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BankFileAnswer } from '../../../../src/api/bank.ts';
import { useLocale } from '../../locale.tsx';
import { Day, Moment } from '../../parts/day.tsx';
import { matchedText } from './deeds.ts';

type Answer = Exclude<BankFileAnswer, { is: 'asks' }>;

/** What became of a file. */
export function ImportResult({ answer }: { readonly answer: Answer }): ReactNode {
  switch (answer.is) {
    case 'imported':
      return <Imported answer={answer} />;
    case 'known':
      return (
        <p role="status" className="flex gap-3 text-sm">
          <CircleCheck aria-hidden className="size-5 shrink-0 text-good" />
          <span>
            This file is known: it was read into <bdi>{answer.account}</bdi> on <Moment at={answer.importedAt} />. Nothing is new.
          </span>
        </p>
      );
    case 'rejected':
      return (
        <div role="alert" className="rounded-lg bg-bad-soft px-4 py-3 text-sm text-bad">
          <p className="flex gap-2 font-medium">
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" /> The file cannot be read, and nothing of it is kept.
          </p>
          <Problems problems={answer.problems} />
        </div>
      );
  }
}

function Imported({ answer: { accounts, matched, whyNotMatched } }: { readonly answer: Extract<Answer, { is: 'imported' }> }): ReactNode {
  const locale = useLocale();
  return (
    <div role="status" className="flex flex-col gap-5">
      {accounts.map(({ account, counts, from, through, problems }) => (
        <section key={account} aria-label={account}>
          <h3 className="font-medium" dir="auto">
            {account}
          </h3>
          {from !== null && through !== null && (
            <p className="text-sm text-soft">
              <Day day={from} /> to <Day day={through} />
            </p>
          )}
          <dl className="mt-3 grid grid-cols-3 gap-3 max-sm:grid-cols-1">
            <Counted name="new" count={locale.count(counts.added)} />
            <Counted name="known before" count={locale.count(counts.same)} />
            <Counted name="changed, or pending and now booked" count={locale.count(counts.changed)} />
          </dl>
          {problems.length > 0 && (
            <div className="mt-3 rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
              <p className="flex gap-2 font-medium">
                <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
                {problems.length === 1 ? 'One thing was odd' : `${locale.count(problems.length)} things were odd`}; all other lines were
                read.
              </p>
              <Problems problems={problems} />
            </div>
          )}
        </section>
      ))}
      <p className="text-sm">{matched === null ? whyNotMatched : matchedText(matched, locale.count)}</p>
    </div>
  );
}

const Counted = ({ name, count }: { readonly name: string; readonly count: string }): ReactNode => (
  <div className="flex flex-col-reverse justify-end rounded-lg bg-sunken px-3 py-2">
    <dt className="text-sm text-soft">{name}</dt>
    <dd className="figures text-lg font-semibold">{count}</dd>
  </div>
);

const mostShown = 100;

const Problems = ({ problems }: { readonly problems: readonly string[] }): ReactNode => (
  <ul className="mt-2 list-disc space-y-1 pl-6">
    {problems.slice(0, mostShown).map((problem) => (
      <li key={problem} className="break-words">
        {problem}
      </li>
    ))}
    {problems.length > mostShown && <li>… and {problems.length - mostShown} more</li>}
  </ul>
);

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { RecurringShown } from '../../../../src/api/billing-recurring.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { BookNeeded } from './book-needed.tsx';
import { useBillingChanged } from './deeds.ts';
import { draftOf, emptyLine } from './drafting.ts';
import { usualTaxesQuery, useToday } from './queries.ts';
import type { Book } from './records.ts';
import { RecurringForm } from './recurring-form.tsx';
import { RecurringState, recurringQuery } from './recurring-page.tsx';
import { rhythmWords } from './rhythm.ts';

/** One schedule: what it makes, when next, what it has made; or ('new') one that is being written. */
export function RecurringDetailPage(): ReactNode {
  const { recurring } = useParams({ from: '/app/recurring/$recurring' });
  return (
    <BookNeeded>
      {(book) => (recurring === 'new' ? <NewRecurring book={book} /> : <OneRecurring key={recurring} id={recurring} />)}
    </BookNeeded>
  );
}

const back = <Link to="/recurring">Recurring invoices</Link>;

function NewRecurring({ book }: { readonly book: Book }): ReactNode {
  const today = useToday();
  const usual = useQuery(usualTaxesQuery);
  return (
    <Shown query={usual} heading="New schedule">
      {(taxes) => (
        <>
          <PageHeader title="New schedule" back={back} />
          <RecurringForm
            before={null}
            first={{
              name: '',
              every: '1',
              unit: 'month',
              startsOn: today,
              endsOn: '',
              dueAfterDays: '14',
              issueAs: 'open',
              draft: {
                contact: null,
                issuedOn: today,
                dueOn: '',
                currency: book.baseCurrency,
                amountsAre: 'exclusive',
                lines: [emptyLine(0, taxes)],
                discount: '',
                reference: '',
                notes: '',
              },
            }}
          />
        </>
      )}
    </Shown>
  );
}

function OneRecurring({ id }: { readonly id: string }): ReactNode {
  const { name } = useLocale();
  const query = useQuery({ ...recurringQuery, select: (all) => all.find((each) => each.id === id) ?? null });
  return (
    <Shown query={query} heading="Recurring invoice">
      {(kept) =>
        kept === null ? (
          <EmptyState title="There is no such schedule" action={back} />
        ) : (
          <>
            <PageHeader
              title={kept.name}
              back={back}
              beside={<RecurringState recurring={kept} />}
              detail={`${rhythmWords(kept.rhythm)}.`}
              actions={<Moves kept={kept} />}
            />
            <div className="flex flex-col gap-6">
              <Problem kept={kept} />
              <div className="grid gap-6 md:grid-cols-2">
                <NextDays kept={kept} />
                <Made kept={kept} />
              </div>
              <RecurringForm
                key={kept.version}
                before={kept}
                first={{
                  name: kept.name,
                  every: String(kept.rhythm.every),
                  unit: kept.rhythm.unit,
                  startsOn: kept.startsOn,
                  endsOn: kept.endsOn ?? '',
                  dueAfterDays: kept.dueAfterDays === null ? '' : String(kept.dueAfterDays),
                  issueAs: kept.issueAs,
                  draft: draftOf({ ...kept.invoice, issuedOn: kept.startsOn, dueOn: null }, name),
                }}
              />
            </div>
          </>
        )
      }
    </Shown>
  );
}

function Problem({ kept: { problem } }: { readonly kept: RecurringShown }): ReactNode {
  if (problem === null) return null;
  return (
    <div role="alert" className="rounded-xl bg-bad-soft px-5 py-4 text-sm text-bad">
      <p className="font-medium">
        The invoice of <Day day={problem.on} /> cannot be made: {problem.message}
      </p>
      {problem.seen !== null && <p className="mt-1">Seen: {problem.seen}</p>}
      <p className="mt-1">{problem.fix} It is tried again when you save.</p>
    </div>
  );
}

const NextDays = ({ kept: { nextDays, state } }: { readonly kept: RecurringShown }): ReactNode => (
  <Card title="Next">
    {nextDays.length === 0 ? (
      <p className="text-sm text-soft">{state === 'paused' ? 'Nothing while it is paused.' : 'Nothing more: it has ended.'}</p>
    ) : (
      <ol className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-sm">
        {nextDays.map((day, at) => (
          <li key={day} className={at === 0 ? 'font-medium' : 'text-soft'}>
            <Day day={day} />
          </li>
        ))}
      </ol>
    )}
  </Card>
);

function Made({ kept: { made } }: { readonly kept: RecurringShown }): ReactNode {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? made : made.slice(0, 6);
  return (
    <Card title="Made">
      {made.length === 0 ? (
        <p className="text-sm text-soft">None yet.</p>
      ) : (
        <>
          <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-sm">
            {shown.map(({ on, invoice, number }) => (
              <li key={on} className="flex flex-wrap gap-x-2">
                <Link to="/invoices/$invoice" params={{ invoice }} className="text-accent-ink hover:underline">
                  {number ?? 'Draft'}
                </Link>
                <span className="text-soft">
                  <Day day={on} />
                </span>
              </li>
            ))}
          </ul>
          {made.length > shown.length && (
            <Button size="small" look="quiet" className="mt-2" onClick={() => setAll(true)}>
              All {made.length}
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

const moves = { pause: 'is paused', resume: 'goes on', end: 'has ended' } as const;

function Moves({ kept: { id, name, state } }: { readonly kept: RecurringShown }): ReactNode {
  const mayCreate = useMay('create');
  const queries = useQueryClient();
  const changed = useBillingChanged();
  const { say, complain } = useToast();
  const move = useMutation({
    mutationFn: (wanted: keyof typeof moves) => ask<RecurringShown>(`/v1/recurring-invoices/${id}/${wanted}`, { method: 'POST' }),
    onSuccess: async (answer, wanted) => {
      say({ title: `${name} ${moves[wanted]}` });
      queries.setQueryData(recurringQuery.queryKey, (all) => all?.map((each) => (each.id === id ? answer : each)));
      await changed();
    },
    onError: complain,
  });
  if (!mayCreate) return null;
  return (
    <>
      {state === 'active' && (
        <Button isBusy={move.isPending} onClick={() => move.mutate('pause')}>
          Pause
        </Button>
      )}
      {state !== 'active' && (
        <Button isBusy={move.isPending} onClick={() => move.mutate('resume')}>
          {state === 'paused' ? 'Resume' : 'Begin again'}
        </Button>
      )}
      {state !== 'ended' && (
        <Button look="quiet" disabled={move.isPending} onClick={() => move.mutate('end')}>
          End it
        </Button>
      )}
    </>
  );
}

import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { FlaskConical, Plug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Overview } from '../../../../src/api/office.ts';
import type { TryOut } from '../../../../src/api/integrations.ts';
import { ask } from '../../api.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Progress } from '../../parts/progress.tsx';
import { FormError } from '../../parts/states.tsx';
import { useMay, useMe } from '../../session.tsx';

const tryQuery = queryOptions({
  queryKey: ['connections', 'try'],
  queryFn: ({ signal }) => ask<TryOut>('/v1/try', { signal }),
  refetchInterval: ({ state }) => (state.data?.state === 'under way' ? 500 : false),
});

/** What a book shows in which nothing is connected yet: two ways to begin. */
export function FirstSteps({ overview }: { readonly overview: Overview }): ReactNode {
  const { person } = useMe();
  const mayKeep = useMay('keep');
  const tried = useQuery(tryQuery).data?.flow ?? null;
  const begun = overview.flows.filter(({ flow }) => flow !== tried);
  return (
    <>
      <PageHeader
        title={`Welcome, ${person.name}`}
        detail={
          mayKeep
            ? 'Nothing is written anywhere before you have seen it and said so.'
            : 'Nothing is connected yet. Somebody who keeps the books does that.'
        }
      />
      {mayKeep && (
        <div className="grid gap-5 md:grid-cols-2">
          <TrySandboxes />
          <Card className="flex flex-col">
            <Plug aria-hidden className="mb-4 size-7 stroke-[1.5] text-accent-ink" />
            <h2 className="text-lg font-semibold">Connect my own</h2>
            <p className="mt-1 mb-6 text-soft">
              Choose the ledger and what you sell with. Each asks you what it may share; you choose accounts and taxes, watch one test
              invoice go through, and switch it on.
            </p>
            <div className="flex flex-wrap gap-2">
              <Link to="/integrations" className={buttonClass({})}>
                Choose systems
              </Link>
              {begun.map(({ flow, source, target }) => (
                <Link key={flow} to="/setup/$flow" params={{ flow }} className={buttonClass({ look: 'quiet' })}>
                  Go on with {source.label} to {target.label}
                </Link>
              ))}
            </div>
          </Card>
        </div>
      )}
    </>
  );
}

function TrySandboxes(): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const tryOut = useQuery(tryQuery);
  const begin = useMutation({
    mutationFn: () => ask<TryOut>('/v1/try', { method: 'POST', body: {} }),
    onSuccess: (answer) => queries.setQueryData(tryQuery.queryKey, answer),
  });
  const state = tryOut.data;
  const flow = state?.state === 'ready' ? state.flow : null;
  const open = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['overview'] });
    if (flow === null) await navigate({ to: '/integrations' });
    else await navigate({ to: '/setup/$flow', params: { flow } });
  };
  return (
    <Card className="flex flex-col">
      <FlaskConical aria-hidden className="mb-4 size-7 stroke-[1.5] text-accent-ink" />
      <h2 className="text-lg font-semibold">Try it with sandboxes</h2>
      <p className="mt-1 mb-6 text-soft">
        A year of a small company, a ledger and a payment processor that behave like the real ones and run only here. Everything can be
        clicked, nothing can break.
      </p>
      {state?.state === 'under way' ? (
        <Progress done={state.done} of={state.of} label={state.step} />
      ) : state?.state === 'ready' ? (
        <Button look="primary" onClick={() => void open()}>
          Go on
        </Button>
      ) : (
        <Button look="primary" isBusy={begin.isPending} onClick={() => begin.mutate()}>
          {state?.state === 'failed' ? 'Try again' : 'Start the sandboxes'}
        </Button>
      )}
      <div className="mt-4 empty:hidden">
        <FormError error={begin.error ?? (state?.state === 'failed' ? new Error(state.problem ?? 'The sandboxes did not start.') : null)} />
      </div>
    </Card>
  );
}

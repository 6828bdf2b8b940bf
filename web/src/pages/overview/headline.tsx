import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleDashed, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import type { ReactNode } from 'react';
import type { Overview, ProofShown } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Ago } from '../../parts/day.tsx';
import { Count, Sums } from '../../parts/money.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { whyUnproven } from '../proof/proof-words.ts';

type Proven = NonNullable<Overview['proven']>;

/** One sentence and one number. Both are those of the last proof, and lead to it. */
export function Headline({ overview }: { readonly overview: Overview }): ReactNode {
  const { proven } = overview;
  useEffect(() => {
    document.title = 'Overview · Tieout';
  }, []);
  return (
    <header className="mb-8 flex flex-wrap items-start justify-between gap-4">
      <div className="flex min-w-0 gap-4">
        <Sign proven={proven} />
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">
            {proven === null ? 'Nothing is proven yet' : <Sentence proven={proven} />}
          </h1>
          <p className="mt-1.5 text-soft">
            {proven === null ? (
              whyUnproven(overview.flows)
            ) : (
              <>
                <Proof proven={proven} /> <Since overview={overview} />
              </>
            )}
          </p>
        </div>
      </div>
      <ProveNow flows={overview.flows.filter(({ mode }) => mode !== 'off').map(({ flow }) => flow)} />
    </header>
  );
}

function Sign({ proven }: { readonly proven: Proven | null }): ReactNode {
  const look = 'mt-1 size-8 shrink-0 stroke-[1.75]';
  if (proven === null) return <CircleDashed aria-hidden className={`${look} text-faint`} />;
  if (proven.word === 'ties out' || proven.word === 'explained') return <CircleCheck aria-hidden className={`${look} text-good`} />;
  return <CircleAlert aria-hidden className={`${look} ${proven.word === 'open' ? 'text-warn' : 'text-bad'}`} />;
}

function Sentence({ proven: { word, differences, headline } }: { readonly proven: Proven }): ReactNode {
  if (word === 'ties out') return 'Your books tie out';
  if (word === 'explained') return 'Every difference is explained';
  return (
    <Link to="/proof" className="hover:underline">
      <Count count={differences} /> {differences === 1 ? 'difference' : 'differences'}, <Sums sums={headline} />
    </Link>
  );
}

function Proof({ proven: { word, madeAt, differences, headline } }: { readonly proven: Proven }): ReactNode {
  const when = (
    <Link to="/proof" className="underline decoration-line-strong/50 underline-offset-4 hover:decoration-current">
      proven <Ago at={madeAt} />
    </Link>
  );
  if (word === 'ties out') return <>To the cent, {when}.</>;
  if (word === 'explained')
    return (
      <>
        <Count count={differences} /> {differences === 1 ? 'difference has' : 'differences have'} a known cause and nothing to do
        {headline.length > 0 && (
          <>
            {' '}
            (<Sums sums={headline} />)
          </>
        )}
        ; {when}.
      </>
    );
  if (word === 'open') return <>All have a known cause, and wait for something; {when}.</>;
  return <>Not all have a known cause; {when}.</>;
}

/** A proof is of its moment; what is asked now is told beside it. */
function Since({ overview: { openHolds } }: { readonly overview: Overview }): ReactNode {
  if (openHolds === 0) return null;
  return (
    <Link to="/holds" className="underline decoration-line-strong/50 underline-offset-4 hover:decoration-current">
      <Count count={openHolds} /> {openHolds === 1 ? 'question waits' : 'questions wait'} for an answer.
    </Link>
  );
}

function ProveNow({ flows }: { readonly flows: readonly string[] }): ReactNode {
  const queries = useQueryClient();
  const { complain } = useToast();
  const mayKeep = useMay('keep');
  const prove = useMutation({
    mutationFn: () => Promise.all(flows.map((flow) => ask<ProofShown>(`/v1/proofs/${flow}`, { method: 'POST', body: {} }))),
    onSuccess: () => Promise.all(['overview', 'proof'].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
    onError: complain,
  });
  if (!mayKeep || flows.length === 0) return null;
  return (
    <Button isBusy={prove.isPending} onClick={() => prove.mutate()}>
      {!prove.isPending && <RefreshCw aria-hidden />}
      Prove now
    </Button>
  );
}

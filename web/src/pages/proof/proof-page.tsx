import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BookOpenCheck, Printer } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FlowCard, ProofShown } from '../../../../src/api/office.ts';
import { ask, Refusal } from '../../api.ts';
import { Button, buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, ErrorState, Shown, Skeleton } from '../../parts/states.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { flowsQuery, useFlowName } from '../document/flow-names.ts';
import { Select } from '../../parts/select.tsx';
import { BooksAsOfDay } from './books-as-of.tsx';
import { ProofBody } from './proof-body.tsx';
import { ProveNow } from './prove-now.tsx';

const proofQuery = (flow: string) =>
  queryOptions({
    queryKey: ['proof', flow],
    queryFn: ({ signal }) => ask<ProofShown>(`/v1/proofs/${encodeURIComponent(flow)}`, { signal }),
  });

/** Whether the two sides of a flow agree to the cent; every difference with its name, and the way to its records. */
export function ProofPage(): ReactNode {
  const { flow: named } = useSearch({ from: '/app/proof' });
  const navigate = useNavigate();
  const flows = useQuery(flowsQuery);
  if (flows.isError && flows.data === undefined)
    return (
      <>
        <Heading>{null}</Heading>
        <ErrorState error={flows.error} onRetry={() => void flows.refetch()} />
      </>
    );
  return (
    <Shown query={flows} waiting={<Heading>{null}</Heading>}>
      {(all) => {
        const flow = all.find((each) => each.flow === named) ?? all.find(({ mode }) => mode === 'live') ?? all[0];
        if (!flow)
          return (
            <>
              <Heading>{null}</Heading>
              <NoFlow />
            </>
          );
        return (
          <ProofOf key={flow.flow} flow={flow} flows={all} onFlow={(chosen) => void navigate({ to: '/proof', search: { flow: chosen } })} />
        );
      }}
    </Shown>
  );
}

const Heading = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <PageHeader
    title="Proof"
    detail="Both sides, compared to the cent. Every difference has a name, and leads to its records."
    actions={children}
  />
);

interface ProofOfProps {
  readonly flow: FlowCard;
  readonly flows: readonly FlowCard[];
  readonly onFlow: (flow: string) => void;
}

const views = ['proof', 'books'] as const;

function ProofOf({ flow, flows, onFlow }: ProofOfProps): ReactNode {
  const { view: named } = useSearch({ from: '/app/proof' });
  const navigate = useNavigate();
  const nameOf = useFlowName();
  const view = views.find((each) => each === named) ?? 'proof';
  const choose = (chosen: (typeof views)[number]): void =>
    void navigate({ to: '/proof', search: { flow: flow.flow, ...(chosen === 'proof' ? {} : { view: chosen }) }, replace: true });
  return (
    <>
      <Heading>
        <div className="flex flex-wrap items-center gap-2" data-print="hidden">
          {flows.length > 1 && (
            <div className="w-60 max-w-full">
              <Select
                label="Flow"
                isSmall
                value={flow.flow}
                onChange={onFlow}
                options={flows.map((each) => ({ value: each.flow, label: nameOf(each.flow) }))}
              />
            </div>
          )}
          <Button size="small" onClick={() => print()}>
            <Printer aria-hidden /> Print
          </Button>
        </div>
      </Heading>
      <Tabs
        label="What to look at"
        value={view}
        onChange={choose}
        tabs={[
          { value: 'proof', label: 'Proof' },
          { value: 'books', label: 'Books as of a day' },
        ]}
      >
        {view === 'proof' ? <LastProof flow={flow} /> : <BooksAsOfDay flow={flow} />}
      </Tabs>
    </>
  );
}

function LastProof({ flow }: { readonly flow: FlowCard }): ReactNode {
  const nameOf = useFlowName();
  const query = useQuery(proofQuery(flow.flow));
  if (query.data !== undefined) return <ProofBody proof={query.data} flow={flow} />;
  if (query.error instanceof Refusal && query.error.status === 404)
    return (
      <Card>
        <EmptyState icon={<BookOpenCheck />} title="Nothing is proven yet" action={<ProveNow flow={flow.flow} look="primary" />}>
          A proof compares both sides of {nameOf(flow.flow)} document by document, account by account, and names every difference.
        </EmptyState>
      </Card>
    );
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div className="flex flex-col gap-5" role="status" aria-label="Loading">
      <Skeleton className="h-36 w-full rounded-xl" />
      <Skeleton className="h-72 w-full rounded-xl" />
    </div>
  );
}

const NoFlow = (): ReactNode => (
  <Card>
    <EmptyState
      icon={<BookOpenCheck />}
      title="There is nothing to prove yet"
      action={
        <Link to="/integrations" className={buttonClass({ look: 'primary' })}>
          Connect two systems
        </Link>
      }
    >
      As soon as a selling platform and a ledger are connected, this page says whether they agree.
    </EmptyState>
  </Card>
);

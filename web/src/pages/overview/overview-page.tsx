import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight, CircleHelp, Layers, Plug } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FlowCard, Overview } from '../../../../src/api/office.ts';
import { Card } from '../../parts/card.tsx';
import { Count } from '../../parts/money.tsx';
import { Shown, Skeleton } from '../../parts/states.tsx';
import { overviewQuery } from '../../queries.ts';
import { FirstSteps } from './first-steps.tsx';
import { FlowPanel } from './flow-panel.tsx';
import { Headline } from './headline.tsx';

export function OverviewPage(): ReactNode {
  const query = useQuery(overviewQuery);
  return (
    <Shown query={query} heading="Overview" waiting={<Waiting />}>
      {(overview) => (overview.flows.every(isBeginning) ? <FirstSteps overview={overview} /> : <Standing overview={overview} />)}
    </Shown>
  );
}

/** Set up perhaps, but never switched on: there is nothing to tell of it yet. */
const isBeginning = ({ mode, counts }: FlowCard): boolean => mode === 'off' && counts.inSync === 0;

function Standing({ overview }: { readonly overview: Overview }): ReactNode {
  const { openHolds, batchesToApprove, connections, flows } = overview;
  const broken = connections.filter(({ health }) => health.is === 'needs a person');
  return (
    <>
      <Headline overview={overview} />
      {(openHolds > 0 || batchesToApprove > 0 || broken.length > 0) && (
        <ul className="mb-8 grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
          {openHolds > 0 && (
            <ToDo icon={CircleHelp}>
              <Link to="/holds" className="after:absolute after:inset-0">
                <Count count={openHolds} /> {openHolds === 1 ? 'question waits' : 'questions wait'} for an answer
              </Link>
            </ToDo>
          )}
          {batchesToApprove > 0 && (
            <ToDo icon={Layers}>
              <Link to="/batches" search={{ state: 'waiting' }} className="after:absolute after:inset-0">
                <Count count={batchesToApprove} /> {batchesToApprove === 1 ? 'batch waits' : 'batches wait'} for approval
              </Link>
            </ToDo>
          )}
          {broken.map(({ connection, label, health }) => (
            <ToDo key={connection} icon={Plug}>
              <Link to="/integrations/$connection" params={{ connection }} className="after:absolute after:inset-0">
                {label}: {health.is === 'needs a person' ? health.why : ''}
              </Link>
            </ToDo>
          ))}
        </ul>
      )}
      <div className="grid gap-5 xl:grid-cols-2">
        {flows.map((flow) => (
          <FlowPanel key={flow.flow} card={flow} />
        ))}
      </div>
    </>
  );
}

function ToDo({ icon: Icon, children }: { readonly icon: LucideIcon; readonly children: ReactNode }): ReactNode {
  return (
    <li className="relative flex items-center gap-3 rounded-xl border border-line bg-surface px-4 py-3 text-sm font-medium shadow-lift transition-colors hover:bg-sunken/60">
      <Icon aria-hidden className="size-5 shrink-0 text-warn" />
      <span className="min-w-0 flex-1">{children}</span>
      <ArrowRight aria-hidden className="size-4 shrink-0 text-faint" />
    </li>
  );
}

const Waiting = (): ReactNode => (
  <div role="status" aria-label="Loading">
    <Skeleton className="mb-3 h-10 w-80 max-w-full" />
    <Skeleton className="mb-10 h-5 w-56" />
    <div className="grid gap-5 xl:grid-cols-2">
      <Card>
        <Skeleton className="h-56" />
      </Card>
      <Card>
        <Skeleton className="h-56" />
      </Card>
    </div>
  </div>
);

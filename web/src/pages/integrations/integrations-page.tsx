import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowRight, CircleCheck, Plug } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConnectionCard, SetupRow } from '../../../../src/api/integrations.ts';
import { Badge } from '../../parts/badge.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Ago } from '../../parts/day.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, ErrorState, Shown } from '../../parts/states.tsx';
import { modeLabel, modeTone } from '../../words.ts';
import { Directory } from './directory.tsx';
import { healthLabel, healthTone } from './kinds.ts';
import { NewFlow } from './new-flow.tsx';
import { ProviderTile } from './provider-tile.tsx';
import { connectionsQuery, providersQuery, setupsQuery } from './queries.ts';
import { useSideName, useSystemName } from './side-names.ts';

export function IntegrationsPage(): ReactNode {
  const { connected, problem, search } = useSearch({ from: '/app/integrations' });
  const navigate = useNavigate({ from: '/integrations' });
  const connections = useQuery(connectionsQuery);
  const setups = useQuery(setupsQuery);
  const providers = useQuery(providersQuery);
  return (
    <>
      <PageHeader title="Integrations" detail="The systems that Tieout keeps in agreement." />
      <div className="flex flex-col gap-6">
        {problem !== undefined && <ErrorState error={new Error(problem)} />}
        {connected !== undefined && <JustConnected connection={connections.data?.find((one) => one.connection === connected) ?? null} />}
        <SetupsUnderWay setups={setups.data ?? []} />
        <Shown query={connections}>
          {(all) => (
            <>
              <NewFlow connections={all} setups={setups.data ?? []} />
              <Connected connections={all} setups={setups.data ?? []} />
            </>
          )}
        </Shown>
        <Shown query={providers}>
          {(cards) => (
            <Directory
              providers={cards}
              search={search ?? ''}
              onSearch={(text) => void navigate({ search: text === '' ? {} : { search: text }, replace: true })}
            />
          )}
        </Shown>
      </div>
    </>
  );
}

function JustConnected({ connection }: { readonly connection: ConnectionCard | null }): ReactNode {
  return (
    <p role="status" className="flex items-center gap-3 rounded-xl bg-good-soft px-5 py-3.5 text-sm text-good">
      <CircleCheck aria-hidden className="size-5 shrink-0" />
      <span dir="auto">
        <span className="font-medium">{connection === null ? 'It is connected.' : `${connection.label} is connected.`}</span> Nothing is
        written anywhere until you activate a flow.
      </span>
    </p>
  );
}

function SetupsUnderWay({ setups }: { readonly setups: readonly SetupRow[] }): ReactNode {
  // What is active may still want something, such as a tax that came later; that is told where it is needed, and is no beginning.
  const underWay = setups.filter(({ next, mode }) => next !== null && mode !== 'live' && mode !== 'shadow');
  if (underWay.length === 0) return null;
  return (
    <Card title="To be finished" detail="Everything that you chose is kept; go on where you left." isFlush>
      <ul>
        {underWay.map(({ flow, source, target, next }) => (
          <li key={flow} className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-5 py-3.5 last:border-b-0">
            <div className="min-w-0">
              <Way source={source} target={target} />
              <p className="mt-0.5 text-sm text-soft">Next: {next}</p>
            </div>
            <Link to="/setup/$flow" params={{ flow }} className={buttonClass({ look: 'primary', size: 'small' })}>
              Go on
              <ArrowRight aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** From where to where. */
export function Way({ source, target }: { readonly source: string; readonly target: string }): ReactNode {
  const nameOf = useSideName();
  return (
    <p className="flex flex-wrap items-center gap-x-2 font-medium">
      <span dir="auto">{nameOf(source)}</span>
      <ArrowRight aria-label="to" className="size-4 shrink-0 text-faint" />
      <span dir="auto">{nameOf(target)}</span>
    </p>
  );
}

interface ConnectedProps {
  readonly connections: readonly ConnectionCard[];
  readonly setups: readonly SetupRow[];
}

function Connected({ connections, setups }: ConnectedProps): ReactNode {
  if (connections.length === 0)
    return (
      <Card>
        <EmptyState icon={<Plug aria-hidden />} title="Nothing is connected yet">
          Choose a ledger and a system that sells from the directory below.
        </EmptyState>
      </Card>
    );
  return (
    <section aria-label="Connected">
      <h2 className="mb-3 font-semibold">Connected</h2>
      <ul className="grid gap-4 md:grid-cols-2">
        {connections.map((card) => (
          <li key={card.connection}>
            <ConnectionTile card={card} flows={setups.filter(({ flow }) => card.flows.includes(flow))} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ConnectionTile({ card, flows }: { readonly card: ConnectionCard; readonly flows: readonly SetupRow[] }): ReactNode {
  const { connection, label, isSandbox, health, lastReadAt } = card;
  const nameOf = useSideName();
  const provider = useSystemName()(connection, card.provider);
  return (
    <Link
      to="/integrations/$connection"
      params={{ connection }}
      className="flex h-full gap-4 rounded-xl border border-line bg-surface p-5 shadow-lift transition-colors hover:bg-sunken/60"
    >
      <ProviderTile label={provider} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-medium" dir="auto">
            {label}
          </span>
          <span className="text-sm text-soft">{provider}</span>
          {isSandbox && <Badge>Sandbox</Badge>}
          <Badge tone={healthTone[health.is]}>{healthLabel[health.is]}</Badge>
        </div>
        {health.is !== 'well' && <p className="mt-1 text-sm text-soft">{health.why}</p>}
        <p className="mt-1 text-sm text-soft">{lastReadAt === null ? 'Not read yet' : <>Read {<Ago at={lastReadAt} />}</>}</p>
        {flows.length > 0 && (
          <ul className="mt-3 flex flex-wrap gap-2">
            {flows.map(({ flow, mode, source, target }) => (
              <li key={flow} className="flex flex-wrap items-center gap-2 text-sm">
                <span className="text-soft" dir="auto">
                  {nameOf(source)} → {nameOf(target)}
                </span>
                <Badge tone={modeTone[mode]}>{modeLabel[mode]}</Badge>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Link>
  );
}

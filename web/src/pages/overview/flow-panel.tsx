import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { FlowCard, Health, Side, StandingState } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Badge, Dot } from '../../parts/badge.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { Ago } from '../../parts/day.tsx';
import { Count } from '../../parts/money.tsx';
import { modeLabel, modeTone, stateTone } from '../../words.ts';
import { providersQuery } from '../integrations/queries.ts';
import { DaysPicture } from './days-picture.tsx';

/** How one flow is. Each number leads to its records. */
export function FlowPanel({ card }: { readonly card: FlowCard }): ReactNode {
  const { flow, source, target, mode, health } = card;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <SideLink side={source} />
          <ArrowRight aria-label="to" className="size-4 text-faint" />
          <SideLink side={target} />
        </span>
      }
      detail={<span dir="auto">{source.label === target.label ? source.label : `${source.label} to ${target.label}`}</span>}
      actions={mode === 'off' ? <SetUpLink flow={flow} /> : <Badge tone={modeTone[mode]}>{modeLabel[mode]}</Badge>}
    >
      <HealthLine health={health} />
      <Counts card={card} />
      <DaysPicture days={card.days} />
      <Facts
        facts={[
          { name: 'Last change seen', value: card.lastChangeSeenAt === null ? 'none yet' : <Ago at={card.lastChangeSeenAt} /> },
          { name: 'From event to ledger', value: <Delay delay={card.delay} /> },
          {
            name: 'Proof',
            value: (
              <Link to="/proof" search={{ flow }} className="hover:underline">
                {card.proven === null ? 'not made yet' : card.proven.word}
              </Link>
            ),
          },
        ]}
      />
    </Card>
  );
}

/** By the name of the system: the organisation is often called the same on both sides. */
function SideLink({ side: { connection, provider, label } }: { readonly side: Side }): ReactNode {
  const { data: providers } = useQuery(providersQuery);
  return (
    <Link to="/integrations/$connection" params={{ connection }} className="hover:underline">
      {providers?.find((one) => one.provider === provider)?.label ?? label}
    </Link>
  );
}

const SetUpLink = ({ flow }: { readonly flow: string }): ReactNode => (
  <Link to="/setup/$flow" params={{ flow }} className="text-sm font-medium text-accent-ink hover:underline">
    Go on setting up
  </Link>
);

function HealthLine({ health }: { readonly health: Health }): ReactNode {
  if (health.is === 'well') return null;
  const isUrgent = health.is === 'needs a person';
  return (
    <p className={`mb-4 rounded-lg px-3.5 py-2.5 text-sm ${isUrgent ? 'bg-bad-soft text-bad' : 'bg-sunken text-soft'}`}>
      {health.why}
      {health.is === 'needs a person' && <span className="mt-0.5 block">{health.fix}</span>}
    </p>
  );
}

function Delay({ delay }: { readonly delay: FlowCard['delay'] }): ReactNode {
  const locale = useLocale();
  if (delay === null) return 'nothing was written today';
  return (
    <span className="figures">
      {locale.duration(delay.p50Milliseconds)} for half, {locale.duration(delay.p99Milliseconds)} for 99 of 100 (
      {locale.count(delay.writes)} today)
    </span>
  );
}

const parts: readonly {
  readonly state: StandingState;
  readonly count: 'inSync' | 'pending' | 'held' | 'excluded';
  readonly fill: string;
}[] = [
  { state: 'in sync', count: 'inSync', fill: 'bg-good' },
  { state: 'pending', count: 'pending', fill: 'bg-accent' },
  { state: 'held', count: 'held', fill: 'bg-warn' },
  { state: 'excluded', count: 'excluded', fill: 'bg-line-strong' },
];

/** What there is at the source, and where all of it stands: the parts add up. */
function Counts({ card: { flow, counts } }: { readonly card: FlowCard }): ReactNode {
  const { atSource } = counts;
  return (
    <div className="mb-5">
      <p className="mb-2 text-sm text-soft">
        <Link to="/documents" search={{ flow }} className="font-medium text-ink hover:underline">
          <Count count={atSource} /> {atSource === 1 ? 'document' : 'documents'}
        </Link>{' '}
        at the source
      </p>
      <div aria-hidden className="mb-3 flex h-2 gap-0.5 overflow-hidden rounded-full bg-sunken">
        {atSource > 0 &&
          parts
            .filter(({ count }) => counts[count] > 0)
            .map(({ count, fill }) => <span key={count} className={`${fill} min-w-1`} style={{ flexGrow: counts[count] }} />)}
      </div>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1 text-sm sm:grid-cols-4">
        {parts.map(({ state, count }) => (
          <li key={state}>
            <Link
              to="/documents"
              search={{ flow, state }}
              className="group inline-flex min-h-7 items-center gap-2 text-soft hover:text-ink"
            >
              <Dot tone={stateTone[state]} />
              <span className="group-hover:underline">
                <span className="font-medium text-ink">
                  <Count count={counts[count]} />
                </span>{' '}
                {state}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { CircleHelp, ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import type { DocumentShown, DocumentTarget } from '../../../../src/api/office.ts';
import { ask } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { buttonClass } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Shown, Skeleton } from '../../parts/states.tsx';
import { kindLabel, stateTone } from '../../words.ts';
import { HoldQuestion } from '../holds/hold-question.tsx';
import { CompareTable } from './compare-table.tsx';
import { dayOf } from './record-fields.ts';
import { useFlowName } from './flow-names.ts';
import { StoryList } from './story-list.tsx';
import { capital, fieldText, kindText } from './words.ts';
import { recordName } from '../../record-name.ts';
import { useLocale } from '../../locale.tsx';
import type { Locale } from '../../locale.tsx';

export const documentQuery = (flow: string, kind: string, id: string) =>
  queryOptions({
    queryKey: ['document', flow, kind, id],
    queryFn: ({ signal }) => ask<DocumentShown>(`/v1/documents/${[flow, kind, id].map(encodeURIComponent).join('/')}`, { signal }),
  });

/** One document: where it stands, both sides of it, its question, and why it is like this. */
export function DocumentPage(): ReactNode {
  const { flow, kind, id } = useParams({ from: '/app/documents/$flow/$kind/$id' });
  const query = useQuery(documentQuery(flow, kind, id));
  if (query.data === undefined) {
    return (
      <>
        <PageHeader title={capital(kindText(kind))} back={<Link to="/documents">Documents</Link>} />
        <Shown query={query} waiting={<Skeleton className="h-96 w-full" />}>
          {() => null}
        </Shown>
      </>
    );
  }
  return <Document shown={query.data} />;
}

function Document({ shown }: { readonly shown: DocumentShown }): ReactNode {
  const { standing, hold, targets, losses, story, source } = shown;
  const locale = useLocale();
  return (
    <>
      <PageHeader
        title={`${kindLabel(shown.kind)} ${nameOfShown(shown, locale)}`}
        beside={<Badge tone={stateTone[standing.state]}>{capital(standing.state)}</Badge>}
        {...(hold === null ? { detail: standingText(standing) } : {})}
        back={<Link to="/documents">Documents</Link>}
        actions={targets.map((target) => (
          <LedgerLink key={`${target.part} ${target.targetId}`} target={target} />
        ))}
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <Summary shown={shown} />
          {hold !== null && (
            <Card
              title={
                <span className="inline-flex items-center gap-2">
                  <CircleHelp aria-hidden className="size-4 text-warn" /> A question waits for a person
                </span>
              }
            >
              <HoldQuestion hold={hold} />
            </Card>
          )}
          {targets.map((target) => (
            <Target key={`${target.part} ${target.targetId}`} target={target} isOnly={targets.length === 1} flow={shown.flow} />
          ))}
          {targets.length === 0 && (
            <Card title="Both sides">
              <p className="text-sm text-soft">
                {source === null ? 'Neither side has it any more.' : 'The ledger has nothing for it yet, so there is nothing to compare.'}
              </p>
            </Card>
          )}
          {losses.length > 0 && <Losses losses={losses} />}
        </div>
        <Card title="Why it is like this" detail="Everything that happened to it, oldest first.">
          <StoryList story={story} />
        </Card>
      </div>
    </>
  );
}

function standingText({ cause, detail }: DocumentShown['standing']): string {
  if (detail !== null) return detail;
  return cause === null ? 'Both sides agree.' : capital(cause);
}

function nameOfShown({ number, id, source }: DocumentShown, locale: Locale): string {
  if (source === null) return recordName({ number, id }, locale);
  const currency = 'currency' in source ? source.currency : null;
  return recordName(
    { number, id, day: dayOf(source), gross: sumOf(source), currency, party: 'name' in source ? source.name : null },
    locale,
  );
}

const sumOf = (source: NonNullable<DocumentShown['source']>): string | null =>
  'totals' in source ? source.totals.gross : 'amount' in source ? source.amount : null;

/** By what a person knows it, as the source shows it. */
function Summary({ shown: { source, flow, number, id } }: { readonly shown: DocumentShown }): ReactNode {
  const nameOf = useFlowName();
  if (source === null) return null;
  const day = dayOf(source);
  const sum = sumOf(source);
  const facts: readonly { readonly name: string; readonly value: ReactNode }[] = [
    ...(sum !== null && 'currency' in source && source.currency !== null
      ? [{ name: 'Amount', value: <Money amount={sum} currency={source.currency} className="font-semibold" /> }]
      : []),
    ...(day === null ? [] : [{ name: 'Date', value: <Day day={day} /> }]),
    ...('dueOn' in source && source.dueOn !== null ? [{ name: 'Due', value: <Day day={source.dueOn} /> }] : []),
    ...('name' in source ? [{ name: 'Name', value: <bdi>{source.name}</bdi> }] : []),
    ...('state' in source ? [{ name: 'At the source', value: capital(source.state) }] : []),
    { name: 'Flow', value: nameOf(flow) },
    // What has no number is asked for by its id, at the command line and at the provider's support.
    ...(number === null ? [{ name: 'Id', value: <span className="font-mono text-xs break-all">{id}</span> }] : []),
  ];
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-3 rounded-xl border border-line bg-surface px-5 py-4 shadow-lift">
      {facts.map(({ name, value }) => (
        <div key={name} className="min-w-0">
          <dt className="text-xs text-soft">{name}</dt>
          <dd className="mt-0.5">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const origins: Readonly<Record<DocumentTarget['origin'], string>> = {
  ours: 'Written by Tieout',
  adopted: 'It was in the ledger before, and was adopted',
  opening: 'It was open on the first day',
};

interface TargetProps {
  readonly target: DocumentTarget;
  readonly isOnly: boolean;
  readonly flow: string;
}

function Target({ target, isOnly }: TargetProps): ReactNode {
  const name = isOnly ? 'Both sides' : `Both sides: ${kindText(target.targetKind)} ${target.part === 'main' ? '' : target.part}`.trim();
  return (
    <Card title={name} detail={`${origins[target.origin]} as ${kindText(target.targetKind)} ${target.targetId}.`} isFlush>
      {target.isGone ? (
        <p className="px-5 py-4 text-sm font-medium text-bad">The ledger does not show it any more.</p>
      ) : (
        <CompareTable fields={target.fields} source="Source" target="Ledger" />
      )}
    </Card>
  );
}

const LedgerLink = ({ target }: { readonly target: DocumentTarget }): ReactNode =>
  target.link === null || target.isGone ? null : (
    <a href={target.link} target="_blank" rel="noreferrer" className={buttonClass({})}>
      <ExternalLink aria-hidden />
      {target.part === 'main' ? 'Open in the ledger' : `Open ${kindText(target.targetKind)}`}
      <span className="sr-only">(in a new tab)</span>
    </a>
  );

const Losses = ({ losses }: Pick<DocumentShown, 'losses'>): ReactNode => (
  <Card title="What the ledger could not take" detail="Shortened, rounded or left out for its sake, and nothing else was.">
    <ul className="flex flex-col gap-3 text-sm">
      {losses.map(({ field, before, after, why }) => (
        <li key={`${field} ${before}`}>
          <p className="font-medium">{fieldText(field)}</p>
          <p dir="auto">
            <span className="sr-only">It was </span>
            <del className="text-soft">{before}</del> <span aria-hidden>→</span> <span className="sr-only"> and is </span>
            <ins className="no-underline">{after === '' ? 'nothing' : after}</ins>
          </p>
          <p className="text-soft" dir="auto">
            {capital(why)}.
          </p>
        </li>
      ))}
    </ul>
  </Card>
);

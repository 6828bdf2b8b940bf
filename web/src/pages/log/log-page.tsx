import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import type { LogPage as LogAnswer } from '../../../../src/api/office.ts';
import { ask, pathWith } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Moment } from '../../parts/day.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Select } from '../../parts/select.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx';
import { useFlowName } from '../document/flow-names.ts';
import { FlowSelect } from '../document/flow-select.tsx';
import { HappeningSign } from '../document/story-list.tsx';
import { capital, detailText, happeningOf, kindText } from '../document/words.ts';
import { SearchBox } from '../documents/search-box.tsx';

interface Filter {
  readonly flow?: string;
  readonly what?: string;
  readonly search?: string;
}
type LogLine = LogAnswer['lines'][number];

const logQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['log', filter],
    queryFn: ({ signal, pageParam }) => ask<LogAnswer>(pathWith('/v1/log', { ...filter, before: pageParam, limit: 100 }), { signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.before,
    placeholderData: keepPreviousData,
  });

const whats = [
  { value: '', label: 'Everything' },
  { value: 'write', label: 'Writes' },
  { value: 'question', label: 'Questions' },
  { value: 'proof', label: 'Proofs' },
  { value: 'note', label: 'Notes and answers' },
] as const;

/** Everything that happened, newest first; each line leads to its document. */
export function LogPage(): ReactNode {
  const filter: Filter = useSearch({ from: '/app/log' });
  const navigate = useNavigate();
  const query = useInfiniteQuery(logQuery(filter));
  const lines = useMemo(() => query.data?.pages.flatMap((page) => page.lines) ?? [], [query.data]);
  const change = (changed: Filter): void => {
    const kept = Object.fromEntries(Object.entries({ ...filter, ...changed }).filter(([, value]) => value !== undefined && value !== ''));
    void navigate({ to: '/log', search: kept, replace: true });
  };
  return (
    <>
      <PageHeader title="Log" detail="Everything that happened, newest first." />
      <div role="search" className="mb-5 flex flex-wrap items-center gap-2">
        <SearchBox text={filter.search ?? ''} onChange={(search) => change({ search })} />
        <div className="w-48">
          <Select
            isSmall
            label="What happened"
            value={whats.find(({ value }) => value === filter.what)?.value ?? ''}
            options={whats}
            onChange={(what) => change({ what })}
          />
        </div>
        <FlowSelect flow={filter.flow ?? null} onChange={(flow) => change({ flow: flow ?? '' })} />
      </div>
      {query.isError && lines.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Card isFlush>
          {query.isPending ? <SkeletonRows rows={10} /> : lines.length === 0 ? <NothingHappened /> : <LogLines lines={lines} />}
          {query.hasNextPage && <More isLoading={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />}
        </Card>
      )}
    </>
  );
}

const LogLines = ({ lines }: { readonly lines: readonly LogLine[] }): ReactNode => (
  <ol>
    {lines.map((line, at) => (
      // Lines out of sight are not drawn, and still are where the scrollbar says.
      <li
        key={`${line.at} ${line.what} ${line.id ?? ''} ${at}`}
        className="border-b border-line [contain-intrinsic-size:auto_64px] [content-visibility:auto] last:border-b-0"
      >
        <LogEntry line={line} />
      </li>
    ))}
  </ol>
);

function LogEntry({ line }: { readonly line: LogLine }): ReactNode {
  const { title, sign, tone } = happeningOf(line.what);
  const nameOf = useFlowName();
  return (
    <div className="flex gap-3.5 px-5 py-3">
      <HappeningSign sign={sign} tone={tone} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-sm font-medium">{title}</span>
          {line.kind !== null && line.id !== null && line.flow !== null && (
            <Link
              to="/documents/$flow/$kind/$id"
              params={{ flow: line.flow, kind: line.kind, id: line.id }}
              className="max-w-full min-w-0 truncate text-sm text-accent-ink underline-offset-2 hover:underline"
            >
              {capital(kindText(line.kind))} {line.number}
            </Link>
          )}
          {line.kind === null && line.flow !== null && <span className="text-sm text-soft">{nameOf(line.flow)}</span>}
          <span className="ml-auto text-xs text-faint">
            <Moment at={line.at} />
          </span>
        </div>
        {line.detail !== '' && (
          <p className="mt-0.5 text-sm break-words text-soft" dir="auto">
            {detailText(line.detail)}
          </p>
        )}
      </div>
    </div>
  );
}

const NothingHappened = (): ReactNode => (
  <EmptyState icon={<ScrollText />} title="Nothing to show">
    Nothing of this sort has happened yet.
  </EmptyState>
);

/** Loads the next lines when their place comes into sight; the button does the same for whoever uses no mouse. */
function More({ isLoading, onMore }: { readonly isLoading: boolean; readonly onMore: () => void }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const load = useRef(onMore);
  useEffect(() => {
    load.current = onMore;
  });
  useEffect(() => {
    if (isLoading || place.current === null) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting === true && load.current(), { rootMargin: '600px' });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [isLoading]);
  return (
    <div ref={place} className="border-t border-line p-3 text-center">
      <Button size="small" look="quiet" isBusy={isLoading} onClick={onMore}>
        Show more
      </Button>
    </div>
  );
}

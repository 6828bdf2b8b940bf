import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download, ShieldCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { AuditCheck, AuditLine, AuditPage as Page } from '../../../../src/api/people.ts';
import { ask, pathWith } from '../../api.ts';
import { Badge } from '../../parts/badge.tsx';
import { Button } from '../../parts/button.tsx';
import { Card, Facts } from '../../parts/card.tsx';
import { Moment } from '../../parts/day.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Input } from '../../parts/field.tsx';
import { Count } from '../../parts/money.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { useToast } from '../../parts/toast.tsx';
import { saveFile } from '../../save-file.ts';
import { useMay } from '../../session.tsx';
import { capital } from '../document/words.ts';

export function AuditPage(): ReactNode {
  const search = useSearch({ from: '/app/audit' });
  const [opened, setOpened] = useState<AuditLine | null>(null);
  const mayRead = useMay('own');
  const query = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) => ask<Page>(pathWith('/v1/audit', { ...search, before: pageParam, limit: 200 }), { signal }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.before,
    placeholderData: keepPreviousData,
  });
  const lines = useMemo(() => query.data?.pages.flatMap((page) => page.lines) ?? [], [query.data]);
  const more = useMemo(
    () => (query.hasNextPage ? { isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null),
    [query],
  );
  return (
    <>
      <PageHeader
        title="Audit trail"
        detail="Who did what. Each line carries the fingerprint of the one before it, so none can be changed or taken out unnoticed."
        actions={
          mayRead && (
            <>
              <Export />
              <Check />
            </>
          )
        }
      />
      <Filter />
      {query.isError && lines.length === 0 ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Card isFlush>
          {query.isPending ? (
            <SkeletonRows />
          ) : (
            <Table
              label="Audit trail"
              columns={columns}
              rows={lines}
              keyOf={keyOf}
              onOpen={setOpened}
              more={more}
              empty={<EmptyState icon={<ShieldCheck />} title="No line is like that" />}
            />
          )}
        </Card>
      )}
      {opened !== null && <Line line={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function Check(): ReactNode {
  const check = useMutation({ mutationFn: () => ask<AuditCheck>('/v1/audit/check') });
  const { say, complain } = useToast();
  const run = (): void =>
    check.mutate(undefined, {
      onSuccess: ({ isWhole, lines, brokenAt }) =>
        say(
          isWhole
            ? { title: 'The trail is whole', detail: `All ${lines} lines follow from the one before.` }
            : {
                title: `The trail was changed at line ${brokenAt ?? '?'}`,
                detail: 'Export it, and compare with an older export.',
                tone: 'bad',
              },
        ),
      onError: complain,
    });
  return (
    <Button isBusy={check.isPending} onClick={run}>
      {!check.isPending && <ShieldCheck aria-hidden />}
      Check
    </Button>
  );
}

function Export(): ReactNode {
  const { complain } = useToast();
  const save = useMutation({ mutationFn: () => saveFile('/v1/audit/export', 'audit-trail.jsonl'), onError: complain });
  return (
    <Button isBusy={save.isPending} onClick={() => save.mutate()}>
      {!save.isPending && <Download aria-hidden />}
      Export
    </Button>
  );
}

function Filter(): ReactNode {
  const search = useSearch({ from: '/app/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const [actor, setActor] = useState(search.actor ?? '');
  const [action, setAction] = useState(search.action ?? '');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void navigate({ search: { ...(actor === '' ? {} : { actor }), ...(action === '' ? {} : { action }) }, replace: true });
  };
  return (
    <form onSubmit={submit} className="mb-4 flex flex-wrap gap-2">
      <Input
        type="search"
        aria-label="Who"
        placeholder="Who"
        className="min-w-40 flex-1"
        value={actor}
        onChange={(event) => setActor(event.target.value)}
      />
      <Input
        type="search"
        aria-label="Deed"
        placeholder="Deed"
        className="min-w-40 flex-1"
        value={action}
        onChange={(event) => setAction(event.target.value)}
      />
      <Button type="submit" className="h-10">
        Search
      </Button>
    </form>
  );
}

function Line({ line, onClose }: { readonly line: AuditLine; readonly onClose: () => void }): ReactNode {
  const said = Object.entries(line.detail).filter(
    ([, value]) => typeof value !== 'object' || value === null || Object.keys(value).length > 0,
  );
  const detail = said.map(([name, value]) => ({ name: name === 'who' ? 'Signed in as' : capital(name), value: <Value value={value} /> }));
  return (
    <Dialog isOpen onClose={onClose} title={line.action} detail={<>Line {line.number}</>} width="wide">
      <Facts
        facts={[
          { name: 'Who', value: <span dir="auto">{line.actor}</span> },
          { name: 'When', value: <Moment at={line.at} /> },
          ...(line.subject === '' ? [] : [{ name: 'Subject', value: line.subject }]),
          ...detail,
          { name: 'Fingerprint', value: <code className="font-mono text-xs break-all">{line.hash}</code> },
        ]}
      />
    </Dialog>
  );
}

function Value({ value }: { readonly value: unknown }): ReactNode {
  if (typeof value === 'string') return <span dir="auto">{value}</span>;
  return <code className="font-mono text-xs break-all whitespace-pre-wrap">{JSON.stringify(value, null, 1)}</code>;
}

const keyOf = ({ number }: AuditLine): string => String(number);

const columns: readonly Column<AuditLine>[] = [
  {
    key: 'action',
    title: 'Deed',
    cell: ({ action }) => action,
    beneath: ({ actor, at }) => (
      <>
        <bdi>{actor}</bdi>, <Moment at={at} />
      </>
    ),
  },
  { key: 'actor', title: 'Who', isMinor: true, cell: ({ actor }) => <span dir="auto">{actor}</span> },
  { key: 'subject', title: 'Subject', isMinor: true, cell: ({ subject }) => <span className="text-soft break-all">{subject}</span> },
  { key: 'at', title: 'When', isMinor: true, cell: ({ at }) => <Moment at={at} /> },
  {
    key: 'number',
    title: 'Line',
    align: 'end',
    isMinor: true,
    cell: ({ number }) => (
      <Badge>
        <Count count={number} />
      </Badge>
    ),
  },
];

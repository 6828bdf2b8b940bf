import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck, Search } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { BankDeskAnswer, BankLineFound, BankLineRow, BankLinesAnswer } from '../../../../src/api/bank.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Input } from '../../parts/field.tsx';
import { Select } from '../../parts/select.tsx';
import { SplitView } from '../../parts/split-view.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { useLocale } from '../../locale.tsx';
import { useMay } from '../../session.tsx';
import { SearchBox } from '../billing/list-tools.tsx';
import { useAnswers } from './deeds.ts';
import type { Answer } from './deeds.ts';
import { KeyHints, useLineKeys } from './keys.tsx';
import { lineColumns } from './line-columns.tsx';
import { LineDetail } from './line-detail.tsx';
import { foundLabel, foundStates } from './line-words.ts';
import { linesQuery, toDo } from './queries.ts';
import type { LineFilter } from './queries.ts';

interface LineSearch extends LineFilter {
  readonly line?: string;
  readonly view?: string;
}

/** The lines, by what they were found to be; beside them the one that is looked at. */
export function BankLines({ desk }: { readonly desk: BankDeskAnswer }): ReactNode {
  const search: LineSearch = useSearch({ from: '/app/bank' });
  const { line: chosen = null, view: _view, ...filter } = search;
  const navigate = useNavigate();
  const query = useInfiniteQuery(linesQuery(filter));
  const rows = useMemo(() => query.data?.pages.flatMap(({ lines }) => lines) ?? [], [query.data]);
  const go = (next: LineSearch): void => void navigate({ to: '/bank', search: withoutEmpty(next), replace: true, resetScroll: false });
  const choose = (line: string | null): void => go(line === null ? filter : { ...filter, line });
  const { answer, underWay } = useAnswers();
  const mayKeep = useMay('keep') && desk.flow?.isMapped === true;
  const goOn = (given: Answer): void => {
    answer(given);
    const at = rows.findIndex(({ line }) => line === given.line.line);
    const isLeft = ({ line, found }: BankLineRow): boolean => found === 'suggested' && line !== given.line.line && !underWay.has(line);
    if (given.says === 'confirm') choose((rows.slice(at + 1).find(isLeft) ?? rows.find(isLeft))?.line ?? given.line.line);
  };
  useLineKeys({ rows, chosen, choose, answer: mayKeep ? goOn : null, isBusy: (line) => underWay.has(line) });
  const columns = useMemo(() => lineColumns({ underWay, isNarrow: chosen !== null }), [underWay, chosen]);
  const counts = query.data?.pages[0]?.counts;
  return (
    <>
      <Filters filter={filter} counts={counts} onChange={go} />
      <SplitView
        backLabel="All lines"
        onBack={() => choose(null)}
        list={
          query.isError && rows.length === 0 ? (
            <ErrorState error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <>
              <Card isFlush>
                {query.isPending ? (
                  <SkeletonRows rows={10} />
                ) : (
                  <Table
                    label="Bank lines"
                    columns={columns}
                    rows={rows}
                    keyOf={keyOf}
                    openKey={chosen}
                    onOpen={({ line }) => choose(line)}
                    more={query.hasNextPage ? { isLoading: query.isFetchingNextPage, load: () => void query.fetchNextPage() } : null}
                    empty={<NothingFound filter={filter} onClear={() => go({})} />}
                  />
                )}
              </Card>
              <KeyHints />
            </>
          )
        }
        detail={
          chosen === null ? null : (
            <LineDetail key={chosen} line={chosen} desk={desk} underWay={underWay.get(chosen) ?? null} onAnswer={goOn} onChoose={choose} />
          )
        }
      />
    </>
  );
}

const keyOf = ({ line }: BankLineRow): string => line;

/** A filter that is taken away leaves the address. */
const withoutEmpty = (search: LineSearch): LineSearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));

interface FiltersProps {
  readonly filter: LineFilter;
  readonly counts: BankLinesAnswer['counts'] | undefined;
  readonly onChange: (filter: LineFilter) => void;
}

function Filters({ filter, counts, onChange }: FiltersProps): ReactNode {
  const locale = useLocale();
  const all = counts === undefined ? 0 : foundStates.reduce((sum, found) => sum + counts[found], 0);
  const labelOf = (label: string, count: number | undefined): string => (count === undefined ? label : `${label} (${locale.count(count)})`);
  const options = foundStates
    .filter((found) => counts === undefined || counts[found] > 0 || filter.found === found)
    .map((found: BankLineFound) => ({ value: found as string, label: labelOf(foundLabel[found], counts?.[found]) }));
  return (
    <div role="search" className="mb-4 flex flex-wrap items-center gap-2">
      <SearchBox
        label="Name, words or amount"
        value={filter.search ?? ''}
        onChange={(search) => onChange({ ...filter, search: search.trim() })}
      />
      <div className="w-56 max-sm:w-full">
        <Select
          label="What lines were found to be"
          value={filter.found ?? ''}
          options={[
            { value: '', label: labelOf('All lines', counts === undefined ? undefined : all) },
            { value: toDo, label: labelOf('To do', counts === undefined ? undefined : counts.open + counts.suggested) },
            ...options,
          ]}
          onChange={(found) => onChange({ ...filter, found })}
        />
      </div>
      <DayField label="From" value={filter.from} onChange={(from) => onChange({ ...filter, from })} />
      <DayField label="Through" value={filter.through} onChange={(through) => onChange({ ...filter, through })} />
      {filter.account !== undefined && (
        <Button size="small" look="quiet" onClick={() => onChange({ ...filter, account: '' })}>
          All accounts
        </Button>
      )}
    </div>
  );
}

interface DayFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (day: string) => void;
}

const DayField = ({ label, value = '', onChange }: DayFieldProps): ReactNode => (
  <label className="flex items-center gap-2 text-sm text-soft max-sm:flex-1">
    {label}
    <Input
      type="date"
      className="!w-40 max-sm:!w-auto max-sm:flex-1"
      value={value}
      onChange={({ target }) => (target.value === '' || /^\d{4}-\d{2}-\d{2}$/.test(target.value)) && onChange(target.value)}
    />
  </label>
);

const NothingFound = ({ filter, onClear }: { readonly filter: LineFilter; readonly onClear: () => void }): ReactNode =>
  filter.found === 'suggested' || filter.found === 'open' || filter.found === toDo ? (
    <EmptyState icon={<CircleCheck />} title="Nothing is left here" action={<Button onClick={onClear}>Show all lines</Button>}>
      Every line that fits is decided.
    </EmptyState>
  ) : (
    <EmptyState icon={<Search />} title="No line fits these filters" action={<Button onClick={onClear}>Show all lines</Button>} />
  );

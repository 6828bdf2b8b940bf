import { Link } from '@tanstack/react-router';
import { clsx } from 'clsx';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { ProofShown } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { capital, counted, kindText } from '../document/words.ts';
import { fits } from './pivot.ts';
import type { DifferenceFilter } from './pivot.ts';
import { recordName } from '../../record-name.ts';

type Difference = ProofShown['differences'][number] & { readonly flow: string; readonly place: number };

interface DifferencesProps {
  readonly proof: ProofShown;
  readonly filter: DifferenceFilter;
  readonly onCause: (cause: string | null) => void;
  readonly onClear: () => void;
}

/** Every difference with its cause; what has no name stands first. */
export function Differences({ proof, filter, onCause, onClear }: DifferencesProps): ReactNode {
  const locale = useLocale();
  const all = useMemo(
    () => proof.differences.map((difference, place): Difference => ({ ...difference, flow: proof.flow, place })).toSorted(urgency),
    [proof],
  );
  const shown = useMemo(() => all.filter(fits(filter)), [all, filter]);
  return (
    <Card
      title="What differs, and why"
      detail="Sizes are added up, never netted: two errors that cancel out are still two."
      isFlush
      actions={
        (filter.line !== null || filter.cause !== null) && (
          <Button size="small" onClick={onClear}>
            Show all {locale.count(all.length)}
          </Button>
        )
      }
    >
      <Causes proof={proof} chosen={filter.cause} onChoose={onCause} />
      <Table
        label="Differences"
        columns={shown.length > longFrom ? longColumns : columns}
        rows={shown}
        keyOf={({ place }) => String(place)}
        empty={
          <p className="px-5 py-8 text-center text-sm text-soft">
            No difference {filter.line === null ? 'has this cause' : 'makes this line by itself'}.
          </p>
        }
      />
      {shown.length < all.length && (
        <p className="border-t border-line px-5 py-3 text-sm text-soft">
          {counted(shown.length, 'difference', locale.count)} of {locale.count(all.length)}
        </p>
      )}
    </Card>
  );
}

const urgency = (one: Difference, other: Difference): number => rankOf(one) - rankOf(other) || one.place - other.place;
const rankOf = ({ cause, isHeld }: Difference): number => (cause === 'unexplained' ? 0 : isHeld ? 1 : 2);

interface CausesProps {
  readonly proof: ProofShown;
  readonly chosen: string | null;
  readonly onChoose: (cause: string | null) => void;
}

function Causes({ proof: { causes }, chosen, onChoose }: CausesProps): ReactNode {
  const locale = useLocale();
  return (
    <ul className="flex flex-wrap gap-2 border-b border-line px-5 py-3" aria-label="Causes">
      {causes.map(({ cause, currency, differences, size }) => (
        <li key={`${cause} ${currency}`}>
          <button
            type="button"
            aria-pressed={chosen === cause}
            onClick={() => onChoose(chosen === cause ? null : cause)}
            className={clsx(
              'flex items-baseline gap-2 rounded-lg border px-3 py-1.5 text-sm',
              chosen === cause ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken',
              cause === 'unexplained' && 'text-bad',
            )}
          >
            <span className="font-medium">{capital(cause)}</span>
            <span className="figures opacity-85">{locale.count(differences)}</span>
            <Money amount={size} currency={currency} />
          </button>
        </li>
      ))}
    </ul>
  );
}

// A long table draws rows of one height: there each says its detail in one line, and the document's page says it whole.
const columnsOf = (isLong: boolean): readonly Column<Difference>[] => [
  {
    key: 'document',
    title: 'Document',
    cell: (row) => <DifferenceLink row={row} />,
    sortBy: { text: ({ number, key }) => number ?? key?.id ?? null },
  },
  { key: 'day', title: 'Date', cell: ({ day }) => <Day day={day} />, sortBy: { text: ({ day }) => day }, isMinor: true },
  {
    key: 'cause',
    title: 'Why',
    cell: ({ cause, detail }) => (
      <span className={clsx('min-w-40', isLong ? 'line-clamp-1' : 'flex flex-col')}>
        <span className={clsx('font-medium', cause === 'unexplained' && 'text-bad')}>{capital(cause)}</span>
        {detail !== null && (
          <span className="text-soft" dir="auto">
            {isLong && ' '}
            {detail}
          </span>
        )}
      </span>
    ),
    sortBy: { text: ({ cause }) => cause },
  },
  {
    key: 'amount',
    title: 'Source less ledger',
    align: 'end',
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
    sortBy: { amount: ({ amount }) => amount },
    isMinor: true,
  },
  {
    key: 'size',
    title: 'Size',
    align: 'end',
    cell: ({ size, currency }) => <Money amount={size} currency={currency} />,
    sortBy: { amount: ({ size }) => size },
  },
];

const longFrom = 60;
const columns = columnsOf(false);
const longColumns = columnsOf(true);

/** To the record that makes it. What only the ledger has is no key of the flow, and has no page of its own. */
function DifferenceLink({ row: { flow, key, target, number, account, day } }: { readonly row: Difference }): ReactNode {
  const of = key ?? target;
  const locale = useLocale();
  const name = of === null ? `Account ${account}` : `${capital(kindText(of.kind))} ${recordName({ number, id: of.id, day }, locale)}`;
  if (key === null) return <span className="block max-w-[40vw] truncate sm:max-w-60">{name}</span>;
  return (
    <Link
      to="/documents/$flow/$kind/$id"
      params={{ flow, kind: key.kind, id: key.id }}
      className="block max-w-[40vw] truncate font-medium text-accent-ink underline-offset-2 hover:underline sm:max-w-60"
    >
      {name}
    </Link>
  );
}

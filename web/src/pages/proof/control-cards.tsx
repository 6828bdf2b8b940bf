import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Switch } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { Table } from '../../parts/table.tsx';
import type { Column } from '../../parts/table.tsx';
import { isNone } from '../document/sums.ts';
import { capital } from '../document/words.ts';
import { readControls } from './control-list.ts';
import type { Control } from './control-list.ts';
import { EqualSign } from './proof-checks.tsx';

/** Accounts that must be what a processor says, day by day; and what they stand for at the end. */
export function ControlCards({ controls }: { readonly controls: readonly unknown[] }): ReactNode {
  return readControls(controls).map((control) => (
    <ControlCard key={`${control.of} ${control.account} ${control.currency}`} control={control} />
  ));
}

const words: Readonly<Record<string, string>> = { clearing: 'Balance', transit: 'On its way', disputed: 'Disputed' };

function ControlCard({ control }: { readonly control: Control }): ReactNode {
  const { of, account, currency, days, named, listed, tiesOut } = control;
  const off = days.filter(({ difference }) => !isNone(difference));
  const [isAll, setAll] = useState(false);
  const last = days.slice(-1);
  const shown = isAll ? days : off.length > 0 ? off : last;
  const columns = useControlColumns(currency);
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-3">
          {words[of] ?? capital(of)}: {account}
          <Badge tone={tiesOut ? 'good' : 'warn'}>{tiesOut ? 'Ties out' : 'Differs'}</Badge>
        </span>
      }
      detail="What the processor says against the account in the ledger, at the end of each day."
      isFlush
      actions={
        days.length > shown.length || isAll ? (
          <Switch isOn={isAll} onChange={setAll} label={isAll ? 'All days' : off.length > 0 ? 'Days that differ' : 'The last day'} />
        ) : null
      }
    >
      <Table label={`${account}, day by day`} columns={columns} rows={shown} keyOf={({ day }) => day} />
      {(named.length > 0 || listed.length > 0) && (
        <ul className="flex flex-col gap-2 border-t border-line px-5 py-4 text-sm">
          {named.map(({ cause, day, amount, detail }, at) => (
            <li key={`${day} ${cause} ${at}`} dir="auto">
              <span className="font-medium">{capital(cause)}</span> since <Day day={day} />: <Money amount={amount} currency={currency} />
              {detail !== null && detail !== undefined && <span className="text-soft">. {detail}</span>}
            </li>
          ))}
          {listed.map(({ id, cause, since, until, amount, isLate }) => (
            <li key={`${cause} ${id}`}>
              <span className="font-medium">{capital(cause)}</span> {id}: <Money amount={amount} currency={currency} /> since{' '}
              <Day day={since} />
              {until !== null && (
                <span className={isLate ? 'font-medium text-bad' : 'text-soft'}>
                  , due <Day day={until} />
                  {isLate && ', which is past'}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function useControlColumns(currency: string): readonly Column<Control['days'][number]>[] {
  const locale = useLocale();
  return useMemo(
    () => [
      { key: 'day', title: 'At the end of', cell: ({ day }) => <Day day={day} /> },
      { key: 'processor', title: 'Processor', align: 'end', cell: ({ processor }) => <Money amount={processor} currency={currency} /> },
      { key: 'ledger', title: 'Ledger', align: 'end', cell: ({ ledger }) => <Money amount={ledger} currency={currency} /> },
      {
        key: 'difference',
        title: 'Difference',
        align: 'end',
        cell: ({ difference }) =>
          isNone(difference) ? <EqualSign /> : <span className="figures font-medium text-warn">{locale.amount(difference, currency)}</span>,
      },
    ],
    [currency, locale],
  );
}

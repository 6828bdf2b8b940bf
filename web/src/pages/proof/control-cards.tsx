import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ProofShown } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { Card } from '../../parts/card.tsx';
import { Day } from '../../parts/day.tsx';
import { Switch } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { isNone } from '../document/sums.ts';
import { capital } from '../document/words.ts';
import { readControls } from './control-list.ts';
import type { Control } from './control-list.ts';
import { EqualSign } from './proof-checks.tsx';
import { headClass, rowClass } from './table-classes.ts';

/** Accounts that must be what a processor says, day by day; and what they stand for at the end. */
export function ControlCards({ proof: { controls, ledger } }: { readonly proof: ProofShown }): ReactNode {
  const nameOf = (account: string): string => ledger.find((row) => row.account === account)?.accountName ?? account;
  return readControls(controls).map((control) => (
    <ControlCard key={`${control.of} ${control.account} ${control.currency}`} control={control} name={nameOf(control.account)} />
  ));
}

const words: Readonly<Record<string, string>> = { clearing: 'Balance', transit: 'On its way', disputed: 'Disputed' };

function ControlCard({ control, name }: { readonly control: Control; readonly name: string }): ReactNode {
  const { of, account, currency, days, named, listed, tiesOut } = control;
  const off = days.filter(({ difference }) => !isNone(difference));
  const [isAll, setAll] = useState(false);
  const last = days.slice(-1);
  const shown = isAll ? days : off.length > 0 ? off : last;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-3">
          {words[of] ?? capital(of)}: {name === account ? account : `${account} ${name}`}
          <Badge tone={tiesOut ? 'good' : 'warn'}>{tiesOut ? 'Ties out' : 'Differs'}</Badge>
        </span>
      }
      detail={`What the processor says against the account in the ledger, at the end of each day, in ${currency}.`}
      isFlush
      actions={days.length > shown.length || isAll ? <Switch isOn={isAll} onChange={setAll} label="All days" /> : null}
    >
      <ControlDays control={control} days={shown} />
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

function ControlDays({ control, days }: { readonly control: Control; readonly days: Control['days'] }): ReactNode {
  const locale = useLocale();
  const { account, currency } = control;
  return (
    <Scrolled label={`${account}, day by day`}>
      <table className="w-full text-sm">
        <thead>
          <tr className={headClass}>
            <th scope="col" className="text-left">
              At the end of
            </th>
            {['Processor', 'Ledger', 'Difference'].map((title) => (
              <th key={title} scope="col" className="text-right">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, processor, ledger, difference }) => (
            <tr key={day} className={rowClass}>
              <th scope="row" className="text-left font-normal">
                <Day day={day} />
              </th>
              <td className="figures text-right whitespace-nowrap">{locale.amount(processor, currency)}</td>
              <td className="figures text-right whitespace-nowrap">{locale.amount(ledger, currency)}</td>
              <td className="figures text-right whitespace-nowrap">
                {isNone(difference) ? <EqualSign /> : <span className="font-medium text-warn">{locale.amount(difference, currency)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

import type { ReactNode } from 'react';
import type { BankLineRow } from '../../../../src/api/bank.ts';
import { Badge, Dot } from '../../parts/badge.tsx';
import { useLocale } from '../../locale.tsx';
import { Day } from '../../parts/day.tsx';
import { Money } from '../../parts/money.tsx';
import type { Column } from '../../parts/table.tsx';
import { AccountName } from './account-name.tsx';
import type { Answer } from './deeds.ts';
import { foundLabel, foundTone, outcomeText } from './line-words.ts';

interface Wanted {
  readonly underWay: ReadonlyMap<string, Answer['says']>;
  /** Beside the line that is looked at there is room for the most important only. */
  readonly isNarrow: boolean;
}

export const lineColumns = ({ underWay, isNarrow }: Wanted): readonly Column<BankLineRow>[] => [
  {
    key: 'text',
    title: 'Line',
    ...(isNarrow ? { share: '100%' } : {}),
    cell: ({ counterparty, text, found, line }) => (
      <span className={isNarrow ? 'flex items-center' : 'flex max-w-[38vw] items-center sm:max-w-72'}>
        {/* Where there is no room for the word a dot stands for it, and the word is heard. */}
        <span className={isNarrow ? 'mr-2 shrink-0' : 'mr-2 shrink-0 md:hidden'}>
          <Dot tone={underWay.has(line) ? 'accent' : foundTone[found]} />
          <span className="sr-only">{underWay.has(line) ? 'On its way' : foundLabel[found]}: </span>
        </span>
        {/* The name says on which side it begins, and with that at which it may be cut. */}
        <span dir="auto" className="min-w-0 truncate">
          {counterparty ?? text}
          {counterparty !== null && text !== '' && (
            <span className="font-normal text-soft">
              {' · '}
              <bdi>{text}</bdi>
            </span>
          )}
        </span>
      </span>
    ),
  },
  {
    key: 'bookedOn',
    title: 'Day',
    cell: ({ bookedOn }) => (isNarrow ? <ShortDay day={bookedOn} /> : <Day day={bookedOn} />),
    isMinor: true,
  },
  {
    key: 'amount',
    title: 'Amount',
    align: 'end',
    cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
  },
  ...(isNarrow ? [] : stateColumns(underWay)),
];

const stateColumns = (underWay: Wanted['underWay']): readonly Column<BankLineRow>[] => [
  { key: 'found', title: 'State', cell: (row) => <Found row={row} says={underWay.get(row.line) ?? null} />, isMinor: true },
  {
    key: 'outcome',
    title: 'What it is',
    isMinor: true,
    width: '30%',
    cell: (row) => (
      <span className="line-clamp-1 text-soft" dir="auto">
        {outcomeText(row)}
      </span>
    ),
  },
  {
    key: 'account',
    title: 'Account',
    isMinor: true,
    cell: ({ account }) => <AccountName account={account} className="block max-w-32 truncate text-soft" />,
  },
];

/** What was found; while an answer is on its way, that, and nothing that is not so yet. */
export function Found({ row, says }: { readonly row: Pick<BankLineRow, 'found'>; readonly says: Answer['says'] | null }): ReactNode {
  if (says !== null) return <Badge tone="accent">{says === 'confirm' ? 'Booking…' : 'Declining…'}</Badge>;
  return <Badge tone={foundTone[row.found]}>{foundLabel[row.found]}</Badge>;
}

/** Without its year: beside the line that is looked at there is little room. */
const ShortDay = ({ day }: { readonly day: string }): ReactNode => (
  <time dateTime={day} className="figures whitespace-nowrap text-soft">
    {useLocale().dayShort(day)}
  </time>
);

import { useMutation, useQuery } from '@tanstack/react-query';
import { clsx } from 'clsx';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { BankItemRow, BankLineRow } from '../../../../src/api/bank.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Day } from '../../parts/day.tsx';
import { Checkbox, Input } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { FormError, Shown } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { readFigure, typedFigure } from '../billing/figures.ts';
import { kindText } from '../document/words.ts';
import { SearchBox } from '../billing/list-tools.tsx';
import { useBankChanged } from './deeds.ts';
import { kindsChosen, remainderOf, suggestedShare } from './by-hand.ts';
import type { Chosen } from './by-hand.ts';
import { unsigned } from './line-words.ts';
import { itemsQuery, linePath } from './queries.ts';

/** Matches a line with documents that a person chooses; what is left of it is shown all the time. */
export function ByHandDialog({ line, onClose }: { readonly line: BankLineRow; readonly onClose: () => void }): ReactNode {
  const [search, setSearch] = useState('');
  const { chosen, remainder, isRestFine, setRestFine, toggle, change } = useChosen(line);
  const query = useQuery(itemsQuery(line.line, search));
  const settling = useSettling(line, onClose);
  const rest = remainder.is === 'left' ? 'onAccount' : remainder.is === 'over' ? 'fee' : null;
  const isReady =
    chosen.length > 0 && (remainder.is === 'none' || (remainder.is !== 'unread' && isRestFine && kindsChosen(chosen) === 'document'));
  const settle = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) settling.mutate({ items: chosen.map(({ item, amount }) => ({ item: item.item, amount: amount ?? '' })), rest });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title="Match by hand"
      detail={
        <>
          <Money amount={line.amount} currency={line.currency} /> <bdi>{line.counterparty ?? line.text}</bdi>. Choose what it settles.
        </>
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form="by-hand" look="primary" disabled={!isReady} isBusy={settling.isPending}>
            Book it
          </Button>
        </>
      }
    >
      <form id="by-hand" onSubmit={settle} className="flex flex-col gap-4">
        <SearchBox label="Number, customer or amount" value={search} onChange={setSearch} />
        <Shown query={query}>{(items) => <ItemList items={items} chosen={chosen} onToggle={toggle} onAmount={change} />}</Shown>
        <Remainder line={line} remainder={remainder} chosen={chosen} isFine={isRestFine} onFine={setRestFine} />
        <FormError error={settling.error} />
      </form>
    </Dialog>
  );
}

/** What is chosen, and what that leaves; whoever changes it must say anew that the rest is fine. */
function useChosen(line: BankLineRow) {
  const [chosen, setChosen] = useState<readonly Chosen[]>([]);
  const [isRestFine, setRestFine] = useState(false);
  const remainder = remainderOf(unsigned(line.amount), chosen);
  const keep = (next: readonly Chosen[]): void => {
    setRestFine(false);
    setChosen(next);
  };
  const toggle = (item: BankItemRow): void => {
    const others = chosen.filter((each) => each.item.item !== item.item);
    keep(others.length < chosen.length ? others : [...chosen, { item, amount: suggestedShare(remainder, item) }]);
  };
  const change = (item: string, amount: string | null): void =>
    keep(chosen.map((each) => (each.item.item === item ? { ...each, amount } : each)));
  return { chosen, remainder, isRestFine, setRestFine, toggle, change };
}

function useSettling(line: BankLineRow, onDone: () => void) {
  const changed = useBankChanged();
  const { say } = useToast();
  return useMutation({
    mutationFn: (body: { readonly items: readonly { readonly item: string; readonly amount: string }[]; readonly rest: string | null }) =>
      ask(`${linePath(line.line)}/settle`, { method: 'POST', body }),
    onSuccess: async () => {
      say({ title: 'Booked' });
      await changed();
      onDone();
    },
  });
}

interface ItemListProps {
  readonly items: readonly BankItemRow[];
  readonly chosen: readonly Chosen[];
  readonly onToggle: (item: BankItemRow) => void;
  readonly onAmount: (item: string, amount: string | null) => void;
}

/** What was chosen stays on top, whatever is looked for then. */
function ItemList({ items, chosen, onToggle, onAmount }: ItemListProps): ReactNode {
  const ticked = new Set(chosen.map(({ item }) => item.item));
  const others = items.filter(({ item }) => !ticked.has(item));
  if (chosen.length === 0 && others.length === 0)
    return (
      <p className="text-sm text-soft">Nothing that fits is open in this direction and currency. Say instead what the line was for.</p>
    );
  return (
    <ul aria-label="What is open" className="max-h-80 overflow-y-auto rounded-lg border border-line" tabIndex={0}>
      {chosen.map(({ item, amount }) => (
        <ItemRow key={item.item} item={item} amount={amount} onToggle={onToggle} onAmount={onAmount} isChosen />
      ))}
      {others.map((item) => (
        <ItemRow key={item.item} item={item} amount={null} onToggle={onToggle} onAmount={onAmount} isChosen={false} />
      ))}
    </ul>
  );
}

interface ItemRowProps extends Pick<ItemListProps, 'onToggle' | 'onAmount'> {
  readonly item: BankItemRow;
  readonly amount: string | null;
  readonly isChosen: boolean;
}

function ItemRow({ item, amount, isChosen, onToggle, onAmount }: ItemRowProps): ReactNode {
  const { name } = useLocale();
  const [typed, setTyped] = useState(amount === null ? '' : typedFigure(amount, name));
  const title = item.number ?? kindText(item.kind);
  return (
    <li
      className={clsx(
        'flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2.5 text-sm last:border-b-0',
        isChosen && 'bg-accent-soft',
      )}
    >
      <div className="min-w-0 flex-1 basis-56">
        <Checkbox
          isOn={isChosen}
          onChange={() => onToggle(item)}
          label={
            <>
              <bdi className="font-medium">{title}</bdi> <bdi>{item.counterparty ?? ''}</bdi>
            </>
          }
          hint={
            <>
              {item.is === 'money' ? 'is in the ledger, or on its way there' : kindText(item.kind)} · <Day day={item.on} />
            </>
          }
        />
      </div>
      <span className="text-soft">
        open <Money amount={item.open} currency={item.currency} />
      </span>
      {isChosen && (
        <Input
          aria-label={`Of ${title}, in ${item.currency}`}
          inputMode="decimal"
          className="figures !h-9 !w-32 text-right"
          value={typed}
          {...(amount === null ? { 'aria-invalid': true } : {})}
          onChange={({ target }) => {
            setTyped(target.value);
            onAmount(item.item, readFigure(target.value, name));
          }}
        />
      )}
    </li>
  );
}

interface RemainderProps {
  readonly line: BankLineRow;
  readonly remainder: ReturnType<typeof remainderOf>;
  readonly chosen: readonly Chosen[];
  readonly isFine: boolean;
  readonly onFine: (isFine: boolean) => void;
}

/** What is left of the line, or missing, and what becomes of it. */
function Remainder({ line, remainder, chosen, isFine, onFine }: RemainderProps): ReactNode {
  if (remainder.is === 'unread') return <p className="text-sm text-bad">One of the amounts is no figure.</p>;
  const isOut = line.amount.startsWith('-');
  return (
    <div aria-live="polite" className="flex flex-col gap-3 rounded-lg bg-sunken px-4 py-3 text-sm">
      <p className="flex flex-wrap justify-between gap-x-4 font-medium">
        <span>{remainder.is === 'over' ? 'More than the line' : 'Left of the line'}</span>
        <Money amount={remainder.is === 'none' ? '0' : remainder.amount} currency={line.currency} />
      </p>
      {chosen.length > 0 && remainder.is !== 'none' && kindsChosen(chosen) !== 'document' && (
        <p className="text-soft">What the ledger has already must come to the line to the cent.</p>
      )}
      {chosen.length > 0 && remainder.is !== 'none' && kindsChosen(chosen) === 'document' && !isOut && (
        <Checkbox
          isOn={isFine}
          onChange={onFine}
          label={
            remainder.is === 'left'
              ? 'The customer has paid more: the rest is theirs, on account'
              : 'What is missing was kept as a fee on the way'
          }
        />
      )}
      {chosen.length > 0 && remainder.is !== 'none' && isOut && (
        <p className="text-soft">What is paid back must be what the credit notes say.</p>
      )}
    </div>
  );
}

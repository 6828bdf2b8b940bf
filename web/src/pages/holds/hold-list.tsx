import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { clsx } from 'clsx';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { HoldRow } from '../../../../src/api/office.ts';
import { Checkbox } from '../../parts/field.tsx';
import { Count, Money } from '../../parts/money.tsx';
import { capital, kindText, plainText } from '../document/words.ts';
import type { HoldGroup } from './hold-groups.ts';
import { recordName } from '../../record-name.ts';
import { useLocale } from '../../locale.tsx';

interface HoldListProps {
  readonly groups: readonly HoldGroup[];
  readonly chosen: string | null;
  readonly onChoose: (hold: string) => void;
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (ticked: ReadonlySet<string>) => void;
  readonly mayAnswer: boolean;
}

type Item =
  | { readonly is: 'group'; readonly group: HoldGroup }
  | { readonly is: 'hold'; readonly hold: HoldRow; readonly group: HoldGroup };

const heights = { group: 52, hold: 66 };

/** Only what is in sight is drawn: an import may ask ten thousand questions. The list scrolls with the page. */
export function HoldList(props: HoldListProps): ReactNode {
  const { groups, chosen } = props;
  const items = useMemo(
    () =>
      groups.flatMap((group): readonly Item[] => [
        { is: 'group', group },
        ...group.holds.map((hold): Item => ({ is: 'hold', hold, group })),
      ]),
    [groups],
  );
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: (at) => heights[items[at]?.is ?? 'hold'],
    getItemKey: (at) => keyOf(items[at], at),
    overscan: 10,
    scrollMargin: top,
    scrollPaddingStart: 80,
    scrollPaddingEnd: 24,
  });
  const at = items.findIndex((item) => item.is === 'hold' && item.hold.hold === chosen);
  // Whoever walks with the keys sees where they are; the page does not move by itself when it is opened.
  const before = useRef(at);
  useEffect(() => {
    if (at > 0 && at !== before.current) virtual.scrollToIndex(at === 1 ? 0 : at, { align: 'auto' });
    before.current = at;
  }, [at, virtual]);
  return (
    <div ref={list} className="relative" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ key, index, start }) => {
        const item = items[index];
        if (!item) return null;
        return (
          <div key={key} className="absolute inset-x-0" style={{ height: heights[item.is], transform: `translateY(${start - top}px)` }}>
            {item.is === 'group' ? (
              <GroupHead group={item.group} list={props} />
            ) : (
              <HoldLine hold={item.hold} group={item.group} list={props} />
            )}
          </div>
        );
      })}
    </div>
  );
}

const keyOf = (item: Item | undefined, at: number): string | number =>
  item === undefined ? at : item.is === 'group' ? `group ${item.group.code}` : item.hold.hold;

function GroupHead({ group, list }: { readonly group: HoldGroup; readonly list: HoldListProps }): ReactNode {
  const { ticked, onTick, mayAnswer } = list;
  const all = group.holds.map(({ hold }) => hold);
  const isAll = all.every((hold) => ticked.has(hold));
  return (
    <div className="flex h-full items-end gap-3 px-3 pb-2">
      {mayAnswer && group.holds.length > 1 && (
        <Tick isOn={isAll} onChange={(isOn) => onTick(new Set(isOn ? all : []))} label={`All ${group.holds.length}: ${group.code}`} />
      )}
      <h2 className="flex items-baseline gap-2 text-sm font-semibold">
        {capital(group.code)}
        <span className="font-normal text-soft">
          <Count count={group.holds.length} />
        </span>
      </h2>
    </div>
  );
}

interface HoldLineProps {
  readonly hold: HoldRow;
  readonly group: HoldGroup;
  readonly list: HoldListProps;
}

function HoldLine({ hold, group, list }: HoldLineProps): ReactNode {
  const { chosen, onChoose, ticked, onTick, mayAnswer } = list;
  const isChosen = hold.hold === chosen && ticked.size === 0;
  const name = `${capital(kindText(hold.kind))} ${recordName(hold, useLocale())}`;
  const tick = (isOn: boolean): void => {
    // Only questions of one sort have answers in common.
    const kept = group.holds.map(({ hold: id }) => id).filter((id) => ticked.has(id) && id !== hold.hold);
    onTick(new Set(isOn ? [...kept, hold.hold] : kept));
  };
  return (
    <div
      className={clsx(
        'flex h-[62px] items-center gap-3 rounded-lg border px-3',
        isChosen || ticked.has(hold.hold) ? 'border-accent/40 bg-accent-soft' : 'border-transparent hover:bg-sunken',
      )}
    >
      {mayAnswer && group.holds.length > 1 && <Tick isOn={ticked.has(hold.hold)} onChange={tick} label={name} />}
      <button
        type="button"
        data-hold={hold.hold}
        {...(isChosen ? { 'aria-current': true } : {})}
        onClick={() => onChoose(hold.hold)}
        className="flex h-full min-w-0 flex-1 flex-col justify-center text-left"
      >
        <span className="flex w-full items-baseline justify-between gap-3">
          {/* A `bdi` within would hide from `auto` which way the name runs, and a long one would lose its beginning. */}
          <span dir="auto" className="min-w-0 truncate text-sm font-medium">
            {hold.party ?? name}
          </span>
          {hold.gross !== null && hold.currency !== null && <Money amount={hold.gross} currency={hold.currency} className="text-sm" />}
        </span>
        <span className="w-full truncate text-sm text-soft">
          {hold.party === null ? '' : `${name} · `}
          <bdi>{plainText(hold.text)}</bdi>
        </span>
      </button>
    </div>
  );
}

interface TickProps {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly label: string;
}

/** A box without words beside it; what it ticks stands in the row. */
const Tick = ({ label, ...rest }: TickProps): ReactNode => (
  <span className="-mr-3">
    <Checkbox {...rest} label={<span className="sr-only">{label}</span>} />
  </span>
);

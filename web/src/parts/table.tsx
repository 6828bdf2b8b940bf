import { useTable } from '@tanstack/react-table';
import type { Header } from '@tanstack/react-table';
import { clsx } from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { Button } from './button.tsx';
import { Checkbox } from './field.tsx';
import { useRowsInSight } from './rows-in-sight.ts';
import { columnsOf, features } from './table-columns.ts';
import type { Column } from './table-columns.ts';

export type { Column };

interface TableProps<Row> {
  /** What the table lists, for those who do not see it. */
  readonly label: string;
  /** Both must be the same objects from one drawing to the next: module constants, `useMemo`, or a query's answer. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Opens a row; the first column becomes the button, and the arrow keys walk from row to row. */
  readonly onOpen?: (row: Row) => void;
  readonly openKey?: string | null;
  /** Ticks before the rows. */
  readonly selection?: { readonly keys: ReadonlySet<string>; readonly onChange: (keys: ReadonlySet<string>) => void };
  /** Loads the next page; asked for by itself when the end comes near. */
  readonly more?: { readonly isLoading: boolean; readonly load: () => void } | null;
  /** What it shows without rows. */
  readonly empty?: ReactNode;
}

/** From here on only the rows in sight are drawn. */
const longFrom = 80;
const usualHeight = 45;
// A browser would keep what it takes for the content in sight where it was: whoever jumps would land as far again beyond the place.
const longClass = 'max-h-[calc(100dvh-14rem)] min-h-80 [overflow-anchor:none]';

export function Table<Row extends object>(props: TableProps<Row>): ReactNode {
  const { label, columns, rows, keyOf, more = null, empty, selection } = props;
  const definitions = useMemo(() => [...columnsOf(columns)], [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({ features, columns: definitions, data, getRowId: keyOf });
  const sorted = useInOrder(table, rows);
  const scroller = useRef<HTMLDivElement>(null);
  const isLong = sorted.length > longFrom;
  const rowHeight = useRowHeight(scroller, isLong);
  const { from, to } = useRowsInSight({ scroller, count: sorted.length, rowHeight, isLong });
  useLoadBefore(isLong && to > sorted.length - 30, more);
  if (rows.length === 0 && empty !== undefined) return empty;
  const drawn = isLong ? sorted.slice(from, to) : sorted;
  const width = columns.length + (selection ? 1 : 0);
  return (
    <div>
      <div
        ref={scroller}
        className={clsx('overflow-auto rounded-xl', isLong && longClass)}
        // A region that scrolls must be reachable by keyboard.
        {...(isLong || props.onOpen === undefined ? { tabIndex: 0, role: 'region', 'aria-label': label } : {})}
      >
        <table className="w-full border-separate border-spacing-0 text-sm" aria-label={label} aria-rowcount={sorted.length + 1}>
          <thead className="sticky top-0 z-10 bg-surface">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1}>
                {selection && <SelectAll keys={sorted.map(keyOf)} selection={selection} />}
                {group.headers.map((header, at) => (
                  <HeaderCell key={header.id} header={header} column={columns[at]} />
                ))}
              </tr>
            ))}
          </thead>
          <tbody onKeyDown={walkRows}>
            <Spacer height={from * rowHeight} width={width} />
            {drawn.map((row, at) => (
              <BodyRow key={keyOf(row)} row={row} id={keyOf(row)} at={from + at} props={props} />
            ))}
            <Spacer height={(sorted.length - to) * rowHeight} width={width} />
          </tbody>
        </table>
      </div>
      {more !== null && <More more={more} />}
    </div>
  );
}

/**
 * The rows as somebody has sorted them. As long as nobody has, they are as they came: the library makes an object of each, which for a
 * hundred thousand of them costs half a second at every page that is loaded.
 */
function useInOrder<Row extends object>(table: SortableTable<Row>, rows: readonly Row[]): readonly Row[] {
  const isSorted = table.state.sorting.length > 0;
  const sorted = isSorted ? table.getRowModel().rows : null;
  return useMemo(() => sorted?.map(({ original }) => original) ?? rows, [sorted, rows]);
}
type SortableTable<Row extends object> = ReturnType<typeof useTable<typeof features, Row>>;

const More = ({ more }: { readonly more: NonNullable<TableProps<object>['more']> }): ReactNode => (
  <div className="border-t border-line p-3 text-center">
    <Button size="small" look="quiet" isBusy={more.isLoading} onClick={more.load}>
      Show more
    </Button>
  </div>
);

/** All rows of a long table are as high as its first: one line, or two where there is little room. Measuring each would cost frames. */
function useRowHeight(scroller: RefObject<HTMLDivElement | null>, isLong: boolean): number {
  const [height, setHeight] = useState(usualHeight);
  useEffect(() => {
    const box = scroller.current;
    if (!isLong || box === null) return undefined;
    const measured = new ResizeObserver(() => {
      const row = box.querySelector('tbody tr[aria-rowindex]');
      if (row !== null) setHeight(Math.max(usualHeight, Math.round(row.getBoundingClientRect().height)));
    });
    measured.observe(box);
    return () => measured.disconnect();
  }, [scroller, isLong]);
  return height;
}

function useLoadBefore(isNearEnd: boolean, more: { readonly isLoading: boolean; readonly load: () => void } | null): void {
  useEffect(() => {
    if (isNearEnd && more !== null && !more.isLoading) more.load();
  }, [isNearEnd, more]);
}

interface HeaderCellProps<Row extends object> {
  readonly header: Header<typeof features, Row>;
  readonly column: Column<Row> | undefined;
}

function HeaderCell<Row extends object>({ header, column }: HeaderCellProps<Row>): ReactNode {
  if (!column) return null;
  const direction = header.column.getIsSorted();
  const Arrow = direction === 'desc' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      style={{ width: column.share ?? column.width }}
      {...(direction === false ? {} : { 'aria-sort': direction === 'asc' ? 'ascending' : 'descending' })}
      className={clsx(
        'h-10 border-b border-line px-3 text-xs font-medium whitespace-nowrap text-soft first:pl-5 last:pr-5',
        column.beneath !== undefined && 'max-md:w-full',
        column.align === 'end' ? 'text-right' : 'text-left',
        column.isMinor === true && 'max-md:hidden',
      )}
    >
      {header.column.getCanSort() ? (
        <button
          type="button"
          className="inline-flex items-center gap-1 rounded hover:text-ink"
          onClick={header.column.getToggleSortingHandler()}
        >
          {column.title}
          <Arrow aria-hidden className={clsx('size-3.5', direction === false && 'opacity-0')} />
        </button>
      ) : column.title === '' ? (
        <span className="sr-only">Actions</span>
      ) : (
        column.title
      )}
    </th>
  );
}

interface BodyRowProps<Row extends object> {
  readonly row: Row;
  readonly id: string;
  readonly at: number;
  readonly props: TableProps<Row>;
}

function BodyRow<Row extends object>({ row, id, at, props }: BodyRowProps<Row>): ReactNode {
  const { columns, onOpen, openKey = null, selection } = props;
  const isOpen = openKey === id;
  // While one scrolls, the rows that stay in sight are what they were, and are not drawn anew.
  const cells = useMemo(() => columns.map((column) => cellOf(column, row)), [columns, row]);
  return useMemo(() => {
    const open = onOpen && ((): void => onOpen(row));
    return (
      <tr
        aria-rowindex={at + 2}
        {...(isOpen ? { 'aria-current': true } : {})}
        {...(open ? { onClick: open } : {})}
        className={clsx('group', open && 'cursor-pointer hover:bg-sunken/60', isOpen && 'bg-accent-soft hover:bg-accent-soft')}
      >
        {selection && <SelectRow id={id} at={at} selection={selection} />}
        {columns.map((column, index) => (
          <td
            key={column.key}
            className={clsx(
              'h-[45px] border-b border-line px-3 py-2 group-last:border-b-0 first:pl-5 last:pr-5',
              column.share !== undefined && 'max-w-0 min-w-36',
              column.beneath !== undefined && 'max-md:max-w-0',
              column.align === 'end' && 'text-right',
              column.isMinor === true && 'max-md:hidden',
            )}
          >
            {open && index === 0 ? (
              <button
                type="button"
                data-row
                className={clsx(
                  'block truncate text-left font-medium max-md:max-w-full',
                  column.share === undefined ? 'max-w-72' : 'max-w-full',
                )}
                onClick={(event) => (event.stopPropagation(), open())}
              >
                {cells[index]}
              </button>
            ) : (
              cells[index]
            )}
          </td>
        ))}
      </tr>
    );
  }, [row, id, at, cells, columns, onOpen, isOpen, selection]);
}

/** What is too long loses its end, which for a name from right to left is on the left. */
function cellOf<Row>({ cell, beneath, share }: Column<Row>, row: Row): ReactNode {
  if (beneath !== undefined)
    return (
      <>
        <span dir="auto" className="block truncate">
          {cell(row)}
        </span>
        <span dir="auto" className="block truncate text-xs font-normal text-soft md:hidden">
          {beneath(row)}
        </span>
      </>
    );
  if (share === undefined) return cell(row);
  return (
    <span dir="auto" className="block truncate">
      {cell(row)}
    </span>
  );
}

type Selection = NonNullable<TableProps<object>['selection']>;

function SelectAll({ keys, selection }: { readonly keys: readonly string[]; readonly selection: Selection }): ReactNode {
  const isAll = keys.length > 0 && keys.every((key) => selection.keys.has(key));
  return (
    <th scope="col" className="h-10 w-10 border-b border-line pl-5 text-left">
      <Checkbox
        isOn={isAll}
        onChange={(isOn) => selection.onChange(new Set(isOn ? keys : []))}
        label={<span className="sr-only">All rows</span>}
      />
    </th>
  );
}

function SelectRow({ id, at, selection }: { readonly id: string; readonly at: number; readonly selection: Selection }): ReactNode {
  const change = (isOn: boolean): void => {
    const keys = new Set(selection.keys);
    if (isOn) keys.add(id);
    else keys.delete(id);
    selection.onChange(keys);
  };
  return (
    <td className="h-[45px] border-b border-line pl-5 group-last:border-b-0" onClick={(event) => event.stopPropagation()}>
      <Checkbox isOn={selection.keys.has(id)} onChange={change} label={<span className="sr-only">Row {at + 1}</span>} />
    </td>
  );
}

const Spacer = ({ height, width }: { readonly height: number; readonly width: number }): ReactNode =>
  height > 0 ? (
    <tr aria-hidden>
      <td colSpan={width} style={{ height }} />
    </tr>
  ) : null;

function walkRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || !(event.target instanceof HTMLElement) || !event.target.matches('[data-row]')) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const next = buttons[buttons.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

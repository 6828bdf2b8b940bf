import { createSortedRowModel, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import type { ColumnDef } from '@tanstack/react-table';
import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Makes the column sortable, by what it gives: text as people order it, amounts by what they are worth. */
  readonly sortBy?: { readonly text: (row: Row) => string | null } | { readonly amount: (row: Row) => string | null };
  readonly align?: 'start' | 'end';
  /** Left out where there is little room. */
  readonly isMinor?: boolean;
  /** A CSS width; without one a column takes what it needs. */
  readonly width?: string;
  /** Its share of what the other columns leave ('60%'). Text that does not fit ends in dots, and every row stays one line high. */
  readonly share?: string;
  /** Where there is little room: a second line below the first column, for what has no column of its own there. */
  readonly beneath?: (row: Row) => ReactNode;
}

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** Our columns, as the table library knows them. */
export function columnsOf<Row extends object>(columns: readonly Column<Row>[]): readonly ColumnDef<typeof features, Row>[] {
  return columns.map((column): ColumnDef<typeof features, Row> => {
    const { key, sortBy } = column;
    if (sortBy === undefined) return { id: key, enableSorting: false };
    const valueOf = 'text' in sortBy ? sortBy.text : sortBy.amount;
    const compare = 'text' in sortBy ? compareWords : compareAmounts;
    return {
      id: key,
      accessorFn: (row) => valueOf(row),
      enableSorting: true,
      sortFn: (one, other) => compare(valueOf(one.original), valueOf(other.original)),
    };
  });
}

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
const compareWords = (one: string | null, other: string | null): number => words.compare(one ?? '', other ?? '');

/** Amounts are decimal text and are compared as such: a floating-point number would call two of them equal that are not. */
export function compareAmounts(one: string | null, other: string | null): number {
  const left = scaled(one ?? '0');
  const right = scaled(other ?? '0');
  return left === right ? 0 : left < right ? -1 : 1;
}

const places = 12;
function scaled(amount: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const size = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  return sign === '-' ? -size : size;
}

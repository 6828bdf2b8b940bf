import { decimal, zero } from '../../core/decimal.ts';
import type { Decimal } from '../../core/decimal.ts';
import { childOf, listOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** One row of a report with the keys of its columns: places of columns may change, their keys do not. */
export interface ReportRow {
  readonly cells: ReadonlyMap<string, Wire>;
}

/** All rows that carry figures: of accounts and documents, in whatever sections they stand; an account with others below it has its own. */
export function dataRows(report: Wire): readonly ReportRow[] {
  const keys = listOf(childOf(report, 'Columns') ?? {}, 'Column').map((column, index) => {
    const key = listOf(column, 'MetaData').find((meta) => textOf(meta, 'Name') === 'ColKey');
    return (
      (key === undefined ? null : textOf(key, 'Value')) ?? (index === 0 ? 'account' : (textOf(column, 'ColTitle') ?? '').toLowerCase())
    );
  });
  return rowsIn(childOf(report, 'Rows') ?? {}).map((cells) => ({
    cells: new Map(cells.map((cell, index) => [keys[index] ?? '', cell])),
  }));
}

function rowsIn(rows: Wire): readonly (readonly Wire[])[] {
  return listOf(rows, 'Row').flatMap((row) => {
    const own = listOf(row, 'ColData');
    const header = listOf(childOf(row, 'Header') ?? {}, 'ColData');
    // A parent account stands as the heading of its section, with its own figures beside its name.
    const heading = header.some((cell, index) => index === 0 && textOf(cell, 'id') !== null) ? [header] : [];
    return [...(own.length > 0 ? [own] : []), ...heading, ...rowsIn(childOf(row, 'Rows') ?? {})];
  });
}

export const idOfCell = (row: ReportRow, key: string): string | null => {
  const cell = row.cells.get(key);
  return cell === undefined ? null : textOf(cell, 'id');
};

const textOfCell = (row: ReportRow, key: string): string => textOf(row.cells.get(key) ?? {}, 'value') ?? '';

/** Small figures print as '.50'. */
export function figureOfCell(row: ReportRow, key: string): Decimal {
  const text = textOfCell(row, key).replaceAll(',', '');
  return text === '' ? zero : decimal(text.replace(/^(-?)\./, '$10.'));
}

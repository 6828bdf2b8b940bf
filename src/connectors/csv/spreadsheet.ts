import { InvalidInputError, InvalidSpreadsheetError, SheetNotFoundError, readSheet } from 'read-excel-file/node';
import { amount, decimal, readDecimal, round } from '../../core/decimal.ts';
import { problemAt, rowsTogether } from './table.ts';
import type { TablePart, TableProblem } from './table.ts';

/** The rows of a workbook's sheet (the first one, unless named). */
export async function* sheetRows(
  path: string,
  { sheet, bytes }: { readonly sheet: string | null; readonly bytes: number },
): AsyncGenerator<TablePart> {
  const read = await readRows(path, sheet);
  if ('problem' in read) return yield read;
  const rows = read.rows
    .map((cells, index) => ({ line: index + 1, cells: cells.map(cellText) }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  for (let from = 0; from < rows.length; from += rowsTogether) yield { rows: rows.slice(from, from + rowsTogether), bytesRead: bytes };
}

// Numbers stay the text that the workbook holds; the library would make floats of them.
const options = { parseNumber: (text: string) => text, trim: false };

type Cell = string | boolean | Date | null;

async function readRows(
  path: string,
  sheet: string | null,
): Promise<{ readonly rows: readonly (readonly Cell[])[] } | { readonly problem: TableProblem }> {
  try {
    const rows = sheet === null ? await readSheet<string>(path, options) : await readSheet<string>(path, sheet, options);
    return {
      rows: rows.map((cells) =>
        cells.map((cell) => (cell instanceof Date || typeof cell === 'boolean' || cell === null ? cell : figureText(String(cell)))),
      ),
    };
  } catch (error) {
    if (error instanceof SheetNotFoundError) {
      return {
        problem: problemAt(null, {
          seen: `no sheet '${sheet}'`,
          expected: 'a sheet of the workbook',
          fix: "correct 'file: { sheet: … }' in the import profile",
        }),
      };
    }
    if (!(error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError)) throw error;
    return {
      problem: problemAt(null, {
        seen: 'a workbook that cannot be read',
        expected: 'an .xlsx workbook',
        fix: 'open and save it again, or save it as CSV',
      }),
    };
  }
}

/**
 * A workbook keeps 188.98 as the float 188.98000000000002 and shows fifteen digits of it. Those fifteen are what its author saw
 * and what adds up; text that is not such a number stays as it is.
 */
function figureText(text: string): string {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) || text.length < 16) return text;
  const value = readDecimal(text);
  if (value === null) return text;
  const digits = (value.units < 0n ? -value.units : value.units).toString().length;
  return digits <= 15 ? amount(value) : amount(round(decimal(text), Math.max(0, value.scale - (digits - 15))));
}

/** Cells as a CSV file would show them; a date without a time of day is the day alone. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  // A figure that is no day of any calendar, formatted as one.
  if (Number.isNaN(cell.getTime())) return 'an impossible day';
  const text = cell.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

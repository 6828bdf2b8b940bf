import { parse } from 'csv-parse/sync';
import type { BankLine, OpenItem } from '../../src/matching/rows.ts';
import { kinds } from './generate.ts';
import type { Kind, Made } from './generate.ts';

type Row = Readonly<Record<string, string>>;

/** Items, lines and truth from CSV files; `read` gives a file's text by its name. */
export function fromFolder(read: (name: string) => string): Made {
  const items = rows(read('items.csv')).map(itemOf);
  const lines = rows(read('lines.csv')).map(lineOf);
  const placeOf = new Map(items.map(({ id }, at) => [id, at]));
  const truth = new Map(
    rows(read('truth.csv')).map((row) => [text(row, 'line'), { kind: kindOf(text(row, 'kind')), items: listOf(text(row, 'items')) }]),
  );
  const about = (line: number) => truth.get(lines[line]?.id ?? '');
  return {
    items,
    lines,
    truth: {
      kind: (line) => about(line)?.kind ?? 'foreign',
      items: (line) => (about(line)?.items ?? []).flatMap((id) => placeOf.get(id) ?? []),
    },
  };
}

const rows = (csv: string): readonly Row[] => parse<Record<string, string>>(csv, { columns: true, skip_empty_lines: true, bom: true });

function text(row: Row, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`a column ${column} is missing`);
  return value;
}

const orNull = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

const itemOf = (row: Row): OpenItem => ({
  id: text(row, 'id'),
  number: orNull(row['number']),
  counterparty: orNull(row['counterparty']),
  bookedOn: text(row, 'bookedOn'),
  open: BigInt(text(row, 'open')),
  currency: text(row, 'currency'),
  bundle: orNull(row['bundle']),
});

const lineOf = (row: Row): BankLine => ({
  id: text(row, 'id'),
  account: row['account'] ?? 'bank',
  bookedOn: text(row, 'bookedOn'),
  minor: BigInt(text(row, 'amount')),
  currency: text(row, 'currency'),
  counterparty: orNull(row['counterparty']),
  text: row['text'] ?? '',
});

function kindOf(name: string): Kind {
  const kind = kinds.find((each) => each === name);
  if (kind === undefined) throw new Error(`a kind of truth is ${name}; known are ${kinds.join(', ')}`);
  return kind;
}

const listOf = (ids: string): readonly string[] => ids.split(' ').filter((id) => id !== '');

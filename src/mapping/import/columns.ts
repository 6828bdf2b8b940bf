import { nearest } from '../written.ts';
import type { Cleaning, Field, ImportProfile } from './profile.ts';
import { quotedCell } from './row.ts';
import type { Row, RowProblem } from './row.ts';

/** Reads one value out of the cells that `pick` kept: trimmed, translated, '' when there is none. */
export type ReadCell = (picked: readonly string[]) => string;

/** The value's column as messages name it. */
export interface Source {
  readonly read: ReadCell;
  readonly column: string;
}

/** A profile bound to one file's header: which column is which. */
export interface Columns {
  readonly profile: ImportProfile;
  /** How many cells every row has; null without a header. */
  readonly width: number | null;
  /** Keeps only the cells that the profile needs, without what no database holds. */
  pick(cells: readonly string[]): readonly string[];
  readonly number: Source;
  readonly date: Source;
  readonly currency: Source;
  readonly dueOn: Source | null;
  readonly reference: Source | null;
  readonly notes: Source | null;
  readonly contact:
    | ({ readonly [K in keyof NonNullable<ImportProfile['contact']>]: Source | null } & { readonly id: Source; readonly name: Source })
    | null;
  readonly line: { readonly [K in keyof ImportProfile['line']]: Source | null };
  readonly tax: { readonly rate: Source; readonly percent: Source | null; readonly amount: Source | null } | null;
  /** The field of each kind rule that looks at one, in the order of the rules. */
  readonly kindFields: readonly (Source | null)[];
}

/** How many rows may stand above the header: titles, the date of the export. */
export const headerWithin = 20;

/** Finds the header among the first rows, and binds the profile to it. `rowsBefore` counts the header too. */
export function findColumns(
  profile: ImportProfile,
  firstRows: readonly Row[],
): { readonly columns: Columns; readonly rowsBefore: number } | { readonly problems: readonly RowProblem[] } {
  if (!profile.file.header) return withRows(bind(profile, null), 0);
  let closest: { readonly missing: readonly string[]; readonly row: Row } | null = null;
  for (const [index, row] of firstRows.slice(0, headerWithin).entries()) {
    const missing = columnsOf(profile).filter((column) => !row.cells.some((cell) => sameName(cell, column)));
    if (missing.length === 0) return withRows(bind(profile, row), index + 1);
    if (closest === null || missing.length < closest.missing.length) closest = { missing, row };
  }
  if (closest === null)
    return { problems: [{ ...nowhere, line: null, seen: 'no rows', expected: 'a header and rows', fix: 'choose another file' }] };
  const { missing, row } = closest;
  return {
    problems: missing.map((column) => {
      const near = nearest(column, row.cells);
      return {
        ...nowhere,
        line: row.line,
        column,
        seen: `the columns ${row.cells
          .slice(0, 30)
          .map((cell) => quotedCell(cell.trim()))
          .join(', ')}`,
        expected: `a column '${column}'`,
        fix: near === null ? 'name the right column in the import profile' : `say '${near.trim()}' in the import profile`,
      };
    }),
  };
}

const nowhere = { document: null, column: null };

function withRows(bound: Columns | RowProblem, rowsBefore: number): ReturnType<typeof findColumns> {
  return 'seen' in bound ? { problems: [bound] } : { columns: bound, rowsBefore };
}

function bind(profile: ImportProfile, header: Row | null): Columns | RowProblem {
  const used: number[] = [];
  let problem: RowProblem | null = null;
  // Cells are kept in the order in which fields first ask for them.
  const slotOf = (index: number): number => {
    if (!used.includes(index)) used.push(index);
    return used.indexOf(index);
  };
  const indexOf = (column: string): number => {
    const found = (header?.cells ?? []).flatMap((cell, index) => (sameName(cell, column) ? [index] : []));
    if (header === null)
      problem ??= {
        ...nowhere,
        line: null,
        column,
        seen: 'no header',
        expected: 'fields by position',
        fix: `write { position: … } for '${column}'`,
      };
    if (found.length > 1)
      problem ??= {
        ...nowhere,
        line: header?.line ?? null,
        column,
        seen: `${found.length} columns of that name`,
        expected: 'one',
        fix: 'write { position: … } in the import profile',
      };
    return found[0] ?? 0;
  };
  const cell = (index: number): ReadCell => {
    const slot = slotOf(index);
    return (picked) => (picked[slot] ?? '').trim();
  };
  const source = (field: Field): Source => {
    switch (field.from) {
      case 'constant':
        return { read: () => field.text, column: 'constant' };
      case 'column':
        return { read: cleaned(cell(indexOf(field.column)), field), column: field.column };
      case 'position':
        return { read: cleaned(cell(field.position - 1), field), column: `column ${field.position}` };
      case 'template':
        return { read: filled(field.template, (column) => cleaned(cell(indexOf(column)), field)), column: field.template };
    }
  };
  const bound = bindFields(profile, source);
  const kept = used;
  return (
    problem ?? {
      ...bound,
      profile,
      width: header?.cells.length ?? null,
      pick: (cells) => kept.map((index) => storable(cells[index] ?? '')),
    }
  );
}

function bindFields(profile: ImportProfile, source: (field: Field) => Source): Omit<Columns, 'profile' | 'width' | 'pick'> {
  const maybe = (field: Field | null): Source | null => field && source(field);
  const { document, line, contact, tax } = profile;
  return {
    number: source(document.number),
    date: source(document.date),
    currency: source(profile.currency),
    dueOn: maybe(document.dueOn),
    reference: maybe(document.reference),
    notes: maybe(document.notes),
    contact: contact && {
      id: source(contact.id),
      name: source(contact.name),
      email: maybe(contact.email),
      phone: maybe(contact.phone),
      taxNumber: maybe(contact.taxNumber),
      street: maybe(contact.street),
      city: maybe(contact.city),
      region: maybe(contact.region),
      postalCode: maybe(contact.postalCode),
      country: maybe(contact.country),
    },
    line: {
      quantity: maybe(line.quantity),
      unitPrice: maybe(line.unitPrice),
      amount: maybe(line.amount),
      discountPercent: maybe(line.discountPercent),
      description: maybe(line.description),
      item: maybe(line.item),
      category: maybe(line.category),
    },
    tax: tax && { rate: source(tax.rate), percent: maybe(tax.percent), amount: maybe(tax.amount) },
    kindFields: profile.kind.rules.map(({ when }) => (when.test === 'fieldIs' ? source(when.field) : null)),
  };
}

function cleaned(read: ReadCell, { cleaning }: { readonly cleaning: Cleaning }): ReadCell {
  const { map, otherwise, wholeNumber } = cleaning;
  const whole: ReadCell = wholeNumber ? (picked) => read(picked).replace(/^(\d+)\.0+$/, '$1') : read;
  if (Object.keys(map).length === 0 && otherwise === null) return whole;
  return (picked) => {
    const text = whole(picked);
    return Object.hasOwn(map, text) ? (map[text] ?? text) : (otherwise ?? text);
  };
}

const braces = /\{([^{}]+)\}/g;

function filled(template: string, cell: (column: string) => ReadCell): ReadCell {
  const readers = new Map([...template.matchAll(braces)].map(([, column = '']) => [column, cell(column)]));
  return (picked) => {
    const values = new Map([...readers].map(([column, read]) => [column, read(picked)]));
    if ([...values.values()].every((value) => value === '')) return '';
    return template.replace(braces, (_braces, column: string) => values.get(column) ?? '').trim();
  };
}

/** Every column that the profile names. */
function columnsOf(profile: ImportProfile): readonly string[] {
  const names = new Set<string>();
  bindFields(profile, (field) => {
    if (field.from === 'column') names.add(field.column);
    if (field.from === 'template') for (const [, column = ''] of field.template.matchAll(braces)) names.add(column);
    return { read: () => '', column: '' };
  });
  return [...names];
}

const sameName = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string => name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

// PostgreSQL's text holds neither NUL nor half of a surrogate pair. The replacement character shows that something stood there.
const storable = (text: string): string => (text.includes('\u0000') ? text.replaceAll('\u0000', '\uFFFD') : text).toWellFormed();

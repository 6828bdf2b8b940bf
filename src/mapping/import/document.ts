import { addDays } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import { add, amount, decimal, isZero, negate, subtract, sum } from '../../core/decimal.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { CreditNote, Invoice, Line } from '../../core/records.ts';
import { readDate } from './dates.ts';
import type { Columns, Source } from './columns.ts';
import type { Dialect } from './dialect.ts';
import { readLine } from './line.ts';
import type { ReadLine } from './line.ts';
import type { ImportedKind } from './profile.ts';
import { quotedCell } from './row.ts';
import type { Row, RowProblem } from './row.ts';

/** A document as the file shows it. The print is the same whatever the order of its rows. */
export interface ImportedDocument {
  readonly record: Invoice | CreditNote;
  readonly print: string;
}

/**
 * Builds one document of its rows (picked cells, in the order of the file). Amounts are as seen and exact: quantity times
 * price is not rounded, totals are the sums of the lines; whether they are whole is for booking to judge.
 */
export function buildDocument(
  columns: Columns,
  dialect: Dialect,
  rows: readonly Row[],
): ImportedDocument | { readonly problems: readonly RowProblem[] } {
  const [first] = rows;
  if (!first) throw new Error('a document has at least one row');
  const number = columns.number.read(first.cells);
  const problems: RowProblem[] = [];
  const report = (problem: Omit<RowProblem, 'document'>): void => void problems.push({ ...problem, document: number });
  const currency = sharedText(columns.currency, rows, report) ?? '';
  if (!/^[A-Z]{3}$/.test(currency))
    report({
      line: first.line,
      column: columns.currency.column,
      seen: quotedCell(currency),
      expected: 'a currency code such as GBP',
      fix: 'correct the row',
    });
  const issuedOn = sharedDay(columns, dialect, { source: columns.date, rows, report });
  const dueOn = columns.dueOn && sharedDay(columns, dialect, { source: columns.dueOn, rows, report, isOptional: true });
  const contact = columns.contact && sharedText(columns.contact.id, rows, report);
  const seen = rows.flatMap((row) => readLine({ columns, dialect, currency, row }, report) ?? []);
  if (problems.length > 0 || issuedOn === null) return { problems };
  const { is, category } = ruleOf(columns, number, first);
  const kind = is === 'bySign' ? (sum(seen.map((line) => line.amount)).units < 0n ? 'creditNote' : 'invoice') : is;
  const isTurned = kind === 'creditNote' && (is === 'bySign' || columns.profile.kind.creditNotesAre === 'negative');
  const lines = seen.map((line) => lineOf(isTurned ? turned(line) : line, category));
  const totals = totalsOf(columns.profile.amountsAre, lines);
  if (totals.gross.startsWith('-')) {
    return { problems: [{ line: first.line, document: number, column: 'total', seen: totals.gross, ...signWords[kind] }] };
  }
  const record = withKind(kind, dueOn ?? dueAfter(columns, issuedOn), {
    id: number,
    number,
    contact: contact === '' ? null : contact,
    issuedOn,
    currency,
    exchangeRate: null,
    amountsAre: columns.profile.amountsAre,
    lines,
    discount: null,
    totals,
    reference: firstText(columns.reference, rows),
    notes: firstText(columns.notes, rows),
    state: 'open',
    paid: '0',
    credited: '0',
  });
  return { record, print: printOf(record) };
}

type Report = (problem: Omit<RowProblem, 'document'>) => void;

/** The one value that all rows of a document give; rows that give none do not count. */
function sharedText(source: Source, rows: readonly Row[], report: Report): string | null {
  let shared: { readonly text: string; readonly line: number } | null = null;
  for (const { line, cells } of rows) {
    const text = source.read(cells);
    if (text === '') continue;
    if (shared === null) shared = { text, line };
    else if (shared.text !== text) return reportTwo(source, { text, line }, shared, report);
  }
  return shared?.text ?? null;
}

function sharedDay(
  { profile }: Columns,
  { dates }: Dialect,
  {
    source,
    rows,
    report,
    isOptional = false,
  }: { readonly source: Source; readonly rows: readonly Row[]; readonly report: Report; readonly isOptional?: boolean },
): Day | null {
  let shared: { readonly text: Day; readonly line: number } | null = null;
  let before = '';
  for (const { line, cells } of rows) {
    const text = source.read(cells);
    if (text === before && shared !== null) continue;
    before = text;
    if (text === '') continue;
    const on = readDate(text, dates, profile.timeZone);
    if (on === null)
      report({ line, column: source.column, seen: quotedCell(text), expected: 'a date such as 2026-11-21', fix: 'correct the row' });
    else if (shared === null) shared = { text: on, line };
    else if (shared.text !== on) return reportTwo(source, { text: on, line }, shared, report);
  }
  const [first] = rows;
  if (shared === null && !isOptional && first) {
    if (source.read(first.cells) === '')
      report({ line: first.line, column: source.column, seen: 'nothing', expected: 'a date', fix: 'correct the row' });
  }
  return shared?.text ?? null;
}

function reportTwo(
  source: Source,
  one: { readonly text: string; readonly line: number },
  other: { readonly text: string; readonly line: number },
  report: Report,
): null {
  const seen = `${quotedCell(one.text)}, and ${quotedCell(other.text)} in line ${other.line}`;
  report({
    line: one.line,
    column: source.column,
    seen,
    expected: 'the same in all rows of a document',
    fix: 'correct the rows, or name another document column',
  });
  return null;
}

const firstText = (source: Source | null, rows: readonly Row[]): string | null =>
  source === null ? null : (rows.map(({ cells }) => source.read(cells)).find((text) => text !== '') ?? null);

/** The first kind rule that applies. */
function ruleOf(
  { profile, kindFields }: Columns,
  number: string,
  first: Row,
): { readonly is: ImportedKind; readonly category: string | null } {
  const rule = profile.kind.rules.find(({ when }, index) =>
    when.test === 'numberStartsWith' ? number.startsWith(when.text) : when.values.includes(kindFields[index]?.read(first.cells) ?? ''),
  );
  return rule ?? { is: profile.kind.otherwise, category: null };
}

/** The same line with its other sign: what carries the minus loses it, so that a price stays a price. */
function turned(line: ReadLine): ReadLine {
  const turnsPrice = line.quantity.units >= 0n && line.unitPrice.units < 0n;
  return {
    ...line,
    quantity: turnsPrice ? line.quantity : negate(line.quantity),
    unitPrice: turnsPrice ? negate(line.unitPrice) : line.unitPrice,
    amount: negate(line.amount),
    tax: line.tax && { ...line.tax, amount: negate(line.tax.amount) },
  };
}

const lineOf = (line: ReadLine, category: string | null): Line => ({
  id: null,
  description: line.description,
  quantity: amount(line.quantity),
  unitPrice: amount(line.unitPrice),
  discount: isZero(line.discountPercent) ? null : { percent: amount(line.discountPercent) },
  amount: amount(line.amount),
  taxes: line.tax === null ? [] : [{ rate: line.tax.rate, amount: amount(line.tax.amount) }],
  account: category ?? line.category,
  item: line.item,
});

function totalsOf(amountsAre: Invoice['amountsAre'], lines: readonly Line[]): Invoice['totals'] {
  const lineTotal = sum(lines.map((line) => decimal(line.amount)));
  const tax = sum(lines.flatMap((line) => line.taxes.map((each) => decimal(each.amount))));
  const gross = amountsAre === 'exclusive' ? add(lineTotal, tax) : lineTotal;
  return { net: amount(subtract(gross, tax)), tax: amount(tax), gross: amount(gross) };
}

const signWords = {
  invoice: { expected: 'an invoice that is not negative', fix: "add a rule under 'kind' in the import profile, such as { is: bySign }" },
  creditNote: { expected: 'a credit note with the other sign', fix: "set 'kind: { creditNotesAre: … }' in the import profile" },
} as const;

const dueAfter = ({ profile }: Columns, issuedOn: Day): Day | null =>
  profile.document.dueDays === null ? null : addDays(issuedOn, profile.document.dueDays);

function withKind(kind: 'invoice' | 'creditNote', dueOn: Day | null, rest: Omit<Invoice, 'kind' | 'dueOn'>): Invoice | CreditNote {
  return kind === 'invoice' ? { kind, ...rest, dueOn } : { kind, ...rest, invoice: null };
}

/** Rows may come in another order in the next export; identical rows still count each. */
function printOf(record: Invoice | CreditNote): string {
  const lines = record.lines.map((line) =>
    JSON.stringify([line.description, line.quantity, line.unitPrice, line.discount, line.amount, line.taxes, line.account, line.item]),
  );
  return fingerprint({ ...record, lines: lines.toSorted() });
}

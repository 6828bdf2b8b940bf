import { add, amount, decimal, negate, zero } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import type { CreditNote, Invoice } from '../core/records.ts';
import type { Columns } from '../mapping/import/columns.ts';
import { buildContact } from '../mapping/import/contact.ts';
import type { Dialect } from '../mapping/import/dialect.ts';
import { buildDocument } from '../mapping/import/document.ts';
import type { Row } from '../mapping/import/row.ts';
import type { Counts, ImportCommand, Printed, Stage, StagedRow } from './import-ports.ts';
import type { Gathered } from './import-problems.ts';

/** A file whose rows are all staged. */
export interface Staged {
  readonly columns: Columns;
  readonly dialect: Dialect;
  readonly rows: number;
}

/** Who asked for the import, and where what is wrong with it goes. */
export interface Watching {
  readonly command: ImportCommand;
  readonly problems: Gathered;
}

/** Keeps the contacts that rows name, as the last row of each shows them. */
export async function publishContacts(
  stage: Stage,
  columns: Columns,
  command: ImportCommand,
): Promise<{ readonly counts: Counts; readonly remarks: readonly string[] }> {
  let counts = noCounts;
  const unknown = new Map<string, number>();
  for await (const page of stage.lastByContact()) {
    command.signal?.throwIfAborted();
    const built = page.flatMap((row) => buildContact(columns, row) ?? []);
    for (const { unknownCountry } of built)
      if (unknownCountry !== null) unknown.set(unknownCountry, (unknown.get(unknownCountry) ?? 0) + 1);
    counts = addCounts(counts, await stage.publish(built));
  }
  const remarks = [...unknown].map(
    ([country, times]) =>
      `'${country}' is no country that has a code: ${times === 1 ? '1 contact is' : `${times} contacts are`} kept without one.`,
  );
  return { counts, remarks };
}

/** A document of more lines is no document: the profile names the wrong column. */
const mostLines = 10_000;
const linesTogether = 500;

interface Built {
  readonly counts: { readonly invoice: Counts; readonly creditNote: Counts };
  readonly totals: Readonly<Record<string, Amount>>;
}

/** Builds the documents of all staged rows, some at a time, and keeps them. */
export async function publishDocuments(stage: Stage, { columns, dialect, rows }: Staged, { command, problems }: Watching): Promise<Built> {
  const counts = { invoice: noCounts, creditNote: noCounts };
  const totals = new Map<string, Decimal>();
  let [ready, lines, built]: [(Printed & { readonly record: Invoice | CreditNote })[], number, number] = [[], 0, 0];
  const publish = async (): Promise<void> => {
    for (const kind of ['invoice', 'creditNote'] as const) {
      const ofKind = ready.filter(({ record }) => record.kind === kind);
      if (ofKind.length > 0) counts[kind] = addCounts(counts[kind], await stage.publish(ofKind));
    }
    [ready, lines] = [[], 0];
    command.progress?.({ doing: 'building', rowsBuilt: built, rows });
  };
  for await (const document of documentsOf(stage.byDocument(), problems)) {
    command.signal?.throwIfAborted();
    built += document.length;
    const result = buildDocument(columns, dialect, document);
    if ('problems' in result) {
      result.problems.forEach(problems.report);
      continue;
    }
    const { record } = result;
    const gross = decimal(record.totals.gross);
    totals.set(record.currency, add(totals.get(record.currency) ?? zero, record.kind === 'invoice' ? gross : negate(gross)));
    ready.push(result);
    lines += document.length;
    if (lines >= linesTogether) await publish();
  }
  await publish();
  return { counts, totals: Object.fromEntries([...totals].map(([currency, total]) => [currency, amount(total)])) };
}

/** Pages of rows in the order of their documents, as documents. Those with a row that was refused are left out whole. */
async function* documentsOf(pages: AsyncIterable<readonly StagedRow[]>, problems: Gathered): AsyncGenerator<readonly Row[]> {
  let current: StagedRow[] = [];
  for await (const page of pages) {
    for (const row of page) {
      const [first] = current;
      if (first && first.document !== row.document) {
        if (!problems.isBad(first.document)) yield current;
        current = [];
      }
      if (current.length === mostLines && !problems.isBad(row.document)) {
        problems.report({
          line: row.line,
          document: row.document,
          column: null,
          seen: `more than ${mostLines} lines`,
          expected: 'one document',
          fix: 'name the column that tells documents apart',
        });
      }
      if (current.length < mostLines) current.push(row);
    }
  }
  const [first] = current;
  if (first && !problems.isBad(first.document)) yield current;
}

const noCounts: Counts = { added: 0, changed: 0, unchanged: 0 };
const addCounts = (a: Counts, b: Counts): Counts => ({
  added: a.added + b.added,
  changed: a.changed + b.changed,
  unchanged: a.unchanged + b.unchanged,
});

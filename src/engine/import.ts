import { findColumns, headerWithin } from '../mapping/import/columns.ts';
import type { Columns } from '../mapping/import/columns.ts';
import { buildOrganisation } from '../mapping/import/contact.ts';
import { watchDialect } from '../mapping/import/dialect.ts';
import type { DialectWatch } from '../mapping/import/dialect.ts';
import type { ImportProfile } from '../mapping/import/profile.ts';
import type { Row, RowProblem } from '../mapping/import/row.ts';
import { publishContacts, publishDocuments } from './import-documents.ts';
import type { Staged, Watching } from './import-documents.ts';
import type { ImportCommand, ImportPorts, ImportResult, ImportedFile, RowFile, Stage, StagedRow } from './import-ports.ts';
import { gatherProblems } from './import-problems.ts';
import type { Gathered } from './import-problems.ts';

/**
 * Imports a file whole or not at all. Rows are staged as text; once the whole file was seen, its way of writing figures and
 * dates is decided, and documents are built of the staged rows. Rejects with the signal's reason when it is aborted.
 */
export async function importFile(command: ImportCommand, ports: ImportPorts): Promise<ImportResult> {
  const opened = await ports.open(command.path, command.profile.file, command.signal);
  if ('problem' in opened) return { state: 'rejected', problems: [opened.problem], problemCount: 1 };
  try {
    const file = await ports.staging.run(command, (stage) => importInto(stage, opened.file, { command, ports }));
    return { state: 'imported', file };
  } catch (error) {
    if (error instanceof Rejected) return { state: 'rejected', problems: error.problems, problemCount: error.problemCount };
    throw error;
  }
}

/** Ends the transaction, so that nothing is kept of the file. */
class Rejected extends Error {
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
  constructor(problems: readonly RowProblem[], problemCount = problems.length) {
    super('the file was rejected');
    this.problems = problems;
    this.problemCount = problemCount;
  }
}

interface Work {
  readonly command: ImportCommand;
  readonly ports: ImportPorts;
}

async function importInto(stage: Stage, file: RowFile, { command, ports }: Work): Promise<ImportedFile> {
  const problems = gatherProblems();
  const { columns, dialect, rows } = await stageRows(stage, file, { command, problems });
  const organisation = await stage.publish([buildOrganisation(command.profile, command.connection)]);
  const contacts = await publishContacts(stage, columns, command);
  const documents = await publishDocuments(stage, { columns, dialect, rows }, { command, problems });
  const found = problems.result();
  if (found.count > 0 && !command.skipBadDocuments) throw new Rejected(found.problems, found.count);
  const imported: ImportedFile = {
    import: ports.chance.id(),
    name: file.name,
    print: file.print,
    importedAt: ports.now(),
    rows,
    counts: { organisation, contact: contacts.counts, ...documents.counts },
    totals: documents.totals,
    setAside: found.setAside,
    remarks: contacts.remarks,
  };
  await stage.finish(imported);
  return imported;
}

async function stageRows(stage: Stage, file: RowFile, { command, problems }: Watching): Promise<Staged> {
  const { profile, signal, progress } = command;
  const watch = watchDialect(profile);
  let [columns, rows]: [Columns | null, number] = [null, 0];
  let above: readonly Row[] = [];
  for await (const part of file.rows(signal)) {
    signal?.throwIfAborted();
    if ('problem' in part) throw new Rejected([part.problem]);
    above = columns === null ? [...above, ...part.rows] : [];
    let fresh = part.rows;
    if (columns === null) {
      if (above.length < headerWithin && part.rows.length > 0) continue;
      ({ columns, fresh } = bound(profile, above));
    }
    const staged = stagedRows(fresh, columns, { watch, problems });
    await stage.add(staged);
    rows += fresh.length;
    progress?.({ doing: 'reading', bytesRead: part.bytesRead, bytes: file.bytes, rows });
  }
  if (columns === null) {
    const late = bound(profile, above);
    columns = late.columns;
    await stage.add(stagedRows(late.fresh, columns, { watch, problems }));
    rows = late.fresh.length;
  }
  if (rows === 0) throw new Rejected([noRows]);
  const decided = watch.decide();
  if ('problems' in decided) throw new Rejected(decided.problems);
  return { columns, dialect: decided.dialect, rows };
}

const noRows: RowProblem = {
  line: null,
  document: null,
  column: null,
  seen: 'a header and no rows',
  expected: 'at least one row',
  fix: 'choose another file',
};

function bound(profile: ImportProfile, above: readonly Row[]): { readonly columns: Columns; readonly fresh: readonly Row[] } {
  const found = findColumns(profile, above);
  if ('problems' in found) throw new Rejected(found.problems);
  return { columns: found.columns, fresh: above.slice(found.rowsBefore) };
}

/** Rows that belong to a document, with only the cells that matter; the others are reported. */
function stagedRows(
  rows: readonly Row[],
  columns: Columns,
  { watch, problems }: { readonly watch: DialectWatch; readonly problems: Gathered },
): readonly StagedRow[] {
  const { line, tax, contact, width } = columns;
  const figures = [line.quantity, line.unitPrice, line.amount, line.discountPercent, tax?.percent, tax?.amount].filter(
    (each) => each !== null && each !== undefined,
  );
  const dates = [columns.date, columns.dueOn].filter((each) => each !== null);
  return rows.flatMap((row) => {
    const cells = columns.pick(row.cells);
    const document = columns.number.read(cells);
    const problem = { line: row.line, document: document === '' ? null : document };
    if (width !== null && row.cells.length !== width) {
      problems.report({
        ...problem,
        column: null,
        seen: `${row.cells.length} cells`,
        expected: `${width}, as in the header`,
        fix: 'look for a delimiter that is not quoted',
      });
      return [];
    }
    if (document === '') {
      problems.report({
        ...problem,
        column: columns.number.column,
        seen: 'nothing',
        expected: 'the document that the row belongs to',
        fix: 'correct or remove the row',
      });
      return [];
    }
    for (const figure of figures) watch.figure(figure.read(cells), row.line);
    for (const date of dates) watch.date(date.read(cells), row.line);
    return [{ line: row.line, cells, document, contact: contact?.id.read(cells) || null }];
  });
}

import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { importFile } from '../engine/import.ts';
import type { ImportProgress, ImportedFile } from '../engine/import-ports.ts';
import { readImportProfile } from '../mapping/import/profile.ts';
import type { ImportProfile } from '../mapping/import/profile.ts';
import { sentenceOf } from '../mapping/import/row.ts';
import type { RowProblem } from '../mapping/import/row.ts';
import type { AddCommand } from './program.ts';
import { counted, kindText, sum, whole } from './figures.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Means, Page } from './office.ts';
import { indented, table, wrapped } from './table.ts';

interface Options {
  readonly profile: string;
  readonly connection: string;
  readonly skipBad?: boolean;
}

export const addImport: AddCommand = (program, means, done) => {
  program
    .command('import <file>')
    .description('read a CSV or Excel file: whole, or not at all')
    .requiredOption('--profile <file>', 'how its rows become documents: a YAML file')
    .option('--connection <name>', 'into which connection; made if it is not there', 'csv')
    .option('--skip-bad', 'put documents with a bad row aside, named and counted, and import the rest')
    .action(async (file: string, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => read(means, desk, file, options))),
    );
};

async function read(means: Means, desk: Desk, path: string, options: Options): Promise<Answer> {
  const { office, progress, page, signal } = desk;
  const { organisation } = office;
  const profile = await profileAt(options.profile);
  await connectionFor(desk, options.connection, profile);
  const show = (at: ImportProgress): void =>
    at.doing === 'reading'
      ? progress.show(`reading, ${counted(at.rows, 'row', page)}`, at.bytes === 0 ? null : at.bytesRead / at.bytes)
      : progress.show(`building documents of ${counted(at.rows, 'row', page)}`, at.rows === 0 ? null : at.rowsBuilt / at.rows);
  const skipBadDocuments = options.skipBad === true;
  const result = await importFile(
    { organisation, connection: options.connection, path, profile, skipBadDocuments, progress: show, signal },
    office.imports,
  ).catch((error: unknown) => {
    if (signal.aborted) throw new Complaint('Stopped; nothing of the file was imported.');
    throw error;
  });
  if (result.state === 'rejected') return rejected(result.problems, result.problemCount);
  await (await means.serverOf(desk.dataFolder))?.wake(organisation);
  return imported(result.file);
}

const rejected = (problems: readonly RowProblem[], count: number): Answer => ({
  json: { state: 'rejected', problemCount: count, problems },
  isTrue: false,
  text: (page) => [
    ...problems.slice(0, 20).flatMap((problem) => [`- ${indented(sentenceOf(problem), page.columns).join('\n').trimStart()}`]),
    ...(count > Math.min(problems.length, 20) ? [`… and ${whole(count - Math.min(problems.length, 20), page)} more.`] : []),
    'Nothing of the file was imported.',
  ],
});

const imported = (file: ImportedFile): Answer => ({
  json: { state: 'imported', ...file },
  text: (page) => [
    `${file.name}: ${counted(file.rows, 'row', page)}.`,
    ...countTable(file, page),
    ...Object.entries(file.totals).map(([currency, total]) => `Invoices less credit notes: ${sum(total, currency, page)}.`),
    ...(file.setAside.length === 0
      ? []
      : [
          `${counted(file.setAside.length, 'document', page)} put aside:`,
          ...file.setAside.slice(0, 20).flatMap(({ why }) => indented(`- ${why}`, page.columns)),
        ]),
    ...file.remarks.slice(0, 10).flatMap((remark) => wrapped(remark, page.columns)),
  ],
});

const countTable = ({ counts }: ImportedFile, page: Page): readonly string[] =>
  table(
    [{ title: '' }, { title: 'new', align: 'right' }, { title: 'changed', align: 'right' }, { title: 'as before', align: 'right' }],
    Object.entries(counts)
      .filter(([kind]) => kind !== 'organisation')
      .map(([kind, count]) => [`${kindText(kind)}s`, whole(count.added, page), whole(count.changed, page), whole(count.unchanged, page)]),
    page.columns,
  );

async function profileAt(path: string): Promise<ImportProfile> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Complaint(`The profile ${path} cannot be read: check its name and folder.`, { cause });
  });
  const found = readImportProfile(text);
  if ('profile' in found) return found.profile;
  const list = found.problems.map(
    ({ line, column, seen, expected, fix }) => `- line ${line}, column ${column}: found ${seen}, expected ${expected}; ${fix}.`,
  );
  throw new Complaint(`The profile ${path} cannot be used:\n${list.join('\n')}`);
}

async function connectionFor({ office }: Desk, connection: string, profile: ImportProfile): Promise<void> {
  const { organisation } = office;
  const known = await office.connections.connection({ organisation, connection });
  if (known !== null && known.provider !== 'csv')
    throw new Complaint(
      `${connection} is a connection to ${known.provider}, and files go into one of their own: choose another name with --connection.`,
    );
  if (known !== null) return;
  const settings = { signIn: null, app: null, other: {} };
  await office.connections.addConnection(
    { organisation, connection, provider: 'csv', label: profile.name, account: organisation, hosts: {}, settings, state: 'ready' },
    office.clock.now(),
  );
}

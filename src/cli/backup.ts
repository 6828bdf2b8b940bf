import { createReadStream, createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { counted } from './figures.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';

export const addBackup: AddCommand = (program, means, done) => {
  program
    .command('backup <file>')
    .description('everything in one file, as it stands at one moment, while the work goes on; the key is not in it')
    .action(async (file: string, _options: object, command: Command) =>
      done(await runInOffice(means, command, (desk) => write(desk, file))),
    );
  program
    .command('restore <file>')
    .description('read a backup into a place that holds nothing yet: all of it, or nothing')
    .action(async (file: string, _options: object, command: Command) =>
      done(await runInOffice(means, command, (desk) => read(desk, file), { isBare: true })),
    );
};

async function write({ office, progress }: Desk, file: string): Promise<Answer> {
  if (await exists(file)) throw new Complaint(`${file} is there already: a backup never replaces another file; choose another name.`);
  progress.show(`writing ${file}`);
  // Under another name until it is whole, so that half a backup is never taken for one.
  const aside = `${file}.part`;
  try {
    const counts = await office.backup(createWriteStream(aside, { mode: 0o600 }));
    await rename(aside, file);
    return answerOf(
      counts,
      (rows) => [
        `${file} holds ${rows}. Keep a copy of the key beside it (the file "key" in the data folder): without it every connection must be signed in again.`,
      ],
      file,
    );
  } catch (cause) {
    await rm(aside, { force: true });
    throw new Complaint(
      `The backup could not be written to ${file}: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was left there.`,
      { cause },
    );
  }
}

async function read({ office, progress }: Desk, file: string): Promise<Answer> {
  if (!(await exists(file))) throw new Complaint(`There is no file ${file}: check its name and folder.`);
  progress.show(`reading ${file}`);
  const counts = await office.restore(createReadStream(file));
  return answerOf(
    counts,
    (rows) => [`${rows} restored from ${file}. Start with the key that belongs to it (TIEOUT_KEY, or the file "key" in the data folder).`],
    file,
  );
}

function answerOf(counts: Readonly<Record<string, number>>, text: (rows: string) => readonly string[], file: string): Answer {
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { json: { file, rows, tables: counts }, text: (page) => text(counted(rows, 'row', page)) };
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { exportBooks } from '../engine/export-books.ts';
import type { ExportFormat } from '../proof/export.ts';
import type { AddCommand } from './program.ts';
import { Complaint, globalsOf, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Means } from './office.ts';

const formats: readonly ExportFormat[] = ['ledger', 'hledger', 'beancount', 'csv', 'json'];

interface Options {
  readonly format: ExportFormat;
  readonly out?: string;
}

export const addExport: AddCommand = (program, means, done) => {
  program
    .command('export [connection]')
    .description('the books of a ledger as text, so that other programs can check them')
    .addOption(new Option('--format <format>', 'how they are written').choices(formats).makeOptionMandatory())
    .option('--out <file>', 'into this file; standard output if left out')
    .action(async (connection: string | undefined, options: Options, command: Command) => {
      if (globalsOf(command).json === true && options.out === undefined && options.format !== 'json') {
        means.terminal.err('With --json, say --format json, or where to write the books with --out.\n');
        done(1);
        return;
      }
      done(await runInOffice(means, command, (desk) => write(means, desk, connection ?? null, options)));
    });
};

async function write(means: Means, desk: Desk, named: string | null, { format, out }: Options): Promise<Answer> {
  const { office } = desk;
  const { organisation } = office;
  const connection = named ?? (await onlyLedger(desk));
  const text = exportBooks({ store: office.engine.store, proofs: office.proofs }, { organisation, connection, format });
  if (out !== undefined) {
    desk.progress.show(`writing ${out}`);
    await pipeline(Readable.from(text), createWriteStream(out, { mode: 0o600 }));
    return { json: { format, connection, file: out }, text: () => [`The books of ${connection} are in ${out}.`] };
  }
  // With --json the document is the books themselves, so nothing else may follow them.
  let whole = '';
  for await (const piece of text) {
    if (format === 'json') whole += piece;
    else means.terminal.out(piece);
  }
  return { json: format === 'json' ? JSON.parse(whole) : null, isRaw: true, text: () => (format === 'json' ? [whole.trimEnd()] : []) };
}

async function onlyLedger({ office }: Desk): Promise<string> {
  const all = await office.connections.connections(office.organisation);
  const ledgers = all.filter((one) => office.providers.some(({ manifest }) => manifest.id === one.provider && manifest.role === 'ledger'));
  const [only] = ledgers;
  if (only === undefined) throw new Complaint('There is no connection to a ledger, so there are no books to export.');
  if (ledgers.length > 1)
    throw new Complaint(`There are several ledgers (${ledgers.map(({ connection }) => connection).join(', ')}): name the one you mean.`);
  return only.connection;
}

import type { Command } from 'commander';
import type { AddCommand } from './program.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';

interface Options {
  readonly remove?: boolean;
}

export const addKey: AddCommand = (program, means, done) => {
  program
    .command('key <label>')
    .description('a key with which a program calls the API under /v1; shown once, and kept as a hash only')
    .option('--remove', 'take back every key of this label; programs that use it are refused at once')
    .action(async (label: string, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => (options.remove === true ? takeBack(desk, label) : add(desk, label)))),
    );
};

async function add({ office }: Desk, label: string): Promise<Answer> {
  if (label.trim() === '') throw new Complaint('A key needs a label, such as the name of the program that will use it.');
  const key = await office.apiKeys.add(label);
  return {
    json: { label, key },
    text: () => [
      key,
      `Send it as "Authorization: Bearer ${key.slice(0, 12)}…". It is not shown again; take it back with: tieout key "${label}" --remove`,
    ],
  };
}

async function takeBack({ office }: Desk, label: string): Promise<Answer> {
  const removed = await office.apiKeys.remove(label);
  if (removed === 0) throw new Complaint(`There is no key with the label '${label}'.`);
  return { json: { label, removed }, text: () => [`${removed === 1 ? 'The key' : `${removed} keys`} '${label}' can no longer be used.`] };
}

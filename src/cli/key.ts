import type { Command } from 'commander';
import { roles } from '../api/people.ts';
import type { AddCommand } from './program.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';

interface Options {
  readonly role: string;
  readonly remove?: boolean;
}

export const addKey: AddCommand = (program, means, done) => {
  program
    .command('key <label>')
    .description('a key with which a program calls the API under /v1; shown once, and kept as a hash only')
    .option('--role <role>', `what it may do: ${roles.join(', ')}; people and keys it can never manage`, 'owner')
    .option('--remove', 'take back every key of this label; programs that use it are refused at once')
    .action(async (label: string, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => (options.remove === true ? takeBack(desk, label) : add(desk, label, options.role)))),
    );
};

async function add({ office }: Desk, label: string, named: string): Promise<Answer> {
  if (label.trim() === '') throw new Complaint('A key needs a label, such as the name of the program that will use it.');
  const role = roles.find((known) => known === named);
  if (role === undefined) throw new Complaint(`'${named}' is no role: choose one of ${roles.join(', ')}.`);
  const key = await office.apiKeys.add(label, role);
  return {
    json: { label, role, key },
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

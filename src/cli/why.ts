import type { Command } from 'commander';
import type { NamedKey, StoryLine } from '../engine/reading-port.ts';
import type { AddCommand } from './program.ts';
import { timeText } from './figures.ts';
import { recordName } from './record-name.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Page } from './office.ts';
import { indented, wrapped } from './table.ts';

export const addWhy: AddCommand = (program, means, done) => {
  program
    .command('why <document>')
    .description('everything that made a document what it is, in order; by its number or id, on either side')
    .action(async (document: string, _options: object, command: Command) =>
      done(await runInOffice(means, command, (desk) => why(desk, document))),
    );
};

async function why({ office }: Desk, named: string): Promise<Answer> {
  const keys = await office.reading.keysNamed(office.organisation, named);
  if (keys.length === 0)
    throw new Complaint(`No flow knows a document '${named}': give its number or id as the source or the ledger shows it.`);
  const stories = await Promise.all(keys.map(async (key) => ({ ...key, story: await office.reading.story(key, key) })));
  return { json: { documents: stories }, text: (page) => stories.flatMap((one) => storyLines(one, page, stories.length > 1)) };
}

function storyLines(key: NamedKey & { readonly story: readonly StoryLine[] }, page: Page, isOneOfSeveral: boolean): readonly string[] {
  // Where several fit, whoever means one of them can name it by its id.
  const id = isOneOfSeveral && key.number === null ? ` (id ${key.id})` : '';
  const name = `${recordName(key, page)}${id}`;
  return [
    ...wrapped(
      `${name} in ${key.flow}: ${key.state}${key.cause === null || key.cause === key.state ? '' : ` (${key.cause})`}`,
      page.columns,
    ),
    ...(key.detail === null ? [] : indented(key.detail, page.columns)),
    ...key.story.flatMap(({ at, what, detail }) => {
      const [first = '', ...rest] = wrapped(`${timeText(at, page)}  ${what}`, page.columns - 2);
      return [`  ${first}`, ...rest.map((line) => `    ${line}`), ...(detail === '' ? [] : indented(detail, page.columns, 6))];
    }),
    '',
  ];
}

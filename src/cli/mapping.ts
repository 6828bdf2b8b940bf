import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { importProfileJsonSchema } from '../mapping/import/profile.ts';
import { mappingJsonSchema, mappingVersion, readMapping } from '../mapping/read.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { AddCommand } from './program.ts';
import { flowNamed } from './flows.ts';
import { mappingDiff } from './mapping-diff.ts';
import type { DiffOptions } from './mapping-diff.ts';
import { Complaint, globalsOf, run, runInOffice } from './run.ts';
import type { Answer } from './run.ts';
import { wrapped } from './table.ts';

export const addMapping: AddCommand = (program, means, done) => {
  const mapping = program.command('mapping').description('the files that say what becomes what');
  mapping
    .command('check <file>')
    .description('whether a mapping file can be used; every problem by line')
    .action(async (file: string, _options: object, command: Command) => done(await run(means, globalsOf(command), () => check(file))));
  mapping
    .command('diff <file>')
    .description("what another version of a flow's mapping would do to a month's documents; nothing is changed")
    .option('--flow <flow>', 'which flow; the only one if left out')
    .option('--month <month>', 'which month, such as 2026-10; the last whole one if left out')
    .action(async (file: string, options: DiffOptions, command: Command) =>
      done(await runInOffice(means, command, (desk) => mappingDiff(desk, file, options))),
    );
  mapping
    .command('show [flow]')
    .description("a flow's mapping file as it is used, with its comments")
    .action(async (flow: string | undefined, _options: object, command: Command) =>
      done(
        await runInOffice(means, command, async (desk) => {
          const found = await flowNamed(desk, flow ?? null);
          const text = await desk.office.flows.mappingText(found);
          return { json: { flow: found.flow, version: found.mappingVersion, text }, isRaw: true, text: () => [text.trimEnd()] };
        }),
      ),
    );
  mapping
    .command('schema')
    .description('a JSON Schema for editors, so that they complete and check mapping files')
    .option('--import', 'of import profiles instead')
    .action(async (options: { readonly import?: boolean }, command: Command) =>
      done(
        await run(means, globalsOf(command), async () => {
          const schema = options.import === true ? importProfileJsonSchema() : mappingJsonSchema();
          return { json: schema, isRaw: true, text: () => [JSON.stringify(schema, null, 2)] };
        }),
      ),
    );
};

async function check(file: string): Promise<Answer> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Complaint(`The mapping file ${file} cannot be read: check its name and folder.`, { cause });
  });
  const read = readMapping(text);
  if ('problems' in read)
    return {
      json: { ok: false, problems: read.problems },
      isTrue: false,
      text: (page) => [
        ...read.problems.flatMap(({ line, column, seen, expected, fix }) =>
          wrapped(`${file}:${line}:${column}: found ${seen}, expected ${expected}; ${fix}.`, page.columns),
        ),
        `${file} cannot be used.`,
      ],
    };
  const open = undecided(read.mapping);
  return {
    json: { ok: true, version: mappingVersion(text), undecided: open },
    text: (page) => [
      `${file} can be used.`,
      ...(open.length === 0
        ? []
        : wrapped(
            `Nobody has signed yet: ${open.join(', ')}. Add a decision (by, because) to each, so that the next person knows.`,
            page.columns,
          )),
    ],
  };
}

/** What nobody has put their name to. */
const undecided = ({ accounts, contacts, exchangeRates, voids, taxes, exclude }: Mapping): readonly string[] =>
  [
    ['sales accounts', accounts.sales.decision],
    ['payment accounts', accounts.payments.decision],
    ['contacts', contacts.decision],
    ['exchange rates', exchangeRates.decision],
    ['voids', voids.decision],
    ...taxes.map((rule) => [`tax ${rule.source ?? 'none'}`, rule.decision] as const),
    ...exclude.map((rule) => [`rule ${rule.name}`, rule.decision] as const),
  ].flatMap(([name, decision]) => (typeof name === 'string' && typeof decision === 'object' && decision.by === 'nobody yet' ? [name] : []));

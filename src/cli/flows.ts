import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readDay } from '../core/day.ts';
import { goLive } from '../engine/go-live.ts';
import type { Flow, Mode } from '../engine/ports.ts';
import { readMapping } from '../mapping/read.ts';
import type { AddCommand } from './program.ts';
import { kindText, whole } from './figures.ts';
import { preflightOf } from './preflight.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { indented, table } from './table.ts';

interface Options {
  readonly mode?: string;
  readonly approval?: string;
  readonly startsOn?: string;
  readonly mapping?: string;
  readonly evenIf?: boolean;
}

interface MakeOptions {
  readonly from: string;
  readonly to: string;
  readonly mapping: string;
  readonly startsOn: string;
  readonly kinds?: string;
}

const modes: readonly Mode[] = ['off', 'test', 'shadow', 'live'];

export const addFlows: AddCommand = (program, means, done) => {
  const flows = program.command('flows').description('the flows, and how they are run');
  flows
    .command('list', { isDefault: true })
    .description('show the flows, or change one')
    .argument('[flow]', 'the flow; the only one if left out')
    .option('--mode <mode>', 'off, test (one record), shadow (plans, writes nothing) or live')
    .option('--approval <on|off>', 'whether planned batches wait for a person')
    .option('--starts-on <day>', 'the first day; what is earlier is never created')
    .option('--mapping <file>', 'a new version of the mapping file')
    .option('--even-if', 'go live although a check fails')
    .action(async (name: string | undefined, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => show(desk, name ?? null, options))),
    );
  flows
    .command('make')
    .description('agree on a flow; it stays off until you switch it on')
    .argument('[flow]', 'what to call it; from-to-to if left out')
    .requiredOption('--from <connection>', 'where records are sold or kept')
    .requiredOption('--to <connection>', 'where documents are made')
    .requiredOption('--mapping <file>', 'what becomes what: a YAML file')
    .requiredOption('--starts-on <day>', 'the first day, such as 2026-11-01; what is earlier is never created')
    .option('--kinds <list>', 'kinds of record, separated by commas; those of the mapping if left out')
    .action(async (name: string | undefined, options: MakeOptions, command: Command) =>
      done(await runInOffice(means, command, (desk) => make(desk, name ?? null, options))),
    );
};

/** The flow that a person means; the only one, where nobody says. */
export async function flowNamed({ office }: Pick<Desk, 'office'>, name: string | null): Promise<Flow> {
  const all = await office.flows.all();
  const names = all.map(({ flow }) => flow).join(', ');
  const [only] = all;
  if (only === undefined)
    throw new Complaint('There is no flow yet: agree on one with "tieout flows make --from … --to … --mapping … --starts-on …".');
  if (name === null && all.length > 1) throw new Complaint(`There are several flows (${names}): name the one you mean.`);
  const found = name === null ? only : all.find(({ flow }) => flow === name);
  if (!found) throw new Complaint(`There is no flow '${name}'; there are ${names}.`);
  return found;
}

export const noFlowYet = 'There is no flow yet: agree on one with "tieout flows make".';

/** 'sales is off', 'sales, shop are off'. */
export const areOff = (flows: readonly Pick<Flow, 'flow'>[]): string =>
  `${flows.map(({ flow }) => flow).join(', ')} ${flows.length === 1 ? 'is' : 'are'} off`;

async function show(desk: Desk, name: string | null, options: Options): Promise<Answer> {
  const { office } = desk;
  const said: string[] = [];
  if (options.startsOn !== undefined) {
    const flow = await flowNamed(desk, name);
    if (flow.mode === 'live') throw new Complaint(`The flow ${flow.flow} is live: switch it off before its first day is moved.`);
    await office.flows.setStartsOn(flow, dayOf(options.startsOn));
    said.push(`${flow.flow} starts on ${options.startsOn}.`);
  }
  if (options.mapping !== undefined) {
    const flow = await flowNamed(desk, name);
    await office.flows.setMapping(flow, await mappingText(options.mapping));
    said.push(`${flow.flow} has a new version of its mapping; every record is looked at again under it.`);
  }
  if (options.approval !== undefined) {
    if (options.approval !== 'on' && options.approval !== 'off')
      throw new Complaint(`Approval is on or off, and not '${options.approval}'.`);
    const flow = await flowNamed(desk, name);
    await office.flows.setApproval(flow, options.approval === 'on');
    said.push(
      options.approval === 'on'
        ? `${flow.flow}: batches wait for your approval (tieout plan, tieout apply).`
        : `${flow.flow}: batches go without approval.`,
    );
  }
  if (options.mode !== undefined) said.push(...(await switchTo(desk, await flowNamed(desk, name), options)));
  const all = await office.flows.all();
  const shown = name === null ? all : [await flowNamed(desk, name)];
  const progress = await office.reading.progress(office.organisation);
  const rows = shown.map((flow) => ({ ...flow, progress: progress.find((one) => one.flow === flow.flow) ?? null }));
  return {
    json: {
      flows: rows.map(({ mapping: _mapping, progress: at, ...flow }) => ({ ...flow, progress: at })),
    },
    text: (page) => [
      ...said,
      ...(rows.length === 0 ? [noFlowYet] : []),
      ...table(
        [
          { title: 'flow', gives: true },
          { title: 'mode' },
          { title: 'starts on', isExtra: true },
          { title: 'in sync', align: 'right' },
          { title: 'pending', align: 'right' },
          { title: 'held', align: 'right' },
          { title: 'excluded', align: 'right', isExtra: true },
        ],
        rows.map(({ flow, mode, approval, startsOn, progress: at }) => [
          flow,
          approval ? `${mode}, with approval` : mode,
          startsOn,
          ...[at?.inSync, at?.pending, at?.held, at?.excluded].map((count) => whole(count ?? 0, page)),
        ]),
        page.columns,
      ),
    ],
  };
}

/** Before money moves, the ledger's settings are checked; a failed check stops it, unless the person insists. */
async function switchTo(desk: Desk, flow: Flow, options: Options): Promise<readonly string[]> {
  const mode = modes.find((one) => one === options.mode);
  if (mode === undefined) throw new Complaint(`The mode is one of ${modes.join(', ')}, and not '${options.mode ?? ''}'.`);
  const { office } = desk;
  if (mode !== 'live') {
    await office.flows.setMode(flow, mode);
    return [`${flow.flow} is ${mode}.`];
  }
  const findings = await preflightOf(desk, flow);
  const failed = findings.filter((finding) => !finding.ok);
  if (failed.length > 0 && options.evenIf !== true) {
    const list = failed.map(({ check, seen, fix }) => `- ${check}: ${seen}. ${fix ?? ''}`).join('\n');
    throw new Complaint(
      `The flow ${flow.flow} stays ${flow.mode}: ${failed.length} of ${findings.length} checks fail.\n${list}\nMend them and try again (tieout check shows all), or say --even-if.`,
    );
  }
  const gone = await goLive({ decisions: office.decisions, setLive: () => office.flows.setMode(flow, 'live') }, flow);
  if (gone.is === 'blocked') {
    const list = gone.open.slice(0, 20).map(({ kind, number, day }) => `- ${kindText(kind)} ${number ?? ''} of ${day}`);
    throw new Complaint(
      `The flow ${flow.flow} stays ${flow.mode}: ${gone.open.length} documents from before ${flow.startsOn} are open at the source, and the ledger does not have them, so later payments would find nothing to pay.\n${list.join('\n')}\nSay of each whether it is to be made or left out (tieout holds, tieout answer), and try again.`,
    );
  }
  return [
    `${flow.flow} is live: ${findings.length - failed.length} of ${findings.length} checks passed.`,
    ...indented(
      `Documents before ${flow.startsOn} are never created; those that are in the ledger already are adopted, and an open difference is a question.`,
      76,
    ),
  ];
}

async function make(desk: Desk, name: string | null, options: MakeOptions): Promise<Answer> {
  const { office } = desk;
  const connections = await office.connections.connections(office.organisation);
  for (const asked of [options.from, options.to]) {
    if (!connections.some(({ connection }) => connection === asked))
      throw new Complaint(
        `There is no connection '${asked}'; there are ${connections.map(({ connection }) => connection).join(', ') || 'none (tieout connect makes one)'}.`,
      );
  }
  if (options.from === options.to) throw new Complaint('A flow leads from one connection to another one, and these are the same.');
  const text = await mappingText(options.mapping);
  const read = readMapping(text);
  const kinds = options.kinds === undefined ? ('mapping' in read ? read.mapping.kinds : []) : kindsOf(options.kinds);
  const flow = name ?? `${options.from}-to-${options.to}`;
  if ((await office.flows.all()).some((one) => one.flow === flow))
    throw new Complaint(`There is a flow '${flow}' already: choose another name.`);
  await office.flows.add({ flow, source: options.from, target: options.to, kinds, startsOn: dayOf(options.startsOn), mapping: text });
  return {
    json: { flow, source: options.from, target: options.to, kinds, startsOn: options.startsOn, mode: 'off' },
    text: () => [`${flow} is agreed, and off.`, 'Next: tieout check, then tieout test-invoice, then tieout flows --mode live.'],
  };
}

const knownKinds: readonly Flow['kinds'][number][] = [
  'contact',
  'item',
  'invoice',
  'creditNote',
  'payment',
  'refund',
  'allocation',
  'bankTransaction',
  'transfer',
  'journal',
];

const kindsOf = (list: string): Flow['kinds'] =>
  list.split(',').map((text) => {
    const found = knownKinds.find((kind) => kind === text.trim());
    if (!found) throw new Complaint(`'${text.trim()}' is no kind of record; there are ${knownKinds.join(', ')}.`);
    return found;
  });

function dayOf(text: string): string {
  const read = readDay(text);
  if (read === null) throw new Complaint(`'${text}' is not a day: write it as 2026-11-21.`);
  return read;
}

/** The text of a mapping file that can be read; otherwise everything that is wrong with it, by line. */
async function mappingText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Complaint(`The mapping file ${path} cannot be read: check its name and folder.`, { cause });
  });
  const read = readMapping(text);
  if ('mapping' in read) return text;
  const list = read.problems.map(
    ({ line, column, seen, expected, fix }) => `- line ${line}, column ${column}: found ${seen}, expected ${expected}; ${fix}.`,
  );
  throw new Complaint(`The mapping file ${path} cannot be used:\n${list.join('\n')}`);
}

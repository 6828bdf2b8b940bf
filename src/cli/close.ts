import type { CloseCheck, CloseReport } from '../core/close.ts';
import type { Command } from 'commander';
import { closeMonth, lockMonth } from '../engine/close.ts';
import type { CloseAsked } from '../engine/close-checks.ts';
import { counted, sum, whole } from './figures.ts';
import type { Page } from './office.ts';
import type { AddCommand } from './program.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { indented, wrapped } from './table.ts';
import { workUntilQuiet } from './working.ts';

interface Options {
  readonly ledger?: string;
  readonly lock?: boolean;
  readonly all?: boolean;
}

export const addClose: AddCommand = (program, means, done) => {
  program
    .command('close <month>')
    .description('what is left to do before a month is closed, each with its records (exit code 0 only if nothing is)')
    .option('--ledger <connection>', 'which ledger; the only one if left out')
    .option('--lock', 'close the books through the last day of the month, if nothing is left to do')
    .option('--all', 'every record, and what does not hold up the close')
    .action(async (month: string, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => close(desk, month, options))),
    );
};

async function close(desk: Desk, month: string, options: Options): Promise<Answer> {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new Complaint(`A month is written like 2026-10, and not '${month}'.`);
  const { office, progress } = desk;
  const flows = (await office.flows.all()).filter(({ mode }) => mode !== 'off');
  const ledger = await ledgerNamed(desk, options.ledger ?? null);
  progress.show('reading both sides');
  // What is agreed and due is done first: a change that was only just seen is no reason to keep a month open.
  await workUntilQuiet(desk);
  const asked: CloseAsked = { organisation: office.organisation, ledger, flows, month };
  const report = options.lock === true ? await lockMonth(office, asked, office.by) : await closeMonth(office, asked);
  return { json: report, isTrue: report.isDone, text: (page) => closeLines(report, page, options) };
}

async function ledgerNamed({ office }: Desk, named: string | null): Promise<string> {
  const ledgers = (await office.connections.connections(office.organisation)).filter(
    ({ provider, state }) =>
      state !== 'closed' && office.providers.find(({ manifest }) => manifest.id === provider)?.manifest.role === 'ledger',
  );
  const found = named === null ? ledgers : ledgers.filter(({ connection }) => connection === named);
  const [only] = found;
  const names = ledgers.map(({ connection }) => connection).join(', ');
  if (only === undefined)
    throw new Complaint(ledgers.length === 0 ? 'There is no ledger yet.' : `There is no ledger '${named ?? ''}'; there are ${names}.`);
  if (found.length > 1) throw new Complaint(`There are several ledgers (${names}): name one with --ledger.`);
  return only.connection;
}

/** The list of a month’s close, as people read it. */
function closeLines(report: CloseReport, page: Page, { lock = false, all = false }: Pick<Options, 'lock' | 'all'>): readonly string[] {
  const { checks, lines, isDone, closedThrough } = report;
  const left = checks.filter((check) => check.blocks && !check.isDone).length;
  const found =
    lines.booked === 0
      ? []
      : wrapped(
          `${counted(lines.booked, 'bank line', page)}: ${whole(lines.byMatch, page)} found by themselves, ${whole(lines.byRule, page)} by rules, ${whole(lines.byPerson, page)} by people, ${whole(lines.open, page)} open.`,
          page.columns,
        );
  return [
    `${report.month} in ${report.ledger}`,
    ...found,
    '',
    ...checks.flatMap((check) => checkLines(check, page, all)),
    '',
    ...wrapped(
      !isDone
        ? `${counted(left, 'thing', page)} left to do before ${report.month} can be closed.`
        : lock && closedThrough !== null
          ? `DONE. The books are closed through ${closedThrough}.`
          : `NOTHING IS LEFT TO DO. Close the month with "tieout close ${report.month} --lock".`,
      page.columns,
    ),
  ];
}

function checkLines({ check, blocks, isDone, says, records, count, opens }: CloseCheck, page: Page, all: boolean): readonly string[] {
  const mark = isDone ? 'done' : blocks ? 'OPEN' : 'note';
  const shown = isDone || (!blocks && !all) ? [] : records.slice(0, all ? records.length : 8);
  return [
    ...wrapped(`${mark}  ${check}: ${says}`, page.columns),
    ...shown.flatMap(({ what, on, amount, currency, opens: command }) => {
      const size = amount === null || currency === null ? '' : `  ${sum(amount, currency, page)}`;
      return indented(`- ${on === null ? '' : `${on}  `}${what}${size}  [${command}]`, page.columns);
    }),
    ...(isDone || shown.length >= count ? [] : indented(`… ${opens}`, page.columns)),
  ];
}

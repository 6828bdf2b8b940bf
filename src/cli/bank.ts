import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { addDays, dayIn, firstDayOf, monthOf, readDay } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { bankConnectionOf, bankFlowOf, bankPortsOf } from '../engine/bank-desk.ts';
import { NotDecided, codeLine, confirmSuggestion, refuseSuggestion, undoDecision } from '../engine/bank-decide.ts';
import { importBankFile } from '../engine/bank-import.ts';
import type { BankFileGiven } from '../engine/bank-import.ts';
import { bankScopeOf, matchBank } from '../engine/bank-match.ts';
import type { BankPorts, MatchReport } from '../engine/bank-match.ts';
import { previewRules } from '../engine/bank-rules.ts';
import { poll } from '../engine/poll.ts';
import type { Flow } from '../engine/ports.ts';
import { importedAnswer, linesAnswer, matchedText, previewAnswer, suggestionsAnswer } from './bank-text.ts';
import { counted } from './figures.ts';
import type { Means } from './office.ts';
import type { AddCommand } from './program.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';

type Done = Parameters<AddCommand>[2];

export const addBank: AddCommand = (program, means, done) => {
  const bank = program.command('bank').description('bank lines: read them from files, find what they are about, book them');
  const act = async (work: (desk: Desk) => Promise<Answer>, command: Command): Promise<void> =>
    done(await runInOffice(means, command, (desk) => work(desk).catch(plainly)));
  addImport(bank, means, done);
  bank
    .command('match')
    .description('find out what open lines are about: by themselves where there is proof, else as suggestions')
    .action((_options: object, command: Command) => act((desk) => match(means, desk), command));
  bank
    .command('lines')
    .description('bank lines, and what each was found to be')
    .option('--account <name>', 'of one bank account')
    .option('--from <day>', 'from that day on')
    .option('--through <day>', 'up to that day')
    .option('--open', 'only those that nothing was decided about')
    .action((options: LineOptions, command: Command) => act((desk) => lines(desk, options), command));
  bank
    .command('suggestions')
    .description('what Tieout would not decide by itself, with its reasons')
    .action((_options: object, command: Command) => act(suggestions, command));
  addDeciding(bank, means, act);
  bank
    .command('rules')
    .description("what the mapping's rules would have done with the lines of some days; nothing is changed")
    .option('--from <day>', 'from that day on; the first day of the last quarter if left out')
    .option('--through <day>', 'up to that day; the last day of the last quarter if left out')
    .action((options: LineOptions, command: Command) => act((desk) => preview(desk, options), command));
};

interface ImportOptions {
  readonly account?: string;
  readonly currency?: string;
  readonly yes?: boolean;
  readonly days?: string;
  readonly decimal?: string;
  readonly sign?: string;
  readonly encoding?: string;
}

function addImport(bank: Command, means: Means, done: Done): void {
  bank
    .command('import <file>')
    .description('read a bank file (OFX, QIF, CAMT, MT940, BAI2 or a table): whole, or not at all')
    .option('--account <name>', 'what the account is called here; as the file names it if left out')
    .option('--currency <code>', 'where the file does not say it, such as GBP')
    .option('--yes', 'the way of reading a table that was shown is right')
    .option('--days <order>', 'where a table does not say it: dayFirst or monthFirst')
    .option('--decimal <mark>', 'where a table does not say it: . or ,')
    .option('--sign <sign>', 'where a table does not say it: signed (minus is out) or turned (plus is out)')
    .option('--encoding <name>', 'where the bytes decide wrongly')
    .action(async (file: string, options: ImportOptions, command: Command) =>
      done(await runInOffice(means, command, (desk) => read(means, desk, file, options))),
    );
}

function addDeciding(bank: Command, means: Means, act: (work: (desk: Desk) => Promise<Answer>, command: Command) => Promise<void>): void {
  bank
    .command('confirm <line>')
    .description('a suggestion is right: book it')
    .option('--choice <number>', 'which of the suggestions, from 1', '1')
    .action((line: string, { choice }: { readonly choice: string }, command: Command) =>
      act(
        (desk) => decided(means, desk, 'Booked', (ports, who) => confirmSuggestion(ports, who, { line, choice: placeOf(choice) })),
        command,
      ),
    );
  bank
    .command('refuse <line>')
    .description('a suggestion is wrong: it never comes back')
    .option('--choice <number>', 'which of the suggestions, from 1', '1')
    .action((line: string, { choice }: { readonly choice: string }, command: Command) =>
      act(
        (desk) => decided(means, desk, 'Refused', (ports, who) => refuseSuggestion(ports, who, { line, choice: placeOf(choice) })),
        command,
      ),
    );
  bank
    .command('undo <line>')
    .description('take back what was decided about a line; what was written for it goes, what it settled is open again')
    .action((line: string, _options: object, command: Command) =>
      act((desk) => decided(means, desk, 'Taken back', (ports, who) => undoDecision(ports, who, line)), command),
    );
  bank
    .command('code <line>')
    .description('say what a line was for')
    .requiredOption('--to <account>', "the ledger's account; a bank account makes it a transfer")
    .requiredOption('--contact <name>', 'who paid or was paid')
    .option('--tax <code>', "the ledger's tax code")
    .option('--text <words>', 'what it was; the words of the line if left out')
    .action((line: string, options: CodeOptions, command: Command) => {
      const said = { line, account: options.to, contact: options.contact, tax: options.tax ?? null, description: options.text ?? null };
      return act((desk) => decided(means, desk, 'Booked', (ports, who) => codeLine(ports, who, said)), command);
    });
}

interface CodeOptions {
  readonly to: string;
  readonly contact: string;
  readonly tax?: string;
  readonly text?: string;
}

function placeOf(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new Complaint(`A choice is a number from 1, and not '${text}'.`);
  return Number(text) - 1;
}

async function plainly(error: unknown): Promise<never> {
  throw error instanceof NotDecided ? new Complaint(error.message, { cause: error }) : error;
}

async function read(means: Means, desk: Desk, path: string, options: ImportOptions): Promise<Answer> {
  const { office } = desk;
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Complaint(`The file ${path} cannot be read: check its name and folder.`, { cause });
  });
  const { connection } = await bankConnectionOf(office, office.organisation);
  const given: BankFileGiven = {
    bytes,
    name: basename(path),
    account: options.account ?? null,
    currency: currencySaid(options),
    said: saidBy(options),
    isConfirmed: options.yes === true,
    encoding: options.encoding ?? null,
  };
  const ports = { bank: office.bank, now: office.clock.now(), by: office.by };
  const result = await importBankFile(ports, { organisation: office.organisation, connection }, given);
  const flow = result.is === 'imported' ? await bankFlowOf(office, await office.flows.all()) : null;
  const matched = flow?.mapping.bank ? await matchNow(means, desk, flow) : null;
  return importedAnswer(result, matched, desk.page);
}

function currencySaid({ currency }: ImportOptions): string | null {
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency))
    throw new Complaint(`A currency is three letters such as GBP, and not '${currency}'.`);
  return currency ?? null;
}

function saidBy({ days, decimal, sign }: ImportOptions): BankFileGiven['said'] {
  if (days !== undefined && days !== 'dayFirst' && days !== 'monthFirst') throw new Complaint('--days is dayFirst or monthFirst.');
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') throw new Complaint('--decimal is . or ,');
  if (sign !== undefined && sign !== 'signed' && sign !== 'turned') throw new Complaint('--sign is signed or turned.');
  return { ...(days && { dayOrder: days }), ...(decimal && { mark: decimal }), ...(sign && { sign }) };
}

/** Open items are as fresh as what the ledger showed last, so it is read first. */
async function matchNow(means: Means, desk: Desk, flow: Flow): Promise<MatchReport> {
  const { office, progress } = desk;
  progress.show('reading the ledger');
  await poll(office.engine, office.organisation, flow.target);
  const report = await matchBank(await bankPortsOf(office, flow), flow);
  await wake(means, desk, flow);
  return report;
}

/** What was decided is read by the engine at once, and booked by a server that runs, or by the next `tieout apply`. */
async function wake(means: Means, { office, dataFolder }: Desk, flow: Flow): Promise<void> {
  await poll(office.engine, office.organisation, flow.source);
  await (await means.serverOf(dataFolder))?.wake(office.organisation);
}

async function bankFlowNow({ office }: Desk): Promise<Flow> {
  const flow = await bankFlowOf(office, await office.flows.all());
  if (flow === null) throw new Complaint('No flow books bank lines yet: make one with "tieout flows make bank --from bank --to LEDGER".');
  if (flow.mapping.bank === null)
    throw new Complaint(`The mapping of ${flow.flow} has no section 'bank': say there which accounts of the ledger these are.`);
  return flow;
}

async function match(means: Means, desk: Desk): Promise<Answer> {
  const report = await matchNow(means, desk, await bankFlowNow(desk));
  return { json: report, text: (page) => matchedText(report, page) };
}

async function decided<T>(
  means: Means,
  desk: Desk,
  what: string,
  work: (ports: BankPorts, who: { readonly flow: Flow; readonly by: string }) => Promise<T>,
): Promise<Answer> {
  const flow = await bankFlowNow(desk);
  const result = await work(await bankPortsOf(desk.office, flow), { flow, by: desk.office.by });
  await wake(means, desk, flow);
  return { json: { done: what, result }, text: () => [`${what}.`] };
}

interface LineOptions {
  readonly account?: string;
  readonly from?: string;
  readonly through?: string;
  readonly open?: boolean;
}

async function lines(desk: Desk, options: LineOptions): Promise<Answer> {
  const { office, page } = desk;
  const { connection } = await bankConnectionOf(office, office.organisation);
  const [from, through] = [dayGiven(options.from), dayGiven(options.through)];
  const found = await office.bank.work({ organisation: office.organisation, connection }, async (book) => ({
    lines: await book.lines({ account: options.account ?? null, from, through, isOpen: options.open === true }),
    decisions: await book.decisions(null),
    suggestions: await book.suggestions(),
    accounts: await book.accounts(),
  }));
  return linesAnswer(found, page);
}

async function suggestions(desk: Desk): Promise<Answer> {
  const flow = await bankFlowNow(desk);
  const found = await desk.office.bank.work(bankScopeOf(flow), async (book) => {
    const all = await book.suggestions();
    return { suggestions: all, lines: await book.linesNamed(all.flatMap(({ choices }) => choices.flatMap((choice) => choice.lines))) };
  });
  return suggestionsAnswer(found, desk.page);
}

async function preview(desk: Desk, options: LineOptions): Promise<Answer> {
  const { office, page } = desk;
  const flow = await bankFlowNow(desk);
  const quarter = lastQuarter(dayIn('UTC', office.clock.now()));
  const [from, through] = [dayGiven(options.from) ?? quarter.from, dayGiven(options.through) ?? quarter.through];
  const { bank } = flow.mapping;
  if (bank === null || bank.rules.length === 0)
    return { json: { from, through, rules: [] }, text: () => ['The mapping has no rules: write them under "bank: rules".'] };
  return office.bank.work(bankScopeOf(flow), async (book) => {
    const kept = await book.lines({ account: null, from, through, isOpen: false });
    const previewed = previewRules(
      bank,
      kept.flatMap(({ record, isGone }) => (isGone ? [] : [record])),
      await book.decisions(null),
    );
    return previewAnswer({ from, through, ...previewed }, page, counted(kept.length, 'line', page));
  });
}

function lastQuarter(today: Day): { readonly from: Day; readonly through: Day } {
  const quarter = Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  const first = firstDayOf(`${today.slice(0, 4)}-${String(quarter * 3 + 1).padStart(2, '0')}`);
  const through = addDays(first, -1);
  const before = monthOf(addDays(firstDayOf(monthOf(addDays(firstDayOf(monthOf(through)), -1))), -1));
  return { from: firstDayOf(before), through };
}

function dayGiven(text: string | undefined): Day | null {
  if (text === undefined) return null;
  const day = readDay(text);
  if (day === null) throw new Complaint(`A day is written like 2026-10-31, and not '${text}'.`);
  return day;
}

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { amount } from '../../src/core/decimal.ts';
import { csvDialect } from '../../src/statements/csv-dialect.ts';
import type { CsvDialect } from '../../src/statements/csv-dialect.ts';
import { readStatements } from '../../src/statements/reader.ts';
import type { ReaderOptions } from '../../src/statements/reader.ts';
import type { Found } from '../../src/statements/statement.ts';

/** Bank files of public parsers' test suites, with what those parsers make of them where they say it. Not part of this project. */
export const datasets = process.env.TIEOUT_DATASETS ?? new URL('../../../shared/datasets', import.meta.url).pathname;

/** A line or a balance as both sides can say it: its day and its amount. */
type Figure = string;

interface Expected {
  readonly by: string;
  readonly lines: readonly Figure[];
  readonly balances: readonly Figure[];
}

export interface CorpusResult {
  readonly name: string;
  readonly statements: number;
  readonly lines: number;
  readonly balances: number;
  /** What the file beside it says: the same, or where the two differ; null: nothing is beside it. */
  readonly agrees: { readonly with: string; readonly difference: string | null } | null;
  /** Whether all balances of the file follow from its lines; null: it has none. */
  readonly balancesHold: boolean | null;
  readonly problems: readonly string[];
}

export function corpusFiles(): readonly string[] {
  return globSync(`${datasets}/bank-files/**/*.{sta,txt,ofx,qif,csv,xml}`)
    .filter((path) => basename(path) !== 'requirements.txt')
    .toSorted();
}

/** What a person would answer to the questions of these tables, as their converted files show. */
const answers: Readonly<Record<string, Partial<CsvDialect>>> = {
  'creditunion.csv': { sign: 'signed' },
  'default.csv': { sign: 'signed' },
  'pcmastercard.csv': { sign: 'turned' },
  'payoneer.csv': { dayOrder: 'monthFirst' },
  'stripe-all.csv': { sign: 'signed' },
  'stripe-default.csv': { sign: 'signed' },
  'mint_headerless.csv': {},
};

export function corpusResult(path: string): CorpusResult {
  const bytes = readFileSync(path);
  const name = path.slice(`${datasets}/bank-files/`.length);
  const answer = answers[basename(path)];
  const proposal = answer === undefined ? null : csvDialect(bytes.toString('utf8'));
  const options: ReaderOptions = proposal === null ? {} : { csv: { ...proposal.dialect, ...answer } };
  const found = readStatements(bytes, options);
  const expected = expectedOf(path);
  const [lines, balances] = [linesOf(found), balancesOf(found)];
  const problems = found.flatMap((each) => (each.is === 'problem' ? [`${each.problem.at}: ${each.problem.seen}`] : []));
  const isGap = problems.some((problem) => problem.includes('a closing balance of'));
  return {
    name,
    statements: found.filter(({ is }) => is === 'statement').length,
    lines: lines.length,
    balances: balances.length,
    agrees: expected === null ? null : { with: expected.by, difference: differenceOf(expected, found) },
    balancesHold: balances.length < 2 ? null : !isGap,
    problems,
  };
}

const linesOf = (found: readonly Found[]): readonly Figure[] =>
  found.flatMap((each) => (each.is === 'line' ? [`${each.line.bookedOn} ${each.line.amount}`] : []));

const balancesOf = (found: readonly Found[]): readonly Figure[] =>
  found.flatMap((each) => (each.is === 'balance' ? [`${each.balance.of} ${each.balance.on ?? ''} ${each.balance.amount}`] : []));

function differenceOf(expected: Expected, found: readonly Found[]): string | null {
  const lines = [...linesOf(found)];
  const missing = expected.lines.filter((line) => {
    const at = lines.indexOf(line);
    if (at >= 0) lines.splice(at, 1);
    return at < 0;
  });
  const balances = balancesOf(found);
  const unknown = expected.balances.filter((balance) => !balances.includes(balance));
  const words = [
    ...(missing.length > 0 ? [`not read: ${missing.join(', ')}`] : []),
    ...(lines.length > 0 ? [`read, but not expected: ${lines.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`balances not read: ${unknown.join(', ')}`] : []),
  ];
  return words.length === 0 ? null : words.join('; ');
}

const beside: Readonly<Record<string, string>> = { 'n26-fr.csv': 'n26.ofx', 'ubs-ch-fr_trimmed.csv': 'ubs-ch-fr.qif' };

function expectedOf(path: string): Expected | null {
  const name = basename(path);
  if (path.endsWith('.sta')) return expectedByYaml(`${path.slice(0, -4)}.yml`);
  if (!path.endsWith('.csv')) return null;
  const stem = name.slice(0, -4);
  const [converted] = [beside[name] ?? '', `${stem}.ofx`, `${stem}.qif`]
    .filter((each) => each !== '')
    .flatMap((each) => globSync(`${datasets}/bank-files/csv2ofx/converted/${each}`))
    // Transfers between two accounts are converted to OFX in a shape of their own, without statements.
    .filter((each) => linesOf(readStatements(readFileSync(each))).length > 0);
  if (converted === undefined) return null;
  const found = readStatements(readFileSync(converted));
  return { by: basename(converted), lines: linesOf(found), balances: [] };
}

const day = z.tuple([z.instanceof(Uint8Array)]);
const figure = z.object({ amount: z.tuple([z.string()]) });
const balance = z.object({ amount: figure, date: day });
const result = z.object({
  data: z.object({ final_opening_balance: balance.optional(), final_closing_balance: balance.optional() }).optional(),
  transactions: z
    .array(
      z.object({
        data: z.object({ amount: figure.nullish(), date: day.nullish(), entry_date: day.nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** What the Python package mt940 makes of a file, as its own tests keep it. */
function expectedByYaml(path: string): Expected | null {
  if (globSync(path).length === 0) return null;
  const read = result.parse(parse(readFileSync(path, 'utf8'), { logLevel: 'silent', maxAliasCount: -1 }));
  const lines = (read.transactions ?? []).flatMap(({ data }) => {
    const booked = data?.entry_date ?? data?.date;
    return data?.amount == null || booked == null ? [] : [`${dayOf(booked[0])} ${amount(data.amount.amount[0])}`];
  });
  const { final_opening_balance: opening, final_closing_balance: closing } = read.data ?? {};
  const told = (of: string, each: z.infer<typeof balance> | undefined): readonly Figure[] =>
    each === undefined ? [] : [`${of} ${dayOf(each.date[0])} ${amount(each.amount.amount[0])}`];
  return { by: basename(path), lines, balances: [...told('opening', opening), ...told('closing', closing)] };
}

/** Python keeps a day as four bytes: two of the year, the month, the day. */
function dayOf(bytes: Uint8Array): string {
  const two = (value: number | undefined): string => String(value ?? 0).padStart(2, '0');
  return `${(bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)}-${two(bytes[2])}-${two(bytes[3])}`;
}

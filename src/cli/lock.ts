import type { Command } from 'commander';
import { laterOf, readDay } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { askAgain } from '../engine/close-lock.ts';
import type { Closing, Connection } from '../engine/edge-ports.ts';
import type { AddCommand } from './program.ts';
import { counted, timeText } from './figures.ts';
import type { Page } from './office.ts';
import { Complaint, runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import { table, wrapped } from './table.ts';

interface Options {
  readonly through?: string;
  readonly taxFiled?: string;
  readonly because?: string;
}

export const addLock: AddCommand = (program, means, done) => {
  program
    .command('lock [ledger]')
    .description('how far the books are closed, and close them; nothing is written into closed books')
    .option('--through <day>', "your own close day, beside the ledger's locks; 'none' takes it back")
    .option('--tax-filed <day>', "through which day a tax return was filed; 'none' takes it back")
    .option('--because <reason>', 'why; opening what was closed needs one')
    .action(async (ledger: string | undefined, options: Options, command: Command) =>
      done(await runInOffice(means, command, (desk) => lock(desk, ledger ?? null, options))),
    );
};

interface Standing {
  readonly connection: string;
  readonly ledger: { readonly lockedThrough: Day | null; readonly taxFiledThrough: Day | null };
  readonly own: Closing | null;
  readonly closedThrough: Day | null;
}

async function lock(desk: Desk, named: string | null, options: Options): Promise<Answer> {
  const { office, page } = desk;
  const ledgers = await ledgersNamed(desk, named);
  const said = options.through === undefined && options.taxFiled === undefined ? [] : await say(desk, ledgers, options);
  const standings = await Promise.all(ledgers.map((ledger) => standingOf(desk, ledger)));
  const [only] = ledgers;
  const past = only !== undefined && ledgers.length === 1 ? await office.closings.said(only) : [];
  return {
    json: { ledgers: standings, said: past },
    text: () => [...said, ...standingTable(standings, page), ...pastLines(past, page)],
  };
}

async function ledgersNamed({ office }: Desk, named: string | null): Promise<readonly Connection[]> {
  const all = (await office.connections.connections(office.organisation)).filter(
    ({ provider, state }) =>
      state !== 'closed' && office.providers.find(({ manifest }) => manifest.id === provider)?.manifest.role === 'ledger',
  );
  if (all.length === 0) throw new Complaint('There is no ledger yet: connect one with "tieout connect".');
  const found = named === null ? all : all.filter(({ connection }) => connection === named);
  if (found.length === 0)
    throw new Complaint(`There is no ledger '${named ?? ''}'; there are ${all.map((one) => one.connection).join(', ')}.`);
  return found;
}

async function say(desk: Desk, ledgers: readonly Connection[], options: Options): Promise<readonly string[]> {
  const { office, page } = desk;
  const [ledger] = ledgers;
  if (ledger === undefined || ledgers.length > 1)
    throw new Complaint(
      `There are several ledgers (${ledgers.map(({ connection }) => connection).join(', ')}): name the one whose books you close.`,
    );
  const [before] = await office.closings.said(ledger);
  const closedThrough = options.through === undefined ? (before?.closedThrough ?? null) : dayOrNone(options.through);
  const taxFiledThrough = options.taxFiled === undefined ? (before?.taxFiledThrough ?? null) : dayOrNone(options.taxFiled);
  const opens = isEarlier(closedThrough, before?.closedThrough ?? null) || isEarlier(taxFiledThrough, before?.taxFiledThrough ?? null);
  if (opens && options.because === undefined)
    throw new Complaint('This opens books that were closed: say why with --because, so that the next person knows.');
  const because = options.because ?? null;
  await office.closings.say(ledger, { saidAt: office.clock.now(), saidBy: office.by, closedThrough, taxFiledThrough, because });
  const asked = opens ? await askAgainOf(desk, ledger) : 0;
  const through = laterOf(closedThrough, taxFiledThrough);
  return [
    ...wrapped(
      through === null
        ? `${ledger.label}: nothing is closed by your own word any more.`
        : `${ledger.label}: nothing is written that is dated ${through} or earlier, neither made, changed nor taken back.`,
      page.columns,
    ),
    ...(asked === 0 ? [] : [`${counted(asked, 'question', page)} about closed books will be looked at again.`]),
    '',
  ];
}

async function askAgainOf({ office }: Desk, ledger: Connection): Promise<number> {
  const flows = (await office.flows.all()).filter(({ target }) => target === ledger.connection);
  return askAgain(
    office,
    flows.map(({ flow }) => flow),
  );
}

async function standingOf({ office }: Desk, ledger: Connection): Promise<Standing> {
  const { session } = await office.engine.open(office.organisation, ledger.connection);
  const [organisation, said] = await Promise.all([session.organisation(), office.closings.said(ledger)]);
  const { lockedThrough, taxFiledThrough } = organisation;
  const own = said[0] ?? null;
  const byUs = laterOf(own?.closedThrough ?? null, own?.taxFiledThrough ?? null);
  return {
    connection: ledger.connection,
    ledger: { lockedThrough, taxFiledThrough },
    own,
    closedThrough: laterOf(laterOf(lockedThrough, taxFiledThrough), byUs),
  };
}

const standingTable = (standings: readonly Standing[], page: Page): readonly string[] => {
  const shown = (day: Day | null): string => (day === null ? 'open' : day);
  return table(
    [
      { title: 'ledger', gives: true },
      { title: "ledger's lock" },
      { title: 'tax filed', isExtra: true },
      { title: 'your own' },
      { title: 'closed through' },
    ],
    standings.map(({ connection, ledger, own, closedThrough }) => [
      connection,
      shown(ledger.lockedThrough),
      shown(laterOf(ledger.taxFiledThrough, own?.taxFiledThrough ?? null)),
      shown(own?.closedThrough ?? null),
      shown(closedThrough),
    ]),
    page.columns,
  );
};

const pastLines = (past: readonly Closing[], page: Page): readonly string[] =>
  past.length === 0
    ? []
    : [
        '',
        ...past.flatMap(({ saidAt, saidBy, closedThrough, taxFiledThrough, because }) =>
          wrapped(
            `${timeText(saidAt, page)}  ${saidBy}: close day ${closedThrough ?? 'none'}, tax filed through ${taxFiledThrough ?? 'none'}${because === null ? '' : ` (${because})`}`,
            page.columns,
          ),
        ),
      ];

function dayOrNone(text: string): Day | null {
  if (text === 'none') return null;
  const day = readDay(text);
  if (day === null) throw new Complaint(`A day is written like 2026-10-31, and not '${text}'.`);
  return day;
}

const isEarlier = (next: Day | null, before: Day | null): boolean => before !== null && (next === null || next < before);

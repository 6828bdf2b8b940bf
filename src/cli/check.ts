import type { Command } from 'commander';
import type { Finding } from '../contract/connector.ts';
import type { Connection } from '../engine/edge-ports.ts';
import type { Flow } from '../engine/ports.ts';
import { poll } from '../engine/poll.ts';
import type { AddCommand } from './program.ts';
import { counted, timeText } from './figures.ts';
import { flowNamed } from './flows.ts';
import { preflightOf } from './preflight.ts';
import { runInOffice } from './run.ts';
import type { Answer, Desk } from './run.ts';
import type { Means, Page } from './office.ts';
import { indented, wrapped } from './table.ts';

interface Checked {
  readonly about: string;
  readonly findings: readonly Finding[];
}

export const addCheck: AddCommand = (program, means, done) => {
  program
    .command('check [flow]')
    .description('whether everything is as it must be; each finding says which setting to change, and where')
    .option('--no-look', 'do not read the connections first')
    .action(async (name: string | undefined, options: { readonly look: boolean }, command: Command) =>
      done(await runInOffice(means, command, (desk) => check(means, desk, name ?? null, options.look))),
    );
};

async function check(means: Means, desk: Desk, name: string | null, looks: boolean): Promise<Answer> {
  const { office } = desk;
  const flows = name === null ? await office.flows.all() : [await flowNamed(desk, name)];
  const connections = await office.connections.connections(office.organisation);
  const used = connections.filter(
    ({ state, connection }) =>
      state !== 'closed' && (name === null || flows.some(({ source, target }) => source === connection || target === connection)),
  );
  const checked: Checked[] = [{ about: 'this place', findings: await placeFindings(means, desk) }];
  for (const connection of used)
    checked.push({ about: connection.connection, findings: [await connectionFinding(desk, connection, looks)] });
  const broken = checked.filter(({ findings }) => findings.some(({ ok }) => !ok)).map(({ about }) => about);
  for (const flow of flows) checked.push({ about: flow.flow, findings: await flowFindings(desk, flow, broken) });
  const all = checked.flatMap(({ findings }) => findings);
  const failed = all.filter(({ ok }) => !ok).length;
  return {
    json: { ok: failed === 0, checks: checked.flatMap(({ about, findings }) => findings.map((finding) => ({ about, ...finding }))) },
    isTrue: failed === 0,
    text: (page) => [
      ...checked.flatMap((one) => checkedLines(one, page)),
      '',
      failed === 0
        ? `All ${counted(all.length, 'check', page)} passed.`
        : `${counted(failed, 'check', page)} of ${all.length} failed; each says above what to change, and where.`,
    ],
  };
}

function checkedLines({ about, findings }: Checked, page: Page): readonly string[] {
  return [
    '',
    about,
    ...findings.flatMap(({ check, ok, seen, expected, fix }) => {
      const text = ok ? `✓ ${check}: ${seen}` : `✗ ${check}: found ${seen}, expected ${expected}`;
      const [first = '', ...rest] = wrapped(text, page.columns - 4);
      return [`  ${first}`, ...rest.map((line) => `    ${line}`), ...(fix === null ? [] : indented(`→ ${fix}`, page.columns, 4))];
    }),
  ];
}

async function placeFindings(means: Means, desk: Desk): Promise<readonly Finding[]> {
  const server = await means.serverOf(desk.dataFolder);
  const flows = await desk.office.flows.all();
  const needsServer = flows.some(({ mode }) => mode === 'live');
  return [
    { check: 'the database answers', ok: true, seen: desk.office.place, expected: 'a PostgreSQL', fix: null },
    {
      check: 'a server does the work',
      ok: server !== null || !needsServer,
      seen: server === null ? (needsServer ? 'none runs' : 'none runs, and no flow is live') : `process ${server.pid} at ${server.address}`,
      expected: 'a server while flows are live',
      fix: server !== null || !needsServer ? null : 'Start it with: tieout serve',
    },
  ];
}

/** Whether the account can be read; reading it also brings what the next checks look at. */
async function connectionFinding({ office, progress }: Desk, connection: Connection, looks: boolean): Promise<Finding> {
  const check = `${connection.label} can be reached`;
  const expected = 'an account that lets us in';
  if (connection.state === 'expired')
    return {
      check,
      ok: false,
      seen: 'a sign-in that is no longer accepted',
      expected,
      fix: `Sign in again, to the same organisation: tieout connect --reconnect ${connection.connection}`,
    };
  if (!looks) return { check, ok: true, seen: connection.state, expected, fix: null };
  try {
    progress.show(`reading ${connection.label}`);
    const report = await poll(office.engine, office.organisation, connection.connection);
    return { check, ok: true, seen: `it answers (${report.seen} records looked at)`, expected, fix: null };
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return { check, ok: false, seen, expected, fix: `If it stays so, sign in again: tieout connect --reconnect ${connection.connection}` };
  }
}

async function flowFindings(desk: Desk, flow: Flow, broken: readonly string[]): Promise<readonly Finding[]> {
  const unreachable = [flow.source, flow.target].filter((connection) => broken.includes(connection));
  const before: readonly Finding[] =
    unreachable.length > 0
      ? [
          {
            check: 'its settings',
            ok: false,
            seen: `nothing, because ${unreachable.join(' and ')} cannot be reached`,
            expected: 'both sides',
            fix: 'Mend the connection first',
          },
        ]
      : await preflightOf(desk, flow);
  return [...before, ...(await workFindings(desk, flow))];
}

async function workFindings({ office, page }: Desk, flow: Flow): Promise<readonly Finding[]> {
  const progress = (await office.reading.progress(office.organisation)).find((one) => one.flow === flow.flow);
  if (!progress) return [];
  const late = progress.nextDue !== null && office.clock.now() - progress.nextDue > 600_000 && flow.mode !== 'off';
  return [
    {
      check: 'no question waits for a person',
      ok: progress.held === 0,
      seen: progress.held === 0 ? 'none' : counted(progress.held, 'record is held', page, 'records are held'),
      expected: 'none',
      fix: progress.held === 0 ? null : 'See the questions and their answers: tieout holds',
    },
    {
      check: 'the work is up to date',
      ok: !late,
      seen:
        late && progress.nextDue !== null
          ? `${counted(progress.dirty, 'record', page)} due since ${timeText(progress.nextDue, page)}${progress.lastError === null ? '' : ` (${progress.lastError})`}`
          : 'nothing is late',
      expected: 'nothing due for more than ten minutes',
      fix: late ? 'Start the server (tieout serve), or work once: tieout apply' : null,
    },
  ];
}

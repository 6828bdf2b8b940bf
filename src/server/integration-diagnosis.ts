import * as asked from '../api/integrations-asked.ts';
import type { Diagnosis, SetupFinding } from '../api/integrations.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Connection } from '../engine/edge-ports.ts';
import type { Flow } from '../engine/ports.ts';
import { checkFlow } from '../engine/setup-check.ts';
import { connectionNamed, manifestOf } from './integration-parts.ts';
import type { IntegrationParts } from './integration-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

/** The troubleshooting list, run by itself: each line says what was seen, and which setting to change where. */
export function addDiagnosis(server: OfficeServer, parts: IntegrationParts): void {
  server.get(
    '/v1/connections/:connection/diagnosis',
    { schema: { tags: ['integrations'], summary: 'What is wrong, if anything', params: asked.connectionParams }, config: { may: 'read' } },
    async ({ organisation, actor, params }): Promise<Diagnosis> => {
      const connection = await connectionNamed(parts, organisation, params.connection);
      const flows = (await parts.flowsOf(organisation, nameOf(actor)).all()).filter(
        ({ source, target }) => source === connection.connection || target === connection.connection,
      );
      return { checks: await diagnose(parts, connection, flows), ranAt: parts.clock.now() };
    },
  );
}

async function diagnose(parts: IntegrationParts, connection: Connection, flows: readonly Flow[]): Promise<readonly SetupFinding[]> {
  const manifest = manifestOf(parts, connection.provider);
  const reached = await reach(parts, connection, manifest);
  return [
    ...reached,
    await readLately(parts, connection, manifest, flows),
    ...(await limits(parts, connection, manifest)),
    ...(await heard(parts, connection, manifest)),
    ...(await work(parts, flows)),
    // Asking the ledger makes sense only when it answers.
    ...(reached.every(({ ok }) => ok) ? await settings(parts, connection, flows) : []),
  ];
}

const finding = (
  check: string,
  of: { readonly ok: boolean; readonly seen: string; readonly expected: string; readonly fix: string },
): SetupFinding => ({
  check,
  ok: of.ok,
  seen: of.seen,
  expected: of.expected,
  fix: of.ok ? null : of.fix,
});

/** Whether it lets us in, and whose books answer. */
async function reach(parts: IntegrationParts, connection: Connection, manifest: Manifest): Promise<readonly SetupFinding[]> {
  const { label, state, organisation } = connection;
  const isReady = state === 'ready';
  const signedIn = finding(`${label} accepts the sign-in`, {
    ok: isReady,
    seen: isReady ? 'it does' : state === 'expired' ? 'it no longer does' : 'it was disconnected',
    expected: 'a sign-in that is accepted',
    fix: `Connect ${label} again, to the same organisation; nothing that waits is lost`,
  });
  // What is inside our own process, or was imported, has nobody to ask.
  if (!isReady || manifest.auth.type === 'none') return [signedIn];
  const expected = `the books of ${label}`;
  try {
    const opened = await parts.engine.open(organisation, connection.connection);
    const found = await opened.session.organisation();
    return [
      signedIn,
      finding(`${manifest.label} answers`, {
        ok: true,
        seen: found.name,
        expected,
        fix: '',
      }),
    ];
  } catch (cause) {
    const seen = cause instanceof Error ? cause.message : String(cause);
    return [signedIn, finding(`${manifest.label} answers`, { ok: false, seen, expected, fix: `If it stays so, connect ${label} again` })];
  }
}

async function readLately(
  parts: IntegrationParts,
  connection: Connection,
  manifest: Manifest,
  flows: readonly Flow[],
): Promise<SetupFinding> {
  const bookmarks = await parts.reading.bookmarks(connection.organisation, connection.connection);
  const last = Math.max(0, ...bookmarks.flatMap(({ polledAt }) => polledAt ?? []));
  const late = Math.floor((parts.clock.now() - last) / 60_000);
  const isUsed = flows.some(({ mode }) => mode !== 'off');
  const most = Math.ceil((3 * manifest.poll.everySeconds) / 60) + 10;
  return finding('it is read in time', {
    ok: !isUsed || late <= most,
    seen: last === 0 ? 'it was never read' : late === 0 ? 'read within the last minute' : `read ${late} minutes ago`,
    expected: isUsed ? `read at least every ${most} minutes` : 'nothing; no flow uses it',
    fix: 'See below what keeps it; if nothing does, restart the server',
  });
}

async function limits(parts: IntegrationParts, connection: Connection, manifest: Manifest): Promise<readonly SetupFinding[]> {
  const now = parts.clock.now();
  const { used, pausedUntil } = await parts.setups.callsToday(connection, now);
  const perDay = manifest.limits?.perDay ?? null;
  const seconds = Math.ceil((pausedUntil - now) / 1000);
  return [
    ...(manifest.limits === null
      ? []
      : [
          finding(`${manifest.label} takes our calls`, {
            ok: pausedUntil <= now,
            seen: pausedUntil <= now ? 'it does' : `it asked us to wait, ${seconds} seconds more`,
            expected: 'no wait',
            fix: 'It goes on by itself; if it happens often, see which other apps use the same account',
          }),
        ]),
    ...(perDay === null
      ? []
      : [
          finding('calls are left for today', {
            ok: used < perDay,
            seen: `${used} of ${perDay} used`,
            expected: `fewer than ${perDay}`,
            fix: 'It goes on when the day is over; a larger plan for apps at the provider has more calls',
          }),
        ]),
  ];
}

async function heard(parts: IntegrationParts, connection: Connection, manifest: Manifest): Promise<readonly SetupFinding[]> {
  if (manifest.webhooks.length === 0) return [];
  const app = await parts.connections.app(connection.organisation, connection.provider);
  const hasKey = (app?.webhookSecrets.length ?? 0) > 0;
  const last = await parts.setups.lastHeard(connection);
  const minutes = last === null ? null : Math.floor((parts.clock.now() - last) / 60_000);
  return [
    finding('changes are told by webhooks', {
      ok: hasKey,
      seen: !hasKey
        ? 'no signing key is known'
        : minutes === null
          ? 'a key is known, and none has come yet'
          : `the last one came ${minutes} minutes ago`,
      expected: 'a signing key; without one changes are seen when it is read the next time',
      fix: `At ${manifest.label}, send webhooks to ${parts.address()}/hooks/${connection.connection}, and give their signing key here`,
    }),
  ];
}

async function work(parts: IntegrationParts, flows: readonly Flow[]): Promise<readonly SetupFinding[]> {
  const [first] = flows;
  if (first === undefined) return [];
  const progress = (await parts.reading.progress(first.organisation)).filter((one) => flows.some(({ flow }) => flow === one.flow));
  const held = progress.reduce((sum, one) => sum + one.held, 0);
  const now = parts.clock.now();
  const late = progress.find(
    ({ flow, nextDue }) => nextDue !== null && now - nextDue > 600_000 && flows.some((one) => one.flow === flow && one.mode !== 'off'),
  );
  const error = progress.find(({ lastError }) => lastError !== null)?.lastError ?? null;
  return [
    finding('no question waits for a person', {
      ok: held === 0,
      seen: held === 0 ? 'none' : `${held} ${held === 1 ? 'record is' : 'records are'} held`,
      expected: 'none',
      fix: 'Answer them under Holds',
    }),
    finding('the work is up to date', {
      ok: late === undefined && error === null,
      seen: error ?? (late === undefined ? 'nothing is late' : `${late.dirty} records are due for more than ten minutes`),
      expected: 'nothing is late',
      fix: 'It is tried again by itself; if it stays so, the log says what happened last',
    }),
  ];
}

async function settings(parts: IntegrationParts, connection: Connection, flows: readonly Flow[]): Promise<readonly SetupFinding[]> {
  const findings: SetupFinding[] = [];
  for (const flow of flows.filter(({ target }) => target === connection.connection)) findings.push(...(await checkFlow(parts, flow)));
  return [...new Map(findings.map((each) => [each.check, each])).values()];
}

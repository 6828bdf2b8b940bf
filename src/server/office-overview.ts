import * as asked from '../api/office-asked.ts';
import type { FlowCard, Overview, Side } from '../api/office.ts';
import { addDays, dayIn } from '../core/day.ts';
import { goLive } from '../engine/go-live.ts';
import { healthOfFlow, healthOfSide } from '../engine/office-health.ts';
import { beginOf, daysUpTo, summaryOf } from '../engine/office-summary.ts';
import type { FlowFacts, SideFacts } from '../engine/overview-port.ts';
import { Problem, flowNamed, notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';
import { isAllowed } from './scope.ts';

const tags = ['overview'];
const shownDays = 30;

/** Whether the books tie out, and how each flow is. */
export function addOverview(server: OfficeServer, parts: OfficeParts): void {
  const { overview } = parts;
  const whole = { tags, summary: 'Whether the books tie out, and how each flow is' };
  server.get('/v1/overview', { schema: whole, config: { may: 'read' } }, async ({ organisation }): Promise<Overview> => {
    const [flows, connections, proofs, work] = await Promise.all([
      flowCards(parts, organisation),
      sidesOf(parts, organisation),
      overview.lastProofs(organisation),
      overview.openWork(organisation),
    ]);
    const used = flows.filter(({ mode }) => mode !== 'off').map(({ flow }) => flow);
    const live = flows.filter(({ mode }) => mode === 'live').map(({ flow }) => flow);
    const proven = summaryOf(
      proofs.filter(({ flow }) => used.includes(flow)),
      live,
    );
    return { proven, flows, ...work, connections };
  });
  server.get('/v1/flows', { schema: { tags, summary: 'The flows' }, config: { may: 'read' } }, ({ organisation }) =>
    flowCards(parts, organisation),
  );
  const one = { tags, summary: 'One flow', params: asked.flowParams };
  server.get('/v1/flows/:flow', { schema: one, config: { may: 'read' } }, async ({ organisation, params }): Promise<FlowCard> =>
    cardOf(parts, organisation, params.flow),
  );
  addChanges(server, parts);
}

function addChanges(server: OfficeServer, parts: OfficeParts): void {
  const { keeping, clock, wake } = parts;
  const mode = { tags, summary: 'Switch a flow on, off, or to live', params: asked.flowParams, body: asked.modeChange };
  server.post('/v1/flows/:flow/mode', { schema: mode, config: { may: 'keep', deed: 'switched a flow' } }, async (request, reply) => {
    const { organisation, params, body } = request;
    const { flow } = await flowNamed(parts, organisation, params.flow);
    if (body.mode === 'live') {
      if (!isAllowed(request, reply, 'approve')) return reply;
      await start(parts, organisation, flow);
    } else await keeping.setMode({ organisation, flow }, body.mode, clock.now());
    wake();
    return cardOf(parts, organisation, flow);
  });
  const approval = { tags, summary: 'Whether batches wait for a person', params: asked.flowParams, body: asked.approvalChange };
  server.post(
    '/v1/flows/:flow/approval',
    { schema: approval, config: { may: 'approve', deed: 'said whether batches wait for approval' } },
    async ({ organisation, params, body }) => {
      const { flow } = await flowNamed(parts, organisation, params.flow);
      await keeping.setApproval({ organisation, flow }, body.approval);
      return cardOf(parts, organisation, flow);
    },
  );
  const look = { tags, summary: 'Look at every record again', params: asked.flowParams };
  server.post(
    '/v1/flows/:flow/look',
    { schema: look, config: { may: 'keep', deed: 'had every record looked at again' } },
    async ({ organisation, params }) => {
      const { flow } = await flowNamed(parts, organisation, params.flow);
      await keeping.look({ organisation, flow }, clock.now());
      wake();
      return cardOf(parts, organisation, flow);
    },
  );
}

/** Law F3: what was open before the first day is shown before anything is written, and it is the person's to settle. */
async function start({ decisions, keeping, clock }: OfficeParts, organisation: string, flow: string): Promise<void> {
  const scope = { organisation, flow };
  const outcome = await goLive({ decisions, setLive: () => keeping.setMode(scope, 'live', clock.now()) }, scope);
  if (outcome.is === 'live') return;
  throw new Problem(409, {
    error: 'Documents from before the first day are still open and unknown to the ledger.',
    seen: `${outcome.open.length}, the first is ${outcome.open[0]?.number ?? 'without a number'} of ${outcome.open[0]?.day ?? 'an unknown day'}`,
    fix: 'Answer their questions: link each to its document, or leave it out.',
    open: outcome.open,
  });
}

async function sidesOf({ overview }: OfficeParts, organisation: string): Promise<Overview['connections']> {
  const sides = (await overview.flows(organisation)).flatMap(({ source, target }) => [source, target]);
  return [...new Map(sides.map((side) => [side.connection, side])).values()].map((side) => ({
    connection: side.connection,
    label: side.label,
    provider: side.provider,
    health: healthOfSide(side),
  }));
}

async function cardOf(parts: OfficeParts, organisation: string, flow: string): Promise<FlowCard> {
  const found = (await flowCards(parts, organisation)).find((card) => card.flow === flow);
  if (found === undefined) throw notFound('flow', flow);
  return found;
}

async function flowCards({ overview, clock, connectorOf }: OfficeParts, organisation: string): Promise<readonly FlowCard[]> {
  const timeZone = await overview.timeZone(organisation);
  const now = clock.now();
  const today = dayIn(timeZone, now);
  const [flows, delays, days, proofs] = await Promise.all([
    overview.flows(organisation),
    overview.delays(organisation, { from: beginOf(today, timeZone), to: now + 1 }),
    overview.days(organisation, { from: beginOf(addDays(today, 1 - shownDays), timeZone), timeZone }),
    overview.lastProofs(organisation),
  ]);
  const sideOf = ({ connection, label, provider }: SideFacts): Side => ({
    connection,
    label,
    provider,
    role: connectorOf(provider)?.manifest.role ?? 'platform',
  });
  return flows.map((flow): FlowCard => {
    const proven = proofs.find((proof) => proof.flow === flow.flow);
    return {
      flow: flow.flow,
      agreement: flow.agreement,
      source: sideOf(flow.source),
      target: sideOf(flow.target),
      kinds: flow.kinds,
      mode: flow.mode,
      approval: flow.approval,
      startsOn: flow.startsOn,
      health: healthOfFlow(flow),
      lastChangeSeenAt: flow.lastChangeSeenAt,
      delay: delays.get(flow.flow) ?? null,
      counts: countsOf(flow),
      proven: proven === undefined ? null : { word: proven.word, madeAt: proven.madeAt, headline: proven.headline },
      days: daysUpTo(
        today,
        shownDays,
        days.filter((day) => day.flow === flow.flow),
      ),
    };
  });
}

const countsOf = ({ inSync, pending, held, excluded }: FlowFacts): FlowCard['counts'] => ({
  atSource: inSync + pending + held + excluded,
  inSync,
  pending,
  held,
  excluded,
});

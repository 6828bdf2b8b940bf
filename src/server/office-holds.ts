import type { FastifyRequest } from 'fastify';
import * as asked from '../api/office-asked.ts';
import type { HoldAnswered, HoldCount, HoldRow } from '../api/office.ts';
import { effectOf } from '../engine/office-effects.ts';
import { answerInOffice } from '../engine/office-holds.ts';
import type { HoldFacts } from '../engine/overview-port.ts';
import { Problem, decidingFor, notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

const tags = ['holds'];

/** The questions that wait for a person, and their answers. */
export function addHolds(server: OfficeServer, parts: OfficeParts): void {
  const { overview } = parts;
  const list = { tags, summary: 'The questions that wait, oldest first', querystring: asked.holdsQuery };
  server.get('/v1/holds', { schema: list, config: { may: 'read' } }, async ({ organisation, query }): Promise<readonly HoldRow[]> => {
    const { flow = null, code = null, after = null, limit } = query;
    return (await overview.holds(organisation, { flow, code, after, limit })).map(holdRow);
  });
  const counts = { tags, summary: 'How many questions of each sort wait', querystring: asked.holdsQuery.pick({ flow: true }) };
  server.get('/v1/holds/counts', { schema: counts, config: { may: 'read' } }, ({ organisation, query }): Promise<readonly HoldCount[]> =>
    overview.holdCounts(organisation, query.flow ?? null),
  );
  const one = { tags, summary: 'One question', params: asked.holdParams };
  server.get('/v1/holds/:hold', { schema: one, config: { may: 'read' } }, async ({ organisation, params }): Promise<HoldRow> =>
    holdRow(await openHold(parts, organisation, params.hold)),
  );
  const answer = { tags, summary: 'Answer a question by one of its fixes', params: asked.holdParams, body: asked.holdAnswer };
  server.post(
    '/v1/holds/:hold/answer',
    { schema: answer, config: { may: 'keep', deed: 'answered a question' } },
    async (request): Promise<HoldAnswered> => {
      const { params, body } = request;
      const found = await overview.hold(request.organisation, params.hold);
      if (found === null) throw notFound('question', params.hold);
      return answerAll(parts, request, { holds: [found], ...body });
    },
  );
  const several = { tags, summary: 'Answer several questions alike', body: asked.holdsAnswer };
  server.post(
    '/v1/holds/answer',
    { schema: several, config: { may: 'keep', deed: 'answered questions' } },
    async (request): Promise<HoldAnswered> => {
      const { holds: names, ...said } = request.body;
      const holds: HoldFacts[] = [];
      for (const name of new Set(names)) {
        const found = await overview.hold(request.organisation, name);
        if (found === null) throw notFound('question', name);
        holds.push(found);
      }
      return answerAll(parts, request, { holds, ...said });
    },
  );
}

async function openHold({ overview }: OfficeParts, organisation: string, name: string): Promise<HoldFacts> {
  const found = await overview.hold(organisation, name);
  if (found === null) throw notFound('question', name);
  if (found.closedAt !== null) throw new Problem(404, { error: 'This question has been answered, or answered itself.', seen: name });
  return found;
}

interface Answers {
  readonly holds: readonly HoldFacts[];
  readonly fix: string;
  readonly because: string | null;
}

/** Nothing is answered unless the answer fits all of them. */
async function answerAll(parts: OfficeParts, request: FastifyRequest, { holds, fix, because }: Answers): Promise<HoldAnswered> {
  const open = holds.filter(({ closedAt }) => closedAt === null);
  for (const hold of open) mustFit(hold, fix, because);
  const deciding = decidingFor(parts, request);
  const tooLate = holds.filter(({ closedAt }) => closedAt !== null).map(({ hold }) => hold);
  for (const { hold } of open) if (!(await answerInOffice(deciding, parts.keeping, { hold, fix, because }))) tooLate.push(hold);
  parts.wake();
  return { answered: holds.length - tooLate.length, tooLate };
}

function mustFit({ question, number, id }: HoldFacts, fix: string, because: string | null): void {
  const chosen = question.fixes.find((each) => each.id === fix);
  if (chosen === undefined)
    throw new Problem(400, {
      error: `The question about ${number ?? id} has no such answer.`,
      seen: fix,
      expected: question.fixes.map((each) => each.id).join(', '),
    });
  if (chosen.action.do === 'exclude' && (because ?? '').trim() === '')
    throw new Problem(400, {
      error: 'Leaving a record out needs a reason.',
      expected: 'a reason in `because`',
      fix: 'Say why it is left out.',
    });
}

/** A question as pages show it. */
export const holdRow = (facts: HoldFacts): HoldRow => ({
  hold: facts.hold,
  flow: facts.flow,
  kind: facts.kind,
  id: facts.id,
  number: facts.number,
  code: facts.code,
  text: facts.question.text,
  evidence: facts.question.evidence,
  fixes: facts.question.fixes.map(({ id, label, action }) => ({ id, label, does: action.do, effect: effectOf(action) })),
  openedAt: facts.openedAt,
  gross: facts.gross,
  currency: facts.currency,
  day: facts.day,
  party: facts.party,
});

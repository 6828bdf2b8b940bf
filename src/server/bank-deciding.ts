import type { FastifyRequest } from 'fastify';
import * as asked from '../api/bank-asked.ts';
import type { BankItemRow, BankMatchRow } from '../api/bank.ts';
import { itemsForLine, leaveOut, settleByHand } from '../engine/bank-by-hand.ts';
import { NotDecided, codeLine, confirmSuggestion, refuseSuggestion, undoDecision } from '../engine/bank-decide.ts';
import type { Deciding } from '../engine/bank-decide.ts';
import { bankPortsOf } from '../engine/bank-desk.ts';
import type { BankPorts } from '../engine/bank-match.ts';
import { mappedFlow, matchNow, showLines } from './bank-parts.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { matchRow } from './bank-rows.ts';
import { Problem } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['bank'];
const params = asked.bankLineParams;

/** What people say about lines. */
export function addBankDeciding(server: OfficeServer, parts: BankRouteParts): void {
  const match = { tags, summary: 'Find out what open lines are about' };
  server.post('/v1/bank/match', { schema: match, config: { may: 'keep', deed: 'matched bank lines' } }, ({ organisation }) =>
    matchNow(parts, organisation),
  );
  addAnswers(server, parts);
  addByHand(server, parts);
  const undo = { tags, summary: 'Take back what was decided about a line', params };
  server.post(
    '/v1/bank/lines/:line/undo',
    { schema: undo, config: { may: 'approve', deed: 'took back what a bank line was' } },
    async (request) => ({
      lines: await decided(parts, request, (ports, who) => undoDecision(ports, who, request.params.line)),
    }),
  );
}

/** Yes or no to what is suggested. */
function addAnswers(server: OfficeServer, parts: BankRouteParts): void {
  const schema = { tags, params, body: asked.bankChoice };
  server.post(
    '/v1/bank/lines/:line/confirm',
    { schema: { ...schema, summary: 'A suggestion is right: book it' }, config: { may: 'keep', deed: 'confirmed what a bank line is' } },
    async (request): Promise<BankMatchRow> => {
      const { choice, match } = request.body;
      const said = { line: request.params.line, choice, print: match };
      return matchRow(await decided(parts, request, (ports, who) => confirmSuggestion(ports, who, said)));
    },
  );
  server.post(
    '/v1/bank/lines/:line/refuse',
    {
      schema: { ...schema, summary: 'A suggestion is wrong: it never comes back' },
      config: { may: 'keep', deed: 'refused what a bank line was said to be' },
    },
    async (request): Promise<BankMatchRow> => {
      const { choice, match } = request.body;
      const said = { line: request.params.line, choice, print: match };
      return matchRow(await decided(parts, request, (ports, who) => refuseSuggestion(ports, who, said)));
    },
  );
}

/** What nobody suggested. */
function addByHand(server: OfficeServer, parts: BankRouteParts): void {
  const items = { tags, summary: 'What a line may be about, the nearest first', params, querystring: asked.bankItemsQuery };
  server.get(
    '/v1/bank/lines/:line/items',
    { schema: items, config: { may: 'read' } },
    async ({ organisation, params: { line }, query }): Promise<readonly BankItemRow[]> => {
      const flow = await mappedFlow(parts, organisation);
      return itemsForLine(await bankPortsOf(parts, flow), { flow }, { line, search: query.search || null }).catch(plainly);
    },
  );
  const settle = { tags, summary: 'Say which documents a line settles', params, body: asked.bankSettling };
  server.post(
    '/v1/bank/lines/:line/settle',
    { schema: settle, config: { may: 'keep', deed: 'matched a bank line by hand' } },
    async (request): Promise<BankMatchRow> => {
      const said = { line: request.params.line, ...request.body };
      return matchRow(await decided(parts, request, (ports, who) => settleByHand(ports, who, said)));
    },
  );
  const code = { tags, summary: 'Say what a line was for', params, body: asked.bankCoding };
  server.post(
    '/v1/bank/lines/:line/code',
    { schema: code, config: { may: 'keep', deed: 'said what a bank line was for' } },
    async (request) => {
      const { line } = request.params;
      await decided(parts, request, (ports, who) => codeLine(ports, who, { line, ...request.body }));
      return { line };
    },
  );
  const leave = { tags, summary: 'Say that a line is nothing for these books', params, body: asked.bankLeaving };
  server.post('/v1/bank/lines/:line/leave', { schema: leave, config: { may: 'keep', deed: 'left a bank line out' } }, async (request) => {
    const { line } = request.params;
    await decided(parts, request, (ports, who) => leaveOut(ports, who, { line, because: request.body.because }));
    return { line };
  });
}

async function decided<T>(
  parts: BankRouteParts,
  request: FastifyRequest,
  work: (ports: BankPorts, who: Deciding) => Promise<T>,
): Promise<T> {
  const flow = await mappedFlow(parts, request.organisation);
  const result = await work(await bankPortsOf(parts, flow), { flow, by: nameOf(request.actor) }).catch(plainly);
  await showLines(parts, flow);
  return result;
}

function plainly(cause: unknown): never {
  throw cause instanceof NotDecided ? new Problem(409, { error: cause.message }) : cause;
}

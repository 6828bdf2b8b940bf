import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as asked from '../api/bank-asked.ts';
import type { BankAccountRow, BankLinesAnswer, BankRulesPreview, BankSuggestionRow } from '../api/bank.ts';
import { bankPortsOf } from '../engine/bank-desk.ts';
import { NotDecided, codeLine, confirmSuggestion, refuseSuggestion, undoDecision } from '../engine/bank-decide.ts';
import { bankScopeOf } from '../engine/bank-match.ts';
import type { BankPorts } from '../engine/bank-match.ts';
import { previewRules } from '../engine/bank-rules.ts';
import type { Flow } from '../engine/ports.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import { addBankFiles } from './bank-files.ts';
import { bankFlowNow, matchNow, showLines } from './bank-parts.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { lineRow, matchRow } from './bank-rows.ts';
import { addClose } from './close-routes.ts';
import { Problem, officeServer } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['bank'];
/** More than a page shows; who wants all of them narrows the days. */
const mostLines = 5_000;

/** Bank lines and the close over HTTP. Register it where `scopeRequests` has put the organisation and the actor on each request. */
export async function bankRoutes(app: FastifyInstance, parts: BankRouteParts): Promise<void> {
  const server = officeServer(app, parts.log);
  addReading(server, parts);
  addLooking(server, parts);
  addDeciding(server, parts);
  addBankFiles(server, parts);
  addClose(server, parts);
}

function addReading(server: OfficeServer, parts: BankRouteParts): void {
  const accounts = { tags, summary: 'The bank accounts, and how many of their lines are open' };
  server.get(
    '/v1/bank/accounts',
    { schema: accounts, config: { may: 'read' } },
    async ({ organisation }): Promise<readonly BankAccountRow[]> => {
      const flow = await bankFlowNow(parts, organisation);
      const { bank } = flow.mapping;
      return parts.bank.work(bankScopeOf(flow), async (book) => {
        const open = await book.lines({ account: null, from: null, through: null, isOpen: true });
        return (await book.accounts()).map(({ account, currency, closing }) => ({
          account,
          currency,
          closing,
          ledgerAccount: bank === null ? null : ledgerAccountOf(bank, account),
          open: open.filter(({ record }) => record.account === account).length,
        }));
      });
    },
  );
  const lines = { tags, summary: 'Bank lines, and what each was found to be', querystring: asked.bankLinesQuery };
  server.get('/v1/bank/lines', { schema: lines, config: { may: 'read' } }, async ({ organisation, query }): Promise<BankLinesAnswer> => {
    const { account = null, from = null, through = null, open } = query;
    const flow = await bankFlowNow(parts, organisation);
    return parts.bank.work(bankScopeOf(flow), async (book) => {
      const found = await book.lines({ account, from, through, isOpen: open === 'true' });
      const rows = lineRow(await book.decisions(null), await book.suggestions());
      return { lines: found.slice(-mostLines).map(rows), isCut: found.length > mostLines };
    });
  });
}

/** What a person is asked, and what rules would do. */
function addLooking(server: OfficeServer, parts: BankRouteParts): void {
  const waiting = { tags, summary: 'What Tieout would not decide by itself, with its reasons' };
  server.get(
    '/v1/bank/suggestions',
    { schema: waiting, config: { may: 'read' } },
    async ({ organisation }): Promise<readonly BankSuggestionRow[]> => {
      const flow = await bankFlowNow(parts, organisation);
      return parts.bank.work(bankScopeOf(flow), async (book) => {
        const suggestions = await book.suggestions();
        const found = await book.linesNamed(suggestions.map(({ line }) => line));
        const rows = lineRow([], suggestions);
        return found.map((kept) => ({
          line: rows(kept),
          choices: (suggestions.find(({ line }) => line === kept.record.id)?.choices ?? []).map(matchRow),
        }));
      });
    },
  );
  const rules = {
    tags,
    summary: "What the mapping's rules would have done with the lines of some days",
    querystring: asked.bankRulesQuery,
  };
  server.get('/v1/bank/rules', { schema: rules, config: { may: 'read' } }, async ({ organisation, query }): Promise<BankRulesPreview> => {
    const { from, through } = query;
    const flow = await bankFlowNow(parts, organisation);
    const { bank } = flow.mapping;
    if (bank === null) return { from, through, rules: [], untouched: 0 };
    return parts.bank.work(bankScopeOf(flow), async (book) => {
      const kept = await book.lines({ account: null, from, through, isOpen: false });
      const decisions = await book.decisions(null);
      const known = new Map(kept.map((each) => [each.record.id, each]));
      const rows = lineRow(decisions, []);
      const previewed = previewRules(
        bank,
        kept.map(({ record }) => record),
        decisions,
      );
      const shown = previewed.rules.map(({ lines: some, ...rule }) => ({
        ...rule,
        lines: some.flatMap(({ line, instead }) => {
          const found = known.get(line.id);
          return found === undefined ? [] : [{ line: rows(found), instead }];
        }),
      }));
      return { from, through, rules: shown, untouched: previewed.untouched };
    });
  });
}

function addDeciding(server: OfficeServer, parts: BankRouteParts): void {
  const match = { tags, summary: 'Find out what open lines are about' };
  server.post('/v1/bank/match', { schema: match, config: { may: 'keep', deed: 'matched bank lines' } }, ({ organisation }) =>
    matchNow(parts, organisation),
  );
  const choice = { tags, params: asked.bankLineParams, body: asked.bankChoice };
  server.post(
    '/v1/bank/lines/:line/confirm',
    { schema: { ...choice, summary: 'A suggestion is right: book it' }, config: { may: 'keep', deed: 'confirmed what a bank line is' } },
    async (request) => {
      const { line } = request.params;
      const done = await decided(parts, request, (ports, who) => confirmSuggestion(ports, who, { line, choice: request.body.choice }));
      return matchRow(done);
    },
  );
  server.post(
    '/v1/bank/lines/:line/refuse',
    {
      schema: { ...choice, summary: 'A suggestion is wrong: it never comes back' },
      config: { may: 'keep', deed: 'refused what a bank line was said to be' },
    },
    async (request) => {
      const { line } = request.params;
      const done = await decided(parts, request, (ports, who) => refuseSuggestion(ports, who, { line, choice: request.body.choice }));
      return matchRow(done);
    },
  );
  const undo = { tags, summary: 'Take back what was decided about a line', params: asked.bankLineParams };
  server.post(
    '/v1/bank/lines/:line/undo',
    { schema: undo, config: { may: 'approve', deed: 'took back what a bank line was' } },
    async (request) => ({
      lines: await decided(parts, request, (ports, who) => undoDecision(ports, who, request.params.line)),
    }),
  );
  const code = { tags, summary: 'Say what a line was for', params: asked.bankLineParams, body: asked.bankCoding };
  server.post(
    '/v1/bank/lines/:line/code',
    { schema: code, config: { may: 'keep', deed: 'said what a bank line was for' } },
    async (request) => {
      const { line } = request.params;
      await decided(parts, request, (ports, who) => codeLine(ports, who, { line, ...request.body }));
      return { line };
    },
  );
}

async function decided<T>(
  parts: BankRouteParts,
  request: FastifyRequest,
  work: (ports: BankPorts, who: { readonly flow: Flow; readonly by: string }) => Promise<T>,
): Promise<T> {
  const flow = await bankFlowNow(parts, request.organisation);
  const result = await work(await bankPortsOf(parts, flow), { flow, by: nameOf(request.actor) }).catch((cause: unknown) => {
    throw cause instanceof NotDecided ? new Problem(409, { error: cause.message }) : cause;
  });
  await showLines(parts, flow);
  return result;
}

import type { FastifyInstance } from 'fastify';
import * as asked from '../api/bank-asked.ts';
import type { BankAccountRow, BankLineShown, BankLinesAnswer, BankSuggestionRow } from '../api/bank.ts';
import { amount, readDecimal } from '../core/decimal.ts';
import type { BankLook, LineSearch } from '../engine/bank-ports.ts';
import { addBankDeciding } from './bank-deciding.ts';
import { addBankFiles } from './bank-files.ts';
import { bankScopeNow, shownDesk } from './bank-parts.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { lineRow, matchRow, rowOf } from './bank-rows.ts';
import { addBankRules } from './bank-rules.ts';
import { addBankSetUp } from './bank-set-up.ts';
import { addClose } from './close-routes.ts';
import { notFound, officeServer } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';

const tags = ['bank'];

/** Bank lines and the close over HTTP. Register it where `scopeRequests` has put the organisation and the actor on each request. */
export async function bankRoutes(app: FastifyInstance, parts: BankRouteParts): Promise<void> {
  const server = officeServer(app, parts.log);
  addDesk(server, parts);
  addLines(server, parts);
  addBankDeciding(server, parts);
  addBankRules(server, parts);
  addBankSetUp(server, parts);
  addBankFiles(server, parts);
  addClose(server, parts);
}

function addDesk(server: OfficeServer, parts: BankRouteParts): void {
  const desk = { tags, summary: 'The bank accounts, and the flow that books their lines' };
  server.get('/v1/bank', { schema: desk, config: { may: 'read' } }, ({ organisation }) => shownDesk(parts, organisation));
  const accounts = { tags, summary: 'The bank accounts, and how many of their lines are open' };
  server.get(
    '/v1/bank/accounts',
    { schema: accounts, config: { may: 'read' } },
    async ({ organisation }): Promise<readonly BankAccountRow[]> => (await shownDesk(parts, organisation)).accounts,
  );
}

function addLines(server: OfficeServer, parts: BankRouteParts): void {
  const lines = { tags, summary: 'Bank lines, and what each was found to be, the newest first', querystring: asked.bankLinesQuery };
  server.get('/v1/bank/lines', { schema: lines, config: { may: 'read' } }, ({ organisation, query }): Promise<BankLinesAnswer> => {
    const { account = null, from = null, through = null, open, found, search = '', after, limit } = query;
    return looking(parts, organisation, noLines, async (book) => {
      const state = found ?? null;
      const page = await book.search({
        account,
        from,
        through,
        state,
        isOpen: open === 'true',
        search: wordsOf(search),
        after: afterOf(after),
        limit,
      });
      const last = page.lines.at(-1)?.kept.record;
      return {
        lines: page.lines.map(rowOf),
        isCut: page.isCut,
        after: page.isCut && last !== undefined ? `${last.bookedOn} ${last.id}` : null,
        counts: page.counts,
      };
    });
  });
  const one = { tags, summary: 'A bank line, with what it may be about', params: asked.bankLineParams };
  server.get('/v1/bank/lines/:line', { schema: one, config: { may: 'read' } }, async ({ organisation, params }): Promise<BankLineShown> => {
    const shown = await looking(parts, organisation, null, (book) => shownLine(book, params.line));
    if (shown === null) throw notFound('bank line', params.line);
    return shown;
  });
  const waiting = { tags, summary: 'What Tieout would not decide by itself, with its reasons' };
  server.get(
    '/v1/bank/suggestions',
    { schema: waiting, config: { may: 'read' } },
    ({ organisation }): Promise<readonly BankSuggestionRow[]> =>
      looking(parts, organisation, [], async (book) => {
        const suggestions = await book.suggestions();
        const found = await book.linesNamed(suggestions.map(({ line }) => line));
        const rows = lineRow([], suggestions);
        return found.map((kept) => ({
          line: rows(kept),
          choices: (suggestions.find(({ line }) => line === kept.record.id)?.choices ?? []).map(matchRow),
        }));
      }),
  );
}

const noLines: BankLinesAnswer = {
  lines: [],
  isCut: false,
  after: null,
  counts: { matched: 0, suggested: 0, open: 0, booked: 0, 'left out': 0, pending: 0, gone: 0 },
};

async function looking<T>(parts: BankRouteParts, organisation: string, none: T, look: (book: BankLook) => Promise<T>): Promise<T> {
  const scope = await bankScopeNow(parts, organisation);
  return scope === null ? none : parts.bank.look(scope, look);
}

async function shownLine(book: BankLook, line: string): Promise<BankLineShown | null> {
  const [kept] = await book.linesNamed([line]);
  if (kept === undefined) return null;
  const [decision = null] = await book.decisions([line]);
  const suggestions = await book.suggestions();
  const choices = (suggestions.find((each) => each.line === line)?.choices ?? []).map(matchRow);
  const named = new Set([decision?.match?.lines ?? [], ...choices.map((choice) => choice.lines)].flat().filter((each) => each !== line));
  const others = await book.linesNamed([...named]);
  const rows = lineRow(await book.decisions([...named]), suggestions);
  return { line: rowOf({ kept, decision, suggestions: choices.length }), choices, others: others.map(rows) };
}

/** Amounts are kept in their shortest form: whoever looks for 120.00 finds 120. */
function wordsOf(search: string): string | null {
  const figure = readDecimal(search);
  return search === '' ? null : figure === null || /e/i.test(search) ? search : amount(figure);
}

function afterOf(after: string | undefined): LineSearch['after'] {
  return after === undefined ? null : { on: after.slice(0, 10), line: after.slice(11) };
}

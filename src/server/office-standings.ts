import { z } from 'zod';
import * as asked from '../api/office-asked.ts';
import type { SearchAnswer, StandingPage, StandingRow } from '../api/office.ts';
import { kinds } from '../core/records.ts';
import type { StandingFacts } from '../engine/overview-port.ts';
import { Problem } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

const tags = ['standings'];
const mostFound = 20;

/** Where a page ended, and how many there were in all when the first one was made: counting again would cost more than the page. */
const word = z.string().refine((text) => text.isWellFormed() && !text.includes('\u0000'));
const place = z.tuple([word, word, z.enum(kinds), word, z.number().int().min(0)]);

/** Every key of the flows, and what a search finds among them. */
export function addStandings(server: OfficeServer, { overview }: OfficeParts): void {
  const list = { tags, summary: 'Every record of a flow, and where it stands', querystring: asked.standingsQuery };
  server.get('/v1/standings', { schema: list, config: { may: 'read' } }, async ({ organisation, query }): Promise<StandingPage> => {
    const { flow = null, state = null, kind = null, limit } = query;
    const search = query.search?.trim() || null;
    const filter = { flow, state, kind, search };
    const [after, counted] = query.after === undefined ? [null, null] : readPlace(query.after);
    const found = await overview.standings(organisation, { ...filter, after, limit: limit + 1 });
    const rows = found.slice(0, limit);
    const total = counted ?? (found.length <= limit ? found.length : await overview.countStandings(organisation, filter));
    const last = rows.at(-1);
    return { rows: rows.map(standingRow), after: found.length > limit && last ? placeOf(last, total) : null, total };
  });
  const search = { tags, summary: 'Documents by number, id, customer or amount', querystring: asked.searchQuery };
  server.get('/v1/search', { schema: search, config: { may: 'read' } }, async ({ organisation, query }): Promise<SearchAnswer> => {
    const text = query.q.trim();
    const found = text === '' ? [] : await overview.search(organisation, { text, limit: mostFound });
    return {
      found: found.map(({ flow, kind, id, number, party, gross, currency, state }) => ({
        flow,
        kind,
        id,
        number,
        party,
        gross,
        currency,
        state,
      })),
    };
  });
}

const placeOf = ({ flow, number, kind, id }: StandingFacts, total: number): string =>
  Buffer.from(JSON.stringify([flow, number ?? '', kind, id, total])).toString('base64url');

function readPlace(text: string) {
  const read = place.safeParse(jsonIn(Buffer.from(text, 'base64url').toString()));
  if (!read.success) throw new Problem(400, { error: 'A page goes on from where another one ended.', seen: text, expected: 'its `after`' });
  const [flow, number, kind, id, total] = read.data;
  return [{ flow, number, kind, id }, total] as const;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const standingRow = (facts: StandingFacts): StandingRow => ({
  flow: facts.flow,
  kind: facts.kind,
  id: facts.id,
  number: facts.number,
  day: facts.day,
  party: facts.party,
  gross: facts.gross,
  currency: facts.currency,
  state: facts.state,
  cause: facts.cause,
  detail: facts.detail,
  changedAt: facts.changedAt,
});

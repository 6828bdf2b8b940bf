import * as asked from '../api/office-asked.ts';
import type { BooksAsOf, ParallelRun } from '../api/books.ts';
import { addDays, dayIn, laterOf, monthOf } from '../core/day.ts';
import { booksThen } from '../engine/office-books.ts';
import { businessDaysMet, parallelDays } from '../engine/office-parallel.ts';
import { beginOf } from '../engine/office-summary.ts';
import { reckonFlow } from '../engine/prove-flow.ts';
import { flowNamed, notFound } from './office-parts.ts';
import type { OfficeParts, OfficeServer } from './office-parts.ts';

const tags = ['proof'];
/** How far back a parallel run is looked at, in days. */
const longestRun = 60;

/** The books of a side as of any day, and what we would have written against what people booked. */
export function addBooks(server: OfficeServer, parts: OfficeParts): void {
  const { overview, proofs, engine, clock, connectorOf } = parts;
  const books = {
    tags,
    summary: 'The books of a side as it showed them on a day',
    params: asked.connectionParams,
    querystring: asked.booksQuery,
  };
  server.get(
    '/v1/books/:connection',
    { schema: books, config: { may: 'read' } },
    async ({ organisation, params, query }): Promise<BooksAsOf> => {
      const flow = (await overview.flows(organisation)).find(({ source, target }) =>
        [source, target].some(({ connection }) => connection === params.connection),
      );
      if (flow === undefined) throw notFound('connection', params.connection);
      const { asOf } = query;
      const isLedger = connectorOf(flow.target.provider)?.manifest.role === 'ledger';
      const then = await booksThen(proofs, {
        organisation,
        connection: params.connection,
        asOf,
        at: beginOf(addDays(asOf, 1), await overview.timeZone(organisation)) - 1,
        ledger: (isLedger ? flow.target : flow.source).connection,
      });
      return { connection: params.connection, asOf, ...then };
    },
  );
  const parallel = {
    tags,
    summary: 'What we would have written, and what people booked',
    params: asked.flowParams,
    querystring: asked.parallelQuery,
  };
  server.get(
    '/v1/parallel/:flow',
    { schema: parallel, config: { may: 'read' } },
    async ({ organisation, params, query }): Promise<ParallelRun> => {
      const { flow, mode, startsOn } = await flowNamed(parts, organisation, params.flow);
      const today = dayIn(await overview.timeZone(organisation), clock.now());
      const from = laterOf(startsOn, addDays(today, -longestRun)) ?? startsOn;
      const rule = { businessDays: query.businessDays, met: 0, isMet: false };
      if (from > today) return { flow, mode, days: [], rule };
      const scope = { organisation, flow };
      const { store, open } = engine;
      const period = { fromMonth: monthOf(from), throughMonth: monthOf(today) };
      const reckoned = await reckonFlow({ store, proofs, clock, open }, { ...scope, period });
      const span = { from, through: today };
      const days = parallelDays(reckoned?.differences ?? [], await overview.inSyncByDay(scope, span), span);
      const met = Math.min(businessDaysMet(days, today), query.businessDays);
      return { flow, mode, days, rule: { ...rule, met, isMet: met >= query.businessDays } };
    },
  );
}

import * as asked from '../api/bank-asked.ts';
import type { CloseAnswer, CloseLedgers } from '../api/close.ts';
import { addDays, dayIn, firstDayOf, laterOf, lastDayOf, monthOf } from '../core/day.ts';
import type { Connection } from '../engine/edge-ports.ts';
import { closeMonth, lockMonth } from '../engine/close.ts';
import type { CloseAsked } from '../engine/close-checks.ts';
import { unlockMonth } from '../engine/close-lock.ts';
import { poll } from '../engine/poll.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { Problem } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['close'];

/** What is left to do before a month is closed, and the lock. */
export function addClose(server: OfficeServer, parts: BankRouteParts): void {
  const ledgers = { tags, summary: 'The ledgers, and how far each is closed' };
  server.get('/v1/close', { schema: ledgers, config: { may: 'read' } }, ({ organisation }) => closeLedgers(parts, organisation));
  const shared = { tags, params: asked.closeParams, querystring: asked.closeQuery };
  server.get(
    '/v1/close/:month',
    { schema: { ...shared, summary: 'What is left to do before a month is closed' }, config: { may: 'read' } },
    async ({ organisation, params, query }): Promise<CloseAnswer> =>
      closeMonth(parts, await askedOf(parts, { organisation, month: params.month, ledger: query.ledger ?? null })),
  );
  addLock(server, parts);
  const unlock = { ...shared, summary: 'Open the books again from that month on', body: asked.closeOpening };
  server.post(
    '/v1/close/:month/unlock',
    { schema: unlock, config: { may: 'approve', deed: 'opened a month that was closed' } },
    async (request): Promise<CloseAnswer> => {
      const { organisation, params, query, body } = request;
      const closing = await askedOf(parts, { organisation, month: params.month, ledger: query.ledger ?? null });
      const done = await unlockMonth(parts, closing, { by: nameOf(request.actor), because: body.because });
      if (done.is === 'tax filed')
        throw new Problem(409, {
          error: `A tax return was filed through ${done.through}.`,
          seen: params.month,
          fix: 'What was told to the tax office is corrected in a later month.',
        });
      if (done.is === 'not closed')
        throw new Problem(409, { error: `${params.month} is not closed.`, seen: done.closedThrough ?? 'no close day' });
      parts.wake();
      return closeMonth(parts, closing);
    },
  );
}

function addLock(server: OfficeServer, parts: BankRouteParts): void {
  const schema = {
    tags,
    params: asked.closeParams,
    querystring: asked.closeQuery,
    summary: 'Close the books through that month, if nothing is left to do',
  };
  server.post(
    '/v1/close/:month/lock',
    { schema, config: { may: 'approve', deed: 'closed a month' } },
    async (request): Promise<CloseAnswer> => {
      const { organisation, params, query } = request;
      const closing = await askedOf(parts, { organisation, month: params.month, ledger: query.ledger ?? null });
      const today = dayIn(await parts.timeZone(organisation), parts.engine.clock.now());
      if (lastDayOf(params.month) >= today)
        throw new Problem(409, { error: `${params.month} is not over yet.`, seen: today, fix: 'Close it when its last day has passed.' });
      // What is closed must have been seen, so the ledger is read once more.
      await poll(parts.engine, organisation, closing.ledger);
      const report = await lockMonth(parts, closing, nameOf(request.actor));
      if (report.isDone) return report;
      const open = report.checks.filter(({ blocks, isDone }) => blocks && !isDone);
      throw new Problem(409, {
        error: `${params.month} cannot be closed yet.`,
        seen: open.map(({ says }) => says).join(' '),
        fix: 'Look at what is left to do, and close it then.',
      });
    },
  );
}

async function closeLedgers(parts: BankRouteParts, organisation: string): Promise<CloseLedgers> {
  const today = dayIn(await parts.timeZone(organisation), parts.engine.clock.now());
  const ledgers = await Promise.all(
    (await ledgersOf(parts, organisation)).map(async ({ connection, label }) => {
      const said = await parts.closings.said({ organisation, connection });
      const [last] = said;
      return {
        ledger: connection,
        label,
        closedThrough: last === undefined ? null : laterOf(last.closedThrough, last.taxFiledThrough),
        said: said.map(({ saidAt: at, saidBy: by, closedThrough, taxFiledThrough, because }) => ({
          at,
          by,
          closedThrough,
          taxFiledThrough,
          because,
        })),
      };
    }),
  );
  return { ledgers, month: monthOf(addDays(firstDayOf(monthOf(today)), -1)) };
}

const ledgersOf = async ({ connections, isLedger }: BankRouteParts, organisation: string): Promise<readonly Connection[]> =>
  (await connections.connections(organisation)).filter(({ provider, state }) => state !== 'closed' && isLedger(provider));

async function askedOf(
  parts: BankRouteParts,
  { organisation, month, ledger }: { readonly organisation: string; readonly month: string; readonly ledger: string | null },
): Promise<CloseAsked> {
  const all = await ledgersOf(parts, organisation);
  const found = ledger === null ? all : all.filter(({ connection }) => connection === ledger);
  const [only] = found;
  const names = all.map(({ connection }) => connection).join(', ');
  if (only === undefined)
    throw new Problem(404, {
      error: 'There is no such ledger.',
      seen: ledger ?? 'none',
      expected: names === '' ? 'a ledger that is connected' : names,
      fix: 'Connect the ledger first.',
    });
  if (found.length > 1) throw new Problem(400, { error: 'There are several ledgers.', seen: names, fix: 'Name one in `ledger`.' });
  return { organisation, ledger: only.connection, flows: await parts.engine.store.flows(organisation), month };
}

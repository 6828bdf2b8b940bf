import * as asked from '../api/bank-asked.ts';
import type { CloseAnswer } from '../api/bank.ts';
import { closeMonth, lockMonth } from '../engine/close.ts';
import type { CloseAsked } from '../engine/close-checks.ts';
import { poll } from '../engine/poll.ts';
import type { BankRouteParts } from './bank-parts.ts';
import { Problem } from './office-parts.ts';
import type { OfficeServer } from './office-parts.ts';
import { nameOf } from './permissions.ts';

const tags = ['close'];

/** What is left to do before a month is closed, and the lock. */
export function addClose(server: OfficeServer, parts: BankRouteParts): void {
  const shared = { tags, params: asked.closeParams, querystring: asked.closeQuery };
  server.get(
    '/v1/close/:month',
    { schema: { ...shared, summary: 'What is left to do before a month is closed' }, config: { may: 'read' } },
    async ({ organisation, params, query }): Promise<CloseAnswer> =>
      closeMonth(parts, await askedOf(parts, { organisation, month: params.month, ledger: query.ledger ?? null })),
  );
  server.post(
    '/v1/close/:month/lock',
    {
      schema: { ...shared, summary: 'Close the books through that month, if nothing is left to do' },
      config: { may: 'approve', deed: 'closed a month' },
    },
    async (request): Promise<CloseAnswer> => {
      const { organisation, params, query } = request;
      const closing = await askedOf(parts, { organisation, month: params.month, ledger: query.ledger ?? null });
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

async function askedOf(
  { connections, engine, isLedger }: BankRouteParts,
  { organisation, month, ledger }: { readonly organisation: string; readonly month: string; readonly ledger: string | null },
): Promise<CloseAsked> {
  const all = (await connections.connections(organisation)).filter(({ provider, state }) => state !== 'closed' && isLedger(provider));
  const found = ledger === null ? all : all.filter(({ connection }) => connection === ledger);
  const [only] = found;
  const names = all.map(({ connection }) => connection).join(', ');
  if (only === undefined) throw new Problem(404, { error: 'There is no such ledger.', seen: ledger ?? 'none', expected: names });
  if (found.length > 1) throw new Problem(400, { error: 'There are several ledgers.', seen: names, fix: 'Name one in `ledger`.' });
  return { organisation, ledger: only.connection, flows: await engine.store.flows(organisation), month };
}

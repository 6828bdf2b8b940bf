import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { poll } from '../../src/engine/poll.ts';
import { ReconnectNeeded } from '../../src/engine/tokens.ts';
import { withServer } from '../integrations/kit.ts';
import type { Kit } from '../integrations/kit.ts';

// Somebody ends our permission at the provider's own screens, and nobody tells us.

const organisation = 'acme';
const card = z.looseObject({ connection: z.string(), state: z.string(), health: z.looseObject({ is: z.string() }) });

async function connect(kit: Kit, provider: string, company: string | null): Promise<string> {
  if (company === null) return card.parse(await kit.done('POST', '/v1/connections/key', { provider, sandbox: true })).connection;
  const begun = await kit.ask('POST', '/v1/connections/begin', { provider, sandbox: true });
  return (await kit.consent(begun, company)).searchParams.get('connected') ?? '';
}

const named = async ({ office }: Kit, connection: string) => {
  const found = await office.connections.connection({ organisation, connection });
  if (found === null) throw new Error(`there is no connection ${connection}`);
  return found;
};

const sandboxOf = async (kit: Kit, connection: string): Promise<string> => (await named(kit, connection)).hosts['api'] ?? '';

async function endedThere(kit: Kit, connection: string): Promise<void> {
  const { account } = await named(kit, connection);
  const body = JSON.stringify({ does: 'disconnect', account });
  const done = await fetch(`${await sandboxOf(kit, connection)}/_sandbox/person`, { method: 'POST', body });
  assert.equal(done.status, 200);
}

const calls = async (kit: Kit, connection: string): Promise<number> => {
  const stats = await (await fetch(`${await sandboxOf(kit, connection)}/_sandbox/stats`)).json();
  return z.looseObject({ calls: z.number() }).parse(stats).calls;
};

const reading = ({ office: { engine } }: Kit, connection: string) =>
  poll(engine, organisation, connection, ['organisation', 'account', 'payout']);

const providers = [
  { provider: 'xero', company: 'Harbour Studio Ltd' },
  { provider: 'quickbooks', company: 'Harbour Studio Ltd' },
  { provider: 'stripe', company: null },
  { provider: 'plaid', company: null },
] as const;

for (const { provider, company } of providers)
  test(`a connection that was ended at ${provider} asks for its person, and is not tried on and on`, () =>
    withServer(async (kit) => {
      const connection = await connect(kit, provider, company);
      await reading(kit, connection);
      await endedThere(kit, connection);
      await assert.rejects(reading(kit, connection));
      const ended = card.parse(await kit.done('GET', `/v1/connections/${connection}`));
      assert.deepEqual([ended.state, ended.health.is], ['expired', 'needs a person']);
      const before = await calls(kit, connection);
      await assert.rejects(reading(kit, connection), ReconnectNeeded);
      assert.equal(await calls(kit, connection), before);
      // The sandboxes with keys know no other one.
      if (company === null) return;
      assert.equal(await connect(kit, provider, company), connection);
      await reading(kit, connection);
      assert.equal((await named(kit, connection)).state, 'ready');
    }));

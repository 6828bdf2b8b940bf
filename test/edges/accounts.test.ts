import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { connectWithLogin } from '../../src/engine/sign-in-login.ts';
import { SignInProblem } from '../../src/engine/sign-in-problem.ts';
import { findProvider } from '../../src/providers.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { startHost } from '../../src/sandbox/host.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import { organisation, secrets } from '../engine/world.ts';

test('the first companies of two servers are two connections, each with its own server; one that is busy asks for no other password', async () => {
  const database = await testDatabase();
  const { pool } = database;
  const clock = realClock();
  const app = createApp({ pool, keyed: pool, secrets, clock });
  // As two databases of one server answer: a login, and then the one company that each has.
  let isBusy = false;
  const host = await startHost({
    clock,
    routes: ['/north/', '/south/'].map((prefix) => ({
      prefix,
      answer: async ({ body }) => {
        if (isBusy) return { status: 429, body: '' };
        const result = body.includes('common.db.login') ? [1, 'session'] : [{ id: 1, rec_name: `Ltd of ${prefix}` }];
        return { status: 200, body: JSON.stringify({ id: 1, result }) };
      },
    })),
  });
  try {
    await pool.query('insert into organisation (organisation, name, created_at) values ($1, $2, $3)', [
      organisation,
      'Agency',
      clock.now(),
    ]);
    const parts = {
      store: { ...tokenStore(pool, secrets), ...app.connections },
      clock,
      wire: app.wire,
      fresh: app.newId,
      sealing: secrets,
      connectorOf: findProvider,
      redirectUri: () => '',
    };
    const connect = (server: string, password: string) =>
      connectWithLogin(parts, {
        organisation,
        provider: 'tryton',
        server: `${host.url}/${server}`,
        credentials: { name: 'admin', password },
        company: null,
      });
    const north = await connect('north', 'pass of the north');
    const south = await connect('south', 'pass of the south');
    assert.notEqual(north.connection, south.connection);
    const again = await connect('north', 'new pass of the north');
    assert.equal(again.connection, north.connection);
    const all = await app.connections.connections(organisation);
    assert.deepEqual(
      all.map(({ connection, hosts }) => `${connection} ${hosts['api']}`).toSorted(),
      [`${north.connection} ${host.url}/north`, `${south.connection} ${host.url}/south`].toSorted(),
    );
    isBusy = true;
    const wrong = (error: unknown): boolean => error instanceof SignInProblem && /takes no sign-in at the moment/.test(error.message);
    await assert.rejects(connect('north', 'pass of the north'), wrong, 'a server that is busy says nothing of the password');
    const { session } = await app.engine.open(organisation, south.connection);
    await assert.rejects(session.organisation(), { reason: 'throttled' });
  } finally {
    await app.close();
    await host.close();
    await database.close();
  }
});

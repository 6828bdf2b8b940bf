import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createApp } from '../../src/app.ts';
import { connectWithLogin } from '../../src/engine/sign-in-login.ts';
import { SignInProblem } from '../../src/engine/sign-in-problem.ts';
import { findProvider } from '../../src/providers.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { tokenStore } from '../../src/store/tokens.ts';
import { organisation, secrets } from '../engine/world.ts';
import { rpcTo, signIn } from './rpc.ts';
import { closeTryton, sharedTryton } from './server-shared.ts';
import { password, whyNot } from './server.ts';

if (whyNot === false) after(closeTryton);

test(
  'a company of a Tryton server is connected with a name and a password, and a session that ended is followed by another',
  { skip: whyNot },
  async () => {
    const books = await (await sharedTryton()).fresh();
    const database = await testDatabase();
    const { pool } = database;
    const clock = realClock();
    const app = createApp({ pool, keyed: pool, secrets, clock });
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
      const offer = { organisation, provider: 'tryton', server: `${books.url}/`, company: null };
      await assert.rejects(
        connectWithLogin(parts, { ...offer, credentials: { name: 'admin', password: 'wrong' } }),
        (error: unknown) => error instanceof SignInProblem && /does not let this user in/.test(error.message),
      );
      assert.deepEqual(await app.connections.connections(organisation), []);
      const made = await connectWithLogin(parts, { ...offer, credentials: { name: 'admin', password } });
      assert.equal(made.label, 'Agency Ltd');
      const { session } = await app.engine.open(organisation, made.connection);
      assert.equal((await session.organisation()).baseCurrency, 'GBP');
      // Whoever is given a password has no sessions any more.
      const rpc = rpcTo(books.url, books.headers);
      await rpc('model.res.user.write', [[1], { password }, {}]);
      await assert.rejects(rpc('model.res.user.read', [[1], ['name'], {}]), /401/);
      assert.equal((await session.organisation()).name, 'Agency Ltd');
      const again = rpcTo(books.url, await signIn(books.url, password));
      await again('model.res.user.write', [[1], { password: 'Hb3-Yc8nPsRd6' }, {}]);
      await assert.rejects(session.organisation(), { name: 'ReconnectNeeded' });
    } finally {
      await app.close();
      await database.close();
    }
  },
);

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaseUntil, moveLease } from './leases.ts';
import { testDatabase } from './testing.ts';

test('a lease is held by one at a time, and its holder alone may end it sooner', async () => {
  const database = await testDatabase();
  try {
    const lease = { organisation: 'acme', name: 'poll xero' };
    assert.equal(await leaseUntil(database.pool, { ...lease, token: 'a', now: 100, until: 900 }), null);
    assert.equal(await leaseUntil(database.pool, { ...lease, token: 'b', now: 200, until: 1000 }), 900);
    await moveLease(database.pool, { ...lease, token: 'b', until: 250 });
    assert.equal(await leaseUntil(database.pool, { ...lease, token: 'b', now: 300, until: 1000 }), 900);
    await moveLease(database.pool, { ...lease, token: 'a', until: 350 });
    assert.equal(await leaseUntil(database.pool, { ...lease, token: 'b', now: 350, until: 1000 }), null);
  } finally {
    await database.close();
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../../src/engine/parts.ts';
import { createWorker } from '../../src/engine/worker.ts';
import { hintPolls } from '../../src/store/poll-hints.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { openBench } from './bench.ts';
import { ledger, organisation, platform } from './world.ts';

test('a provider that does not answer for what a webhook named holds up no other; what is named meanwhile is read together when it has', async () => {
  const bench = await openBench();
  const { clock, life, pool } = bench;
  const { store } = life.engine;
  const done: string[] = [];
  const answer = Promise.withResolvers<void>();
  const engine: Engine = {
    ...life.engine,
    open: async (of, connection) => {
      if (connection === ledger && done.at(-1) === `read ${ledger}` && !done.includes(`poll ${ledger}`)) await answer.promise;
      return life.engine.open(of, connection);
    },
    store: {
      ...store,
      claimPolls: async (claim) => {
        const hints = await store.claimPolls(claim);
        done.push(...hints.map(({ connection }) => `read ${connection}`));
        return hints;
      },
      leaseUntil: async (lease) => {
        const until = await store.leaseUntil(lease);
        if (until === null && lease.name.startsWith('poll ')) done.push(lease.name);
        return until;
      },
    },
  };
  const hint = (id: string): Promise<void> =>
    clock.during(() =>
      inTransaction(pool, async (client, last) =>
        last(hintPolls(client, organisation, ledger, [{ kind: 'contact', id, version: null, reads: [] }], clock.now())),
      ),
    );
  const troubles: unknown[] = [];
  const worker = createWorker(engine, { organisation, idleSeconds: 30, onTrouble: (error) => troubles.push(error) });
  try {
    await hint('00000000-0000-4000-8000-000000000001');
    const working = worker.run();
    await bench.pass(60);
    assert.deepEqual(done.slice(0, 2), [`read ${ledger}`, `poll ${platform}`]);
    for (const last of [2, 3]) await hint(`00000000-0000-4000-8000-00000000000${last}`);
    worker.hear();
    await bench.pass(120);
    const ofLedger = (): readonly string[] => done.filter((what) => what.endsWith(` ${ledger}`));
    assert.deepEqual(ofLedger(), [`read ${ledger}`]);
    answer.resolve();
    await bench.pass(60);
    assert.deepEqual(ofLedger().toSorted(), [`poll ${ledger}`, `read ${ledger}`, `read ${ledger}`]);
    worker.stop();
    await working;
    assert.deepEqual(troubles, []);
  } finally {
    answer.resolve();
    worker.stop();
    await bench.close();
  }
});

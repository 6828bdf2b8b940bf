import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deciding } from '../../src/engine/batches.ts';
import { BeingWritten, approveBatch, undoBatch } from '../../src/engine/batches.ts';
import { turn } from '../../src/engine/turn.ts';
import { ask } from '../../src/booking/questions.ts';
import type { Bench } from '../engine/bench.ts';
import { organisation, outward, platform } from '../engine/world.ts';
import { inBooks } from '../laws/scene.ts';

// Two people decide about one batch in the same moment, or a worker writes it while somebody takes it back.

interface Reviewed {
  readonly bench: Bench;
  readonly deciding: Deciding;
  readonly batch: string;
  readonly state: () => Promise<string>;
}

/** Two invoices in a batch in review. */
const inReview = (work: (reviewed: Reviewed) => Promise<void>): Promise<void> =>
  inBooks(
    async (bench) => {
      const { engine, decisions } = bench.life;
      const deciding = { engine, decisions, organisation, by: 'Ada' };
      const latest = async () => (await decisions.batches(organisation, 10)).find(({ state }) => state === 'review');
      const contact = await bench.sell.customer('Ada Ltd');
      await bench.sync();
      await approveBatch(deciding, (await latest())?.batch ?? '', null);
      await bench.sync();
      await bench.sell.invoice({ contact });
      await bench.sell.invoice({ contact });
      await bench.sync();
      const found = await latest();
      assert.deepEqual(found?.counts, { planned: 2 });
      const { batch } = found;
      await work({ bench, deciding, batch, state: async () => (await decisions.batch(organisation, batch))?.state ?? '' });
    },
    { approval: true, isTwoWay: false },
  );

/** One invoice is written. */
const writeOne = async ({ life: { engine }, ledger }: Bench): Promise<void> => {
  const before = ledger.documents('invoice').length;
  for (let turns = 0; turns < 5 && ledger.documents('invoice').length === before; turns += 1)
    await turn(engine, outward, { limit: 1, leaseSeconds: 300 });
  assert.equal(ledger.documents('invoice').length, before + 1);
};

const takenBack = `
  2026-11-10 INV-001 Ada Ltd 120.00 GBP void
  2026-11-10 INV-002 Ada Ltd 120.00 GBP void
`;

test('a batch that was approved a moment ago is not declined any more', () =>
  inReview(async ({ bench, deciding, batch, state }) => {
    await approveBatch(deciding, batch, null);
    const decline = { organisation, batch, keys: null, by: 'Bob', now: bench.clock.now(), question: ask('declined', 'no', {}, []) };
    await assert.rejects(deciding.decisions.decline(decline), /was decided meanwhile/);
    assert.equal(await state(), 'approved');
    await bench.sync();
    assert.equal(bench.ledger.documents('invoice').length, 2);
  }));

test('a batch of which more is written while it is taken back is taken back whole', () =>
  inReview(async ({ bench, deciding, batch, state }) => {
    await approveBatch(deciding, batch, null);
    await writeOne(bench);
    let tries = 0;
    const { decisions } = deciding;
    const racing: Deciding['decisions'] = {
      ...decisions,
      openUndo: async (undo) => {
        if ((tries += 1) === 1) await writeOne(bench);
        return decisions.openUndo(undo);
      },
    };
    const { undo } = await undoBatch({ ...deciding, decisions: racing }, batch);
    assert.deepEqual([undo === null, tries, await state()], [false, 2, 'undone']);
    await bench.sync();
    bench.expectBooks(takenBack);
  }));

test('what a worker is about to send is not taken back before it was sent', () =>
  inReview(async ({ bench, deciding, batch, state }) => {
    await approveBatch(deciding, batch, null);
    await writeOne(bench);
    const { engine } = deciding;
    const refused: number[] = [];
    const asked: string[] = [];
    const open: typeof engine.open = (of, connection) => engine.open(of, connection).finally(() => asked.push(connection));
    const racing: Bench['life']['engine'] = {
      ...engine,
      store: {
        ...engine.store,
        intend: async (intent) => {
          const tasks = await bench.query('select * from task order by kind, external_id');
          await assert.rejects(undoBatch({ ...deciding, engine: { ...engine, open } }, batch), BeingWritten);
          assert.deepEqual(await bench.query('select * from task order by kind, external_id'), tasks);
          refused.push(bench.ledger.documents('invoice').length);
          return engine.store.intend(intent);
        },
      },
    };
    for (let turns = 0; turns < 5 && refused.length === 0; turns += 1) await turn(racing, outward, { limit: 1, leaseSeconds: 300 });
    assert.deepEqual([refused, await state(), bench.ledger.documents('invoice').length], [[1], 'approved', 2]);
    assert.deepEqual(asked, [], 'what cannot be taken back yet is not fetched');
    assert.notEqual((await undoBatch(deciding, batch)).undo, null);
    await bench.sync();
    bench.expectBooks(takenBack);
  }));

/** Until so many wait in the database for something that another has locked, or there is nothing to wait for any more. */
async function waitingInDatabase({ pool }: Bench, count: number, isOver: () => boolean = () => false): Promise<void> {
  const asked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (const end = Date.now() + 60_000; !isOver() && (await pool.query(asked)).rowCount !== count;)
    assert.ok(Date.now() < end, `${count} were expected to wait in the database`);
}

test('what a webhook names while its batch is taken back is not made good again by a worker', () =>
  inReview(async ({ bench, deciding, batch, state }) => {
    await approveBatch(deciding, batch, null);
    await bench.sync();
    const { engine } = deciding;
    const [key] = await bench.query<{ kind: 'invoice'; id: string }>(
      'select kind, external_id as id from write where batch = $1 order by external_id limit 1',
      [batch],
    );
    assert.ok(key);
    assert.deepEqual(await bench.query('select from task'), []);
    const gate = await bench.pool.connect();
    await gate.query('begin');
    await gate.query('lock table hold in share mode');
    // Its question cannot be kept yet: the undo stands still in the middle of its transaction.
    const undoing = undoBatch(deciding, batch);
    await waitingInDatabase(bench, 1);
    let isMarked = false;
    const marking = engine.store.mark(organisation, platform, [key], bench.clock.now()).then(() => (isMarked = true));
    await waitingInDatabase(bench, 2, () => isMarked);
    const racing: Bench['life']['engine'] = {
      ...engine,
      store: {
        ...engine.store,
        conclude: async (conclusion) => {
          await gate.query('commit');
          await undoing;
          return engine.store.conclude(conclusion);
        },
      },
    };
    await turn(racing, outward, { limit: 10, leaseSeconds: 300 });
    await gate.query('commit');
    gate.release();
    await Promise.all([undoing, marking]);
    await bench.sync();
    assert.equal(await state(), 'undone');
    bench.expectBooks(takenBack);
  }));

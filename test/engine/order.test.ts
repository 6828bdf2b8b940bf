import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Pool } from 'pg';
import { approveBatch, declineBatch } from '../../src/engine/batches.ts';
import { poll } from '../../src/engine/poll.ts';
import type { EngineStore } from '../../src/engine/ports.ts';
import { turn } from '../../src/engine/turn.ts';
import { situations } from '../../src/store/situations.ts';
import { broken } from '../invariants/check.ts';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { kitNamed } from './ledger-kit.ts';
import { organisation, outward, platform } from './world.ts';

const turnOptions = { limit: 250, leaseSeconds: 300 } as const;

let bench: Bench;
describe('the order of writes', () => {
  beforeEach(async () => (bench = await openBench({ kit: kitNamed('quickbooks') })));
  afterEach(async () => {
    const wrong = await broken(bench);
    await bench.close();
    assert.deepEqual(wrong, []);
  });

  /** An invoice of last week that was paid last week, and both have only just become known. */
  const soldAndPaid = async ({ isKnown }: { readonly isKnown: boolean }): Promise<void> => {
    const ada = await bench.sell.customer('Ada Ltd');
    if (isKnown) await bench.sync();
    const { id } = await bench.sell.invoice({ contact: ada, on: '2026-11-03' });
    await bench.sell.pay(id, '120', '2026-11-04');
    await poll(bench.life.engine, organisation, platform);
  };

  const once = { 'create contact landed': 1, 'create invoice landed': 1, 'create payment landed': 1 } as const;

  /** The invoice's key is put off, as after an answer that was lost, and the payment's is due. */
  const putOffInvoice = async (): Promise<void> => {
    await bench.query(`update task set due_at = $1, tries = 3 where kind = 'invoice'`, [bench.clock.now() + 120_000]);
  };

  test('money of a past day waits for an invoice that could not be sent for a reason that passes', async () => {
    await soldAndPaid({ isKnown: true });
    await putOffInvoice();
    await turn(bench.life.engine, outward, turnOptions);
    assert.deepEqual(await bench.writes(), { 'create contact landed': 1 });
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  test('money of a past day is not booked on account when another worker links its invoice while it is reckoned', async () => {
    await soldAndPaid({ isKnown: true });
    const { engine } = bench.life;
    await putOffInvoice();
    let looks = 0;
    const store: EngineStore = {
      ...engine.store,
      situations: async (flow, keys) => {
        const found = await engine.store.situations(flow, keys);
        if (keys.some(({ kind }) => kind === 'invoice') && (looks += 1) === 1) {
          await bench.query(`update task set due_at = 0 where kind = 'invoice'`);
          await turn(engine, outward, turnOptions);
        }
        return found;
      },
    };
    await turn({ ...engine, store }, outward, turnOptions);
    assert.ok(looks > 1, 'the documents of the money are looked at again before it leaves');
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  /** A pool whose answers about what is still to do come last, after whatever is done meanwhile. */
  const slowAboutWork = (meanwhile: () => Promise<void>): Pool => {
    const before: Promise<unknown>[] = [];
    return new Proxy(bench.life.pool, {
      get: (pool, name, receiver) =>
        name !== 'query'
          ? Reflect.get(pool, name, receiver)
          : async (text: string, values: readonly unknown[]) => {
              if (text.includes('left join task')) {
                await Promise.all(before);
                await meanwhile();
              }
              const answer = bench.clock.during(() => pool.query(text, [...values]));
              before.push(answer);
              return answer;
            },
    });
  };

  test('money of a past day is not booked on account when its invoice lands while one looks at it', async () => {
    await soldAndPaid({ isKnown: true });
    const { engine } = bench.life;
    await putOffInvoice();
    let looks = 0;
    const landIt = async (): Promise<void> => {
      await bench.query(`update task set due_at = 0 where kind = 'invoice'`);
      await turn(engine, outward, turnOptions);
    };
    const store: EngineStore = {
      ...engine.store,
      situations: (flow, keys) =>
        keys.some(({ kind }) => kind === 'invoice') && (looks += 1) === 2
          ? situations(slowAboutWork(landIt), flow, keys)
          : engine.store.situations(flow, keys),
    };
    await turn({ ...engine, store }, outward, turnOptions);
    assert.equal(looks, 2, 'once when the money is reckoned, and once before it leaves');
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  /** What is said of the money that was not sent. */
  const paymentSays = async (): Promise<readonly unknown[]> =>
    (await bench.query(`select state, detail from standing where kind = 'payment' and flow = $1`, [outward.flow])).flatMap(Object.values);

  test('money of a past day waits for an invoice in the hands of another worker, however often that was tried', async () => {
    await soldAndPaid({ isKnown: true });
    await bench.query(`update task set lease_token = 'another worker', lease_until = $1, tries = 1000 where kind = 'invoice'`, [
      bench.clock.now() + 120_000,
    ]);
    await turn(bench.life.engine, outward, turnOptions);
    assert.deepEqual(await paymentSays(), ['pending', 'waits for invoice INV-001, which is on its way']);
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  /** The invoice looks for its customer again in a minute, although that is there: nothing woke it. */
  const unwokenInvoice = async (): Promise<void> => {
    await putOffInvoice();
    await bench.query(
      `update task set waits_for = 'contact:' || standing.external_id from standing
       where task.kind = 'invoice' and standing.kind = 'contact' and standing.flow = task.flow`,
    );
  };

  // What the demo showed on a busy machine: the customer landed in the very moment in which the invoice began to wait for it.
  test('money of a past day waits for an invoice that waits for a customer who is there already', async () => {
    await soldAndPaid({ isKnown: true });
    await unwokenInvoice();
    await turn(bench.life.engine, outward, turnOptions);
    assert.deepEqual(await paymentSays(), ['pending', 'waits for invoice INV-001, which is on its way']);
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  test('money of a past day does not wait for an invoice whose customer waits for a person', async () => {
    await soldAndPaid({ isKnown: true });
    await unwokenInvoice();
    await bench.query(`update standing set state = 'held' where kind = 'contact'`);
    await turn(bench.life.engine, outward, turnOptions);
    assert.equal((await bench.writes())['create bankTransaction landed'], 1);
    await bench.sync();
  });

  test('money of a past day waits for an invoice whose customer was held, and is in the hands of another worker by now', async () => {
    await soldAndPaid({ isKnown: true });
    await unwokenInvoice();
    await bench.query(`update standing set state = 'held' where kind = 'contact'`);
    const until = bench.clock.now() + 60_000;
    await bench.query(
      `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, lease_token, lease_until)
       select organisation, flow, kind, external_id, 0, 0, 'another worker', $1 from standing where kind = 'contact' and flow = $2`,
      [until, outward.flow],
    );
    await turn(bench.life.engine, outward, turnOptions);
    assert.deepEqual(await paymentSays(), ['pending', 'waits for invoice INV-001, which is on its way']);
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  test('money of a past day that is known before its invoice makes that be looked at, and waits for it', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sync();
    const { id } = await bench.sell.invoice({ contact: ada, on: '2026-11-03' });
    await bench.sell.pay(id, '120', '2026-11-04');
    const [payment] = await bench.sell.list('payment');
    assert.ok(payment);
    // A webhook names the money; that of its invoice was lost.
    const named = [{ kind: 'payment', id: payment.record.id }] as const;
    await bench.clock.during(() => bench.life.engine.store.mark(organisation, platform, named, bench.clock.now()));
    await turn(bench.life.engine, outward, turnOptions);
    assert.deepEqual(await paymentSays(), ['pending', `waits for invoice ${id}, which nobody has looked at yet`]);
    await bench.sync();
    assert.deepEqual(await bench.writes(), once);
  });

  test('money of a past day waits for an invoice that waits for approval, and goes on account when that is declined', async () => {
    await soldAndPaid({ isKnown: true });
    await bench.query('update flow set approval = true where flow = $1', [outward.flow]);
    await bench.sync();
    const { engine, decisions } = bench.life;
    assert.deepEqual(await paymentSays(), ['pending', 'waits for invoice INV-001, which waits for approval']);
    const [batch] = (await decisions.batches(organisation, 10)).filter(({ state }) => state === 'review');
    assert.ok(batch);
    await declineBatch({ engine, decisions, organisation, by: 'Ada' }, batch.batch, null, 'not yet');
    await bench.pass(3600);
    await bench.sync();
    assert.deepEqual(await paymentSays(), ['pending', 'planned; it waits for approval or for the flow to go live']);
  });

  test('a customer whom the ledger has already is adopted, though nothing of the ledger was read before the first turn', async () => {
    await bench.ledger.person({ does: 'create', kind: 'contact', fields: { DisplayName: 'Ada Ltd' } });
    await soldAndPaid({ isKnown: false });
    await turn(bench.life.engine, outward, turnOptions);
    await bench.sync();
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.writes(), { 'create invoice landed': 1, 'create payment landed': 1 });
  });

  test('what was approved leaves by itself when its request never left', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sync();
    await bench.query('update flow set approval = true where flow = $1', [outward.flow]);
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    const { engine, decisions } = bench.life;
    const batch = (await decisions.batches(organisation, 10)).find(({ state }) => state === 'review');
    assert.ok(batch);
    await approveBatch({ engine, decisions, organisation, by: 'Ada' }, batch.batch, null);
    // The process ends between the intent and the request, which never leaves.
    const intend: EngineStore['intend'] = async (intent) => {
      await engine.store.intend(intent);
      throw new Error('the power went');
    };
    await turn({ ...engine, store: { ...engine.store, intend } }, outward, turnOptions);
    // By then the ledger has forgotten the key of the request, so it is not sent again blindly.
    await bench.pass(2 * 3600);
    await bench.sync();
    assert.deepEqual(await bench.writes(), {
      'create contact landed': 1,
      'create invoice landed': 1,
      'create invoice superseded': 1,
      'create invoice vanished': 1,
    });
  });

  test('money that was refused is booked as soon as a write of ours has made room for it', async () => {
    const ada = await bench.sell.customer('Ada Ltd');
    const { id } = await bench.sell.invoice({ contact: ada });
    const wrong = await bench.sell.pay(id, '120');
    await bench.sync();
    await bench.sell.remove('payment', wrong.id);
    await bench.sell.pay(id, '110');
    await poll(bench.life.engine, organisation, platform);
    // The payment that was taken back is in the hands of another worker, which is slow.
    await bench.query(`update task set lease_token = 'another worker', lease_until = $2 where kind = 'payment' and external_id = $1`, [
      wrong.id,
      bench.clock.now() + 120_000,
    ]);
    for (let tries = 0; tries < 3; tries += 1) {
      await turn(bench.life.engine, outward, turnOptions);
      await bench.pass(20);
    }
    assert.equal((await bench.holds()).length, 1);
    await bench.pass(60);
    await turn(bench.life.engine, outward, turnOptions);
    await turn(bench.life.engine, outward, turnOptions);
    assert.deepEqual(await bench.holds(), []);
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP 10.00 left
      2026-11-10 paid INV-001 110.00
      2026-11-10 received from Ada Ltd 0.00 deleted
      2026-11-10 received from Ada Ltd 110.00 of which 0.00 on account`);
  });
});

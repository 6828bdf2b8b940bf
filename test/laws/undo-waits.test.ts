import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BeingWritten, undoBatch } from '../../src/engine/batches.ts';
import { organisation, outward } from '../engine/world.ts';
import { bookedInvoice, inBooks } from './scene.ts';

test('who undoes what a worker had when it ended is told until when, and it works then', () =>
  inBooks(
    async (bench) => {
      const { engine, decisions } = bench.life;
      const { id } = await bookedInvoice(bench);
      const [written] = await bench.query<{ batch: string }>(`select batch from write where kind = 'invoice' and external_id = $1`, [id]);
      const until = bench.clock.now() + 300_000;
      await bench.query(
        `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, lease_token, lease_until) values ($1, $2, 'invoice', $3, 0, 0, 'ended', $4)`,
        [organisation, outward.flow, id, until],
      );
      const undo = () => undoBatch({ engine, decisions, organisation, by: 'Ada' }, written?.batch ?? '');
      await assert.rejects(undo(), (cause: unknown) => {
        assert.ok(cause instanceof BeingWritten);
        assert.equal(cause.until, until);
        assert.match(cause.message, new RegExp(new Date(until).toISOString().slice(11, 19)));
        return true;
      });
      await bench.pass(301);
      assert.deepEqual((await undo()).plan.refusals, []);
    },
    { isTwoWay: false },
  ));

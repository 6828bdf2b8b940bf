import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poll } from '../../src/engine/poll.ts';
import type { Engine } from '../../src/engine/parts.ts';
import type { Contact } from '../../src/core/records.ts';
import { organisation } from '../engine/world.ts';
import { withProcessor } from './processor-scene.ts';
import type { ProcessorScene } from './processor-scene.ts';

const named = (name: string): Contact => ({
  kind: 'contact',
  id: 'cus_1',
  name,
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: true,
  isSupplier: false,
  state: 'active',
  mergedInto: null,
});

/** The name that is kept after the source showed another one to a poll. */
async function polled({ bench, records }: ProcessorScene, engine: Engine, name: string): Promise<string | undefined> {
  records.splice(0, records.length, named(name));
  await bench.clock.during(() => poll(engine, organisation, 'processor', ['contact']));
  const { rows } = await bench.pool.query<{ name: string }>(`select body ->> 'name' as name from record where external_id = 'cus_1'`);
  return rows[0]?.name;
}

test('what a source without versions changes and changes back is seen, when a pass over everything or another process read the change', () =>
  withProcessor(async (scene) => {
    const { bench, engine } = scene;
    for (let time = 0; time < 2; time += 1) assert.equal(await polled(scene, engine, 'Ada Ltd'), 'Ada Ltd');
    await bench.pass(86_400);
    assert.equal(await polled(scene, engine, 'Ada plc'), 'Ada plc');
    for (let time = 0; time < 2; time += 1) assert.equal(await polled(scene, engine, 'Ada Ltd'), 'Ada Ltd');
    const other: Engine = { ...engine };
    assert.equal(await polled(scene, other, 'Ada plc'), 'Ada plc');
    assert.equal(await polled(scene, engine, 'Ada Ltd'), 'Ada Ltd');
  }));

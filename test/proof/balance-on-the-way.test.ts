import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { poll } from '../../src/engine/poll.ts';
import { turn } from '../../src/engine/turn.ts';
import { agreedInLondon, flow, withProcessor } from '../books/processor-scene.ts';
import type { ProcessorScene } from '../books/processor-scene.ts';
import { seller } from '../books/seller.ts';
import { organisation } from '../engine/world.ts';

const atProcessor = ['charge', 'charge', 'refund', 'dispute', 'lose', 'win'] as const;
const deeds = [...atProcessor, 'hours', 'hours', 'day', 'read', 'read', 'turn', 'turn', 'sync'] as const;

const drawn = fc.record({ does: fc.constantFrom(...deeds), of: fc.nat({ max: 40 }), by: fc.integer({ min: 200, max: 9_900 }) });
type Deed = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

/** What people do at the processor. It refuses what cannot be, such as a refund of more than was paid; then nothing has happened. */
async function happenThere(sandbox: Sandbox, { does, of, by }: Deed): Promise<void> {
  const ids = sandbox.documents('payment').map((each) => String(each['id']));
  const charge = ids[of % Math.max(1, ids.length)] ?? '';
  const disputes = sandbox.documents('dispute').map((each) => String(each['id']));
  const dispute = disputes[of % Math.max(1, disputes.length)];
  if (does === 'charge') await sandbox.person({ does: 'create', kind: 'payment', fields: { amount: by, currency: 'gbp' } });
  if (does === 'refund') await sandbox.person({ does: 'create', kind: 'refund', fields: { charge, amount: 50 + (by % 100) } });
  if (does === 'dispute') await sandbox.person({ does: 'create', kind: 'dispute', fields: { charge } });
  if ((does === 'lose' || does === 'win') && dispute !== undefined)
    await sandbox.person({ does: 'edit', kind: 'dispute', id: dispute, fields: { status: does === 'lose' ? 'lost' : 'won' } });
}

async function happen({ bench, engine, sync }: ProcessorScene, sandbox: Sandbox, deed: Deed): Promise<void> {
  switch (deed.does) {
    case 'hours':
      return bench.pass(3_600 * (1 + (deed.of % 20)));
    case 'day':
      return bench.pass(86_400);
    case 'read':
      return void (await bench.clock.during(() => poll(engine, organisation, 'processor')));
    case 'turn':
      return void (await turn(engine, flow, { limit: 1 + (deed.of % 4), leaseSeconds: 300 }));
    case 'sync':
      return sync();
    case 'charge':
    case 'refund':
    case 'dispute':
    case 'lose':
    case 'win':
      return happenThere(sandbox, deed).catch(() => undefined);
  }
}

async function live(seed: number, book: 'each' | 'day' | 'payout'): Promise<void> {
  const out: { sandbox: Sandbox | null } = { sandbox: null };
  const banks = agreedInLondon.replace('    banks: { byDestination: { ba_1: "090" } }', '    banks: "090"');
  const mapping = banks.replace('processor:\n', `processor:\n  book: ${book}\n`);
  await withProcessor(
    async (scene) => {
      assert.ok(out.sandbox);
      await scene.sync();
      let named = 0;
      for (const deed of fc.sample(drawn, { seed, numRuns: 26 })) {
        await happen(scene, out.sandbox, deed);
        const { word, controls, differences } = await scene.prove();
        const strange = controls.filter(({ days }) => days.some(({ unexplained }) => unexplained !== '0'));
        assert.deepEqual([strange, word === 'unexplained' ? differences : []], [[], []], `seed ${seed}, after ${JSON.stringify(deed)}`);
        named += controls.flatMap((control) => control.named).length;
      }
      assert.ok(named > 0, 'nothing was ever on its way');
    },
    { mapping, provider: (bench) => seller(bench, out) },
  );
}

for (const [seed, book] of [
  [7, 'each'],
  [1, 'day'],
  [1, 'payout'],
] as const)
  test(`what mirrors a processor’s balance is explained at every moment, booked by ${book}`, () => live(seed, book));

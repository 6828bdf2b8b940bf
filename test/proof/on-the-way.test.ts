import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Refusal } from '../../src/billing/refusal.ts';
import { poll } from '../../src/engine/poll.ts';
import { turn } from '../../src/engine/turn.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench } from '../engine/bench.ts';
import { ledger, organisation, outward, platform } from '../engine/world.ts';
import { provenBy } from './proving.ts';

const deeds = [
  'sell',
  'sell',
  'change',
  'pay',
  'credit',
  'remove',
  'unpay',
  'read',
  'read',
  'read the ledger',
  'turn',
  'turn',
  'turn',
  'sync',
] as const;
type Deed = { readonly does: (typeof deeds)[number]; readonly of: number; readonly by: number; readonly on: string };

const drawn = fc.record({
  does: fc.constantFrom(...deeds),
  of: fc.nat({ max: 40 }),
  by: fc.integer({ min: 1, max: 99 }),
  on: fc.constantFrom('2026-10-30', '2026-11-03', '2026-11-09', '2026-12-02'),
});

async function happen(bench: Bench, { does, of, by, on }: Deed): Promise<void> {
  const { sell, clock, life } = bench;
  const pick = <T>(list: readonly T[]): T | null => list[of % Math.max(1, list.length)] ?? null;
  const line = (price: string) => ({
    description: 'Work',
    quantity: '1',
    unitPrice: price,
    discount: null,
    taxes: ['VAT20'],
    account: null,
    item: null,
  });
  switch (does) {
    case 'sell': {
      const contact = pick(await sell.list('contact'))?.record.id ?? (await sell.customer('Ada Ltd'));
      const who = by % 3 === 0 ? await sell.customer(`Customer ${by}-${of}`) : contact;
      await sell.invoice({ contact: who, on, lines: [['Work', '1', `${by}.${of + 10}`, by % 2 === 0 ? 'VAT20' : 'VAT0']] });
      return;
    }
    case 'change': {
      const found = pick(await sell.list('invoice'));
      if (found) await sell.change(found.record.id, by % 4 === 0 ? { issuedOn: on } : { lines: [line(`${by}.50`)] });
      return;
    }
    case 'pay': {
      const found = pick(await sell.list('invoice'));
      if (found) await sell.pay(found.record.id, `${by % 7}.${by}`, on);
      return;
    }
    case 'credit': {
      const found = pick(await sell.list('invoice'));
      if (found)
        await sell.credit({
          contact: found.record.contact,
          invoice: found.record.id,
          on,
          lines: [['too much', '1', '1.05', 'VAT20']],
          allocate: by % 2 === 0,
        });
      return;
    }
    case 'remove': {
      const found = pick(await sell.list('invoice'));
      if (found) await sell.remove('invoice', found.record.id);
      return;
    }
    case 'unpay': {
      const found = pick(await sell.list('payment'));
      if (found) await sell.remove('payment', found.record.id);
      return;
    }
    case 'read':
      return void (await clock.during(() => poll(life.engine, organisation, platform)));
    case 'read the ledger':
      return void (await clock.during(() => poll(life.engine, organisation, ledger)));
    case 'turn':
      return void (await turn(life.engine, outward, { limit: 1 + (by % 4), leaseSeconds: 300 }));
    case 'sync':
      return await bench.sync(1);
  }
}

/** What is sold and what is paid, as it was read of billing and as it stands in the ledger: where they differ. */
async function apart(bench: Bench): Promise<readonly string[]> {
  const sums = async (connection: string) => {
    const rows = await bench.query<{ is: string; sum: string }>(
      `select case kind when 'payment' then 'paid' else 'sold' end as is, sum(case kind when 'creditNote' then -gross else gross end)::text as sum
       from record where connection = $1 and gone_at is null and kind in ('invoice', 'creditNote', 'payment') and body ->> 'state' in ('open', 'made')
       group by 1 order by 1`,
      [connection],
    );
    return rows.filter(({ sum }) => !/^[0.]+$/.test(sum)).map(({ is, sum }) => `${is} ${sum}`);
  };
  const [source, target] = [await sums(platform), await sums(ledger)];
  return source.join() === target.join() ? [] : [...source, ...target];
}

async function live(seed: number): Promise<void> {
  const bench = await openBench({ isTwoWay: false });
  try {
    const story: string[] = [];
    for (const deed of fc.sample(drawn, { seed, numRuns: 20 })) {
      story.push(`${deed.does} ${deed.of} ${deed.by} ${deed.on}`);
      await happen(bench, deed).catch((cause: unknown) => {
        if (!(cause instanceof Refusal) && !String(cause).includes('billing refused')) throw cause;
        story.push('refused');
      });
      const proof = await provenBy(bench);
      const said = `seed ${seed}: ${story.join('; ')}\n${JSON.stringify(proof.differences, null, 1)} ${JSON.stringify(proof.counts)}`;
      assert.notEqual(proof.word, 'unexplained', said);
      if (proof.tiesOut) assert.deepEqual(await apart(bench), [], said);
    }
    await bench.sync();
    const { word, counts } = await provenBy(bench);
    assert.notEqual(word, 'unexplained', story.join('; '));
    assert.ok(counts.every(({ pending }) => pending === 0));
  } finally {
    await bench.close();
  }
}

for (const seed of [9, 12]) test(`at no moment of ordinary work is a difference without a name (seed ${seed})`, () => live(seed));

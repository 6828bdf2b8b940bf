import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { provenChanges, totalsAsOf } from '../../src/engine/proven-changes.ts';
import { wholeDocument } from '../../src/proof/posting.ts';
import { pence } from '../../src/proof/faults.testing.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench } from '../engine/bench.ts';
import { back, ledger, organisation, outward } from '../engine/world.ts';
import { peopleAt } from './people.ts';
import { named, proofPorts, provenBy } from './proving.ts';

async function inBench(work: (bench: Bench) => Promise<void>, options: Parameters<typeof openBench>[0] = {}): Promise<void> {
  const bench = await openBench(options);
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

test('what was sold and paid ties out with the ledger’s own movement, both ways', () =>
  inBench(async (bench) => {
    const people = peopleAt(bench.ledger);
    const ada = await bench.sell.customer('Ada Ltd');
    const first = await bench.sell.invoice({ contact: ada, on: '2026-11-03' });
    const lines = [
      ['Design', '3', '40', 'VAT20', '10'],
      ['Postage', '1', '5.50', 'VAT0'],
    ] as const;
    await bench.sell.invoice({ contact: ada, lines, discount: { amount: '10' } });
    await bench.sync();
    await bench.sell.pay(first.id, '50');
    await people.pay('INV-002', 20, '2026-11-11');
    await bench.sync();
    const proof = await provenBy(bench);
    assert.deepEqual([proof.word, named(proof), proof.countsAddUp], ['ties out', [], true]);
    assert.equal(proof.ledger.find(({ account }) => account === '610')?.movement, '173.2');
    assert.equal((await provenBy(bench, back)).word, 'ties out');
  }));

test('what is not in the ledger yet is named, and so is who must do something about it', () =>
  inBench(
    async (bench) => {
      const ada = await bench.sell.customer('Ada Ltd');
      await bench.sell.invoice({ contact: ada });
      await bench.sell.invoice({ contact: ada, number: 'INTERNAL-1' });
      await bench.sell.invoice({ contact: ada, on: '2026-09-30' });
      await bench.sync();
      const proof = await provenBy(bench);
      assert.deepEqual(named(proof), ['INTERNAL-1 excluded by rule 120 GBP', 'INV-001 not sent yet 120 GBP']);
      assert.deepEqual([proof.word, proof.countsAddUp], ['explained', true]);
    },
    { mode: 'shadow' },
  ));

type Deed = 'nothing' | 'reprice' | 'recode' | 'redate' | 'void' | 'double' | 'type in' | 'journal' | 'internal' | 'untaxed' | 'unmapped';
const deeds: readonly Deed[] = [
  'nothing',
  'reprice',
  'recode',
  'redate',
  'void',
  'double',
  'type in',
  'journal',
  'internal',
  'untaxed',
  'unmapped',
];

test('of N faults seeded into real books the proof names exactly these N', () =>
  inBench(async (bench) => {
    const seed = 20261121;
    const drawn = fc.sample(fc.constantFrom(...deeds), { numRuns: 40, seed });
    const people = peopleAt(bench.ledger);
    const component = { name: 'VAT', percent: '5', compound: false };
    await bench.clock.during(() => bench.billing.create(organisation, 'taxRate', [{ id: 'VAT5', name: 'VAT5', components: [component] }]));
    const ada = await bench.sell.customer('Ada Ltd');
    // Each has an amount of its own, so that only what is meant to double something does.
    for (const [index, deed] of drawn.entries()) {
      const number = deed === 'internal' ? `INTERNAL-${index}` : `N-${index}`;
      const lines = [['work', '1', String(1000 + index * 10), taxOf(deed)]] as const;
      await bench.sell.invoice({ contact: ada, number, on: '2026-11-05', lines });
    }
    await bench.sync();
    const expected: string[] = [];
    for (const [index, deed] of drawn.entries()) expected.push(...(await happen(people, deed, index)));
    await bench.sync();
    const proof = await provenBy(bench);
    const shown = proof.differences.map(({ number, cause, size }) => `${number ?? 'journal'} ${cause} ${size}`);
    assert.deepEqual(shown.toSorted(), expected.toSorted(), `seed ${seed}`);
    assert.deepEqual([proof.unexplained, proof.countsAddUp], [[], true]);
    const headline = expected.reduce((total, text) => total + pence(text.split(' ').at(-1) ?? '0'), 0);
    assert.deepEqual(
      proof.headline.map(({ amount }) => pence(amount)),
      [headline],
    );
  }));

const taxOf = (deed: Deed): string | null => (deed === 'untaxed' ? null : deed === 'unmapped' ? 'VAT5' : 'VAT20');

/** Does it, and says what the proof must show: number, cause and size in pounds. Nets are multiples of ten, so all amounts are whole. */
async function happen(people: ReturnType<typeof peopleAt>, deed: Deed, index: number): Promise<readonly string[]> {
  const number = `N-${index}`;
  const net = 1000 + index * 10;
  const gross = (net * 12) / 10;
  switch (deed) {
    case 'nothing':
    case 'untaxed':
      return [];
    case 'unmapped':
      return [`${number} held ${(net * 105) / 100}`];
    case 'internal':
      return [`INTERNAL-${index} excluded by rule ${gross}`];
    case 'reprice':
      await people.reprice(number, net + 50);
      return [`${number} edited in the ledger 60`];
    case 'recode':
      await people.recode(number, '260');
      return [`${number} recoded in the ledger ${net}`];
    case 'redate':
      await people.redate(number, '2026-10-31');
      return [`${number} cut-off ${gross}`];
    case 'void':
      await people.voidIt(number);
      return [`${number} voided in the ledger ${gross}`];
    case 'double':
      await people.typeIn(`D-${index}`, number, net, '2026-11-06');
      return [`D-${index} duplicate ${gross}`];
    case 'type in':
      await people.typeIn(`H-${index}`, number, net + 5, '2026-11-06');
      return [`H-${index} posted in the ledger by others ${((net + 5) * 12) / 10}`];
    case 'journal':
      await people.journal('404', '200', net, '2026-11-07');
      return [`journal posted in the ledger by others ${net}`];
  }
}

test('a change to a month that was proven is an alert that names the document', () =>
  inBench(async (bench) => {
    const people = peopleAt(bench.ledger);
    const ports = proofPorts(bench);
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada, on: '2026-10-20' });
    await bench.sell.invoice({ contact: ada, on: '2026-11-05' });
    await bench.sync();
    await provenBy(bench, outward, { fromMonth: '2026-10', throughMonth: '2026-10' });
    assert.deepEqual(await provenChanges(ports, outward), []);
    await people.reprice('INV-002', 130);
    await bench.sync();
    assert.deepEqual(await provenChanges(ports, outward), [], 'November was not proven');
    await people.reprice('INV-001', 600);
    await bench.sync();
    const [alert, ...others] = await provenChanges(ports, outward);
    assert.deepEqual(others, []);
    assert.deepEqual([alert?.period, alert?.word], ['2026-10', 'ties out']);
    const whole = alert?.figures.find(({ account }) => account === wholeDocument);
    assert.deepEqual([whole?.side, whole?.proven, whole?.now, whole?.difference], ['target', '120', '720', '600']);
    assert.deepEqual(
      alert?.documents.map(({ side, number, before, after }) => [side, number, before, after]),
      [['target', 'INV-001', '120', '720']],
    );
  }));

test('what a side looked like on a past day can be asked for', () =>
  inBench(async (bench) => {
    const people = peopleAt(bench.ledger);
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    const then = bench.clock.now();
    await people.voidIt('INV-001');
    await bench.sync();
    const side = { organisation, connection: ledger, ledger };
    const at = async (instant: number) =>
      (await totalsAsOf(proofPorts(bench), { ...side, at: instant })).map(({ account, amount }) => `${account} ${amount}`);
    assert.deepEqual(await at(then), ['* 120', '200 -100', '610 120', '820 -20']);
    assert.deepEqual(await at(bench.clock.now()), []);
  }));

test('other flows into the same ledger have proofs of their own', () =>
  inBench(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    const other = [organisation, 'shop-to-xero', 'shop and xero'];
    await bench.query(
      `insert into connection select organisation, 'shop', provider, 'Shop', account, hosts, settings, state, null, created_at from connection where connection = 'billing'`,
    );
    await bench.query(
      `insert into flow select $1, $2, $3, 'shop', target, kinds, starts_on, 'off', false, mapping, mapping_version, created_at from flow where flow = $4`,
      [...other, outward.flow],
    );
    const proof = await provenBy(bench, { organisation, flow: 'shop-to-xero' });
    assert.equal(proof.word, 'ties out');
    const [whole] = proof.rows.filter(({ account }) => account === wholeDocument);
    assert.deepEqual([whole?.source, whole?.otherFlows, whole?.target], ['0', '120', '120']);
  }));

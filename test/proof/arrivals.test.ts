import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poll } from '../../src/engine/poll.ts';
import { provenChanges } from '../../src/engine/proven-changes.ts';
import type { Proof } from '../../src/proof/proof.ts';
import { payout, transaction } from '../books/books.ts';
import { withProcessor } from '../books/processor-scene.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench } from '../engine/bench.ts';
import { ledger, organisation, outward, platform } from '../engine/world.ts';
import { peopleAt } from './people.ts';
import { named, proofPorts, provenBy } from './proving.ts';

async function inBench(work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await openBench();
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

/** Reads what billing shows, and leaves it at that. */
const read = (bench: Bench, connection = platform) => bench.clock.during(() => poll(bench.life.engine, organisation, connection));

const work = (unitPrice: string) => ({
  description: 'Design',
  quantity: '1',
  unitPrice,
  discount: null,
  taxes: ['VAT20'],
  account: null,
  item: null,
});

const said = (proof: Proof): readonly unknown[] => [proof.word, named(proof), proof.unexplained, proof.countsAddUp];
const onTheWay = (...names: readonly string[]): readonly unknown[] => ['explained', names, [], true];
const tied = ['ties out', [], [], true];

test('an invoice that was read and is not yet applied is named with its amount', () =>
  inBench(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    assert.deepEqual(said(await provenBy(bench)), tied);
    const bob = await bench.sell.customer('Bob Ltd');
    await bench.sell.invoice({ contact: bob, lines: [['Design', '1', '250', 'VAT20']] });
    await read(bench);
    const proof = await provenBy(bench);
    assert.deepEqual(said(proof), onTheWay('INV-002 not sent yet 300 GBP'));
    assert.equal(proof.differences[0]?.detail, 'it arrived at the source (read on 2026-11-10) and is not yet applied');
    assert.deepEqual(
      proof.rows.map(({ account, difference }) => `${account} ${difference}`),
      ['* 300', '200 -250', '610 300', '820 -50'],
    );
    await bench.sync();
    assert.deepEqual(said(await provenBy(bench)), tied);
  }));

test('a changed invoice, a payment and a removal that are not yet applied are named with what they will move', () =>
  inBench(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    const [first, second, third] = [
      await bench.sell.invoice({ contact: ada }),
      await bench.sell.invoice({ contact: ada }),
      await bench.sell.invoice({ contact: ada }),
    ];
    await bench.sync();
    await bench.sell.change(first.id, { lines: [work('130')] });
    await read(bench);
    assert.deepEqual(said(await provenBy(bench)), onTheWay('INV-001 not sent yet 36 GBP'));
    await bench.sync();
    await bench.sell.pay(second.id, '50');
    await read(bench);
    assert.deepEqual(said(await provenBy(bench)), onTheWay('payment not sent yet 50 GBP'));
    await bench.sync();
    await bench.sell.remove('invoice', third.id);
    await read(bench);
    assert.deepEqual(said(await provenBy(bench)), onTheWay('INV-003 not sent yet -120 GBP'));
    await bench.sync();
    assert.deepEqual(said(await provenBy(bench)), tied);
  }));

test('a proof that counts what was on its way is no alert once it has arrived', () =>
  inBench(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sync();
    await bench.sell.invoice({ contact: ada });
    await read(bench);
    assert.deepEqual(said(await provenBy(bench)), onTheWay('INV-001 not sent yet 120 GBP'));
    assert.deepEqual(await provenChanges(proofPorts(bench), outward), []);
    await bench.sync();
    const changes = await provenChanges(proofPorts(bench), outward);
    assert.deepEqual(
      changes.flatMap(({ figures }) => figures.map(({ side }) => side)).filter((side) => side === 'source'),
      [],
    );
  }));

test('what is on its way hides nothing that somebody did in the ledger', () =>
  inBench(async (bench) => {
    const people = peopleAt(bench.ledger);
    const ada = await bench.sell.customer('Ada Ltd');
    const first = await bench.sell.invoice({ contact: ada });
    await bench.sell.invoice({ contact: ada });
    await bench.sync();
    await people.reprice('INV-001', 150);
    await people.reprice('INV-002', 101);
    await people.typeIn('H-1', 'INV-001', 40, '2026-11-09');
    await bench.sell.change(first.id, { lines: [work('130')] });
    await bench.sell.invoice({ contact: ada });
    await read(bench);
    await read(bench, ledger);
    assert.deepEqual(
      said(await provenBy(bench)),
      onTheWay(
        'H-1 posted in the ledger by others -48 GBP',
        'INV-001 edited in the ledger -60 GBP',
        'INV-001 not sent yet 36 GBP',
        'INV-002 edited in the ledger -1.2 GBP',
        'INV-003 not sent yet 120 GBP',
      ),
    );
  }));

const gbp = { currency: 'GBP', madeOn: '2026-11-02' } as const;

test('a payout that arrives and a sale that is new are on their way in the accounts that mirror the balance', () =>
  withProcessor(async ({ bench, engine, records, sync, prove }) => {
    const sent = payout('po_1', '25', { currency: 'GBP', createdOn: '2026-11-05', arrivesOn: '2026-11-09', state: 'inTransit' });
    records.push(
      transaction('charge', '100', { ...gbp, fee: '3', id: 'txn_sale' }),
      transaction('payout', '-25', { ...gbp, madeOn: '2026-11-05', about: 'po_1', id: 'txn_out' }),
      sent,
    );
    await sync();
    assert.deepEqual(said(await prove()), tied);
    records.splice(2, 1, { ...sent, state: 'paid' });
    records.push(transaction('charge', '40', { ...gbp, madeOn: '2026-11-08', fee: '1', id: 'txn_new' }));
    await bench.clock.during(() => poll(engine, organisation, 'processor'));
    const proof = await prove();
    assert.deepEqual(
      proof.differences.map(({ key, cause, detail }) => [key?.id, cause, detail]),
      [
        ['txn_new', 'not sent yet', 'it arrived at the source (read on 2026-11-10) and is not yet applied'],
        ['po_1', 'not sent yet', 'it arrived at the source (read on 2026-11-10) and is not yet applied'],
      ],
    );
    assert.deepEqual(
      proof.controls.map(({ of, named: names, days }) => [
        of,
        names.map(({ key, cause, amount }) => `${key?.id} ${cause} ${amount}`),
        days.map(({ difference, unexplained }) => `${difference} ${unexplained}`).at(-1),
      ]),
      [
        ['clearing', ['txn_new not sent yet 39'], '39 0'],
        ['transit', ['po_1 not sent yet -25'], '-25 0'],
      ],
    );
    assert.equal(proof.word, 'explained');
    await sync();
    assert.deepEqual(said(await prove()), tied);
  }));

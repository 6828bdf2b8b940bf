import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerHold } from '../../src/engine/holds.ts';
import { transaction } from '../books/books.ts';
import { withProcessor } from '../books/processor-scene.ts';
import type { ProcessorScene } from '../books/processor-scene.ts';

// A source that deletes without a word: no page names what is gone, and only a pass over everything misses it.

const sale = transaction('charge', '100', { currency: 'GBP', madeOn: '2026-11-02', id: 'txn_sale' });

/** Every connection is read as a whole once a day. */
async function fullPass({ bench, sync }: ProcessorScene): Promise<void> {
  await bench.pass(86_400);
  await sync();
}

const asked = async ({ bench }: ProcessorScene) => {
  const open = await bench.life.decisions.holds('acme', { flow: null, limit: 10 });
  return open.map(({ id, code, question }) => [id, code, question.fixes.map((each) => each.id).join(' ')]);
};

async function leaveIt({ bench, engine }: ProcessorScene): Promise<void> {
  const { decisions } = bench.life;
  const [open] = await decisions.holds('acme', { flow: null, limit: 10 });
  const deciding = { engine, decisions, organisation: 'acme', by: 'Ada' };
  await answerHold(deciding, { hold: open?.hold ?? '', fix: 'exclude', because: 'deleted there by mistake' });
}

async function gone(scene: ProcessorScene): Promise<void> {
  scene.records.push(sale);
  await scene.sync();
  assert.equal(scene.balance('092'), '100.00');
  scene.records.splice(0);
  await fullPass(scene);
}

test('what the source no longer shows stays in the ledger, and is asked about once', () =>
  withProcessor(async (scene) => {
    await gone(scene);
    assert.equal(scene.balance('092'), '100.00');
    assert.deepEqual(await asked(scene), [['txn_sale', 'gone at the source', 'retry exclude']]);
    await leaveIt(scene);
    await fullPass(scene);
    assert.deepEqual(await asked(scene), []);
    assert.equal(scene.balance('092'), '100.00');
  }));

test('what is back at the source is asked about no more, and is booked once', () =>
  withProcessor(async (scene) => {
    await gone(scene);
    scene.records.push(sale);
    await fullPass(scene);
    assert.deepEqual(await asked(scene), []);
    assert.equal(scene.balance('092'), '100.00');
  }));

test('what was gone before it was sent is never sent, and nobody is asked', () =>
  withProcessor(async (scene) => {
    const { records, sync, bench } = scene;
    records.push({ ...sale, taxes: [{ rate: 'unknown', amount: '5' }] });
    await sync();
    assert.deepEqual(await asked(scene), [
      ['txn_sale', 'no tax code', 'tax:EXEMPTOUTPUT tax:NONE tax:OUTPUT2 tax:RROUTPUT tax:ZERORATEDOUTPUT exclude'],
    ]);
    records.splice(0);
    await fullPass(scene);
    assert.deepEqual(await asked(scene), []);
    assert.deepEqual(bench.ledger.documents('bankTransaction'), []);
  }));

test('what a person takes out of the ledger as well is asked about no more', () =>
  withProcessor(async (scene) => {
    await gone(scene);
    const [booked] = scene.bench.ledger.documents('bankTransaction');
    await scene.bench.ledger.person({ does: 'void', kind: 'bankTransaction', id: String(booked?.['BankTransactionID']) });
    await fullPass(scene);
    assert.deepEqual(await asked(scene), []);
    assert.equal(scene.balance('092'), '0.00');
  }));

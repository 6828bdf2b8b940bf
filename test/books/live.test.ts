import assert from 'node:assert/strict';
import { test } from 'node:test';
import { payout, transaction } from './books.ts';
import { withProcessor } from './processor-scene.ts';

const gbp = { currency: 'GBP', madeOn: '2026-11-02' } as const;
const vat = { taxes: [{ rate: 'vat20', amount: '9.08' }] };

test('a processor’s week in the ledger: every transaction, and a balance that is the processor’s own', () =>
  withProcessor(async ({ records, sync, balance, holds, prove, bench }) => {
    records.push(
      transaction('charge', '54.5', { ...gbp, fee: '1.14', ...vat, about: 'ch_1' }),
      transaction('charge', '30', { ...gbp, fee: '1.17', about: 'ch_2' }),
      transaction('refund', '-12', { ...gbp, madeOn: '2026-11-03', taxes: [{ rate: 'vat20', amount: '2' }], about: 're_1' }),
      transaction('dispute', '-30', {
        ...gbp,
        madeOn: '2026-11-04',
        fee: '15',
        fees: [{ for: 'dispute', description: null, amount: '15' }],
        about: 'dp_1',
      }),
      transaction('payout', '-25.19', { ...gbp, madeOn: '2026-11-05', about: 'po_1' }),
      payout('po_1', '25.19', { currency: 'GBP', createdOn: '2026-11-05', arrivesOn: '2026-11-09', reference: 'PROCESSOR 1' }),
    );
    await sync();
    assert.deepEqual(await holds(), []);
    assert.equal(balance('092', '2026-11-02'), '82.19');
    assert.equal(balance('092'), '0.00');
    assert.equal(balance('093', '2026-11-08'), '25.19');
    assert.equal(balance('093'), '0.00');
    assert.equal(balance('090'), '25.19');
    assert.equal(balance('631'), '30.00');
    const proof = await prove();
    assert.deepEqual(
      proof.differences.map(({ cause, account, amount, detail }) => `${cause} ${account} ${amount} ${detail}`),
      [],
    );
    assert.equal(proof.word, 'ties out');
    const written = (await bench.writes())['create bankTransaction landed'];
    await sync();
    assert.equal((await bench.writes())['create bankTransaction landed'], written);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { poll } from '../../src/engine/poll.ts';
import { payout, transaction } from '../books/books.ts';
import { withProcessor } from '../books/processor-scene.ts';
import type { ProcessorScene } from '../books/processor-scene.ts';
import { ledger, organisation } from '../engine/world.ts';

const gbp = { currency: 'GBP', madeOn: '2026-11-02' } as const;

/** What somebody changes of a sale in the ledger, found there by its amount. */
async function edit({ bench }: ProcessorScene, amount: string, change: (line: object) => Readonly<Record<string, unknown>>): Promise<void> {
  const found = bench.ledger.documents('bankTransaction').find((each) => Number(each['Total']) === Number(amount));
  const [line] = Object(found)['LineItems'];
  const { AccountID: _account, LineAmount: _amount, TaxAmount: _tax, ...rest } = line;
  await bench.ledger.person({
    does: 'edit',
    kind: 'bankTransaction',
    id: String(found?.['BankTransactionID']),
    fields: change(rest),
  });
}

test('whatever somebody does behind a balance that mirrors a processor is named by its record, and what is on its way beside it', () =>
  withProcessor(async (scene) => {
    const { bench, engine, records, sync, prove } = scene;
    const sale = (id: string, amount: string) => transaction('charge', amount, { ...gbp, id });
    records.push(
      sale('txn_day', '101'),
      sale('txn_cent', '102'),
      sale('txn_void', '103'),
      sale('txn_month', '104'),
      sale('txn_account', '105'),
      transaction('payout', '-25', { ...gbp, madeOn: '2026-11-05', about: 'po_1', id: 'txn_out' }),
      payout('po_1', '25', { currency: 'GBP', createdOn: '2026-11-05', arrivesOn: '2026-11-09' }),
    );
    await sync();
    assert.equal((await prove()).word, 'ties out');
    await edit(scene, '101', () => ({ Date: '2026-11-04' }));
    await edit(scene, '102', (line) => ({ LineItems: [{ ...line, UnitAmount: '102.01' }] }));
    const voided = bench.ledger.documents('bankTransaction').find((each) => Number(each['Total']) === 103);
    await bench.ledger.person({ does: 'void', kind: 'bankTransaction', id: String(voided?.['BankTransactionID']) });
    await edit(scene, '104', () => ({ Date: '2026-10-30' }));
    await edit(scene, '105', (line) => ({ LineItems: [{ ...line, AccountCode: '260' }] }));
    records.push(transaction('charge', '7', { ...gbp, madeOn: '2026-11-06', fee: '1', id: 'txn_new' }));
    for (const connection of ['processor', ledger]) await bench.clock.during(() => poll(engine, organisation, connection));
    const { controls, differences, word } = await prove();
    assert.deepEqual(differences.map(({ key, cause, size }) => `${key?.id} ${cause} ${size}`).toSorted(), [
      'txn_account recoded in the ledger 105',
      'txn_cent edited in the ledger 0.01',
      'txn_month cut-off 104',
      'txn_new not sent yet 7',
      'txn_void voided in the ledger 103',
    ]);
    const [clearing, transit] = controls;
    assert.deepEqual(clearing?.named.map(({ key, cause, amount }) => `${key?.id} ${cause} ${amount}`).toSorted(), [
      'txn_cent edited in the ledger -0.01',
      'txn_day cut-off 0',
      'txn_month cut-off 0',
      'txn_new not sent yet 6',
      'txn_void voided in the ledger 103',
    ]);
    assert.deepEqual([word, transit?.tiesOut, clearing?.days.every(({ unexplained }) => unexplained === '0')], ['explained', true, true]);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney, money } from '../../src/core/money.ts';
import type { Control } from '../../src/proof/controls.ts';
import { payout, transaction } from './books.ts';
import { agreedInLondon, withProcessor } from './processor-scene.ts';

/** A control as a bookkeeper reads it: the processor's figure of each day, and what the ledger has otherwise. */
function controlText({ of, account, currency, days, named, listed }: Control): string {
  const figure = (text: string): string => formatMoney(money(text, currency));
  const byDay = days.map(({ day, processor, difference, unexplained }) => {
    const off =
      difference === '0' ? '' : ` off by ${figure(difference)}${unexplained === '0' ? '' : `, ${figure(unexplained)} unexplained`}`;
    return `${day} ${figure(processor)}${off}`;
  });
  const names = named.map(({ cause, amount, key, target }) => `; ${cause} ${figure(amount)} ${key?.id ?? target?.kind ?? ''}`.trimEnd());
  const items = listed.map(({ id, until, isLate }) => `; ${id} until ${until}${isLate ? ', late' : ''}`);
  return `${of} ${account} ${currency}: ${byDay.join(', ')}${names.join('')}${items.join('')}`;
}

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
    assert.deepEqual(proof.controls.map(controlText), [
      'clearing 092 GBP: 2026-11-02 82.19, 2026-11-03 70.19, 2026-11-04 25.19, 2026-11-05 0.00, 2026-11-30 0.00',
      'transit 093 GBP: 2026-11-05 25.19, 2026-11-09 0.00, 2026-11-30 0.00',
      'disputed 631 GBP: 2026-11-04 30.00, 2026-11-30 30.00',
    ]);
    assert.equal(proof.word, 'ties out');
    const written = (await bench.writes())['create bankTransaction landed'];
    await sync();
    assert.equal((await bench.writes())['create bankTransaction landed'], written);
  }));

test('what is held, what others post and what was there before the start are named in the balance, to the cent', () =>
  withProcessor(async ({ records, sync, holds, prove, bench }) => {
    records.push(
      transaction('charge', '40', { ...gbp, madeOn: '2026-09-20', id: 'txn_early' }),
      transaction('charge', '100', { ...gbp, id: 'txn_booked' }),
      transaction('charge', '60', { ...gbp, id: 'txn_held', taxes: [{ rate: 'gst', amount: '6' }] }),
      transaction('other', '-7', { ...gbp, id: 'txn_strange', category: 'climate' }),
      transaction('payout', '-25', { ...gbp, madeOn: '2026-11-05', about: 'po_1', id: 'txn_out' }),
      payout('po_1', '25', { currency: 'GBP', createdOn: '2026-11-05', arrivesOn: '2026-11-07', state: 'inTransit' }),
      payout('po_2', '5', { currency: 'GBP', createdOn: '2026-09-30', arrivesOn: '2026-10-02', destination: 'ba_unknown' }),
    );
    await sync();
    await bench.ledger.person({
      does: 'create',
      kind: 'bankTransaction',
      fields: {
        Type: 'SPEND',
        BankAccount: { Code: '092' },
        Contact: { Name: 'The processor' },
        Date: '2026-11-06',
        LineAmountTypes: 'NoTax',
        LineItems: [{ Description: 'By hand', Quantity: '1', UnitAmount: '3', AccountCode: '404' }],
      },
    });
    await sync();
    assert.deepEqual(await holds(), [
      'balanceTransaction txn_held: no tax code',
      'balanceTransaction txn_strange: unclassified',
      'payout po_2: no account',
    ]);
    assert.equal(bench.ledger.trialBalance()['635'], '7.00');
    const proof = await prove();
    assert.deepEqual(proof.controls.map(controlText), [
      'clearing 092 GBP: 2026-11-02 193.00 off by 100.00, 2026-11-05 168.00 off by 100.00, 2026-11-06 168.00 off by 103.00, 2026-11-30 168.00 off by 103.00' +
        '; opening 40.00; held 60.00 txn_held; posted in the ledger by others 3.00 bankTransaction',
      'transit 093 GBP: 2026-10-02 0.00, 2026-11-05 25.00, 2026-11-30 25.00; opening 5.00; held -5.00 po_2; po_1 until 2026-11-07, late',
    ]);
    assert.equal(proof.word, 'open');
  }));

test('what is booked and asked about is answered by leaving it so, or by coding it in the ledger', () =>
  withProcessor(async ({ records, sync, holds, answer, prove, bench }) => {
    records.push(
      transaction('other', '-7', { ...gbp, id: 'txn_left', category: 'climate' }),
      transaction('other', '-9', { ...gbp, id: 'txn_coded', category: 'climate' }),
    );
    await sync();
    assert.deepEqual(await holds(), ['balanceTransaction txn_coded: unclassified', 'balanceTransaction txn_left: unclassified']);
    await answer('txn_left', 'leave');
    const spent = bench.ledger.documents('bankTransaction').find((each) => String(each['Total']).startsWith('9'));
    const [line] = Object(spent)['LineItems'];
    const { AccountID: _, ...rest } = line;
    await bench.ledger.person({
      does: 'edit',
      kind: 'bankTransaction',
      id: String(spent?.['BankTransactionID']),
      fields: { LineItems: [{ ...rest, AccountCode: '429' }] },
    });
    await sync();
    assert.deepEqual(await holds(), []);
    const proof = await prove();
    assert.deepEqual(
      proof.differences.map(({ key, cause }) => `${key?.id}: ${cause}`),
      ['txn_coded: recoded in the ledger'],
    );
    assert.equal(proof.word, 'explained');
  }));

test('a day’s taxed sales through a mirror that is no bank account are a document that nobody owes', () =>
  withProcessor(
    async ({ records, sync, holds, balance, prove, bench }) => {
      const vat20 = [{ rate: 'vat20', amount: '20' }];
      const nothing = { fees: [], ofInvoices: false, about: null } as const;
      records.push({
        kind: 'settlement',
        id: 'day:2026-11-02:GBP',
        of: 'day',
        payout: null,
        madeOn: '2026-11-02',
        currency: 'GBP',
        groups: [
          { ...nothing, does: 'charge', category: 'charge', amount: '120', net: '120', taxes: vat20, count: 3 },
          { ...nothing, does: 'refund', category: 'refund', amount: '-12', net: '-12', taxes: [{ rate: 'vat20', amount: '2' }], count: 1 },
        ],
        net: '108',
      });
      await sync();
      assert.deepEqual(await holds(), []);
      assert.deepEqual([balance('855'), balance('200'), balance('820'), balance('610')], ['108.00', '-90.00', '-18.00', '0.00']);
      assert.equal(bench.ledger.documents('invoice').length, 1);
      const proof = await prove();
      assert.deepEqual([proof.word, proof.differences], ['ties out', []]);
    },
    {
      mapping: agreedInLondon
        .replace('processor:\n', 'processor:\n  book: day\n')
        .replace('clearing: "092"', 'clearing: "855"')
        .replace('balanceTransaction, ', ''),
      kinds: ['contact', 'invoice', 'creditNote', 'settlement', 'payout', 'dispute'],
    },
  ));

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { quickbooksWith } from '../../src/connectors/quickbooks/connector.ts';
import type { Seen, Step } from '../../src/contract/connector.ts';
import type { Allocation, AnyRecord, BankTransaction, Line } from '../../src/core/records.ts';
import { creation, land, readAll, readerFor, write, writerFor } from '../conformance/acting.ts';
import { quickbooksSubject, startRig } from '../conformance/quickbooks-rig.ts';
import { samplesFor } from '../conformance/samples.ts';

const subject = quickbooksSubject();
type Opened = Awaited<ReturnType<typeof startRig>>;

async function within(work: (rig: Opened) => Promise<void>): Promise<void> {
  const rig = await startRig(quickbooksWith({ pageSize: 3 }));
  try {
    await work(rig);
  } finally {
    await rig.close();
  }
}

const removal = ({ record: before, version }: Seen): Step => ({ do: 'remove', id: before.id, version, before });
const fetched = async (rig: Opened, kind: AnyRecord['kind'], id: string): Promise<AnyRecord | undefined> =>
  (await readerFor(rig, kind).fetch([id]))[0]?.record;

const line: Line = {
  id: null,
  description: 'A line',
  quantity: '1',
  unitPrice: '12.5',
  discount: null,
  amount: '12.5',
  taxes: [{ rate: '6', amount: '0' }],
  account: '79',
  item: null,
};

const moved = (contact: string | null, does: BankTransaction['does'], account: string): BankTransaction => ({
  kind: 'bankTransaction',
  id: '',
  does,
  contact,
  account: '35',
  madeOn: '2026-11-05',
  currency: 'GBP',
  amountsAre: does === 'receiveOnAccount' ? 'noTax' : 'exclusive',
  lines: [{ ...line, account }],
  totals: { net: '12.5', tax: '0', gross: '12.5' },
  remaining: '0',
  reference: 'ch_3NabcdefghijklmnopqrstuVwxyz',
  isReconciled: null,
  state: 'made',
});

const onAccount = (contact: string, figure: string): BankTransaction => ({
  ...moved(contact, 'receiveOnAccount', '79'),
  lines: [{ ...line, description: 'Received on account', unitPrice: figure, amount: figure, taxes: [], account: null }],
  totals: { net: figure, tax: '0', gross: figure },
  remaining: figure,
});

describe('QuickBooks and money', () => {
  test('an item that two workers are about to make is made once, and both write with it', () =>
    within(async (rig) => {
      const connector = quickbooksWith({ pageSize: 3 });
      const through = { account: rig.account, timeZone: 'Europe/London' };
      const { id } = (await land(rig, creation(await samplesFor(rig, subject).of('contact', 1), 'who'))).record;
      const [here, there] = [creation(moved(id, 'receive', '82'), 'here'), creation(moved(id, 'receive', '82'), 'there')];
      const other = connector.open({ ...through, http: rig.http });
      let isOvertaken = false;
      const session = connector.open({
        ...through,
        http: async (request) => {
          if (request.method === 'POST' && request.path.includes('/item') && !isOvertaken) {
            isOvertaken = true;
            const [outcome] = await write({ ...rig, session: other }, 'bankTransaction', [there]);
            assert.equal(outcome?.state, 'landed');
          }
          return rig.http(request);
        },
      });
      const [outcome] = await write({ ...rig, session }, 'bankTransaction', [here]);
      assert.equal(outcome?.state, 'landed');
      assert.ok(isOvertaken);
      const named = rig.sandbox.documents('item').map((item) => String(item['Name']));
      assert.deepEqual(
        named.filter((name) => name.startsWith('Tieout 82')),
        ['Tieout 82 Design income'],
      );
    }));

  test('money is the document that a bookkeeper would have made of it', () =>
    within(async (rig) => {
      const { id } = (await land(rig, creation(await samplesFor(rig, subject).of('contact', 1), 'who'))).record;
      const cases = [
        [moved(id, 'receive', '79'), 'SalesReceipt', '-12.50'],
        [moved(id, 'spend', '79'), 'RefundReceipt', '12.50'],
        [moved(id, 'receive', '8'), 'Deposit', '-12.50'],
        [moved(null, 'receive', '79'), 'Deposit', '-12.50'],
        [moved(id, 'spend', '8'), 'Purchase', '12.50'],
      ] as const;
      for (const [n, [record, entity]] of cases.entries()) {
        const { record: landed } = await land(rig, creation(record, `bank ${n}`));
        assert.equal(landed.id.split('/')[0], entity);
        const seen = await fetched(rig, 'bankTransaction', landed.id);
        assert.ok(seen?.kind === 'bankTransaction');
        assert.deepEqual([seen.does, seen.contact, seen.account, seen.totals.gross], [record.does, record.contact, '35', '12.5'], entity);
        assert.equal(seen.lines[0]?.account, record.lines[0]?.account, entity);
        assert.equal(seen.reference, record.reference, `the whole reference of a ${entity}`);
      }
    }));

  test('what can be voided is voided and what can only be deleted is deleted', () =>
    within(async (rig) => {
      const { id } = (await land(rig, creation(await samplesFor(rig, subject).of('contact', 1), 'who'))).record;
      for (const [n, [record, stays]] of (
        [
          [moved(id, 'receive', '79'), true],
          [moved(id, 'spend', '79'), true],
          [moved(id, 'receive', '8'), false],
        ] as const
      ).entries()) {
        const have = await land(rig, creation(record, `bank ${n}`));
        await land(rig, removal(have), 'bankTransaction');
        const after = await fetched(rig, 'bankTransaction', have.record.id);
        assert.equal(after?.kind === 'bankTransaction' ? after.state : undefined, stays ? 'void' : undefined);
      }
      const left = Object.values(rig.trialBalance?.('2026-12-31') ?? {}).filter((figure) => figure !== '0.00');
      assert.deepEqual(left, [], 'nothing of it is left in the books');
    }));

  test('money on account is set against two invoices in one change, and taken back from one', () =>
    within(async (rig) => {
      const samples = samplesFor(rig, subject);
      const [one, two] = [
        await land(rig, creation(await samples.of('invoice', 1), 1)),
        await land(rig, creation(await samples.of('invoice', 2), 2)),
      ];
      assert.ok(one.record.kind === 'invoice');
      const held = await land(rig, creation(onAccount(one.record.contact ?? '', '50'), 'held'));
      const set = (invoice: string, amount: string): Allocation => ({
        kind: 'allocation',
        id: '',
        from: { kind: 'onAccount', id: held.record.id },
        invoice,
        amount,
        currency: 'GBP',
        allocatedOn: '2026-11-07',
        state: 'made',
      });
      const steps = [creation(set(one.record.id, '20'), 'a'), creation(set(two.record.id, '5'), 'b')];
      assert.equal((await writerFor(rig, 'allocation').seek([set(one.record.id, '20')])).length, 0);
      await rig.session.prepare?.(steps);
      assert.equal(writerFor(rig, 'allocation').calls(steps, String).length, 1, 'one change of one payment');
      const outcomes = await write(rig, 'allocation', steps);
      const landed = outcomes.flatMap((outcome) => (outcome.state === 'landed' ? [outcome.seen] : []));
      assert.equal(landed.length, 2);
      assert.deepEqual(
        (await writerFor(rig, 'allocation').find(steps)).map(({ reference }) => reference),
        landed.map(({ reference }) => reference),
      );
      const transaction = await fetched(rig, 'bankTransaction', held.record.id);
      assert.ok(transaction?.kind === 'bankTransaction' && transaction.remaining === '25', 'the rest is still on account');
      const [first] = landed;
      assert.ok(first);
      await land(rig, removal(first), 'allocation');
      assert.deepEqual(
        [...(await readAll(rig, 'allocation')).seen.values()].map(({ record }) => record.kind === 'allocation' && record.invoice),
        [two.record.id],
      );
      const paid = await fetched(rig, 'invoice', two.record.id);
      assert.ok(paid?.kind === 'invoice' && paid.paid === '5' && paid.credited === '0');
    }));

  test('a payment of a person’s for two invoices out of cash and a credit is told apart', () =>
    within(async (rig) => {
      const samples = samplesFor(rig, subject);
      const allocation = await samples.of('allocation', 1);
      const other = await land(rig, creation(await samples.of('invoice', 2), 2));
      assert.ok(other.record.kind === 'invoice');
      const link = (Amount: number, TxnType: string, TxnId: string) => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] });
      const id = await rig.sandbox.person({
        does: 'create',
        kind: 'payment',
        fields: {
          CustomerRef: { value: other.record.contact },
          TotalAmt: 25,
          TxnDate: '2026-11-06',
          DepositToAccountRef: { value: '35' },
          Line: [link(20, 'Invoice', allocation.invoice), link(10, 'Invoice', other.record.id), link(15, 'CreditMemo', allocation.from.id)],
        },
      });
      const payment = await fetched(rig, 'payment', id);
      assert.ok(payment?.kind === 'payment');
      assert.deepEqual(payment.allocations, [
        { invoice: allocation.invoice, amount: '5' },
        { invoice: other.record.id, amount: '10' },
      ]);
      const set = await fetched(rig, 'allocation', `${id}/CreditMemo/${allocation.from.id}/${allocation.invoice}`);
      assert.ok(set?.kind === 'allocation' && set.amount === '15');
      const invoice = await fetched(rig, 'invoice', allocation.invoice);
      assert.ok(invoice?.kind === 'invoice');
      assert.deepEqual([invoice.paid, invoice.credited], ['5', '15'], 'money is money, and a credit is a credit');
    }));

  test('a refund debits the customer, and names the credit memo that it pays out', () =>
    within(async (rig) => {
      const refund = await samplesFor(rig, subject).of('refund', 1);
      const { record } = await land(rig, creation({ ...refund, contact: null }, 'refund'));
      const seen = await fetched(rig, 'refund', record.id);
      assert.ok(seen?.kind === 'refund');
      assert.deepEqual([seen.creditNote, seen.contact, seen.amount], [refund.creditNote, refund.contact, '7.31']);
      assert.deepEqual(await readerFor(rig, 'bankTransaction').fetch([record.id]), [], 'it is no plain expense');
    }));
});

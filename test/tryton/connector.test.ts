import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Outcome, Seen, Step } from '../../src/contract/connector.ts';
import type { AnyRecord, Contact, Invoice } from '../../src/core/records.ts';
import { creation, land, readerFor, write, writerFor } from '../conformance/acting.ts';
import type { Rig } from '../conformance/rig.ts';
import { samplesFor } from '../conformance/samples.ts';
import type { Samples } from '../conformance/samples.ts';
import { trytonSubject } from '../conformance/tryton-rig.ts';
import { closeTryton } from './server-shared.ts';
import { whyNot } from './server.ts';

if (whyNot === false) after(closeTryton);

const said = (outcome: Outcome | undefined): string => (outcome?.state === 'refused' ? outcome.reason : (outcome?.state ?? 'nothing'));

async function inRig(work: (rig: Rig, samples: Samples) => Promise<void>): Promise<void> {
  const subject = trytonSubject();
  const rig = await subject.start();
  try {
    await work(rig, samplesFor(rig, subject));
  } finally {
    await rig.close();
  }
}

const removal = <R extends AnyRecord>({ record, version }: Seen<R>): Step => ({ do: 'remove', id: record.id, version, before: record });

/** The calls that a document's chain is made of, without the name of their model. */
function callsOf(rig: Rig, step: Step): readonly string[] {
  const [call] = writerFor(rig, 'invoice').calls([step], () => 'key');
  return [...((call?.request.body ?? '').split('"clear"')[0]?.matchAll(/"method":"model\.account\.([\w.]+)"/g) ?? [])].map(
    ([, name = '']) => name,
  );
}

test(
  'what invoices name is asked for once a turn, and an account that is not there still ends its own document alone',
  { skip: whyNot },
  () =>
    inRig(async (rig, samples) => {
      const base = await samples.of('invoice', 1);
      const good: Invoice = { ...base, dueOn: null };
      const astray: Invoice = { ...good, lines: good.lines.map((line) => ({ ...line, account: '4999' })) };
      const steps = [creation(good, 1), creation(astray, 2)] as const;
      assert.ok(callsOf(rig, steps[0]).includes('account.search'), 'a chain finds by itself what nobody prepared');
      await rig.session.prepare?.(steps);
      const own = ['invoice.search', 'invoice.write', 'invoice.delete', 'invoice.create', 'invoice.post', 'invoice.search_read'];
      assert.deepEqual(callsOf(rig, steps[0]), own);
      assert.deepEqual((await write(rig, 'invoice', steps)).map(said), ['landed', 'invalid']);
    }),
);

test('an amount with tax in it becomes one without, and the totals stay', { skip: whyNot }, () =>
  inRig(async (rig, samples) => {
    const base = await samples.of('invoice', 1);
    const lines = base.lines.slice(0, 1).map((line) => ({
      ...line,
      quantity: '3',
      unitPrice: '10',
      amount: '30',
      taxes: line.taxes.map((tax) => ({ ...tax, amount: '5' })),
    }));
    const inclusive: Invoice = { ...base, amountsAre: 'inclusive', lines, totals: { net: '25', tax: '5', gross: '30' } };
    const { record } = await land(rig, creation(inclusive, 1));
    const [fetched] = await readerFor(rig, 'invoice').fetch([record.id]);
    for (const seen of [record, fetched?.record]) {
      assert.ok(seen?.kind === 'invoice');
      assert.deepEqual(seen.totals, inclusive.totals);
      assert.deepEqual([seen.amountsAre, seen.lines[0]?.amount, seen.lines[0]?.taxes[0]?.amount], ['exclusive', '25', '5']);
    }
  }),
);

test('a customer whom somebody changed since they were read is not overwritten', { skip: whyNot }, () =>
  inRig(async (rig, samples) => {
    const have = await land(rig, creation(await samples.of('contact', 1), 1));
    assert.ok(have.record.kind === 'contact');
    const update = (name: string): Step => {
      const before = have.record;
      assert.ok(before.kind === 'contact');
      const record: Contact = { ...before, name };
      return { do: 'update', id: before.id, version: have.version, record, before, reference: have.reference ?? '' };
    };
    await rig.pass(60);
    await rig.screen.touch('contact', have.record.id);
    assert.equal(said((await write(rig, 'contact', [update('Ours')]))[0]), 'conflict');
    const [now] = await readerFor(rig, 'contact').fetch([have.record.id]);
    assert.ok(now?.record.kind === 'contact');
    assert.equal(now.record.name, 'Changed');
  }),
);

test('an invoice that was paid since it was read is not cancelled', { skip: whyNot }, () =>
  inRig(async (rig, samples) => {
    const have = await land(rig, creation(await samples.of('invoice', 1), 1));
    await rig.pass(60);
    await rig.screen.touch('invoice', have.record.id);
    assert.equal(said((await write(rig, 'invoice', [removal(have)]))[0]), 'conflict');
    const [now] = await readerFor(rig, 'invoice').fetch([have.record.id]);
    assert.ok(now?.record.kind === 'invoice');
    assert.deepEqual([now.record.state, now.record.paid], ['open', '0.01']);
  }),
);

test('a payment that is taken back leaves its invoice open and the books as they were', { skip: whyNot }, () =>
  inRig(async (rig, samples) => {
    const moved = async () => rig.session.accountMovement?.('2026-01-01', '2026-12-31');
    const payment = await samples.of('payment', 1);
    const before = await moved();
    const have = await land(rig, creation(payment, 1));
    assert.notDeepEqual(await moved(), before);
    await land(rig, removal(have), 'payment');
    assert.deepEqual(await moved(), before);
    const [invoice] = await readerFor(rig, 'invoice').fetch([payment.allocations[0]?.invoice ?? '']);
    assert.ok(invoice?.record.kind === 'invoice');
    assert.deepEqual([invoice.record.state, invoice.record.paid], ['open', '0']);
  }),
);

test('a session that is over, and a user who may not, are a no to each document that was to be written', { skip: whyNot }, () =>
  inRig(async (rig, samples) => {
    const steps = [creation(await samples.of('contact', 1), 1), creation(await samples.of('contact', 2), 2)];
    for (const [weather, reason] of [
      ['expireToken', 'unauthorized'],
      ['forbid', 'forbidden'],
    ] as const) {
      rig.weather?.(weather, { writesOnly: true, count: 2 });
      assert.deepEqual((await write(rig, 'contact', steps)).map(said), [reason, reason]);
    }
  }),
);

import assert from 'node:assert/strict';
import type { Outcome } from '../../src/contract/connector.ts';
import { decimal } from '../../src/core/decimal.ts';
import { placesOf } from '../../src/core/money.ts';
import type { Kind } from '../../src/core/records.ts';
import { creation, freshKey, land, readAll, readerFor, reference, write, writerFor } from './acting.ts';
import { assertAsSent } from './comparing.ts';
import { abilityOf, writableKinds } from './rig.ts';
import type { Check, Rig, Subject } from './rig.ts';
import { invoiceOver, samplesFor } from './samples.ts';
import type { Samples } from './samples.ts';

export const withWrites = (rig: Rig, subject: Subject): string | null =>
  rig.send === null || writableKinds(subject).length === 0 ? 'something that can be written' : null;
export const withInvoices = (rig: Rig, subject: Subject): string | null =>
  writableKinds(subject).includes('invoice') ? withWrites(rig, subject) : 'invoices that can be written';

const refusalOf = (outcome: Outcome | undefined): string => (outcome?.state === 'refused' ? outcome.reason : JSON.stringify(outcome));

export const writingChecks: readonly Check[] = [
  {
    title: 'finds what it wrote by our reference, once, with every field as it was sent',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const record = await samples.of(kind, 1);
        const step = creation(record, `${kind} 1`);
        const landed = await land(rig, step);
        assertAsSent(subject, kind, record, landed.record);
        const found = await writerFor(rig, kind).find([step]);
        assert.equal(found.length, 1, `a ${kind} is found once`);
        assert.equal(found[0]?.reference, reference(`${kind} 1`));
        assertAsSent(subject, kind, record, found[0].record);
        const [fetched] = await readerFor(rig, kind).fetch([landed.record.id]);
        assert.ok(fetched, `a ${kind} is read by the id of its answer`);
        assertAsSent(subject, kind, record, fetched.record);
        const listed = (await readAll(rig, kind)).seen.get(landed.record.id);
        assert.deepEqual(listed, fetched, 'the listing shows what is read by id');
      }
    },
  },
  {
    title: 'finds exactly the documents of the references that are asked for',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const steps = [];
        for (const n of [21, 22, 23]) steps.push(creation(await samples.of(kind, n), `${kind} ${n}`));
        await write(rig, kind, steps.slice(0, 2));
        const found = await writerFor(rig, kind).find(steps.slice(1));
        assert.deepEqual(
          found.map((seen) => seen.reference),
          [reference(`${kind} 22`)],
          `of three of kind ${kind}, one asked for and written`,
        );
      }
    },
  },
  ...(
    [
      ['0.01', 'EUR'],
      ['1234567890.99', 'EUR'],
      ['90071992547409.93', 'EUR'],
      ['5000', 'JPY'],
      ['1.234', 'KWD'],
      ['1.23', 'KWD'],
    ] as const
  ).map(([figure, currency]): Check => ({
    title: `keeps ${figure} ${currency} exact`,
    needs: (rig, subject) => {
      const places = subject.connector.manifest.kinds.invoice?.write?.places['amount'] ?? placesOf(currency);
      return decimal(figure).scale > places ? `amounts of ${decimal(figure).scale} places` : withInvoices(rig, subject);
    },
    run: async (rig, subject) => {
      await rig.screen.enable?.(currency);
      const record = invoiceOver(await samplesFor(rig, subject).of('invoice', 1), figure, currency, rig.coding?.noTax ?? '');
      const { record: landed } = await land(rig, creation({ ...record, exchangeRate: null }, 1));
      const [fetched] = await readerFor(rig, 'invoice').fetch([landed.id]);
      const listed = (await readAll(rig, 'invoice')).seen.get(landed.id);
      for (const seen of [landed, fetched?.record, listed?.record]) {
        assert.ok(seen?.kind === 'invoice');
        assert.deepEqual([seen.totals.gross, seen.lines[0]?.amount, seen.lines[0]?.unitPrice], [figure, figure, figure]);
      }
    },
  })),
  {
    title: 'makes one document of the same call sent twice, and answers alike',
    needs: (rig, subject) =>
      subject.connector.manifest.keySeconds === 0 ? 'a provider that remembers idempotency keys' : withWrites(rig, subject),
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const step = creation(await samples.of(kind, 1), `${kind} twice`);
        const key = freshKey();
        const [first] = await write(rig, kind, [step], key);
        const [second] = await write(rig, kind, [step], key);
        assert.equal(first?.state, 'landed');
        assert.deepEqual(second, first);
        assert.equal((await writerFor(rig, kind).find([step])).length, 1, `one ${kind}`);
      }
    },
  },
  {
    title: 'fills its calls: fifty or whatever fits, in elements and in bytes',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const { batch } = abilityOf(subject, kind);
        const record = await samples.of(kind, 1);
        const steps = Array.from({ length: batch.elements * 2 + 1 }, (_, n) => creation(record, n));
        const calls = writerFor(rig, kind).calls(steps, String);
        assert.deepEqual(
          calls.map((call) => call.elements.length),
          [batch.elements, batch.elements, 1],
          `calls for a ${kind}`,
        );
        assert.deepEqual(
          calls.flatMap((call) => call.elements),
          steps.map((_, index) => index),
          'each step once, in order',
        );
        assert.deepEqual(writerFor(rig, kind).calls(steps, String), calls, 'the same steps, the same calls');
      }
      await fitsBytes(rig, subject, samples);
    },
  },
  {
    title: 'lands the good elements of a batch and refuses the bad one, each in its place',
    needs: withInvoices,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      const good = [await samples.of('invoice', 1), await samples.of('invoice', 2), await samples.of('invoice', 3)];
      const bad = { ...(await samples.of('invoice', 4)), contact: '00000000-0000-4000-8000-00000000dead' };
      const steps = [good[0], bad, good[1], good[2]].flatMap((record, n) => (record ? [creation(record, n)] : []));
      const outcomes = await write(rig, 'invoice', steps);
      assert.deepEqual(
        outcomes.map((outcome) => outcome.state),
        ['landed', 'refused', 'landed', 'landed'],
      );
      assert.deepEqual(
        outcomes.flatMap((outcome) =>
          outcome.state === 'landed' && outcome.seen.record.kind === 'invoice' ? [outcome.seen.record.number] : [],
        ),
        ['INV-1', 'INV-2', 'INV-3'],
      );
      assert.deepEqual(
        outcomes.flatMap((outcome) => (outcome.state === 'landed' ? [outcome.seen.reference] : [])),
        [reference(0), reference(2), reference(3)],
      );
      assert.deepEqual((await writerFor(rig, 'invoice').find(steps)).length, 3);
    },
  },
  {
    title: 'reports a number that is taken as a conflict, and content that is wrong as invalid',
    needs: withInvoices,
    run: async (rig, subject) => {
      const record = await samplesFor(rig, subject).of('invoice', 1);
      await land(rig, creation(record, 1));
      const wrongAccount = { ...record, number: 'INV-2', lines: record.lines.map((line) => ({ ...line, account: 'nowhere' })) };
      const outcomes = await write(rig, 'invoice', [creation(record, 2), creation(wrongAccount, 3)]);
      assert.deepEqual(outcomes.map(refusalOf), ['conflict', 'invalid']);
      assert.ok(
        outcomes.every((outcome) => outcome.state === 'refused' && outcome.message.length > 5),
        'in the provider’s own words',
      );
    },
  },
  {
    title: 'seeks documents that people made already, by number or name',
    needs: (rig, subject) =>
      writableKinds(subject).some((kind) => abilityOf(subject, kind).seek) ? withWrites(rig, subject) : 'kinds that can be sought',
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject).filter((one) => abilityOf(subject, one).seek)) {
        const record = await samples.of(kind, 5);
        const unlike = await samples.of(kind, 6);
        assert.deepEqual(await writerFor(rig, kind).seek([unlike]), [], `nothing is there yet of kind ${kind}`);
        const landed = await land(rig, creation(record, `${kind} sought`));
        const found = await writerFor(rig, kind).seek([record]);
        assert.deepEqual(
          found.map((seen) => seen.record.id),
          [landed.record.id],
          `the ${kind} that is there`,
        );
      }
    },
  },
];

/** Documents so large that a full count of them would not fit one body. */
async function fitsBytes(rig: Rig, subject: Subject, samples: Samples): Promise<void> {
  const kind: Kind | undefined = writableKinds(subject).find((one) => one === 'invoice');
  if (kind === undefined) return;
  const { batch } = abilityOf(subject, kind);
  const small = await samples.of('invoice', 9);
  const long = small.lines.slice(0, 1).map((line) => ({ ...line, description: 'ü'.repeat(200) }));
  const large = { ...small, lines: Array.from({ length: 400 }, () => long).flat() };
  const calls = writerFor(rig, kind).calls(
    Array.from({ length: batch.elements }, (_, n) => creation(large, n)),
    String,
  );
  for (const call of calls)
    assert.ok(Buffer.byteLength(call.request.body ?? '') <= batch.bytes, 'no body is larger than the provider takes');
  assert.ok(calls.length < batch.elements, 'and none is sent nearly empty');
}

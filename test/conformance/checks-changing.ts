import assert from 'node:assert/strict';
import type { Outcome, Seen, Step } from '../../src/contract/connector.ts';
import { bookedOn } from '../../src/core/records.ts';
import type { AnyRecord, Contact, Invoice, Kind } from '../../src/core/records.ts';
import { creation, land, readerFor, write, writerFor } from './acting.ts';
import { withInvoices, withWrites } from './checks-writing.ts';
import { assertAsSent } from './comparing.ts';
import { abilityOf, writableKinds } from './rig.ts';
import type { Check, Rig, Subject } from './rig.ts';
import { samplesFor, totalled } from './samples.ts';

const withLocks = (rig: Rig, subject: Subject): string | null =>
  rig.screen.lock === null ? 'books that can be locked' : withWrites(rig, subject);
const removable = (subject: Subject): readonly Kind[] =>
  writableKinds(subject).filter((kind) => abilityOf(subject, kind).remove !== 'none');

const update = (have: Seen, record: AnyRecord, reference = 'Taaaaaaaaaaaaaaaa'): Step => ({
  do: 'update',
  id: have.record.id,
  version: have.version,
  record,
  before: have.record,
  reference,
});
const removal = (have: Seen): Step => ({ do: 'remove', id: have.record.id, version: have.version, before: have.record });

const isOver = (record: AnyRecord | undefined): boolean =>
  record === undefined || ('state' in record && (record.state === 'void' || record.state === 'archived'));

async function now(rig: Rig, kind: Kind, id: string): Promise<Seen | undefined> {
  return (await readerFor(rig, kind).fetch([id]))[0];
}

const reasonOf = (outcome: Outcome | undefined): string => (outcome?.state === 'refused' ? outcome.reason : JSON.stringify(outcome));

export const changingChecks: readonly Check[] = [
  {
    title: 'changes every field of an invoice that the manifest says can be changed',
    needs: (rig, subject) =>
      withInvoices(rig, subject) ?? (abilityOf(subject, 'invoice').update.length === 0 ? 'invoices that can be changed' : null),
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      const invoice = await samples.of('invoice', 1);
      const other = await land(rig, creation(await samples.of('contact', 2), 'other contact'));
      const have = await land(rig, creation(invoice, 1));
      assert.ok(have.record.kind === 'invoice' && rig.coding);
      const changed = changedInvoice(have.record, invoice, other.record.id, abilityOf(subject, 'invoice').update);
      const lines = abilityOf(subject, 'invoice').update.includes('lines')
        ? totalled(
            [
              ...invoice.lines.slice(0, 2),
              {
                ...invoice.lines[0],
                description: 'One more',
                quantity: '1',
                unitPrice: '0.01',
                discount: null,
                id: null,
                amount: '0',
                taxes: [],
                account: null,
                item: null,
              },
            ],
            rig.coding,
          )
        : {};
      const want: Invoice = { ...changed, ...lines };
      await rig.pass(60);
      const landed = await land(rig, update(have, want));
      assertAsSent(subject, 'invoice', want, landed.record);
      const fetched = await now(rig, 'invoice', have.record.id);
      assert.ok(fetched);
      assertAsSent(subject, 'invoice', want, fetched.record);
      assert.equal(fetched.reference, have.reference, 'our reference stays');
      assert.notEqual(fetched.version, have.version, 'a change makes another version');
    },
  },
  {
    title: 'changes every field of a contact that the manifest says can be changed',
    needs: (rig, subject) => (writableKinds(subject).includes('contact') ? withWrites(rig, subject) : 'contacts that can be written'),
    run: async (rig, subject) => {
      const contact = await samplesFor(rig, subject).of('contact', 1);
      const have = await land(rig, creation(contact, 1));
      assert.ok(have.record.kind === 'contact');
      const want: Contact = {
        ...have.record,
        name: 'Ada Lovelace & Co',
        givenName: 'Augusta',
        familyName: null,
        email: 'augusta@example.test',
        phone: '020 7946 0000',
        taxNumber: 'GB999999973',
        address: { lines: ['2 Engine Street'], city: 'Bath', region: null, postalCode: 'BA1 1AA', country: 'United Kingdom' },
      };
      await land(rig, update(have, want));
      const fetched = await now(rig, 'contact', have.record.id);
      assert.ok(fetched);
      assertAsSent(subject, 'contact', want, fetched.record);
      assert.equal(fetched.reference, have.reference, 'our reference stays');
    },
  },
  {
    title: 'leaves alone what it does not change: people’s own edits since then stay',
    needs: (rig, subject) => (rig.screen.annotate === null ? 'a field that people own' : withInvoices(rig, subject)),
    run: async (rig, subject) => {
      const have = await land(rig, creation(await samplesFor(rig, subject).of('invoice', 1), 1));
      await rig.screen.annotate?.('invoice', have.record.id, 'seen by Bea');
      assert.ok(have.record.kind === 'invoice');
      await land(rig, update(have, { ...have.record, dueOn: '2026-12-24' }));
      const fetched = await now(rig, 'invoice', have.record.id);
      assert.ok(fetched?.record.kind === 'invoice');
      assert.deepEqual([fetched.record.reference, fetched.record.dueOn], ['seen by Bea', '2026-12-24']);
      assert.deepEqual(fetched.record.lines, have.record.lines, 'lines, with their ids');
    },
  },
  {
    title: 'refuses to overwrite what somebody changed since it was read',
    needs: withInvoices,
    run: async (rig, subject) => {
      const have = await land(rig, creation(await samplesFor(rig, subject).of('invoice', 1), 1));
      assert.ok(have.record.kind === 'invoice');
      await rig.pass(60);
      await land(rig, update(have, { ...have.record, dueOn: '2026-12-24' }));
      const [late] = await write(rig, 'invoice', [update(have, { ...have.record, dueOn: '2026-12-31' })]);
      assert.equal(reasonOf(late), 'conflict');
      const fetched = await now(rig, 'invoice', have.record.id);
      assert.ok(fetched?.record.kind === 'invoice');
      assert.equal(fetched.record.dueOn, '2026-12-24');
    },
  },
  {
    title: 'keeps a removed document findable, and removing it twice is harmless',
    needs: (rig, subject) => (removable(subject).length === 0 ? 'documents that can be removed' : withWrites(rig, subject)),
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of removable(subject)) {
        const step = creation(await samples.of(kind, 1), `${kind} 1`);
        const have = await land(rig, step);
        const gone = await land(rig, removal(have), kind);
        assert.ok(isOver(gone.record), `the answer about a removed ${kind}`);
        const after = await now(rig, kind, have.record.id);
        assert.ok(isOver(after?.record), `a removed ${kind} is over: ${JSON.stringify(after)}`);
        const [twice] = await write(rig, kind, [removal(have)]);
        assert.notEqual(twice?.state, 'unknown', `removing a ${kind} twice: ${JSON.stringify(twice)}`);
        assert.deepEqual(await now(rig, kind, have.record.id), after, `a ${kind}, removed twice`);
        if (abilityOf(subject, kind).remove !== 'void') continue;
        const [found] = await writerFor(rig, kind).find([step]);
        assert.ok(found && isOver(found.record), `a void ${kind} is found by our reference`);
      }
    },
  },
  {
    title: 'reports a closed period as locked, for what is new, changed and removed, and nothing is written',
    needs: withLocks,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const record = await samples.of(kind, 1);
        if (bookedOn(record) === null) continue;
        const have = await land(rig, creation(await samples.of(kind, 2), `${kind} 2`));
        const step = creation(record, `${kind} 1`);
        const books = rig.trialBalance?.('2026-12-31');
        await rig.screen.lock?.('2026-11-30');
        const steps: readonly Step[] = removable(subject).includes(kind) ? [step, removal(have)] : [step];
        for (const outcome of await write(rig, kind, steps)) assert.equal(reasonOf(outcome), 'locked', kind);
        assert.deepEqual(await writerFor(rig, kind).find([step]), [], kind);
        assert.ok(!isOver((await now(rig, kind, have.record.id))?.record), `the ${kind} is still there`);
        assert.deepEqual(rig.trialBalance?.('2026-12-31'), books, `the books did not move for a ${kind}`);
        await rig.screen.lock?.(null);
      }
    },
  },
  {
    title: 'reports a document that people reconciled or paid meanwhile as a conflict',
    needs: (rig, subject) => (rig.screen.reconcile === null ? 'documents that can be reconciled' : withInvoices(rig, subject)),
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      const payment = await land(rig, creation(await samples.of('payment', 1), 'payment'));
      assert.ok(payment.record.kind === 'payment');
      const invoice = await now(rig, 'invoice', payment.record.allocations[0]?.invoice ?? '');
      assert.ok(invoice);
      assert.equal(reasonOf((await write(rig, 'invoice', [removal(invoice)]))[0]), 'conflict');
      await rig.screen.reconcile?.('payment', payment.record.id);
      const reconciled = await now(rig, 'payment', payment.record.id);
      assert.ok(reconciled?.record.kind === 'payment' && reconciled.record.isReconciled === true, 'the reader shows it');
      assert.equal(reasonOf((await write(rig, 'payment', [removal(reconciled)]))[0]), 'conflict');
    },
  },
];

/** Another value for each header field that can be changed. */
function changedInvoice(have: Invoice, sent: Invoice, contact: string, can: readonly string[]): Invoice {
  return {
    ...have,
    ...(can.includes('number') ? { number: 'INV-1001' } : {}),
    ...(can.includes('contact') ? { contact } : {}),
    ...(can.includes('issuedOn') ? { issuedOn: '2026-11-04' } : {}),
    ...(can.includes('dueOn') ? { dueOn: '2026-12-04' } : {}),
    ...(can.includes('reference') ? { reference: `${sent.reference ?? ''} changed` } : {}),
  };
}

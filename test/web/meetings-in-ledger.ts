import assert from 'node:assert/strict';
import type { TryOut } from '../../src/api/integrations.ts';
import type { FlowCard } from '../../src/api/office.ts';
import { far, moveDue, paid, seenThere, typed } from './scene-deeds.ts';
import type { Meeting } from './meetings.ts';

/** Questions that the ledger's own people bring up. */
export const inLedger: readonly Meeting[] = [
  {
    code: 'archived contact',
    what: 'a customer who was archived in the ledger is merged there',
    happens: async (scene) => {
      const contact = await scene.customer('Thorn Works');
      const { targets } = await scene.comesTo({ kind: 'contact', id: contact }, 'in sync');
      await scene.atLedger({ does: 'void', kind: 'contact', id: targets[0]?.targetId ?? '' });
      await scene.asked({ kind: 'contact', id: contact }, 'archived contact');
      return { kind: 'contact', id: contact };
    },
    first: async (scene, key) => {
      const { targets } = await scene.shown(key);
      const into = await scene.atLedger({ does: 'create', kind: 'contact', fields: { Name: 'Thorn Works Limited' } });
      await scene.atLedger({ does: 'merge', from: targets[0]?.targetId ?? '', into });
    },
    says: null,
    ends: 'in sync',
  },
  {
    code: 'edited in the ledger',
    what: 'the ledger’s edit is accepted',
    happens: async (scene) => {
      const sold = await scene.booked({ contact: await scene.customer('Ulex Gardens'), price: '105' });
      await moveDue(scene, sold.inLedger, far);
      return sold;
    },
    says: /Accept the ledger’s edit/,
    ends: 'in sync',
    after: async (scene, key) => assert.equal(await seenThere(scene, key, 'due'), far),
  },
  {
    code: 'edited in the ledger',
    what: 'ours is put back',
    happens: async (scene) => {
      const sold = await scene.booked({ contact: await scene.customer('Vetch Farms'), price: '106' });
      await moveDue(scene, sold.inLedger, far);
      return sold;
    },
    says: /Put ours back/,
    ends: 'in sync',
    after: async (scene, key) => assert.equal(await seenThere(scene, key, 'due'), scene.today),
  },
  {
    code: 'edited on both sides',
    what: 'what both sides changed is decided',
    happens: async (scene) => {
      const sold = await scene.booked({ contact: await scene.customer('Willow Yoga'), price: '107' });
      await moveDue(scene, sold.inLedger, far);
      await scene.asked(sold, 'edited in the ledger');
      await scene.change(sold, { dueOn: '2099-11-30' });
      return sold;
    },
    says: /Put ours back/,
    ends: 'in sync',
    after: async (scene, key) => assert.equal(await seenThere(scene, key, 'due'), '2099-11-30'),
  },
  {
    code: 'removed in the ledger',
    what: 'an invoice that was voided in the ledger is left out, with a reason',
    happens: async (scene) => {
      const sold = await scene.booked({ contact: await scene.customer('Yarrow Clinic'), price: '108' });
      await scene.atLedger({ does: 'void', kind: 'invoice', id: sold.inLedger });
      return sold;
    },
    says: /Leave this record out/,
    because: 'agreed with the customer',
    ends: 'excluded',
  },
  {
    code: 'removed in the ledger',
    what: 'a payment that was deleted in the ledger is made again',
    happens: async (scene) => {
      const contact = await scene.customer('Zinnia Press');
      const payment = await paid(scene, await scene.booked({ contact, price: '110' }), { contact, amount: '132' });
      const { targets } = await scene.comesTo(payment, 'in sync');
      await scene.atLedger({ does: 'void', kind: 'payment', id: targets[0]?.targetId ?? '' });
      return payment;
    },
    says: /Make it again/,
    ends: 'in sync',
  },
  {
    code: 'candidate differs',
    what: 'an invoice that somebody typed into the ledger is linked',
    happens: async (scene) => {
      const contact = await scene.customer('Bramble Cafe');
      await typed(scene, { number: 'TYPED-1', contact, net: '120' });
      return scene.invoice({ contact, price: '120' });
    },
    says: /It is the same as ledger 1/,
    ends: 'in sync',
  },
  {
    code: 'several candidates',
    what: 'of two invoices in the ledger neither is this one, and ours is made',
    happens: async (scene) => {
      const contact = await scene.customer('Clover Dairy');
      await typed(scene, { number: 'TYPED-2', contact, net: '125' });
      await typed(scene, { number: 'TYPED-3', contact, net: '125' });
      return scene.invoice({ contact, price: '125' });
    },
    says: /It is another one: create ours/,
    ends: 'in sync',
  },
  {
    code: 'changed after adoption',
    what: 'a change of what others had posted is written when a person says so',
    happens: async (scene) => {
      const contact = await scene.customer('Dahlia Dance');
      await typed(scene, { number: 'TYPED-4', contact, net: '130' });
      const sold = await scene.invoice({ contact, price: '130', number: 'TYPED-4', dueOn: scene.today });
      await scene.comesTo(sold, 'in sync');
      await scene.change(sold, { dueOn: '2099-10-31' });
      return sold;
    },
    says: /Write the source’s change/,
    ends: 'in sync',
    after: async (scene, key) => assert.equal(await seenThere(scene, key, 'due'), '2099-10-31'),
  },
  {
    code: 'cannot void',
    what: 'what others had posted is not ours to void, and stays',
    happens: async (scene) => {
      const contact = await scene.customer('Elder Brewery');
      await typed(scene, { number: 'TYPED-5', contact, net: '135' });
      const sold = await scene.invoice({ contact, price: '135', number: 'TYPED-5', dueOn: scene.today });
      await scene.comesTo(sold, 'in sync');
      await scene.ask('POST', `/v1/invoices/${sold.id}/void`);
      return sold;
    },
    says: /Leave it in the ledger/,
    ends: 'in sync',
  },
  {
    code: 'applied elsewhere',
    what: 'a credit that the ledger’s people set against another invoice is taken off there',
    happens: async (scene) => {
      const contact = await scene.customer('Fennel Foods');
      const sold = await scene.booked({ contact, price: '140' });
      const other = await scene.booked({ contact, price: '145' });
      const lines = [{ description: 'Corrected', unitPrice: '50', taxes: ['GB20'] }];
      const body = { contact, issuedOn: scene.today, currency: 'GBP', lines };
      const { id } = await scene.ask<{ readonly id: string }>('POST', '/v1/credit-notes', body);
      const { targets } = await scene.comesTo({ kind: 'creditNote', id }, 'in sync');
      const fields = { CreditNoteID: targets[0]?.targetId, Invoice: { InvoiceID: other.inLedger }, Amount: '60', Date: scene.today };
      await scene.atLedger({ does: 'create', kind: 'allocation', fields });
      const allocation = { from: { kind: 'creditNote', id }, invoice: sold.id, amount: '60', allocatedOn: scene.today };
      return { kind: 'allocation', id: (await scene.ask<{ readonly id: string }>('POST', '/v1/allocations', allocation)).id };
    },
    says: /Leave this record out/,
    because: 'the ledger is right: it belongs to the other invoice',
    ends: 'excluded',
  },
  {
    code: 'paid elsewhere',
    what: 'a payment that the clerk booked into another account is linked',
    happens: async (scene) => {
      const { flow } = await scene.ask<TryOut>('GET', '/v1/try');
      const flows = await scene.ask<readonly FlowCard[]>('GET', '/v1/flows');
      const back = flows.find((each) => each.flow !== flow && each.target.connection === 'billing');
      assert.ok(back);
      await scene.ask('POST', `/v1/flows/${encodeURIComponent(back.flow)}/mode`, { mode: 'off' });
      const contact = await scene.customer('Iris Imaging');
      const sold = await scene.booked({ contact, price: '160' });
      const fields = { Invoice: { InvoiceID: sold.inLedger }, Account: { Code: '090' }, Date: scene.today, Amount: '192' };
      await scene.atLedger({ does: 'create', kind: 'payment', fields });
      return paid(scene, sold, { contact, amount: '192' });
    },
    says: /It is the same as ledger 1/,
    ends: 'in sync',
  },
];

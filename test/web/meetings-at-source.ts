import assert from 'node:assert/strict';
import { paid, seenThere } from './scene-deeds.ts';
import type { Meeting } from './meetings.ts';

const lastMonth = (today: string): { readonly within: string; readonly end: string } => {
  const [year = 0, month = 1] = today.split('-').map(Number);
  const day = (of: number): string => new Date(Date.UTC(year, month - 1, of)).toISOString().slice(0, 10);
  return { within: day(-2), end: day(0) };
};

/** Questions that what is sold brings up: what the mapping does not say, and what the ledger cannot take. */
export const atSource: readonly Meeting[] = [
  {
    code: 'no tax code',
    what: 'a new tax rate is mapped to a code of the ledger',
    happens: async (scene) => {
      await scene.ask('POST', '/v1/tax-rates', { id: 'GB5', name: 'VAT 5 %', components: [{ name: 'VAT', percent: '5' }] });
      const contact = await scene.customer('Rowan Insulation');
      return scene.invoice({ contact, price: '101', lines: [{ description: 'Insulation', unitPrice: '101', taxes: ['GB5'] }] });
    },
    says: /Book it as 5% \(VAT on Income\)/,
    ends: 'in sync',
  },
  {
    code: 'refused',
    what: 'a currency that the ledger does not have is enabled there',
    happens: async (scene) => scene.invoice({ contact: await scene.customer('Spruce Exports'), price: '102', currency: 'CHF' }),
    first: async ({ ask }) => void (await ask('POST', '/v1/try/ledger', { does: 'enableCurrency', currency: 'CHF' })),
    says: /The cause was mended/,
    ends: 'in sync',
  },
  {
    code: 'not whole',
    what: 'a figure that is finer than the ledger keeps is corrected at the source, and the question goes by itself',
    happens: async (scene) => scene.invoice({ contact: await scene.customer('Tamarisk Trading'), price: '10.3125', currency: 'KWD' }),
    first: (scene, key) => scene.change(key, { currency: 'GBP', lines: [{ description: 'Dates', unitPrice: '103', taxes: ['GB20'] }] }),
    says: null,
    ends: 'in sync',
  },
  {
    code: 'cannot change',
    what: 'a payment that was changed at the source is left in the ledger as it is',
    happens: async (scene) => {
      const contact = await scene.customer('Aspen Rowing');
      const payment = await paid(scene, await scene.booked({ contact, price: '115' }), { contact, amount: '138' });
      await scene.comesTo(payment, 'in sync');
      await scene.change(payment, { paidOn: lastMonth(scene.today).end });
      return payment;
    },
    says: /Leave the ledger as it is/,
    ends: 'in sync',
  },
  {
    code: 'period closed',
    what: 'a date in a closed period is moved to the first open day',
    happens: async (scene) => {
      const { within, end } = lastMonth(scene.today);
      await scene.atLedger({ does: 'lock', through: end });
      return scene.invoice({ contact: await scene.customer('Gorse Golf'), price: '150', issuedOn: within });
    },
    says: /the first open day/,
    ends: 'in sync',
    after: async (scene, key) => {
      assert.equal(await seenThere(scene, key, 'dated'), `${scene.today.slice(0, 7)}-01`);
      await scene.atLedger({ does: 'lock', through: null });
    },
  },
];

import { approveBatch, undoBatch } from '../../src/engine/batches.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Kind } from '../../src/core/records.ts';
import { round } from '../../src/engine/worker.ts';
import type { Life } from '../engine/life.ts';
import type { Seller } from '../engine/selling.ts';
import { organisation, outward } from '../engine/world.ts';
import type { World } from '../engine/world.ts';

/** One day in the scenario: what people do, and then what the worker does about it, which is where it is crashed. */
export interface Stage {
  readonly name: string;
  /** The kinds that change here. No others are read, so that there are fewer effects and each is about something. */
  readonly reads: readonly Kind[];
  readonly people: (world: World, sell: Seller) => Promise<void>;
  /** What the first requests of the worker meet. */
  readonly weather?: (ledger: Sandbox) => void;
  /** Something that a person does through the worker's own process, before it goes on. Done again until it is done. */
  readonly decide?: (world: World, life: Life) => Promise<void>;
}

/** The kinds that the scenario has. */
export const allKinds: readonly Kind[] = ['organisation', 'account', 'contact', 'invoice', 'creditNote', 'payment', 'allocation'];

const invoiceNumbered = async (sell: Seller, number: string): Promise<string> => {
  const found = (await sell.list('invoice')).find(({ record }) => record.number === number);
  if (!found) throw new Error(`billing has no invoice ${number}`);
  return found.record.id;
};

const setApproval = (world: World, approval: boolean): Promise<unknown> =>
  world.clock.during(() => world.pool.query('update flow set approval = $2 where flow = $1', [outward.flow, approval]));

const inLedger = (world: World, number: string): string =>
  String(world.kit.person.open(world.ledger).find((each) => each.number === number)?.id);

export const stages: readonly Stage[] = [
  {
    name: 'customers come, with invoices that wait for them',
    reads: ['organisation', 'account', 'contact', 'invoice'],
    people: async (_, sell) => {
      const ada = await sell.customer('Ada Ltd', 'ada@example.com');
      const bob = await sell.customer('Bob & Sons');
      await sell.invoice({
        contact: ada,
        lines: [
          ['Design', '3', '40', 'VAT20', '10'],
          ['Postage', '1', '5.50', 'VAT0'],
        ],
        discount: { amount: '10' },
      });
      await sell.invoice({ contact: bob });
      await sell.invoice({ contact: null, lines: [['Walk-in', '1', '12.34', 'VAT20']] });
    },
  },
  {
    name: 'a batch of which one is refused, and whose answer is lost',
    reads: ['invoice'],
    people: async (_, sell) => {
      const [ada] = await sell.list('contact');
      const contact = ada?.record.id ?? null;
      await sell.invoice({ contact });
      await sell.invoice({ contact, currency: 'CHF' });
      await sell.invoice({ contact, lines: [['Design', '1', '250', 'VAT20']] });
    },
    weather: (ledger) => ledger.weather('swallow', { writesOnly: true }),
  },
  {
    name: 'a change, a void, and a payment in two parts',
    reads: ['invoice', 'payment'],
    people: async (_, sell) => {
      const changed = await invoiceNumbered(sell, 'INV-001');
      const [line] = (await sell.read('invoice', changed)).lines;
      if (line) await sell.change(changed, { lines: [{ ...line, unitPrice: '45', taxes: ['VAT20'] }] });
      await sell.remove('invoice', await invoiceNumbered(sell, 'INV-002'));
      await sell.payMany([
        [await invoiceNumbered(sell, 'INV-004'), '100'],
        [await invoiceNumbered(sell, 'INV-006'), '150'],
      ]);
    },
  },
  {
    name: 'a credit note set against its invoice; the token ends in the middle; an answer comes late',
    reads: ['invoice', 'creditNote', 'allocation'],
    people: async (_, sell) => {
      const [ada] = await sell.list('contact');
      const invoice = await invoiceNumbered(sell, 'INV-001');
      await sell.credit({ contact: ada?.record.id ?? null, invoice, allocate: true, lines: [['Design, corrected', '1', '20', 'VAT20']] });
    },
    weather: (ledger) => {
      ledger.weather('expireToken');
      ledger.weather('late', { writesOnly: true, lateSeconds: 40 });
    },
  },
  {
    name: 'a customer pays in the ledger, and a person voids one of ours there',
    reads: ['contact', 'invoice', 'payment'],
    people: async (world, sell) => {
      const invoice = inLedger(world, 'INV-006');
      await world.kit.person.pay(world.ledger, invoice, '50', '2026-11-10');
      await world.ledger.person({ does: 'void', kind: 'invoice', id: inLedger(world, 'INV-003') });
      await sell.customer('Cleo GmbH', 'cleo@example.com');
    },
  },
  {
    name: 'a batch is reviewed and approved',
    reads: ['invoice'],
    people: async (world, sell) => {
      await setApproval(world, true);
      const found = (await sell.list('contact')).find(({ record }) => record.name === 'Cleo GmbH');
      await sell.invoice({ contact: found?.record.id ?? null, number: 'C-7' });
      await sell.invoice({ contact: found?.record.id ?? null, number: 'C-8' });
    },
    decide: async (world, life) => {
      const { engine, decisions } = life;
      await world.clock.sleepUntil(world.clock.now() + 1_000_000);
      await round(engine, { organisation });
      const batches = await decisions.batches(organisation, 20);
      if (batches.some((batch) => batch.state === 'approved' && batch.decidedBy === 'Ada')) return;
      const open = batches.find((batch) => batch.state === 'review' && (batch.counts.planned ?? 0) > 0);
      // The ledger or the source may not have answered yet: then there is nothing to review, and Ada comes again.
      if (!open) throw new Error('there is no batch to review yet');
      await approveBatch({ engine, decisions, organisation, by: 'Ada' }, open.batch, null);
    },
  },
  {
    name: 'the approved batch is undone',
    reads: ['invoice'],
    people: (world) => setApproval(world, false).then(() => undefined),
    decide: async (_, life) => {
      const { engine, decisions } = life;
      const batches = await decisions.batches(organisation, 20);
      const approved = batches.find((batch) => batch.state === 'approved' && batch.purpose === 'sync' && batch.decidedBy === 'Ada');
      if (!approved) return;
      const { plan } = await undoBatch({ engine, decisions, organisation, by: 'Ada' }, approved.batch);
      if (plan.refusals.length > 0) throw new Error(`the undo was refused: ${JSON.stringify(plan.refusals)}`);
    },
  },
];

import type { Connector, Reader, Session } from '../../contract/connector.ts';
import type { Records } from '../../core/records.ts';
import { read, readAll, readOrNull, readRest, together } from './api.ts';
import type { Line } from './api.ts';
import { freshMemory } from './behind.ts';
import { manifestWith } from './manifest.ts';
import { balanceReader } from './read-balance.ts';
import { settlementReader } from './read-settlements.ts';
import { readerOf, shown } from './reading.ts';
import { creditNoteOf, invoiceOf } from './translate-documents.ts';
import type { Whole } from './translate-documents.ts';
import { disputeOf, payoutOf } from './translate-money.ts';
import type { DisputeFacts } from './translate-money.ts';
import { contactOf, organisationOf, taxRateOf } from './translate-parties.ts';
import { readNudge } from './webhooks.ts';
import { childOf, idOf, needText } from './wire.ts';
import type { Wire } from './wire.ts';

export interface StripeOptions {
  /** Objects on a page; Stripe gives 100 at most. */
  readonly pageSize: number;
  /** Requests within any second. */
  readonly perSecond: number;
}

export function stripeWith(options: Partial<StripeOptions>): Connector {
  const { pageSize, perSecond } = { pageSize: 100, perSecond: 25, ...options };
  return {
    manifest: manifestWith({ perSecond }),
    open: (through) => {
      if (!('http' in through)) throw new Error('Stripe is spoken to over HTTP');
      return open({ http: through.http, timeZone: through.timeZone ?? 'UTC', pageSize }, through.timeZone ?? null);
    },
    tenants: null,
    nudge: readNudge,
  };
}

export const stripe: Connector = stripeWith({});

/** `given`: the zone that the connection was made with; null while it is being made. */
function open(line: Line, given: string | null): Session {
  const shared = { memory: freshMemory(line, true), isSettled: false };
  const organisation = async () => organisationOf(await read(line, '/v1/account'), given);
  return {
    organisation,
    readers: {
      organisation: organisationReader(organisation),
      taxRate: readerOf(line, { kind: 'taxRate', path: '/v1/tax_rates', expand: [], translate: async (wires) => wires.map(taxRateOf) }),
      contact: readerOf(line, {
        kind: 'contact',
        path: '/v1/customers',
        expand: ['tax_ids'],
        translate: async (wires) => wires.map(contactOf),
      }),
      invoice: readerOf(line, {
        kind: 'invoice',
        path: '/v1/invoices',
        expand: [],
        translate: async (wires) => (await wholes(line, '/v1/invoices', wires)).map((whole) => invoiceOf(whole, line.timeZone)),
      }),
      creditNote: readerOf(line, {
        kind: 'creditNote',
        path: '/v1/credit_notes',
        expand: [],
        translate: async (wires) => (await wholes(line, '/v1/credit_notes', wires)).map((whole) => creditNoteOf(whole, line.timeZone)),
      }),
      balanceTransaction: balanceReader(line, shared),
      settlement: settlementReader(line, shared),
      payout: readerOf(line, {
        kind: 'payout',
        path: '/v1/payouts',
        expand: [],
        translate: async (wires) => wires.map((wire) => payoutOf(wire, line.timeZone)),
      }),
      dispute: readerOf(line, {
        kind: 'dispute',
        path: '/v1/disputes',
        expand: ['charge'],
        translate: (wires) => together(wires, async (wire) => disputeOf(wire, await disputeFacts(line, wire), line.timeZone)),
      }),
    },
    writers: {},
    accountMovement: null,
    preflight: null,
  };
}

const organisationReader = (organisation: () => Promise<Records['organisation']>): Reader<Records['organisation']> => ({
  changes: async function* () {
    yield { seen: shown([await organisation()]), next: 'all', last: true };
  },
  fetch: async (ids) => shown([await organisation()].filter(({ id }) => ids.includes(id))),
});

/** Documents with all of their lines: within a document stand the first ten. */
const wholes = (line: Line, path: string, wires: readonly Wire[]): Promise<readonly Whole[]> =>
  together(wires, async (wire) => ({
    wire,
    lines: await readRest(line, wire, 'lines', `${path}/${encodeURIComponent(needText(wire, 'id'))}/lines`),
  }));

async function disputeFacts(line: Line, dispute: Wire): Promise<DisputeFacts> {
  const id = idOf(dispute, 'charge');
  const charge = childOf(dispute, 'charge') ?? (id === null ? null : await readOrNull(line, `/v1/charges/${encodeURIComponent(id)}`));
  const customer = charge === null ? null : idOf(charge, 'customer');
  return { customer, moves: await readAll(line, '/v1/balance_transactions', [['source', needText(dispute, 'id')]]) };
}

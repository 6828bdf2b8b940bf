import type { Records } from '../../core/records.ts';
import type { Connector, Reader, Session, Writer } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import { ask, callsFor, candidates, changesOf, fetchBy, outcomesOf } from './api.ts';
import { manifest } from './manifest.ts';
import { readOrganisation } from './translate.ts';
import type { BilledKind } from './translate.ts';

/** Tieout's own billing. `http` leads to one organisation's book; there is no account to choose. */
export const billingWith = (options: { readonly pageSize: number }): Connector => ({
  manifest,
  open: (through) => {
    if (!('http' in through)) throw new Error('billing is spoken to over HTTP');
    return sessionOf(through.http, options.pageSize);
  },
  tenants: null,
  nudge: null,
});

export const billingConnector: Connector = billingWith({ pageSize: 1000 });

function sessionOf(http: Http, pageSize: number): Session {
  const reader = <K extends BilledKind>(kind: K): Reader<Records[K]> => ({
    changes: (cursor) => changesOf(http, kind, { cursor, pageSize }),
    fetch: (ids) => fetchBy(http, kind, 'ids', ids),
  });
  return {
    organisation: async () => readOrganisation(await ask(http, { method: 'GET', path: '/v1/organisation' })),
    readers: {
      taxRate: reader('taxRate'),
      contact: reader('contact'),
      invoice: reader('invoice'),
      creditNote: reader('creditNote'),
      payment: reader('payment'),
      refund: reader('refund'),
      allocation: reader('allocation'),
    },
    writers: {
      contact: {
        ...writerOf(http, 'contact'),
        seek: (wants) =>
          candidates(
            http,
            'contact',
            wants.map(({ name, email, taxNumber }) => ({ name, email, taxNumber })),
          ),
      },
      invoice: writerOf(http, 'invoice'),
      creditNote: writerOf(http, 'creditNote'),
      payment: {
        ...writerOf(http, 'payment'),
        seek: (wants) =>
          candidates(
            http,
            'payment',
            wants.map(({ paidOn, amount, currency }) => ({ paidOn, amount, currency })),
          ),
      },
      refund: writerOf(http, 'refund'),
      allocation: writerOf(http, 'allocation'),
    },
    accountMovement: null,
    preflight: null,
  };
}

const writerOf = <K extends BilledKind>(http: Http, kind: K): Writer<Records[K]> => ({
  calls: (steps, idempotencyKey) => callsFor(kind, steps, idempotencyKey),
  outcomes: (steps, response) => outcomesOf(kind, steps, response),
  find: async (steps) => {
    const references = steps.flatMap((step) => (step.do === 'create' ? [step.reference] : []));
    const ids = steps.flatMap((step) => (step.do === 'create' ? [] : [step.id]));
    return [...(await fetchBy(http, kind, 'reference', references)), ...(await fetchBy(http, kind, 'ids', ids))];
  },
  seek: async () => [],
});

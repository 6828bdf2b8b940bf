import { addDays } from '../../core/day.ts';
import type { Payment, Refund } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import type { Facts } from './facts.ts';
import { rowsMatching } from './looking.ts';
import type { Collection } from './looking.ts';
import { both, either, equals, isGuid, within } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import { findWith } from '../../contract/settling.ts';
import { fromPayment, fromRefund, isCustomerPayment, isCustomerRefund, toPayment, toRefund } from './translate-money.ts';
import type { PaymentFacts } from './translate-money.ts';
import { isId } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';
import { batchOf50, removedBy, writerOf } from './writing.ts';
import type { Piece, Writing } from './writing.ts';

const payments = {
  path: '/Payments',
  list: 'Payments',
  idField: 'PaymentID',
  query: {},
  isPaged: true,
  bulk: { by: 'where', atOnce: 15 },
} as const;

const paymentResource = (facts: Facts): Resource<Payment> => ({
  ...payments,
  where: equals('PaymentType', 'ACCRECPAYMENT'),
  isOurs: isCustomerPayment,
  translate: (wires) => withBase(wires, facts, fromPayment),
});

const refundResource = (facts: Facts): Resource<Refund> => ({
  ...payments,
  where: `(${either(['ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT'].map((type) => equals('PaymentType', type)))})`,
  isOurs: isCustomerRefund,
  translate: (wires) => withBase(wires, facts, fromRefund),
});

async function withBase<S>(wires: readonly Wire[], facts: Facts, translate: (wire: Wire, known: PaymentFacts) => S): Promise<readonly S[]> {
  if (wires.length === 0) return [];
  const baseCurrency = await facts.baseCurrency();
  return wires.map((wire) => translate(wire, { baseCurrency }));
}

/** Many payments are made in one call; each is deleted in a call of its own, and none can be changed. */
function moneyPiece(step: Step<Payment> | Step<Refund>, element: () => Outgoing): Piece {
  switch (step.do) {
    case 'create':
      return { method: 'PUT', path: '/Payments?summarizeErrors=false', list: 'Payments', element: element(), most: batchOf50.elements };
    case 'update':
      throw new Error('Xero cannot change a payment: it is deleted and made anew');
    case 'remove':
      return { method: 'POST', path: `/Payments/${step.id}`, list: null, element: { Status: 'DELETED' }, most: 1 };
  }
}

/** The answer to a new payment shows its document without what we know of it: the currencies come from the step. */
const paymentWriting: Writing<Payment> = {
  list: 'Payments',
  idField: 'PaymentID',
  piece: (step) => moneyPiece(step, () => toPayment(recordOf(step), referenceOf(step))),
  landed: (wire, step) => {
    if (step.do === 'remove') return removedBy(wire, 'PaymentID', step);
    const { record, ...rest } = fromPayment(wire, { baseCurrency: step.record.accountAmount?.currency ?? step.record.currency });
    return { ...rest, record: { ...record, currency: step.record.currency, contact: record.contact ?? step.record.contact } };
  },
};

const refundWriting: Writing<Refund> = {
  list: 'Payments',
  idField: 'PaymentID',
  piece: (step) => moneyPiece(step, () => toRefund(recordOf(step), referenceOf(step))),
  landed: (wire, step) => {
    if (step.do === 'remove') return removedBy(wire, 'PaymentID', step);
    const { record, ...rest } = fromRefund(wire, { baseCurrency: step.record.currency });
    return { ...rest, record: { ...record, currency: step.record.currency, contact: record.contact ?? step.record.contact } };
  },
};

const recordOf = <R extends Payment | Refund>(step: Step<R>): R => {
  if (step.do === 'remove') throw new Error('a removal sends no record');
  return step.record;
};
const referenceOf = (step: Step): string => (step.do === 'remove' ? '' : step.reference);

/** Deleted payments leave the lists unless they are asked for by name; what we made and a person deleted must be found. */
const inAnyState = <C extends Collection>(collection: C): C => ({
  ...collection,
  where: both(collection.where ?? '', `(${either([equals('Status', 'AUTHORISED'), equals('Status', 'DELETED')])})`),
});

export function paymentsOf(line: Line, facts: Facts) {
  const resource = paymentResource(facts);
  const reader = readerOf(line, resource);
  const matching = async (collection: Collection, clauses: readonly string[]): Promise<readonly Seen<Payment>[]> =>
    await resource.translate((await rowsMatching(line, collection, clauses)).filter(isCustomerPayment));
  const writer = writerOf(line.account, paymentWriting, {
    find: findWith(reader, (steps) => matching(inAnyState(resource), onInvoices(steps.map(({ record }) => record)))),
    // Law F2: somebody may have booked it already.
    seek: (wants) => matching(resource, onInvoices(wants)),
  });
  return { reader, writer };
}

const onInvoices = (some: readonly Payment[]): readonly string[] =>
  [...new Set(some.flatMap(({ allocations }) => allocations.map(({ invoice }) => invoice)))]
    .filter(isId)
    .map((id) => isGuid('Invoice.InvoiceID', id));

export function refundsOf(line: Line, facts: Facts) {
  const resource = refundResource(facts);
  const reader = readerOf(line, resource);
  const matching = async (collection: Collection, clauses: readonly string[]): Promise<readonly Seen<Refund>[]> =>
    await resource.translate((await rowsMatching(line, collection, clauses)).filter(isCustomerRefund));
  const writer = writerOf(line.account, refundWriting, {
    find: findWith(reader, (steps) =>
      matching(
        inAnyState(resource),
        steps.map(({ record }) => `(${within('Date', record.refundedOn, record.refundedOn)})`),
      ),
    ),
    seek: async (wants) => {
      const credits = new Set(wants.map((want) => want.creditNote));
      const near = wants.map((want) => `(${within('Date', addDays(want.refundedOn, -5), addDays(want.refundedOn, 5))})`);
      const found = await matching(resource, near);
      return found.filter(({ record }) => record.creditNote !== null && credits.has(record.creditNote));
    },
  });
  return { reader, writer };
}

import type { Allocation, Payment, Refund } from '../../core/records.ts';
import type { Page, Reader, Seen, Step } from '../../contract/connector.ts';
import type { Books } from './books.ts';
import { addDays } from '../../core/day.ts';
import { paymentsOn, rowsOnDays } from './kinds-documents.ts';
import { readerOf, rowsById } from './reading.ts';
import type { Line, Source } from './reading.ts';
import { reconciledAmong } from './reconciled.ts';
import { findWith, uniqueById } from '../../contract/settling.ts';
import type { Creation, Removal } from '../../contract/settling.ts';
import {
  fromAllocations,
  fromPayment,
  fromRefund,
  isPayment,
  isRefund,
  paymentOfAllocation,
  relinked,
  toAllocation,
  toPayment,
  toRefund,
} from './translate-money.ts';
import { isId } from './wire.ts';
import type { Wire } from './wire.ts';
import { asRemoved, deletedBy, each, writerOf } from './writing.ts';
import type { Piece, Writing } from './writing.ts';

const payments = (line: Line, books: Books): Source<Payment> => ({
  entity: 'Payment',
  prefix: '',
  isNameList: false,
  isOurs: isPayment,
  translate: async (wires) => {
    if (wires.length === 0) return [];
    await books.ready();
    const isReconciled = await reconciledAmong(line, wires);
    return wires.map((wire) => fromPayment(wire, books, isReconciled(wire)));
  },
});

const paymentWriting = (books: Books): Writing<Payment> => ({
  pieces: each((step) => {
    switch (step.do) {
      case 'create':
        return { entity: 'Payment', operation: 'create', element: toPayment(step.record, step.reference, books) };
      case 'update':
        throw new Error('a payment is not changed: it is voided and made anew');
      case 'remove':
        return { entity: 'Payment', operation: 'void', element: { Id: step.id, SyncToken: step.version, sparse: true } };
    }
  }),
  landed: (wire, step) => fromPayment(wire, books, step.do === 'remove' ? step.before.isReconciled : false),
});

export function paymentsOf(line: Line, books: Books) {
  const source = payments(line, books);
  const reader = readerOf(line, [source]);
  const writer = writerOf(line.account, paymentWriting(books), {
    // A void payment is linked to nothing: it is found by its day.
    find: findWith(reader, async (steps) => {
      const days = steps.map(({ record }) => record.paidOn);
      return source.translate((await rowsOnDays(line, 'Payment', days)).filter(isPayment));
    }),
    // Somebody may have booked it already.
    seek: async (wants) => {
      const invoices = wants.flatMap(({ allocations }) => allocations.map(({ invoice }) => invoice));
      return source.translate((await paymentsOn(line, invoices)).filter(isPayment));
    },
  });
  return { reader, writer };
}

const refunds = (line: Line, books: Books): Source<Refund> => ({
  entity: 'Purchase',
  prefix: 'Purchase/',
  isNameList: false,
  isOurs: () => true,
  translate: async (wires) => {
    if (wires.length === 0) return [];
    await books.ready();
    const some = wires.filter((wire) => isRefund(wire, books));
    const isReconciled = await reconciledAmong(line, some);
    return some.map((wire) => fromRefund(wire, books, isReconciled(wire)));
  },
});

const purchaseOf = (id: string): string => id.slice('Purchase/'.length);

const refundWriting = (books: Books): Writing<Refund> => ({
  pieces: each((step) => {
    switch (step.do) {
      case 'create':
        return { entity: 'Purchase', operation: 'create', element: toRefund(step.record, step.reference, books) };
      case 'update':
        throw new Error('a refund is not changed: it is deleted and made anew');
      case 'remove':
        return { entity: 'Purchase', operation: 'delete', element: { Id: purchaseOf(step.id), SyncToken: step.version } };
    }
  }),
  landed: (wire, step) => (step.do === 'remove' ? deletedBy(wire, step, purchaseOf(step.id)) : fromRefund(wire, books, false)),
});

export function refundsOf(line: Line, books: Books) {
  const source = refunds(line, books);
  const reader = readerOf(line, [source]);
  const onDays = async (days: readonly string[]) => source.translate(await rowsOnDays(line, 'Purchase', days));
  const writer = writerOf(line.account, refundWriting(books), {
    find: findWith(reader, (steps) => onDays(steps.map(({ record }) => record.refundedOn))),
    seek: async (wants) => {
      const credits = new Set(wants.map((want) => want.creditNote));
      const near = wants.flatMap((want) => [addDays(want.refundedOn, -5), addDays(want.refundedOn, 5)]);
      return (await onDays(near)).filter(({ record }) => record.creditNote !== null && credits.has(record.creditNote));
    },
  });
  return { reader, writer };
}

const allocations = (books: Books): Source<Allocation> => ({
  entity: 'Payment',
  prefix: '',
  isNameList: false,
  isOurs: () => true,
  translate: async (wires) => {
    if (wires.length > 0) await books.ready();
    return wires.flatMap((wire) => fromAllocations(wire, books));
  },
});

export function allocationsOf(line: Line, books: Books) {
  const source = allocations(books);
  const changes: (cursor: string | null) => AsyncIterable<Page<Allocation>> = readerOf(line, [source]).changes;
  const reader: Reader<Allocation> = {
    changes,
    fetch: async (ids) => {
      const owners = [...new Set(ids.map(paymentOfAllocation))].filter(isId);
      return (await source.translate(await rowsById(line, 'Payment', owners))).filter(({ record }) => ids.includes(record.id));
    },
  };
  const onInvoices = async (some: readonly Allocation[]): Promise<readonly Seen<Allocation>[]> =>
    source.translate(await paymentsOn(line, some.map(({ invoice }) => invoice).filter(isId)));
  const writer = writerOf(line.account, allocationWriting(books), {
    find: findWith(reader, async (steps) => {
      const days = steps.map(({ record }) => record.allocatedOn);
      const linked = await source.translate(await rowsOnDays(line, 'Payment', days));
      return [...linked, ...fromAccount(steps, await onInvoices(steps.map(({ record }) => record)))];
    }),
    // The ledger or a person may have set the credit against the invoice already.
    seek: async (wants) =>
      uniqueById(await onInvoices(wants)).filter(({ record }) =>
        wants.some((want) => want.invoice === record.invoice && want.from.id === record.from.id),
      ),
  });
  return { reader, writer };
}

/** Money on account carries its own reference: that it is set against an invoice is ours if it says what we wanted. */
const fromAccount = (steps: readonly Creation<Allocation>[], there: readonly Seen<Allocation>[]): readonly Seen<Allocation>[] =>
  there.flatMap((seen) => {
    const { record } = seen;
    const step = steps.find(
      ({ record: want }) => want.from.kind === 'onAccount' && want.from.id === record.from.id && want.invoice === record.invoice,
    );
    return step === undefined ? [] : [{ ...seen, reference: step.reference }];
  });

const allocationWriting = (books: Books): Writing<Allocation> => ({
  pieces: (steps) => [
    ...steps.flatMap((step, index) => (isOfMoney(step) ? [] : [{ ...creditPiece(step, books), elements: [index] }])),
    ...moneyPieces(steps, books),
  ],
  landed: (wire, step) => (step.do === 'remove' ? goneAllocation(wire, step, books) : landedAllocation(wire, step, books)),
});

const isOfMoney = (step: Step<Allocation>): boolean => (step.do === 'remove' ? step.before : step.record).from.kind === 'onAccount';

function creditPiece(step: Step<Allocation>, books: Books): Omit<Piece, 'elements'> {
  switch (step.do) {
    case 'create':
      return { entity: 'Payment', operation: 'create', element: toAllocation(step.record, step.reference, books) };
    case 'update':
      throw new Error('an allocation is not changed: it is removed and made anew');
    case 'remove':
      return { entity: 'Payment', operation: 'delete', element: { Id: paymentOfAllocation(step.id), SyncToken: step.version } };
  }
}

/** All changes of the links of one payment are one update of it. */
function moneyPieces(steps: readonly Step<Allocation>[], books: Books): readonly Piece[] {
  const owners = new Map<string, number[]>();
  for (const [index, step] of steps.entries()) {
    if (!isOfMoney(step)) continue;
    const owner = step.do === 'create' ? step.record.from.id.replace('Payment/', '') : paymentOfAllocation(step.id);
    owners.set(owner, [...(owners.get(owner) ?? []), index]);
  }
  return [...owners].map(([owner, elements]) => {
    const payment = books.payment(owner);
    if (payment === undefined) throw new Error(`payment ${owner} was not read before its links are changed`);
    const own = elements.flatMap((index) => steps[index] ?? []);
    const more = own.flatMap((step) => (step.do === 'create' ? [step.record] : []));
    const less = own.flatMap((step) => (step.do === 'remove' ? [step.before] : []));
    return { entity: 'Payment', operation: 'update', element: relinked(payment, { more, less }), elements };
  });
}

function goneAllocation(wire: Wire, step: Removal<Allocation>, books: Books): Seen<Allocation> {
  if (step.before.from.kind === 'creditNote') return deletedBy(wire, step, paymentOfAllocation(step.id));
  if (fromAllocations(wire, books).some(({ record }) => record.id === step.id))
    throw new Error(`QuickBooks did not say that ${step.id} is removed`);
  return asRemoved(step);
}

function landedAllocation(wire: Wire, step: Exclude<Step<Allocation>, Removal<Allocation>>, books: Books): Seen<Allocation> {
  const { record } = step;
  const seen = fromAllocations(wire, books).find((one) => one.record.invoice === record.invoice && one.record.from.id === record.from.id);
  if (seen === undefined) throw new Error('QuickBooks answered a payment that does not set this credit against its invoice');
  return record.from.kind === 'onAccount' ? { ...seen, reference: step.reference } : seen;
}

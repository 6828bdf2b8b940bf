import { amount, decimal, equal } from '../../core/decimal.ts';
import type { Allocation } from '../../core/records.ts';
import type { Page, Reader, Seen, Step } from '../../contract/connector.ts';
import { readOrNull } from './api.ts';
import { rowsOnDays } from './looking.ts';
import { equals, pathOf } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import type { Creation } from '../../contract/settling.ts';
import { idOfTransaction, onAccountPath } from './translate-bank.ts';
import { allocationParents, fromAllocation, parentId, toAllocation } from './translate-money.ts';
import type { AllocationParent } from './translate-money.ts';
import { isSet, isWire, listOf, needDay, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';
import { asRemoved, batchOf50, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

/** 'CreditNotes/<id>' or 'Overpayments/<id>': the document whose credit is set against an invoice. */
function parentPathOf(from: Allocation['from']): string {
  if (from.kind === 'creditNote') return `CreditNotes/${from.id}`;
  const path = onAccountPath(from.id);
  if (path === null) throw new Error(`'${from.id}' is not money on account: it has no overpayment or prepayment that could be allocated`);
  return path;
}

const listOfPath = (path: string): AllocationParent => {
  const found = allocationParents.find((name) => path.startsWith(`${name}/`));
  if (found === undefined) throw new Error(`'${path}' holds no allocations`);
  return found;
};

/** The parents of one collection as if each were a page's row of allocations. */
function parentResource(line: Line, list: AllocationParent): Resource<Allocation> {
  return {
    path: `/${list}`,
    list,
    idField: parentId[list],
    where: list === 'CreditNotes' ? equals('Type', 'ACCRECCREDIT') : null,
    query: {},
    isPaged: true,
    bulk: { by: 'where', atOnce: 15 },
    isOurs: (wire) => !(textOf(wire, 'Type') ?? '').startsWith('SPEND') && !(textOf(wire, 'Type') ?? '').startsWith('AP'),
    translate: (wires) => allocationsIn(line, list, wires),
  };
}

async function allocationsIn(line: Line, list: AllocationParent, parents: readonly Wire[]): Promise<readonly Seen<Allocation>[]> {
  const withAny = parents.filter((parent) => listOf(parent, 'Allocations').length > 0);
  const owners = list === 'CreditNotes' ? null : await transactionsBehind(line, list, withAny);
  return withAny.flatMap((parent) => {
    const id = needText(parent, parentId[list]);
    const from: Allocation['from'] =
      owners === null ? { kind: 'creditNote', id } : { kind: 'onAccount', id: owners.get(id) ?? unknownOwner(list, id) };
    return listOf(parent, 'Allocations').map((wire) => fromAllocation(wire, parent, { list, from }));
  });
}

const unknownOwner = (list: string, id: string): never => {
  throw new Error(`Xero shows no bank transaction behind ${list}/${id}`);
};

/** Overpayments do not name the bank transaction that made them; it has the same day and names them. */
async function transactionsBehind(line: Line, list: AllocationParent, parents: readonly Wire[]): Promise<ReadonlyMap<string, string>> {
  const type = list === 'Overpayments' ? 'RECEIVE-OVERPAYMENT' : 'RECEIVE-PREPAYMENT';
  const of = {
    path: '/BankTransactions',
    list: 'BankTransactions',
    idField: 'BankTransactionID',
    query: {},
    isPaged: true,
    where: equals('Type', type),
  };
  const rows = await rowsOnDays(
    line,
    of,
    parents.map((parent) => needDay(parent, 'Date')),
  );
  return new Map(
    rows.flatMap((row): readonly (readonly [string, string])[] => {
      const id = textOf(row, parentId[list]);
      return id === null ? [] : [[id, idOfTransaction(row)]];
    }),
  );
}

export function allocationsOf(line: Line) {
  const sources = allocationParents.map((list) => ({ list, reader: readerOf(line, parentResource(line, list)) }));
  const reader: Reader<Allocation> = { changes: (cursor) => allChanges(sources, cursor), fetch: (ids) => fetchIn(line, ids) };
  const writer = writerOf(line.account, allocationWriting, {
    find: async (steps) => {
      const creations = steps.filter((step): step is Creation<Allocation> => step.do === 'create');
      const there = await withParents(
        line,
        creations.map((step) => step.record),
      );
      const ids = steps.flatMap((step) => (step.do === 'create' ? [] : [step.id]));
      return [...matched(creations, there), ...(await reader.fetch(ids))];
    },
    // Law F45: the ledger or a person may have set the credit against the invoice already.
    seek: async (wants) =>
      (await withParents(line, wants)).filter(({ record }) =>
        wants.some((want) => want.invoice === record.invoice && want.from.id === record.from.id),
      ),
  });
  return { reader, writer };
}

/** One collection after the other; the bookmark holds the place in each. */
async function* allChanges(
  sources: readonly { readonly list: string; readonly reader: Reader<Allocation> }[],
  cursor: string | null,
): AsyncGenerator<Page<Allocation>> {
  const places = placesOf(cursor);
  for (const [index, source] of sources.entries()) {
    const isLastSource = index === sources.length - 1;
    for await (const page of source.reader.changes(places[source.list] ?? null)) {
      places[source.list] = page.next;
      yield { seen: page.seen, next: JSON.stringify(places), last: page.last && isLastSource };
    }
  }
}

function placesOf(cursor: string | null): Record<string, string> {
  const parsed: unknown = cursor === null ? {} : JSON.parse(cursor);
  if (!isWire(parsed)) throw new Error(`'${cursor}' is not a bookmark of Xero`);
  return Object.fromEntries(Object.entries(parsed).map(([list, place]) => [list, String(place)]));
}

/** By the path in each id; parents are read once. */
async function fetchIn(line: Line, ids: readonly string[]): Promise<readonly Seen<Allocation>[]> {
  const ours = ids.filter((id) => allocationParents.some((list) => id.startsWith(`${list}/`)));
  const paths = [...new Set(ours.map((id) => id.split('/').slice(0, 2).join('/')))];
  const there = await inParents(line, paths);
  return there.filter(({ record }) => ids.includes(record.id));
}

const withParents = (line: Line, wants: readonly Allocation[]): Promise<readonly Seen<Allocation>[]> =>
  inParents(line, [...new Set(wants.map((want) => parentPathOf(want.from)))]);

async function inParents(line: Line, paths: readonly string[]): Promise<readonly Seen<Allocation>[]> {
  const found: Seen<Allocation>[] = [];
  for (const path of paths) {
    const list = listOfPath(path);
    const body = await readOrNull(line.http, line.account, pathOf(`/${path}`, {}));
    if (body !== null) found.push(...(await allocationsIn(line, list, listOf(body, list))));
  }
  return found;
}

/**
 * An allocation carries no reference: it is ours if it says what we wanted. Each one that is there answers for one step, so
 * that two equal steps need two; one more than was wanted is shown with the last of them.
 */
function matched(steps: readonly Creation<Allocation>[], there: readonly Seen<Allocation>[]): readonly Seen<Allocation>[] {
  const waiting = new Map<string, string[]>();
  for (const { record, reference } of steps) waiting.set(likeness(record), [...(waiting.get(likeness(record)) ?? []), reference]);
  return there.flatMap((seen) => {
    const references = waiting.get(likeness(seen.record));
    const reference = references && references.length > 1 ? references.shift() : references?.[0];
    return reference === undefined || seen.record.state === 'void' ? [] : [{ ...seen, reference }];
  });
}

const likeness = (record: Allocation): string =>
  [parentPathOf(record.from), record.invoice, amount(record.amount), record.allocatedOn].join(' ');

const allocationWriting: Writing<Allocation> = {
  list: 'Allocations',
  idField: 'AllocationID',
  piece: (step) => {
    switch (step.do) {
      case 'create': {
        const path = `/${parentPathOf(step.record.from)}/Allocations?summarizeErrors=false`;
        return { method: 'PUT', path, list: 'Allocations', element: toAllocation(step.record), most: batchOf50.elements };
      }
      case 'update':
        throw new Error('Xero cannot change an allocation: it is removed and made anew');
      case 'remove':
        return { method: 'DELETE', path: `/${step.id}`, list: null, element: null, most: 1 };
    }
  },
  landed: (wire, step) => (step.do === 'remove' ? goneAllocation(wire, step) : landedAllocation(wire, step)),
};

function goneAllocation(wire: Wire, step: Extract<Step<Allocation>, { readonly do: 'remove' }>): Seen<Allocation> {
  if (!isSet(wire, 'IsDeleted')) throw new Error(`Xero did not say that ${step.id} is removed`);
  return asRemoved(step);
}

function landedAllocation(wire: Wire, step: Exclude<Step<Allocation>, { readonly do: 'remove' }>): Seen<Allocation> {
  const { record } = step;
  const path = parentPathOf(record.from);
  const list = listOfPath(path);
  const parent = { [parentId[list]]: path.slice(list.length + 1), CurrencyCode: record.currency };
  const seen = fromAllocation({ Invoice: { InvoiceID: record.invoice }, Date: record.allocatedOn, ...wire }, parent, {
    list,
    from: record.from,
  });
  if (!equal(decimal(seen.record.amount), decimal(record.amount)) || seen.record.invoice !== record.invoice) {
    throw new Error('Xero answered with another allocation than was sent');
  }
  return { ...seen, reference: step.reference };
}

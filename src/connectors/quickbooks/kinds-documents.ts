import { addDays } from '../../core/day.ts';
import type { CreditNote, Invoice } from '../../core/records.ts';
import { sumAmounts } from '../../core/decimal.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { appliedBy } from './applying.ts';
import type { Books } from './books.ts';
import { namedIn } from './lines.ts';
import { equals, everyRow, rowsWith, within } from './query.ts';
import { readerOf, rowsById } from './reading.ts';
import type { Line, Source } from './reading.ts';
import { findWith, uniqueById } from '../../contract/settling.ts';
import type { Creation } from '../../contract/settling.ts';
import { changeDocument, fromCreditNote, fromInvoice, linkedOf, toDocument, toInvoice } from './translate-documents.ts';
import { figureOrZero, isId, needText } from './wire.ts';
import type { Wire } from './wire.ts';
import { deletedBy, each, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

const invoices = (line: Line, books: Books): Source<Invoice> => ({
  entity: 'Invoice',
  prefix: '',
  isNameList: false,
  isOurs: () => true,
  translate: async (wires) => {
    if (wires.length === 0) return [];
    await books.ready();
    await books.learn(namedIn(wires));
    const credited = await creditsOn(line, wires);
    return wires.map((wire) => fromInvoice(wire, books, credited.get(needText(wire, 'Id')) ?? '0'));
  },
});

/** How much of each invoice credit memos settled: only the payments that it is linked to say so. */
async function creditsOn(line: Line, wires: readonly Wire[]): Promise<ReadonlyMap<string, string>> {
  const used = wires.filter((wire) => figureOrZero(wire, 'Balance') !== figureOrZero(wire, 'TotalAmt'));
  const payments = [...new Set(used.flatMap((wire) => linkedOf(wire, 'Payment')))].filter(isId);
  const credited = new Map<string, string>();
  if (payments.length === 0) return credited;
  for (const payment of await rowsWith(line, 'Payment', { field: 'Id', values: payments })) {
    for (const { from, to, amount } of appliedBy(payment)) {
      if (from.type === 'CreditMemo') credited.set(to, sumAmounts([credited.get(to) ?? '0', amount]));
    }
  }
  return credited;
}

const creditNotes = (books: Books): Source<CreditNote> => ({
  entity: 'CreditMemo',
  prefix: '',
  isNameList: false,
  isOurs: () => true,
  translate: async (wires) => {
    if (wires.length === 0) return [];
    await books.ready();
    await books.learn(namedIn(wires));
    return wires.map((wire) => fromCreditNote(wire, books));
  },
});

const invoiceWriting = (books: Books): Writing<Invoice> => ({
  pieces: each((step) => ({ entity: 'Invoice', ...invoicePiece(step, books) })),
  landed: (wire, step) => fromInvoice(wire, books, step.do === 'create' ? '0' : step.before.credited),
});

function invoicePiece(step: Step<Invoice>, books: Books) {
  switch (step.do) {
    case 'create':
      return { operation: 'create', element: toInvoice(step.record, step.reference, books) } as const;
    case 'update':
      return { operation: 'update', element: changeDocument(step, books) } as const;
    case 'remove':
      return { operation: 'void', element: { Id: step.id, SyncToken: step.version, sparse: true } } as const;
  }
}

/** Credit memos can be deleted and not voided. */
const creditNoteWriting = (books: Books): Writing<CreditNote> => ({
  pieces: each((step) => ({ entity: 'CreditMemo', ...creditNotePiece(step, books) })),
  landed: (wire, step) => (step.do === 'remove' ? deletedBy(wire, step, step.id) : fromCreditNote(wire, books)),
});

function creditNotePiece(step: Step<CreditNote>, books: Books) {
  switch (step.do) {
    case 'create':
      return { operation: 'create', element: toDocument(step.record, step.reference, books) } as const;
    case 'update':
      return { operation: 'update', element: changeDocument(step, books) } as const;
    case 'remove':
      return { operation: 'delete', element: { Id: step.id, SyncToken: step.version } } as const;
  }
}

export function invoicesOf(line: Line, books: Books) {
  const source = invoices(line, books);
  return { reader: readerOf(line, [source]), writer: writerOf(line.account, invoiceWriting(books), looksInto(line, source)) };
}

export function creditNotesOf(line: Line, books: Books) {
  const source = creditNotes(books);
  return { reader: readerOf(line, [source]), writer: writerOf(line.account, creditNoteWriting(books), looksInto(line, source)) };
}

function looksInto<R extends Invoice | CreditNote>(line: Line, source: Source<R>) {
  const numbered = async (numbers: readonly string[]): Promise<readonly Seen<R>[]> =>
    numbers.length === 0 ? [] : await source.translate(await rowsWith(line, source.entity, { field: 'DocNumber', values: numbers }));
  const find = findWith(readerOf(line, [source]), async (steps: readonly Creation<R>[]) => {
    const found = await numbered(steps.flatMap(({ record }) => record.number ?? []));
    const has = new Set(found.map((seen) => seen.reference));
    // A person may have changed the number since: then the day tells, and the note.
    const days = steps.filter((step) => !has.has(step.reference)).map(({ record }) => record.issuedOn);
    return [...found, ...(await source.translate(await rowsOnDays(line, source.entity, days)))];
  });
  const seek = async (wants: readonly R[]): Promise<readonly Seen<R>[]> => {
    const found = [...(await numbered(wants.flatMap((want) => want.number ?? [])))];
    for (const want of wants) {
      if (want.number !== null || want.contact === null || !isId(want.contact)) continue;
      const near = within('TxnDate', addDays(want.issuedOn, -3), addDays(want.issuedOn, 3));
      found.push(...(await source.translate(await everyRow(line, source.entity, [equals('CustomerRef', want.contact), near]))));
    }
    return uniqueById(found);
  };
  return { find, seek };
}

/** Everything of an entity from the first to the last of some days. */
export async function rowsOnDays(line: Line, entity: string, days: readonly string[]): Promise<readonly Wire[]> {
  const sorted = days.toSorted();
  const [from, through] = [sorted[0], sorted.at(-1)];
  return from === undefined || through === undefined ? [] : await everyRow(line, entity, [within('TxnDate', from, through)]);
}

/** The payments that are linked to some invoices. */
export async function paymentsOn(line: Line, invoiceIds: readonly string[]): Promise<readonly Wire[]> {
  const wires = await rowsById(line, 'Invoice', [...new Set(invoiceIds)].filter(isId));
  return await rowsById(line, 'Payment', [...new Set(wires.flatMap((wire) => linkedOf(wire, 'Payment')))].filter(isId));
}

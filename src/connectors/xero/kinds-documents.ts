import { addDays } from '../../core/day.ts';
import type { CreditNote, Invoice } from '../../core/records.ts';
import type { Step } from '../../contract/connector.ts';
import { inBatch } from './kinds-contacts.ts';
import { rowsByLink, rowsMatching, rowsNamed, rowsOnDays, uniqueById } from './looking.ts';
import { both, equals, isGuid, within } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import { findWith } from '../../contract/settling.ts';
import {
  changeCreditNote,
  changeInvoice,
  fromCreditNote,
  fromInvoice,
  isSale,
  isSalesCredit,
  removeDocument,
  toCreditNote,
  toInvoice,
} from './translate-documents.ts';
import { isId } from './wire.ts';
import { writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

const invoices: Resource<Invoice> = {
  path: '/Invoices',
  list: 'Invoices',
  idField: 'InvoiceID',
  where: equals('Type', 'ACCREC'),
  query: { includeArchived: 'true', unitdp: '4' },
  isPaged: true,
  bulk: { by: 'IDs', atOnce: 40 },
  isOurs: isSale,
  translate: async (wires) => wires.map(fromInvoice),
};

const creditNotes: Resource<CreditNote> = {
  path: '/CreditNotes',
  list: 'CreditNotes',
  idField: 'CreditNoteID',
  where: equals('Type', 'ACCRECCREDIT'),
  query: { unitdp: '4' },
  isPaged: true,
  bulk: { by: 'where', atOnce: 15 },
  isOurs: isSalesCredit,
  translate: async (wires) => wires.map(fromCreditNote),
};

const invoiceWriting = (linkBase: string): Writing<Invoice> => ({
  list: 'Invoices',
  idField: 'InvoiceID',
  piece: (step) => inBatch('/Invoices?summarizeErrors=false&unitdp=4', 'Invoices', step, invoiceElement(step, linkBase)),
  landed: (wire) => fromInvoice(wire),
});

function invoiceElement(step: Step<Invoice>, linkBase: string) {
  switch (step.do) {
    case 'create':
      return toInvoice(step.record, step.reference, linkBase);
    case 'update':
      return changeInvoice(step);
    case 'remove':
      return removeDocument('InvoiceID', step);
  }
}

const creditNoteWriting: Writing<CreditNote> = {
  list: 'CreditNotes',
  idField: 'CreditNoteID',
  piece: (step) => inBatch('/CreditNotes?summarizeErrors=false&unitdp=4', 'CreditNotes', step, creditNoteElement(step)),
  landed: (wire) => fromCreditNote(wire),
};

function creditNoteElement(step: Step<CreditNote>) {
  switch (step.do) {
    case 'create':
      return toCreditNote(step.record, step.reference);
    case 'update':
      return changeCreditNote(step);
    case 'remove':
      return removeDocument('CreditNoteID', step);
  }
}

export function invoicesOf(line: Line, linkBase: string) {
  const reader = readerOf(line, invoices);
  const writer = writerOf(line.account, invoiceWriting(linkBase), {
    find: findWith(reader, async (steps) => {
      const wanted = steps.map((step) => ({ reference: step.reference, on: step.record.issuedOn }));
      return (await rowsByLink(line, invoices, linkBase, wanted)).filter(isSale).map(fromInvoice);
    }),
    seek: async (wants) => {
      const numbers = wants.flatMap((want) => want.number ?? []);
      const named = await rowsNamed(line, invoices, { filter: 'InvoiceNumbers', field: 'InvoiceNumber' }, numbers);
      const near = await rowsMatching(line, invoices, likeUnnumbered(wants));
      return uniqueById([...named, ...near].filter(isSale).map(fromInvoice));
    },
  });
  return { reader, writer };
}

export function creditNotesOf(line: Line) {
  const reader = readerOf(line, creditNotes);
  const writer = writerOf(line.account, creditNoteWriting, {
    // The reference follows the customer's own, which people may edit: so narrow by day, then compare.
    find: findWith(reader, async (steps) => {
      const days = steps.map((step) => step.record.issuedOn);
      return (await rowsOnDays(line, creditNotes, days)).filter(isSalesCredit).map(fromCreditNote);
    }),
    seek: async (wants) => {
      const numbers = wants.flatMap((want) => (want.number === null ? [] : [equals('CreditNoteNumber', want.number)]));
      const found = await rowsMatching(line, creditNotes, [...numbers, ...likeUnnumbered(wants)]);
      return uniqueById(found.filter(isSalesCredit).map(fromCreditNote));
    },
  });
  return { reader, writer };
}

/** Law F1, where no number says which document it is: the same customer within three days. The caller compares the rest. */
const likeUnnumbered = (wants: readonly (Invoice | CreditNote)[]): readonly string[] =>
  wants.flatMap((want) => {
    if (want.number !== null || want.contact === null || !isId(want.contact)) return [];
    return [`(${both(isGuid('Contact.ContactID', want.contact), within('Date', addDays(want.issuedOn, -3), addDays(want.issuedOn, 3)))})`];
  });

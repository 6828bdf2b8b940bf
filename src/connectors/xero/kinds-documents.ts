import { addDays } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import type { CreditNote, Invoice } from '../../core/records.ts';
import type { Step } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { uniqueById, inBatch } from './kinds-contacts.ts';
import { chunks, either, equals, isGuid, both, span, within } from './query.ts';
import { everyPage, readerOf, withOwn } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import { linkTo } from './references.ts';
import { findWith } from './settling.ts';
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
import type { Wire } from './wire.ts';
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
      const wires = await byLinkOrDay(
        line,
        invoices,
        linkBase,
        steps.map((step) => ({ reference: step.reference, on: step.record.issuedOn })),
      );
      return wires.filter(isSale).map(fromInvoice);
    }),
    seek: async (wants) => {
      const numbers = [...new Set(wants.flatMap((want) => want.number ?? []))];
      const found: Wire[] = [];
      for (const some of chunks(
        numbers.filter((number) => !number.includes(',')),
        40,
      ))
        found.push(...(await everyPage(line, invoices, invoices.where ?? '', { InvoiceNumbers: some.join(',') })));
      for (const number of numbers.filter((text) => text.includes(',')))
        found.push(...(await everyPage(line, invoices, withOwn(invoices.where, equals('InvoiceNumber', number)))));
      found.push(...(await byContactAndDay(line, invoices, wants)));
      return uniqueById(found.filter(isSale).map(fromInvoice));
    },
  });
  return { reader, writer };
}

export function creditNotesOf(line: Line) {
  const reader = readerOf(line, creditNotes);
  const writer = writerOf(line.account, creditNoteWriting, {
    // The reference follows the customer's own, which people may edit: so narrow by day, then compare.
    find: findWith(reader, async (steps) =>
      (
        await onDays(
          line,
          creditNotes,
          steps.map((step) => step.record.issuedOn),
        )
      ).map(fromCreditNote),
    ),
    seek: async (wants) => {
      const found: Wire[] = [];
      const numbers = [...new Set(wants.flatMap((want) => want.number ?? []))];
      for (const some of chunks(numbers, 12))
        found.push(
          ...(await everyPage(
            line,
            creditNotes,
            withOwn(creditNotes.where, either(some.map((number) => equals('CreditNoteNumber', number)))),
          )),
        );
      found.push(...(await byContactAndDay(line, creditNotes, wants)));
      return uniqueById(found.filter(isSalesCredit).map(fromCreditNote));
    },
  });
  return { reader, writer };
}

/** Law F1, where no number says which document it is: the same customer within three days. The caller compares the rest. */
async function byContactAndDay(
  line: Line,
  resource: Resource<Invoice> | Resource<CreditNote>,
  wants: readonly (Invoice | CreditNote)[],
): Promise<readonly Wire[]> {
  const found: Wire[] = [];
  for (const want of wants.filter(({ number, contact }) => number === null && contact !== null && isId(contact))) {
    const near = within('Date', addDays(want.issuedOn, -3), addDays(want.issuedOn, 3));
    found.push(...(await everyPage(line, resource, both(resource.where ?? '', isGuid('Contact.ContactID', want.contact ?? ''), near))));
  }
  return found;
}

type Own = Pick<Resource<never>, 'path' | 'list' | 'idField' | 'query' | 'isPaged' | 'where'>;

/** By the link, exactly; where Xero refuses to filter by it (that it can is not documented), by day, and the caller compares. */
export async function byLinkOrDay(
  line: Line,
  resource: Own,
  linkBase: string,
  wanted: readonly { readonly reference: string; readonly on: Day }[],
): Promise<readonly Wire[]> {
  try {
    const found: Wire[] = [];
    for (const some of chunks(wanted, 12)) {
      found.push(
        ...(await everyPage(
          line,
          resource,
          withOwn(resource.where, either(some.map(({ reference }) => equals('Url', linkTo(linkBase, reference))))),
        )),
      );
    }
    return found;
  } catch (error) {
    if (!(error instanceof Refused && error.reason === 'invalid')) throw error;
    return await onDays(
      line,
      resource,
      wanted.map(({ on }) => on),
    );
  }
}

/** Everything of a collection from the first to the last of some days. */
export async function onDays(line: Line, resource: Own, days: readonly Day[]): Promise<readonly Wire[]> {
  const range = span(days);
  return range === null ? [] : await everyPage(line, resource, withOwn(resource.where, within('Date', range.from, range.through)));
}

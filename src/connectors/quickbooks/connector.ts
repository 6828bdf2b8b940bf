import type { Connector, Session } from '../../contract/connector.ts';
import { booksOf } from './books.ts';
import { bankTransactionsOf, journalsOf, transfersOf } from './kinds-bank.ts';
import { contactsOf, itemReader } from './kinds-contacts.ts';
import { creditNotesOf, invoicesOf } from './kinds-documents.ts';
import { allocationsOf, paymentsOf, refundsOf } from './kinds-money.ts';
import { accountReader, currencyReader, organisationReader, readOrganisation, taxRateReader } from './kinds-settings.ts';
import { manifestWith } from './manifest.ts';
import { pageOf } from './pages.ts';
import { preflight, readPreflightFacts } from './preflight.ts';
import { prepare } from './preparing.ts';
import { longestPage } from './query.ts';
import type { Line } from './reading.ts';
import { accountMovement } from './reports.ts';
import { readNudge } from './webhooks.ts';

export interface QuickBooksOptions {
  /** How often everything is looked at although no webhook told of a change. Each look costs metered reads. */
  readonly everySeconds: number;
  readonly pageSize: number;
  readonly overlapSeconds: number;
}

const usual: QuickBooksOptions = { everySeconds: 1800, pageSize: longestPage, overlapSeconds: 10 };

export function quickbooksWith(options: Partial<QuickBooksOptions>): Connector {
  const chosen = { ...usual, ...options };
  return {
    manifest: manifestWith(chosen),
    open: (through) => {
      if (!('http' in through)) throw new Error('QuickBooks is spoken to over HTTP');
      const { http, account, timeZone } = through;
      const line = { http, account, pageSize: chosen.pageSize, overlapSeconds: chosen.overlapSeconds };
      return open(line, timeZone ?? null);
    },
    tenants: null,
    nudge: readNudge,
  };
}

export const quickbooks: Connector = quickbooksWith({});

function open(line: Line, timeZone: string | null): Session {
  const books = booksOf(line);
  const contact = contactsOf(line);
  const invoice = invoicesOf(line, books);
  const creditNote = creditNotesOf(line, books);
  const payment = paymentsOf(line, books);
  const refund = refundsOf(line, books);
  const allocation = allocationsOf(line, books);
  const bankTransaction = bankTransactionsOf(line, books);
  const transfer = transfersOf(line, books);
  const journal = journalsOf(line, books);
  return {
    organisation: async () => (await readOrganisation(line, timeZone)).record,
    readers: {
      organisation: organisationReader(line, timeZone),
      account: accountReader(line),
      taxRate: taxRateReader(line, books),
      currency: currencyReader(line),
      contact: contact.reader,
      item: itemReader(line, books),
      invoice: invoice.reader,
      creditNote: creditNote.reader,
      payment: payment.reader,
      refund: refund.reader,
      allocation: allocation.reader,
      bankTransaction: bankTransaction.reader,
      transfer: transfer.reader,
      journal: journal.reader,
    },
    writers: {
      contact: contact.writer,
      invoice: invoice.writer,
      creditNote: creditNote.writer,
      payment: payment.writer,
      refund: refund.writer,
      allocation: allocation.writer,
      bankTransaction: bankTransaction.writer,
      transfer: transfer.writer,
      journal: journal.writer,
    },
    prepare: (steps) => prepare(line, books, steps),
    pageOf,
    accountMovement: (from, through) => accountMovement(line, books, from, through),
    preflight: async (wants) => preflight(await readPreflightFacts(line, books), wants),
  };
}

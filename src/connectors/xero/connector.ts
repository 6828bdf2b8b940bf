import type { Connector, Session } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import { parseJson } from '../../core/json.ts';
import { Refused } from '../../contract/refused.ts';
import { readAnswer } from './api.ts';
import { factsOf } from './facts.ts';
import { allocationsOf } from './kinds-allocations.ts';
import { bankTransactionsOf, journalsOf, transfersOf } from './kinds-bank.ts';
import { contactsOf, itemsOf } from './kinds-contacts.ts';
import { creditNotesOf, invoicesOf } from './kinds-documents.ts';
import { paymentsOf, refundsOf } from './kinds-money.ts';
import { accountReader, currencyReader, organisationOf, organisationReader, taxRateReader } from './kinds-settings.ts';
import { manifestWith } from './manifest.ts';
import { pagesThrough } from './pages.ts';
import { preflight, readPreflightFacts } from './preflight.ts';
import type { Line } from './reading.ts';
import { accountMovement } from './reports.ts';
import { isWire, needText, textOf } from './wire.ts';
import { readNudge } from './webhooks.ts';

export interface XeroOptions {
  /** Calls a day that Xero allows the app for one organisation. */
  readonly perDay: number;
  /** Our reference stands at the end of this address in the `Url` of documents. It must not change while a write is unsettled. */
  readonly linkBase: string;
  readonly pageSize: number;
  readonly overlapSeconds: number;
}

const usual: XeroOptions = { perDay: 5000, linkBase: 'https://tieout.invalid/r/', pageSize: 1000, overlapSeconds: 10 };

export function xeroWith(options: Partial<XeroOptions>): Connector {
  const chosen = { ...usual, ...options };
  return {
    manifest: manifestWith(chosen),
    open: (through) => {
      if (!('http' in through)) throw new Error('Xero is spoken to over HTTP');
      return open(
        { http: through.http, account: through.account, pageSize: chosen.pageSize, overlapSeconds: chosen.overlapSeconds },
        chosen.linkBase,
      );
    },
    tenants,
    nudge: readNudge,
  };
}

export const xero: Connector = xeroWith({});

function open(plain: Line, linkBase: string): Session {
  const pages = pagesThrough(plain.http);
  const line = { ...plain, http: pages.http };
  const facts = factsOf(line);
  const contact = contactsOf(line);
  const item = itemsOf(line);
  const invoice = invoicesOf(line, linkBase);
  const creditNote = creditNotesOf(line);
  const payment = paymentsOf(line, facts);
  const refund = refundsOf(line, facts);
  const allocation = allocationsOf(line);
  const bankTransaction = bankTransactionsOf(line, linkBase);
  const transfer = transfersOf(line, facts);
  const journal = journalsOf(line, facts, linkBase);
  return {
    organisation: organisationOf(line),
    readers: {
      organisation: organisationReader(line),
      account: accountReader(line),
      taxRate: taxRateReader(line),
      currency: currencyReader(line),
      contact: contact.reader,
      item: item.reader,
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
      item: item.writer,
      invoice: invoice.writer,
      creditNote: creditNote.writer,
      payment: payment.writer,
      refund: refund.writer,
      allocation: allocation.writer,
      bankTransaction: bankTransaction.writer,
      transfer: transfer.writer,
      journal: journal.writer,
    },
    pageOf: pages.pageOf,
    accountMovement: (from, through) => accountMovement(line, from, through),
    preflight: async (wants) => preflight(await readPreflightFacts(line), wants),
  };
}

/** The organisations that the person chose on Xero's consent page. This answer alone is in camel case and not in an envelope. */
async function tenants(http: Http): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const response = await http({ method: 'GET', path: '/connections', headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    const answer = readAnswer(response);
    if (answer.kind === 'no') throw new Refused(answer.reason, answer.message, answer.retryAfterSeconds);
    throw new Error(`Xero answered ${response.status} when asked for the connected organisations`);
  }
  const list: unknown = parseJson(response.body);
  if (!Array.isArray(list)) throw new Error('Xero answered no list of connected organisations');
  return list
    .filter(isWire)
    .filter((connection) => textOf(connection, 'tenantType') === 'ORGANISATION')
    .map((connection) => ({
      id: needText(connection, 'tenantId'),
      name: textOf(connection, 'tenantName') ?? needText(connection, 'tenantId'),
    }));
}

import type { Connector, Session } from '../../contract/connector.ts';
import type { Http } from '../../contract/http.ts';
import { Refused } from '../../contract/refused.ts';
import { creditNotesOf, invoicesOf } from './invoice-writing.ts';
import { journalsOf, transfersOf } from './journals.ts';
import { knowing } from './known.ts';
import { manifestWith } from './manifest.ts';
import { paymentsOf, refundsOf } from './money.ts';
import { contactsOf } from './parties.ts';
import { preflight } from './preflight.ts';
import { matching, readerOf } from './reading.ts';
import { accountMovement } from './reports.ts';
import { readAnswer, requestOf, rowsIn, ask } from './rpc.ts';
import type { Line } from './rpc.ts';
import { accounts, currencyReader, factsOf, organisationReader, readOrganisation, taxRates } from './settings.ts';
import { needText } from './wire.ts';

export interface TrytonOptions {
  readonly pageSize: number;
  readonly overlapSeconds: number;
}

const usual: TrytonOptions = { pageSize: 200, overlapSeconds: 60 };

export function trytonWith(options: Partial<TrytonOptions>): Connector {
  const chosen = { ...usual, ...options };
  return {
    manifest: manifestWith(chosen),
    open: (through) => {
      if (!('http' in through)) throw new Error('Tryton is spoken to over HTTP');
      return open({ http: through.http, company: through.account, ...chosen });
    },
    tenants: companies,
    nudge: null,
    login: {
      request: ({ name, password }) => requestOf({ method: 'common.db.login', params: [name, { password }] }),
      headers: sessionHeaders,
    },
  };
}

export const tryton: Connector = trytonWith({});

function open(line: Line): Session {
  const facts = factsOf(line);
  const known = knowing(line);
  const contact = contactsOf(line);
  const invoice = invoicesOf(line, facts, known);
  const creditNote = creditNotesOf(line, facts, known);
  const payment = paymentsOf(line, facts);
  const refund = refundsOf(line, facts);
  const transfer = transfersOf(line, facts);
  const journal = journalsOf(line, facts);
  return {
    organisation: async () => (await readOrganisation(line)).record,
    readers: {
      organisation: organisationReader(line),
      account: readerOf(line, accounts(line)),
      taxRate: readerOf(line, taxRates(line)),
      currency: currencyReader(line),
      contact: contact.reader,
      invoice: invoice.reader,
      creditNote: creditNote.reader,
      payment: payment.reader,
      refund: refund.reader,
      transfer: transfer.reader,
      journal: journal.reader,
    },
    writers: {
      contact: contact.writer,
      invoice: invoice.writer,
      creditNote: creditNote.writer,
      payment: payment.writer,
      refund: refund.writer,
      transfer: transfer.writer,
      journal: journal.writer,
    },
    prepare: known.learn,
    accountMovement: (from, through) => accountMovement(line, from, through),
    preflight: async (wants) =>
      preflight(
        {
          organisation: (await readOrganisation(line)).record,
          accounts: (await matching(line, accounts(line), [])).map(({ record }) => record),
          taxRates: (await matching(line, taxRates(line), [])).map(({ record }) => record),
        },
        wants,
      ),
  };
}

/** The companies that the user may see. */
async function companies(http: Http): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const line: Line = { http, company: '0', pageSize: 1000, overlapSeconds: 0 };
  const { result } = await ask(line, {
    method: 'model.company.company.search_read',
    params: [[], 0, null, [['id', 'ASC']], ['rec_name'], { language: 'en' }],
  });
  return rowsIn(result).map((row) => ({ id: needText(row, 'id'), name: needText(row, 'rec_name') }));
}

/** The answer to a login is the user's number and the session; every other call carries both with the name. */
function sessionHeaders(response: Parameters<typeof readAnswer>[0]): Readonly<Record<string, string>> {
  const answer = readAnswer(response);
  // Tryton takes few logins at a time; then the password is not wrong, and nobody has to give another.
  if (answer.kind === 'no' && answer.reason === 'throttled') throw new Refused('throttled', answer.message, answer.retryAfterSeconds);
  if (answer.kind === 'no')
    throw new Refused('unauthorized', 'Tryton does not know this user with this password.', answer.retryAfterSeconds);
  if (answer.kind === 'unclear') throw new Error(answer.message);
  const [user, session]: readonly unknown[] = Array.isArray(answer.result) ? answer.result : [];
  if (typeof user !== 'string' || typeof session !== 'string') throw new Error('Tryton answered a login without a session');
  // Tryton goes by the number and the session; the name only stands in its log, and is not in the answer.
  return { authorization: `Session ${base64(`tieout:${user}:${session}`)}` };
}

const base64 = (text: string): string => btoa(text);

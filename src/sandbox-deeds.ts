import { z } from 'zod';
import type { LedgerDeed } from './api/integrations-asked.ts';
import type { PersonEdit } from './contract/sandbox.ts';
import { addDays } from './core/day.ts';
import { parseJson } from './core/json.ts';
import type { Kind } from './core/records.ts';
import type { Connection } from './engine/edge-ports.ts';
import { SetupProblem } from './engine/setup-problem.ts';

/** The screens of a sandbox, in whose words people's deeds are written. */
interface Screens {
  readonly today: string;
  documents(kind: Kind): Promise<readonly Readonly<Record<string, unknown>>[]>;
  person(edit: PersonEdit): Promise<string>;
}

type Acting = (screens: Screens, deed: LedgerDeed) => Promise<string>;

/** What a person does in a ledger's own app, in the sandbox that stands for it. The id of what was touched. */
export async function actInSandbox({ provider, account, hosts }: Connection, deed: LedgerDeed): Promise<string> {
  const act = ledgers[provider];
  const url = hosts['api'];
  if (act === undefined || url === undefined)
    throw new SetupProblem('conflict', 'Only in the sandbox of a ledger can this be done from here.', {
      fix: 'Do it in the ledger’s own app.',
    });
  const place = `account=${encodeURIComponent(account)}`;
  return act(
    {
      today: new Date().toISOString().slice(0, 10),
      documents: async (kind) => documents.parse(await answerOf(await fetch(`${url}/_sandbox/documents?kind=${kind}&${place}`))),
      person: async (edit) =>
        touched.parse(await answerOf(await fetch(`${url}/_sandbox/person?${place}`, { method: 'POST', body: JSON.stringify(edit) }))).id,
    },
    deed,
  );
}

const documents = z.array(z.record(z.string(), z.unknown()));
const touched = z.object({ id: z.string() });
const refused = z.object({ error: z.string() });

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (response.ok) return parseJson(text);
  const no = refused.safeParse(text.startsWith('{') ? JSON.parse(text) : null);
  throw new SetupProblem('conflict', no.success ? no.data.error : `The sandbox answered ${response.status}.`);
}

const ledgers: Readonly<Record<string, Acting>> = { xero: actAtXero };

async function actAtXero(screens: Screens, deed: LedgerDeed): Promise<string> {
  switch (deed.does) {
    case 'pay': {
      const invoice = await named(screens, 'invoice', deed.id, ['InvoiceID', 'InvoiceNumber']);
      const accounts = await screens.documents('account');
      const bank = accounts.find(
        (each) => each['Type'] === 'BANK' && each['Status'] === 'ACTIVE' && each['CurrencyCode'] === invoice['CurrencyCode'],
      );
      if (bank === undefined)
        throw new SetupProblem('conflict', `There is no bank account in ${word(invoice['CurrencyCode'])} to pay it into.`);
      const fields = {
        Invoice: { InvoiceID: word(invoice['InvoiceID']) },
        Account: { AccountID: word(bank['AccountID']) },
        Date: screens.today,
        Amount: deed.amount ?? word(invoice['AmountDue']),
      };
      return screens.person({ does: 'create', kind: 'payment', fields });
    }
    case 'edit': {
      const invoice = await named(screens, 'invoice', deed.id, ['InvoiceID', 'InvoiceNumber']);
      const due = addDays(screens.today, 60);
      return screens.person({ does: 'edit', kind: 'invoice', id: word(invoice['InvoiceID']), fields: { DueDate: due } });
    }
    case 'void': {
      const invoice = await named(screens, 'invoice', deed.id, ['InvoiceID', 'InvoiceNumber']);
      return screens.person({ does: 'void', kind: 'invoice', id: word(invoice['InvoiceID']) });
    }
    case 'enablePayments': {
      const account = await named(screens, 'account', deed.account, ['AccountID', 'Code']);
      const fields = { EnablePaymentsToAccount: true };
      return screens.person({ does: 'edit', kind: 'account', id: word(account['AccountID']), fields });
    }
    case 'enableCurrency':
      return screens.person({ does: 'setting', fields: { Currencies: [deed.currency] } });
  }
}

async function named({ documents: read }: Screens, kind: Kind, name: string, by: readonly string[]) {
  const found = (await read(kind)).find((each) => by.some((field) => each[field] === name));
  if (found === undefined) throw new SetupProblem('missing', `The sandbox has no ${kind} ${name}.`);
  return found;
}

/** Figures come as the texts that they were, and leave so. */
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

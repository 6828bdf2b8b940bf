import { addDays } from '../../../core/day.ts';
import type { Kind } from '../../../core/records.ts';
import { CannotDo } from '../../../sandbox/provided.ts';
import type { Deed, Part, Screens } from '../../../sandbox/provided.ts';

export const part: Part = { before: prepare, act };

/**
 * What the business has in its ledger before the first invoice: euros, with a bank account for them, and an account for customers'
 * payments, in which payments are still switched off. Whoever sets up meets that, and mends it.
 */
async function prepare({ documents, person }: Screens): Promise<void> {
  const codes = (await documents('account')).map((each) => each['Code']);
  if (!codes.includes('092')) {
    await person({ does: 'setting', fields: { Currencies: ['EUR'] } });
    const fields = { Code: '092', Name: 'Euro Account', Type: 'BANK', BankAccountNumber: '0000 092 0000', CurrencyCode: 'EUR' };
    await person({ does: 'create', kind: 'account', fields });
  }
  if (!codes.includes('615'))
    await person({ does: 'create', kind: 'account', fields: { Code: '615', Name: 'Customer payments', Type: 'CURRENT' } });
}

async function act(screens: Screens, deed: Deed): Promise<string> {
  switch (deed.does) {
    case 'pay': {
      const invoice = await invoiceNamed(screens, deed.id);
      const accounts = await screens.documents('account');
      const bank = accounts.find(
        (each) => each['Type'] === 'BANK' && each['Status'] === 'ACTIVE' && each['CurrencyCode'] === invoice['CurrencyCode'],
      );
      if (bank === undefined)
        throw new CannotDo('conflict', `There is no bank account in ${word(invoice['CurrencyCode'])} to pay it into.`);
      const fields = {
        Invoice: { InvoiceID: word(invoice['InvoiceID']) },
        Account: { AccountID: word(bank['AccountID']) },
        Date: screens.today,
        Amount: deed.amount ?? word(invoice['AmountDue']),
      };
      return screens.person({ does: 'create', kind: 'payment', fields });
    }
    case 'edit': {
      const invoice = await invoiceNamed(screens, deed.id);
      const due = addDays(screens.today, 60);
      return screens.person({ does: 'edit', kind: 'invoice', id: word(invoice['InvoiceID']), fields: { DueDate: due } });
    }
    case 'void': {
      const invoice = await invoiceNamed(screens, deed.id);
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

const invoiceNamed = (screens: Screens, name: string) => named(screens, 'invoice', name, ['InvoiceID', 'InvoiceNumber']);

async function named({ documents }: Screens, kind: Kind, name: string, by: readonly string[]) {
  const found = (await documents(kind)).find((each) => by.some((field) => each[field] === name));
  if (found === undefined) throw new CannotDo('missing', `The sandbox has no ${kind} ${name}.`);
  return found;
}

/** Figures come as the texts that they were, and leave so. */
const word = (value: unknown): string => (typeof value === 'string' ? value : '');

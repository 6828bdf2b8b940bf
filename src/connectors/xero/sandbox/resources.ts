import { answerAccounts } from './accounts.ts';
import { answerAdvances } from './advances.ts';
import type { Ask, Payload } from './asking.ts';
import { answerBankTransactions } from './bank.ts';
import { answerBatchPayments } from './batch-payments.ts';
import { answerContactGroups } from './contact-groups.ts';
import { answerContacts } from './contacts.ts';
import { answerCreditNotes } from './credit-notes.ts';
import { answerJournals } from './general-ledger.ts';
import { answerInvoices } from './invoices.ts';
import { answerItems } from './items.ts';
import { answerManualJournals } from './journals.ts';
import { answerCurrencies, answerFixedList, answerOrganisation } from './organisation.ts';
import { answerPayments } from './payments.ts';
import { answerReports } from './reports.ts';
import { answerTaxRates } from './tax.ts';
import { answerBankTransfers } from './transfers.ts';

/** The first step of the path below /api.xro/2.0, and who answers it. */
export const resources: Readonly<Record<string, (ask: Ask) => Payload>> = {
  Organisation: answerOrganisation,
  Organisations: answerOrganisation,
  Currencies: answerCurrencies,
  Accounts: answerAccounts,
  TaxRates: answerTaxRates,
  Contacts: answerContacts,
  ContactGroups: answerContactGroups,
  Items: answerItems,
  Invoices: answerInvoices,
  CreditNotes: answerCreditNotes,
  Payments: answerPayments,
  BatchPayments: answerBatchPayments,
  Overpayments: (ask) => answerAdvances(ask, 'overpayment'),
  Prepayments: (ask) => answerAdvances(ask, 'prepayment'),
  BankTransactions: answerBankTransactions,
  BankTransfers: answerBankTransfers,
  ManualJournals: answerManualJournals,
  Journals: answerJournals,
  Reports: answerReports,
  Users: (ask) => answerFixedList(ask, 'Users'),
  BrandingThemes: (ask) => answerFixedList(ask, 'BrandingThemes'),
  TrackingCategories: (ask) => answerFixedList(ask, 'TrackingCategories'),
};

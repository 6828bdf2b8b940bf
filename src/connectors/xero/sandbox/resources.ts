import { answerAccounts } from './accounts.ts';
import type { Ask, Payload } from './asking.ts';
import { answerContacts } from './contacts.ts';
import { answerCreditNotes } from './credit-notes.ts';
import { answerInvoices } from './invoices.ts';
import { answerCurrencies, answerFixedList, answerOrganisation } from './organisation.ts';
import { answerPayments } from './payments.ts';
import { answerReports } from './reports.ts';
import { answerTaxRates } from './tax.ts';

/** The first step of the path below /api.xro/2.0, and who answers it. */
export const resources: Readonly<Record<string, (ask: Ask) => Payload>> = {
  Organisation: answerOrganisation,
  Organisations: answerOrganisation,
  Currencies: answerCurrencies,
  Accounts: answerAccounts,
  TaxRates: answerTaxRates,
  Contacts: answerContacts,
  Invoices: answerInvoices,
  CreditNotes: answerCreditNotes,
  Payments: answerPayments,
  Reports: answerReports,
  Users: (ask) => answerFixedList(ask, 'Users'),
  BrandingThemes: (ask) => answerFixedList(ask, 'BrandingThemes'),
  TrackingCategories: (ask) => answerFixedList(ask, 'TrackingCategories'),
};

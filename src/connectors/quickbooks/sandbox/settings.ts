import { z } from 'zod';
import type { CompanyFacts } from './state.ts';

/** What a person sets at the screens, and how far the sandbox follows what is not documented. Kept flat, under QuickBooks' own words. */
const stored = z.object({
  CompanyName: z.string(),
  MultiCurrencyEnabled: z.boolean(),
  /** none: no sales tax; us: one rate for the document; automated: QuickBooks picks the rate; global: a code on each line. */
  TaxModel: z.enum(['none', 'us', 'automated', 'global']),
  CustomTxnNumbers: z.boolean(),
  AllowDiscount: z.boolean(),
  AutoApplyCredit: z.boolean(),
  AutoApplyPayments: z.boolean(),
  UseAccountNumbers: z.boolean(),
  ClassTracking: z.boolean(),
  TrackDepartments: z.boolean(),
  /** The last closed day; '' for none. */
  BookCloseDate: z.string(),
  /** The last day for which tax was filed, as tax agencies show it; '' for none. */
  TaxFiledThrough: z.string(),
  ReportBasis: z.enum(['Accrual', 'Cash']),
  WarnDuplicateNumber: z.boolean(),
  WarnDuplicateBillNumber: z.boolean(),
  WarnDuplicateJournalNumber: z.boolean(),
  /** Whether automated sales tax keeps a TotalTax that was sent. */
  HonourTotalTax: z.boolean(),
  /** The tax code that automated sales tax picks. */
  AutomatedTaxCode: z.string(),
  /** Whether a document that a person reconciled can be changed by the API. Intuit does not say. */
  RefuseReconciled: z.boolean(),
  /** Whether an invoice or a bill with payments can be deleted. Intuit does not say. */
  RefuseDeleteOfPaid: z.boolean(),
  /** Whether a requestid is remembered, so that a repeated call gets the first answer. */
  RememberRequestIds: z.boolean(),
});
export type Settings = z.infer<typeof stored>;

const firstSettings = (facts: CompanyFacts): Settings => ({
  CompanyName: facts.name,
  MultiCurrencyEnabled: facts.country !== 'US',
  TaxModel: facts.country === 'US' ? 'us' : 'global',
  CustomTxnNumbers: facts.country !== 'US',
  AllowDiscount: true,
  AutoApplyCredit: false,
  AutoApplyPayments: false,
  UseAccountNumbers: true,
  ClassTracking: true,
  TrackDepartments: true,
  BookCloseDate: '',
  TaxFiledThrough: '',
  ReportBasis: 'Accrual',
  WarnDuplicateNumber: true,
  WarnDuplicateBillNumber: false,
  WarnDuplicateJournalNumber: false,
  HonourTotalTax: true,
  AutomatedTaxCode: '2',
  RefuseReconciled: false,
  RefuseDeleteOfPaid: true,
  RememberRequestIds: true,
});

export function createSettings(facts: CompanyFacts): { now(): Settings; take(settings: Settings): void } {
  let settings = firstSettings(facts);
  return { now: () => settings, take: (taken) => void (settings = taken) };
}

/** Some of the settings, as a person or an earlier life gives them. Throws for a word that is none of them. */
export const readSettings = (fields: unknown): Partial<Settings> => {
  const { data, error } = stored.partial().strict().safeParse(fields);
  if (error) throw new Error(`not settings of the QuickBooks sandbox: ${z.prettifyError(error)}`);
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
};

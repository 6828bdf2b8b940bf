import { z } from 'zod';
import { day, invoiceDraft, text } from './billing.ts';

/** What every invoice of the schedule says. `{month}` in a description, the reference or the notes becomes 'March 2026'. */
const content = invoiceDraft.pick({
  contact: true,
  currency: true,
  amountsAre: true,
  lines: true,
  discount: true,
  reference: true,
  notes: true,
});

export const recurringDraft = z.strictObject({
  name: text(200),
  rhythm: z.strictObject({ every: z.number().int().min(1).max(52), unit: z.enum(['week', 'month', 'year']) }),
  startsOn: day.meta({ description: 'The day of the first invoice; the others are counted from it.' }),
  endsOn: day.nullable().default(null).meta({ description: 'No invoice is dated later than this.' }),
  dueAfterDays: z.number().int().min(0).max(365).nullable().default(null),
  issueAs: z.enum(['draft', 'open']).default('open'),
  invoice: content,
});
export const recurringChange = z.strictObject({ version: z.number().int().min(1), recurring: recurringDraft });

const amount = z.string().meta({ examples: ['120.5'] });
const totals = z.object({ net: amount, tax: amount, gross: amount });
const lineTax = z.object({ rate: z.string(), amount });

/** POST /v1/invoices/preview : what a draft would amount to; nothing is made. Each rate once, as it adds up over the lines. */
export const invoicePreview = z.object({
  lines: z.array(z.object({ amount, taxes: z.array(lineTax).readonly() })).readonly(),
  taxes: z.array(lineTax).readonly(),
  totals,
});
export type InvoicePreview = z.output<typeof invoicePreview>;

/**
 * GET and POST /v1/recurring-invoices; GET and PATCH {version, recurring} /v1/recurring-invoices/:id;
 * POST /v1/recurring-invoices/:id/pause, /resume and /end. What is due is made at once, each invoice dated on its own day.
 */
export const recurringShown = recurringDraft.extend({
  id: z.string(),
  version: z.number().int(),
  state: z.enum(['active', 'paused', 'ended']),
  nextDays: z.array(day).readonly().meta({ description: 'The next days, at most 6; empty while it is paused or has ended.' }),
  totals: totals.nullable().meta({ description: 'Of each invoice; null where none could be made, and the problem says why.' }),
  problem: z.object({ on: day, message: z.string(), seen: z.string().nullable(), fix: z.string() }).nullable().meta({
    description: 'The invoice of this day was, or would be, refused; the days after it wait. A change of the schedule tries again.',
  }),
  made: z
    .array(z.object({ on: day, invoice: z.string(), number: z.string().nullable() }))
    .meta({ description: 'Newest first, at most 100.' }),
});
export type RecurringShown = z.output<typeof recurringShown>;
export const recurringList = z.object({ records: z.array(recurringShown) });

/** POST /v1/recurring-invoices/preview takes a draft of a schedule. */
export const recurringPreview = z.object({
  nextDays: z.array(day).readonly(),
  dueNow: z.number().int().meta({ description: 'How many are due by now and would be made at once.' }),
  invoice: invoicePreview,
});

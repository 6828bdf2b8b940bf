import { z } from 'zod';
import { isTimeZone, readDay } from '../core/day.ts';

/**
 * What billing's API takes. Figures are text: '1234.5', never 1234.5. Days are '2026-11-21'. Fields that may be null may be left
 * out of a POST; a PATCH changes the fields that it names and leaves the others alone.
 */
const figure = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,8})?$/, 'is not a figure such as "1234.56", with at most 8 decimal places')
  .meta({ examples: ['1234.56'] });
const signedFigure = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,8})?$/, 'is not a figure such as "-1234.56", with at most 8 decimal places')
  .meta({ examples: ['2.5'] });
/** No book is older than this: a year of one or two figures is a slip of the keyboard. */
const oldest = '1900-01-01';
export const day = z
  .string()
  .refine((text) => readDay(text) !== null && text >= oldest, 'is not a day such as "2026-11-21"')
  .meta({ format: 'date', examples: ['2026-11-21'] });
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'is not a currency code such as "EUR"')
  .meta({ examples: ['EUR'] });
// PostgreSQL keeps neither a NUL nor half of a surrogate pair; without this, one such letter would fail a whole list.
const words = z.string().refine((read) => read.isWellFormed() && !read.includes('\u0000'), 'holds a character that is none');
const id = words.min(1).max(64);
/** Of one letter at least. */
export const text = (longest: number) => words.min(1).max(longest);

/** What is printed as it is written: thousands of breaks would be thousands of empty pages. */
const printed = (longest: number, mostLines: number) =>
  words
    .max(longest)
    .refine((read) => read.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).length <= mostLines, `has more than ${mostLines} lines`);

const discount = z.union([z.strictObject({ percent: figure }), z.strictObject({ amount: figure })]);
const exchangeRate = z.strictObject({ value: figure.regex(/[1-9]/, 'is a rate of nothing'), on: day, source: text(100) });
const address = z.strictObject({
  lines: z.array(words.max(500)).max(5),
  city: words.max(255).nullable(),
  region: words.max(255).nullable(),
  postalCode: words.max(50).nullable(),
  country: words.max(100).nullable(),
});

/** Who made a record that the engine brings back from the ledger. People leave both out. */
const origin = { bornIn: z.enum(['billing', 'ledger']).optional(), staffReference: words.max(64).nullable().optional() };

const contactFields = {
  name: text(255),
  givenName: words.max(255).nullable(),
  familyName: words.max(255).nullable(),
  email: words.max(255).nullable(),
  phone: words.max(100).nullable(),
  taxNumber: words.max(50).nullable(),
  address: address.nullable(),
  isCustomer: z.boolean(),
  isSupplier: z.boolean(),
};
export const contactDraft = z.strictObject({
  ...contactFields,
  givenName: contactFields.givenName.default(null),
  familyName: contactFields.familyName.default(null),
  email: contactFields.email.default(null),
  phone: contactFields.phone.default(null),
  taxNumber: contactFields.taxNumber.default(null),
  address: contactFields.address.default(null),
  isCustomer: z.boolean().default(true),
  isSupplier: z.boolean().default(false),
  evenIfSimilar: z.boolean().optional().meta({ description: 'Make it although a contact shares its name, e-mail address or tax number.' }),
  ...origin,
});
export const contactChange = z.strictObject({ ...contactFields }).partial();

export const taxRateDraft = z.strictObject({
  id: text(30),
  name: text(100),
  components: z
    .array(z.strictObject({ name: text(100), percent: figure, compound: z.boolean().default(false) }))
    .min(1)
    .max(8),
  ...origin,
});

const lineDraft = z.strictObject({
  description: printed(4000, 50),
  quantity: signedFigure.default('1'),
  unitPrice: signedFigure,
  discount: discount.nullable().default(null),
  taxes: z
    .array(text(30))
    .max(5)
    .refine((codes) => new Set(codes).size === codes.length, 'names a tax twice')
    .default([])
    .meta({ description: 'Codes of tax rates; compound ones after those they build on.' }),
  account: words
    .max(100)
    .nullable()
    .default(null)
    .meta({ description: 'What was sold, in your own words: the mapping says which ledger account that is.' }),
  item: words.max(100).nullable().default(null),
});

/** A number is read aloud, searched for and printed: it has one line, and nothing that turns the letters after it around. */
const number = text(50).refine((read) => !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(read), 'holds a character that cannot be seen');

const documentFields = {
  number: number.nullable(),
  contact: id.nullable(),
  issuedOn: day,
  currency,
  exchangeRate: exchangeRate.nullable(),
  amountsAre: z.enum(['exclusive', 'inclusive', 'noTax']),
  lines: z.array(lineDraft).min(1).max(1000),
  discount: discount.nullable(),
  reference: words.max(255).nullable(),
  notes: printed(4000, 200).nullable(),
  state: z.enum(['draft', 'open']),
};
const documentDefaults = {
  number: documentFields.number.default(null),
  contact: documentFields.contact.default(null),
  exchangeRate: documentFields.exchangeRate.default(null),
  amountsAre: documentFields.amountsAre.default('exclusive'),
  discount: documentFields.discount.default(null),
  reference: documentFields.reference.default(null),
  notes: documentFields.notes.default(null),
  state: documentFields.state.default('open'),
};
export const invoiceDraft = z.strictObject({ ...documentFields, ...documentDefaults, dueOn: day.nullable().default(null), ...origin });
export const invoiceChange = z.strictObject({ ...documentFields, dueOn: day.nullable() }).partial();
export const creditNoteDraft = z.strictObject({
  ...documentFields,
  ...documentDefaults,
  invoice: id.nullable().default(null),
  allocate: z.boolean().default(false).meta({ description: 'Set it against its invoice at once, as far as that is open.' }),
  ...origin,
});
export const creditNoteChange = z.strictObject({ ...documentFields, invoice: id.nullable() }).partial();

const accountAmount = z.strictObject({ amount: figure, currency });
const allocations = z.array(z.strictObject({ invoice: id, amount: figure })).max(500);
const paymentFields = {
  contact: id.nullable(),
  paidOn: day,
  amount: figure,
  currency,
  account: words.max(100).nullable(),
  accountAmount: accountAmount.nullable(),
  method: words.max(100).nullable(),
  reference: words.max(255).nullable(),
  allocations,
};
export const paymentDraft = z.strictObject({
  ...paymentFields,
  contact: paymentFields.contact.default(null),
  account: paymentFields.account.default(null),
  accountAmount: paymentFields.accountAmount.default(null),
  method: paymentFields.method.default(null),
  reference: paymentFields.reference.default(null),
  allocations: allocations.default([]),
  ...origin,
});
export const paymentChange = z.strictObject({ ...paymentFields }).partial();

export const refundDraft = z.strictObject({
  creditNote: id,
  refundedOn: day,
  amount: figure,
  account: words.max(100).nullable().default(null),
  reference: words.max(255).nullable().default(null),
  ...origin,
});

export const allocationDraft = z.strictObject({
  from: z
    .strictObject({ kind: z.enum(['creditNote', 'onAccount']), id })
    .meta({ description: 'A credit note, or a payment with money on account.' }),
  invoice: id,
  amount: figure,
  allocatedOn: day,
  ...origin,
});

const series = z.strictObject({ prefix: words.max(20), digits: z.number().int().min(1).max(12) });
export const bookSettings = z.strictObject({
  name: text(255),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is not a country code such as "GB"')
    .nullable(),
  baseCurrency: currency,
  timeZone: text(64).refine(isTimeZone, 'is not a time zone such as "Europe/London"'),
  roundsTax: z.enum(['perLine', 'perDocument']),
  series: z.strictObject({ invoice: series, creditNote: series }),
});

/** GET and PUT /v1/book/sender : what invoices say of who sends them, beside the name of the book. */
export const senderDetails = z.strictObject({
  address: address.nullable().default(null),
  taxNumber: words.max(50).nullable().default(null),
  email: words.max(255).nullable().default(null),
  phone: words.max(100).nullable().default(null),
  payTo: printed(1000, 20).nullable().default(null).meta({ description: 'Where to pay, in as many lines as it takes.' }),
});

const names = words.max(20_000).transform((listed) => listed.split(',').filter((name) => name !== ''));
const limit = z.coerce.number().int().min(1).max(1000).default(100);
const place = z.string().regex(/^\d{1,18}$/);

export const listQuery = z.object({
  ids: names.optional().meta({ description: 'Only these, in bulk: ?ids=a,b,c (up to 500).' }),
  reference: names.optional().meta({ description: 'Only those that carry one of these staff references.' }),
  after: place.optional().meta({ description: 'Where the page before ended (`next`).' }),
  limit,
  order: z.enum(['oldest', 'newest']).default('oldest').meta({ description: 'By when they were made.' }),
  search: text(100)
    .optional()
    .meta({ description: 'Only those with this in their number, reference or name, or in the name of their contact.' }),
  contact: id.optional(),
  number: text(50).optional(),
  invoice: id.optional().meta({ description: 'Only what concerns this invoice: its payments, credit notes, allocations.' }),
  status: z.enum(['draft', 'open', 'partlyPaid', 'overdue', 'paid', 'settled', 'void']).optional(),
  asOf: day.optional().meta({ description: 'The day as of which the status is told; today if left out.' }),
});

export const changesQuery = z.object({
  kind: z.enum(['taxRate', 'contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation']).optional(),
  after: place.optional(),
  limit,
  asOf: day.optional(),
});

export const idParams = z.object({ id });
export const asOfQuery = z.object({ asOf: day.optional() });
export const versionQuery = z.object({
  version: z.coerce.number().int().min(1).optional().meta({ description: 'Change only if the record still is this version.' }),
});
export const mergeRequest = z.strictObject({ into: id });
export const contactCandidates = z.array(z.strictObject({ name: words, email: words.nullable(), taxNumber: words.nullable() })).max(500);
export const paymentCandidates = z.array(z.strictObject({ paidOn: day, amount: figure, currency })).max(500);

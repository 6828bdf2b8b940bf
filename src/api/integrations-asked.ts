import { z } from 'zod';
import { isTimeZone, readDay } from '../core/day.ts';
import { kinds } from '../core/records.ts';

/** What the routes of integrations take. Secrets come in here and go nowhere else. */
const words = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), 'holds a character that is none');
// A password may begin with a space; everything else that is pasted may not.
const password = z.string().min(1).max(1000);
const secret = words(1000).refine((text) => !/\s/.test(text), 'has a space in it: copy it whole');
const name = words(100);
const provider = words(40);
const timeZone = words(64).refine(isTimeZone, 'is not a time zone such as "Europe/London"');
const day = z.string().refine((text) => readDay(text) !== null, 'is not a day such as "2026-11-21"');
const kind = z.enum(kinds);
const reason = words(500);

export const providerParams = z.object({ provider });
export const connectionParams = z.object({ connection: name });
export const flowParams = z.object({ flow: words(200) });

export const connectBegin = z.strictObject({ provider, connection: name.nullable().default(null), sandbox: z.boolean().default(false) });

export const connectKey = z.strictObject({
  provider,
  /** Left out for a sandbox, which gives a key of its own. */
  secret: secret.nullable().default(null),
  sandbox: z.boolean().default(false),
  connection: name.nullable().default(null),
  webhookSecret: secret.nullable().default(null),
  timeZone: timeZone.nullable().default(null),
});

const country = z.string().regex(/^[A-Z]{2}$/, 'is not a country code such as "GB"');

/** The id and the secret of one's own account at the provider are kept, and left out from then on. */
export const connectPage = z.strictObject({
  provider,
  clientId: secret.nullable().default(null),
  clientSecret: secret.nullable().default(null),
  sandbox: z.boolean().default(false),
  connection: name.nullable().default(null),
  country: country.default('GB'),
});

export const connectPageDone = z.strictObject({ ticket: z.string().min(1).max(4000), timeZone: timeZone.nullable().default(null) });

/** A host and a port alone read as an address of another sort; and what stands before an @ would be kept and shown as it is. */
const address = words(500).regex(/^https?:\/\/[^\s/@?#]+(\/[^\s@?#]*)?$/, 'is not an address such as https://books.example.com/company');

export const connectLogin = z.strictObject({
  provider,
  address,
  user: words(200),
  password,
  company: words(200).nullable().default(null),
});

export const connectInside = z.strictObject({
  provider,
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'is not a name of small letters, digits and hyphens')
    .nullable()
    .default(null),
  company: words(255).nullable().default(null),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'is not a currency code such as "EUR"')
    .default('GBP'),
  country: country.default('GB'),
  timeZone: timeZone.default('Europe/London'),
});

export const providerApp = z.strictObject({
  clientId: secret,
  clientSecret: secret.nullable().default(null),
  webhookSecret: secret.nullable().default(null),
});

export const disconnectQuery = z.object({ revoke: z.enum(['true', 'false']).default('false') });

export const newSetup = z.strictObject({
  source: name,
  target: name,
  kinds: z.array(kind).min(1).nullable().default(null),
  startsOn: day.nullable().default(null),
  isTwoWay: z.boolean().default(true),
});

const account = words(100);
export const setupChoices = z.strictObject({
  sales: account.optional(),
  payments: account.nullable().optional(),
  rounding: account.nullable().optional(),
  taxes: z
    .array(z.strictObject({ source: words(100).nullable(), target: words(100) }))
    .max(200)
    .optional(),
  whenMissing: words(255).nullable().optional(),
  isTwoWay: z.boolean().optional(),
  because: reason.optional(),
});

export const cleanUpDecision = z.strictObject({ proposal: words(200), decision: z.enum(['merge', 'keep apart', 'fixed']) });

export const testInvoiceAsked = z.strictObject({ id: words(100).nullable().default(null) });

export const activation = z.strictObject({ mode: z.enum(['shadow', 'live']), approval: z.boolean().default(false) });

const document = words(100);
const inSandbox = { connection: name.nullable().default(null) };
export const ledgerDeed = z.discriminatedUnion('does', [
  z.strictObject({
    ...inSandbox,
    does: z.literal('pay'),
    id: document,
    amount: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,2})?$/, 'is not an amount such as "120.50"')
      .nullable()
      .default(null),
  }),
  z.strictObject({ ...inSandbox, does: z.literal('edit'), id: document }),
  z.strictObject({ ...inSandbox, does: z.literal('void'), id: document }),
  z.strictObject({ ...inSandbox, does: z.literal('enablePayments'), account }),
  z.strictObject({ ...inSandbox, does: z.literal('enableCurrency'), currency: z.string().regex(/^[A-Z]{3}$/) }),
]);
export type LedgerDeed = z.output<typeof ledgerDeed>;

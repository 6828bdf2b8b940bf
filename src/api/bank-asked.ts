import { z } from 'zod';
import { readDay } from '../core/day.ts';
import { amount, readDecimal } from '../core/decimal.ts';

/** What the routes of bank lines and of the close take. Answers are typed in `bank.ts`. */
const words = z.string().refine((read) => read.isWellFormed() && !read.includes('\u0000'), 'holds a character that is none');
const said = words.trim().min(1).max(1000);
const named = words.trim().min(1).max(200);
const day = z.string().refine((text) => readDay(text) !== null, { error: 'a day such as 2026-11-21' });
const flag = z.enum(['true', 'false']).default('false');
const currency = z.string().regex(/^[A-Z]{3}$/, { error: 'a currency such as EUR' });
const figure = z
  .string()
  .max(40)
  .refine((text) => /^-?\d{1,15}(\.\d{1,8})?$/.test(text.trim()), { error: 'an amount such as 120.00' })
  .transform((text) => amount(readDecimal(text) ?? { units: 0n, scale: 0 }));

export const bankLinesQuery = z.object({
  account: named.optional(),
  from: day.optional(),
  through: day.optional(),
  open: flag,
  found: z.enum(['matched', 'suggested', 'open', 'booked', 'left out', 'pending', 'gone']).optional(),
  search: words.trim().max(200).optional(),
  after: words
    .regex(/^\d{4}-\d{2}-\d{2} ./, { error: 'what the page before gave as `after`' })
    .max(400)
    .optional(),
  limit: z.coerce.number().int().min(1).max(5_000).default(500),
});

export const bankRulesQuery = z.object({ from: day, through: day });

export const bankLineParams = z.object({ line: words.min(1).max(300) });

export const bankItemsQuery = z.object({ search: words.trim().max(200).optional() });

export const bankChoice = z.strictObject({
  choice: z.number().int().min(0).default(0),
  match: z.string().min(1).max(100).nullable().default(null),
});

export const bankCoding = z.strictObject({
  account: named,
  contact: named,
  tax: named.nullable().default(null),
  description: said.nullable().default(null),
});

export const bankSettling = z.strictObject({
  items: z
    .array(z.strictObject({ item: words.min(1).max(300), amount: figure }))
    .min(1)
    .max(200),
  rest: z.enum(['onAccount', 'fee']).nullable().default(null),
});

export const bankLeaving = z.strictObject({ because: said });

const accounts = z
  .record(named, named)
  .refine((each) => Object.keys(each).length > 0 && Object.keys(each).length <= 200, { error: 'at least one bank account' });

export const bankFlow = z.strictObject({ ledger: named, startsOn: day, accounts });

export const bankAccounts = z.strictObject({ accounts, because: said.nullable().default(null) });

export const bankChoicesQuery = z.object({ ledger: named.optional() });

const rule = z.strictObject({
  name: named,
  when: z
    .strictObject({
      contains: named.nullable().default(null),
      counterparty: named.nullable().default(null),
      from: figure.nullable().default(null),
      through: figure.nullable().default(null),
      account: named.nullable().default(null),
    })
    .refine(({ contains, counterparty, from, through }) => (contains ?? counterparty ?? from ?? through) !== null, {
      error: 'words, a name or an amount by which a line is known',
    }),
  account: named,
  contact: named,
  tax: named.nullable().default(null),
});

export const bankRulePreview = z.strictObject({ rule, replaces: named.nullable().default(null), from: day, through: day });

const print = z.string().regex(/^[0-9a-f]{1,128}$/, { error: 'the `print` of the rule as it was shown' });

/** `over`: the rule that is replaced, as it was when somebody looked at it. */
export const bankRuleKept = z.strictObject({
  rule,
  replaces: named.nullable().default(null),
  over: print.nullable().default(null),
  because: said.nullable().default(null),
});

export const bankRuleOver = z.object({ over: print.optional() });

export const bankRuleParams = z.object({ rule: words.min(1).max(200) });

export const bankFileQuery = z.object({
  name: words.min(1).max(300).default('bank file'),
  account: named.optional(),
  currency: currency.optional(),
  yes: flag,
  days: z.enum(['dayFirst', 'monthFirst']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  sign: z.enum(['signed', 'turned']).optional(),
});

export const closeParams = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'a month such as 2026-10' }) });

export const closeQuery = z.object({ ledger: named.optional() });

export const closeOpening = z.strictObject({ because: said });

import { z } from 'zod';
import { amount, readDecimal } from '../core/decimal.ts';
import type { BankMapping } from './bank.ts';
import { decision, undecided, written } from './words.ts';

const figure = written
  .refine((text) => readDecimal(text) !== null, { error: 'an amount such as -15.00' })
  .transform((text) => amount(readDecimal(text) ?? { units: 0n, scale: 0 }))
  .nullable()
  .default(null);

const words = z.string().trim().min(1).nullable().default(null);

const accounts = z.strictObject({
  default: written.nullable().default(null),
  byAccount: z.record(z.string(), written).default({}),
  decision,
});

const coding = {
  account: written.meta({ description: 'The ledger’s account; a bank account makes it a transfer.' }),
  contact: z.string().min(1).meta({ description: 'Who paid or was paid, as the ledger names it; made if it is not there.' }),
  tax: written.nullable().default(null).meta({ description: 'The ledger’s tax code.' }),
};

const when = z
  .strictObject({ contains: words, counterparty: words, from: figure, through: figure, account: words })
  .refine(({ contains, counterparty, from, through }) => (contains ?? counterparty ?? from ?? through) !== null, {
    error: 'words or amounts by which a line is known',
  });

const rule = z.strictObject({ name: z.string().min(1), when, ...coding, decision });

/** The section `bank` of the mapping file. */
export const bankSchema: z.ZodType<BankMapping> = z.strictObject({
  accounts: z
    .union([written, accounts])
    .transform((value) => (typeof value === 'string' ? { default: value, byAccount: {}, decision: undecided } : value))
    .prefault({})
    .meta({ description: 'The ledger’s account of each bank account; one code alone is the account of all.' }),
  fees: z
    .strictObject(coding)
    .nullable()
    .default(null)
    .meta({ description: 'What was kept of a payment; null: such payments are only suggested.' }),
  ownNames: z.array(z.string().min(1)).default([]).meta({ description: 'Our own names on lines between our own accounts.' }),
  rules: z.array(rule).default([]).superRefine(refuseDoubleNames),
  decision,
});

function refuseDoubleNames(rules: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  rules.forEach((each, index) => {
    if (rules.findIndex((other) => other.name === each.name) < index)
      context.addIssue({ code: 'custom', path: [index, 'name'], message: 'a name of its own for each rule', input: each.name });
  });
}

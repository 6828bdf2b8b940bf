import { z } from 'zod';
import type { ProcessorMapping } from './processor.ts';
import { decision, undecided, written } from './words.ts';

const account = written.nullable().default(null);
const inCurrencies = z.strictObject({ default: account, byCurrency: z.record(z.string(), written).default({}), decision });
const toBanks = z.strictObject({ default: account, byDestination: z.record(z.string(), written).default({}), decision });

const perCurrency = (description: string) =>
  z
    .union([written, inCurrencies])
    .transform((value) => (typeof value === 'string' ? { default: value, byCurrency: {}, decision: undecided } : value))
    .prefault({})
    .meta({ description });

const accounts = z.strictObject({
  clearing: perCurrency('Mirrors of the processor’s balance: one account for each currency, of the bank type where the ledger has one.'),
  transit: perCurrency('Payouts on their way: one account for each currency.'),
  banks: z
    .union([written, toBanks])
    .transform((value) => (typeof value === 'string' ? { default: value, byDestination: {}, decision: undecided } : value))
    .prefault({})
    .meta({ description: 'Where payouts arrive, for each destination that the processor names; unknown: held.' }),
  fees: account,
  disputeFees: account.meta({ description: 'Null: the account of the fees.' }),
  refunds: account.meta({ description: 'Null: the account of the sales.' }),
  disputed: account.meta({ description: 'A current asset: money that is withdrawn while a case is open.' }),
  chargebacks: account.meta({ description: 'What lost cases cost.' }),
  reserve: account.meta({ description: 'A current asset: what the processor keeps back.' }),
  loan: account,
  financeCost: account,
  withheldTax: account.meta({ description: 'An asset: tax that the processor withheld.' }),
  returnedPayments: account.meta({ description: 'A current asset that always ends at nothing: payments that customers’ banks took back.' }),
  topUps: account.meta({ description: 'The bank account that top-ups come from.' }),
  transfers: account.meta({ description: 'What is passed on to connected accounts.' }),
  unclassified: account.meta({ description: 'A current asset: what nobody knows yet is booked here, and asked about.' }),
});

const fees = z
  .strictObject({
    treatment: z.enum(['exempt', 'reverseCharge', 'taxed']).default('exempt'),
    code: written.nullable().default(null),
    decision,
  })
  .superRefine(({ treatment, code }, context) => {
    if (treatment !== 'exempt' && code === null)
      context.addIssue({
        code: 'custom',
        path: ['treatment'],
        message: 'a code beside it: the ledger’s tax code for these fees',
        input: treatment,
      });
  });

/** The section `processor` of the mapping file. */
export const processorSchema: z.ZodType<ProcessorMapping> = z.strictObject({
  book: z
    .enum(['each', 'day', 'payout'])
    .default('each')
    .meta({ description: 'Every transaction by itself, or the sums of a day or of a payout (months apart).' }),
  contact: z.string().min(1).default('Payment processor').meta({ description: 'The processor as a contact of the ledger.' }),
  customers: z.enum(['each', 'processor']).default('each').meta({ description: 'Whose name stands on a sale without an invoice.' }),
  accounts: accounts.prefault({}),
  fees: fees.prefault({}).meta({ description: 'How the processor’s fees are taxed.' }),
  sales: z
    .strictObject({
      tax: written.nullable().default(null).meta({ description: 'The ledger’s code for sales whose platform says no tax; null: held.' }),
      decision,
    })
    .prefault({}),
  disputes: z.enum(['detailed', 'simple']).default('detailed'),
  presented: z
    .enum(['documents', 'settled'])
    .default('documents')
    .meta({ description: 'Sales in other currencies: an invoice and its payment, or (without tax only) at the settled amount.' }),
  decision,
});

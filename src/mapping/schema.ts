import { z } from 'zod';
import { readDay } from '../core/day.ts';
import { amount, readDecimal } from '../core/decimal.ts';
import { kinds } from '../core/records.ts';
import { bankSchema } from './bank-schema.ts';
import type { Mapping } from './mapping.ts';
import { processorSchema } from './processor-schema.ts';
import { decision, undecided, written } from './words.ts';

const kind = z.enum(kinds);

const percent = written
  .refine((text) => readDecimal(text) !== null, { error: 'a percentage such as 20 or 17.5' })
  .transform((text) => amount(readDecimal(text) ?? { units: 0n, scale: 0 }));

const day = z.string().refine((text) => readDay(text) !== null, { error: 'a day such as 2026-11-21' });

const sales = z.strictObject({ default: written, byCategory: z.record(z.string(), written).default({}), decision });
const payments = z.strictObject({
  default: written.nullable().default(null),
  byCurrency: z.record(z.string(), written).default({}),
  decision,
});

const accounts = z.strictObject({
  sales: z
    .union([written, sales])
    .transform((value) => (typeof value === 'string' ? { default: value, byCategory: {}, decision: undecided } : value))
    .meta({ description: 'Revenue account per product category; one code alone is the account for all.' }),
  payments: z
    .union([written, payments])
    .transform((value) => (typeof value === 'string' ? { default: value, byCurrency: {}, decision: undecided } : value))
    .prefault({})
    .meta({ description: 'Where customers’ money arrives, per currency; without an account payments are held.' }),
  rounding: written.nullable().default(null).meta({ description: 'For what whole lines leave of a document’s total; null holds instead.' }),
});

const taxRule = z.strictObject({
  source: written.nullable().default(null).meta({ description: 'The tax rate id at the source; null: the line carries no tax there.' }),
  percent: percent.nullable().default(null).meta({ description: 'Null: any.' }),
  country: z
    .string()
    .length(2, { error: 'a country code of two letters such as GB' })
    .nullable()
    .default(null)
    .meta({ description: 'Null: any.' }),
  target: written.meta({ description: 'The tax code in the ledger.' }),
  decision,
});

const excludeWhen = z.discriminatedUnion('test', [
  z.strictObject({ test: z.literal('totalIsZero') }),
  z.strictObject({ test: z.literal('before'), day }),
  z.strictObject({ test: z.literal('numberStartsWith'), text: written }),
  z.strictObject({ test: z.literal('contactIs'), id: written }),
  z.strictObject({ test: z.literal('idIs'), ids: z.array(written) }),
]);

const excludeRule = z.strictObject({
  name: z.string().min(1),
  kinds: z.array(kind).default([...kinds]),
  when: excludeWhen,
  decision,
});

/** The mapping file. Only `accounts.sales` must be said; everything else has a default that a bookkeeper would expect. */
export const mappingSchema: z.ZodType<Mapping> = z.strictObject({
  kinds: z.array(kind).default(['contact', 'invoice', 'creditNote', 'payment']),
  accounts,
  taxes: z.array(taxRule).default([]).superRefine(refuseHiddenRules),
  contacts: z
    .strictObject({
      whenMissing: z
        .string()
        .min(1)
        .nullable()
        .default(null)
        .meta({ description: 'Documents without a customer go to this contact; null: they are held.' }),
      decision,
    })
    .prefault({}),
  exclude: z.array(excludeRule).default([]).superRefine(refuseDoubleNames),
  exchangeRates: z.strictObject({ source: z.enum(['document', 'ledger']).default('ledger'), decision }).prefault({}),
  voids: z.strictObject({ policy: z.enum(['samePeriod', 'always', 'creditNote']).default('samePeriod'), decision }).prefault({}),
  processor: processorSchema
    .nullable()
    .default(null)
    .meta({ description: 'How a payment processor’s balance is booked; null: the source has none.' }),
  bank: bankSchema
    .nullable()
    .default(null)
    .meta({ description: 'Which ledger account each bank account is, and what its lines are booked as; null: the source is no bank.' }),
  decision,
});

/** A rule behind one that covers it would never apply, and nobody would notice. */
function refuseHiddenRules(rules: readonly z.output<typeof taxRule>[], context: z.RefinementCtx): void {
  rules.forEach((rule, index) => {
    const cover = rules
      .slice(0, index)
      .findIndex(
        (earlier) =>
          earlier.source === rule.source &&
          (earlier.percent === null || earlier.percent === rule.percent) &&
          (earlier.country === null || earlier.country === rule.country),
      );
    if (cover >= 0)
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `no rule that rule ${cover + 1} already covers: put the narrower one first`,
        input: 'a tax rule that never applies',
      });
  });
}

function refuseDoubleNames(rules: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  rules.forEach((rule, index) => {
    if (rules.findIndex((other) => other.name === rule.name) < index) {
      context.addIssue({
        code: 'custom',
        path: [index, 'name'],
        message: 'a name of its own for each rule: the proof names differences by it',
        input: rule.name,
      });
    }
  });
}

/** A JSON Schema for editors (draft 2020-12). Codes may be written without quotes there too. */
export const editorSchema = (schema: z.ZodType, title: string): Readonly<Record<string, unknown>> => ({
  title,
  ...z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema['mayLookLikeNumber'] !== true) return;
      delete jsonSchema['mayLookLikeNumber'];
      delete jsonSchema.type;
      jsonSchema.anyOf = [{ type: 'string', minLength: 1 }, { type: 'number' }];
    },
  }),
});

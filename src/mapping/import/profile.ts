import { z } from 'zod';
import { isTimeZone } from '../../core/day.ts';
import type { AmountsAre } from '../../core/records.ts';
import { editorSchema } from '../schema.ts';
import { written } from '../words.ts';
import { readWritten } from '../written.ts';
import type { Problem } from '../written.ts';

/** Where one value of a document comes from. */
export type Field =
  | { readonly from: 'column'; readonly column: string; readonly cleaning: Cleaning }
  | { readonly from: 'position'; readonly position: number; readonly cleaning: Cleaning }
  | { readonly from: 'constant'; readonly text: string }
  /** Text with columns in braces, each cleaned: 'Customer {CustomerID}'. Empty when every column in it is empty. */
  | { readonly from: 'template'; readonly template: string; readonly cleaning: Cleaning };

export interface Cleaning {
  /** Other words for what stands there ('EIRE' is 'IE'); what is not in it stays, or becomes `otherwise`. */
  readonly map: Readonly<Record<string, string>>;
  readonly otherwise: string | null;
  /** Writes '17850.0' as '17850': programs that knew a number only as a float leave such ids behind. */
  readonly wholeNumber: boolean;
}

export type ImportedKind = 'invoice' | 'creditNote' | 'bySign';

export interface KindRule {
  readonly when:
    | { readonly test: 'numberStartsWith'; readonly text: string }
    | { readonly test: 'fieldIs'; readonly field: Field; readonly values: readonly string[] };
  readonly is: ImportedKind;
  /** The product category of every line of such a document, instead of the lines' own; null: their own. */
  readonly category: string | null;
}

/** How rows of a file become documents. Read from YAML by `readImportProfile`. */
export interface ImportProfile {
  readonly name: string;
  readonly currency: Field;
  /** The currency of the seller's own books. */
  readonly baseCurrency: string;
  readonly country: string | null;
  /** IANA zone: moments with an offset become days there. */
  readonly timeZone: string;
  readonly amountsAre: AmountsAre;
  readonly file: {
    readonly encoding: 'auto' | 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
    readonly delimiter: string | null;
    readonly header: boolean;
    readonly sheet: string | null;
    readonly decimals: 'auto' | 'point' | 'comma';
    readonly dates: 'auto' | 'dayFirst' | 'monthFirst';
  };
  readonly document: {
    readonly number: Field;
    readonly date: Field;
    readonly dueOn: Field | null;
    readonly dueDays: number | null;
    readonly reference: Field | null;
    readonly notes: Field | null;
  };
  readonly kind: {
    readonly rules: readonly KindRule[];
    readonly otherwise: ImportedKind;
    readonly creditNotesAre: 'negative' | 'positive';
  };
  readonly contact: ContactFields | null;
  readonly line: {
    readonly quantity: Field | null;
    readonly unitPrice: Field | null;
    readonly amount: Field | null;
    readonly discountPercent: Field | null;
    readonly description: Field | null;
    readonly item: Field | null;
    readonly category: Field | null;
  };
  /** The tax of a line. Without an amount it is `percent` of the line, rounded per line; without a rate the line carries none. */
  readonly tax: { readonly rate: Field; readonly percent: Field | null; readonly amount: Field | null } | null;
}

export interface ContactFields {
  readonly id: Field;
  readonly name: Field;
  readonly email: Field | null;
  readonly phone: Field | null;
  readonly taxNumber: Field | null;
  readonly street: Field | null;
  readonly city: Field | null;
  readonly region: Field | null;
  readonly postalCode: Field | null;
  readonly country: Field | null;
}

/** Reads an import profile. Everything that is wrong in it is listed, each with its line and what to write instead. */
export function readImportProfile(yamlText: string): { readonly profile: ImportProfile } | { readonly problems: readonly Problem[] } {
  const read = readWritten(yamlText, profileSchema);
  return 'value' in read ? { profile: read.value } : read;
}

/** The import profile's JSON Schema, for editors. */
export const importProfileJsonSchema = (): Readonly<Record<string, unknown>> => editorSchema(profileSchema, 'Tieout import profile');

const places = ['column', 'position', 'constant', 'template'] as const;
const wholeText = written.refine((text) => /^\d{1,4}$/.test(text), { error: 'a whole number such as 3' }).transform(Number);

const fieldEntries = z
  .strictObject({
    column: written.optional(),
    position: wholeText.optional(),
    constant: written.optional(),
    template: z.string().min(1).optional(),
    map: z.record(z.string(), written).default({}),
    otherwise: z.string().nullable().default(null),
    wholeNumber: z.boolean().default(false),
  })
  .refine((entries) => places.filter((place) => entries[place] !== undefined).length === 1, {
    error: `exactly one of ${places.join(', ')}`,
  });

const field = z
  .union([written, fieldEntries])
  .transform(asField)
  .meta({ description: 'A column by its header, or { column }, { position }, { constant }, { template }.' });
const maybe = field.nullable().default(null);

function asField(value: string | z.output<typeof fieldEntries>): Field {
  if (typeof value === 'string') return { from: 'column', column: value, cleaning: { map: {}, otherwise: null, wholeNumber: false } };
  const { map, otherwise, wholeNumber } = value;
  if (value.constant !== undefined) return { from: 'constant', text: value.constant };
  const cleaning = { map, otherwise, wholeNumber };
  if (value.template !== undefined) return { from: 'template', template: value.template, cleaning };
  if (value.position !== undefined) return { from: 'position', position: value.position, cleaning };
  return { from: 'column', column: value.column ?? '', cleaning };
}

const currencyCode = z.string().regex(/^[A-Z]{3}$/, { error: 'a currency code such as GBP' });
const currency = z.union([currencyCode.transform((text): Field => ({ from: 'constant', text })), fieldEntries.transform(asField)]);

const kindName = z.enum(['invoice', 'creditNote', 'bySign']);
const kindRule = z.strictObject({
  when: z.discriminatedUnion('test', [
    z.strictObject({ test: z.literal('numberStartsWith'), text: written }),
    z.strictObject({ test: z.literal('fieldIs'), field, values: z.array(written) }),
  ]),
  is: kindName,
  category: written.nullable().default(null),
});

const contact = z
  .strictObject({
    id: field,
    name: maybe,
    email: maybe,
    phone: maybe,
    taxNumber: maybe,
    street: maybe,
    city: maybe,
    region: maybe,
    postalCode: maybe,
    country: maybe,
  })
  .transform((fields) => ({ ...fields, name: fields.name ?? fields.id }));

const file = z.strictObject({
  encoding: z.enum(['auto', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).default('auto'),
  delimiter: z.string().length(1, { error: 'one character such as ";"' }).nullable().default(null),
  header: z.boolean().default(true),
  sheet: z.string().min(1).nullable().default(null),
  decimals: z.enum(['auto', 'point', 'comma']).default('auto'),
  dates: z.enum(['auto', 'dayFirst', 'monthFirst']).default('auto'),
});

const line = z
  .strictObject({
    quantity: maybe,
    unitPrice: maybe,
    amount: maybe,
    discountPercent: maybe,
    description: maybe,
    item: maybe,
    category: maybe,
  })
  .refine((fields) => fields.unitPrice !== null || fields.amount !== null, { error: "'unitPrice' or 'amount', or both" });

const timeZone = z.string().refine(isTimeZone, { error: 'a time zone such as Europe/London' });

const profileSchema: z.ZodType<ImportProfile> = z
  .strictObject({
    name: z.string().min(1),
    currency,
    baseCurrency: currencyCode.nullable().default(null),
    country: z.string().length(2, { error: 'a country code of two letters such as GB' }).nullable().default(null),
    timeZone,
    amountsAre: z.enum(['exclusive', 'inclusive', 'noTax']),
    file: file.prefault({}),
    document: z.strictObject({
      number: field,
      date: field,
      dueOn: maybe,
      dueDays: wholeText.nullable().default(null),
      reference: maybe,
      notes: maybe,
    }),
    kind: z
      .strictObject({
        rules: z.array(kindRule).default([]),
        otherwise: kindName.default('bySign'),
        creditNotesAre: z.enum(['negative', 'positive']).default('negative'),
      })
      .prefault({}),
    contact: contact.nullable().default(null),
    line,
    tax: z.strictObject({ rate: field, percent: maybe, amount: maybe }).nullable().default(null),
  })
  .superRefine(refuseContradictions)
  .transform((profile) => ({
    ...profile,
    baseCurrency: profile.baseCurrency ?? (profile.currency.from === 'constant' ? profile.currency.text : ''),
  }));

interface Loose {
  readonly currency: Field;
  readonly baseCurrency: string | null;
  readonly amountsAre: AmountsAre;
  readonly tax: { readonly percent: Field | null; readonly amount: Field | null } | null;
}

function refuseContradictions({ currency: of, baseCurrency, amountsAre, tax }: Loose, context: z.RefinementCtx): void {
  if (of.from !== 'constant' && baseCurrency === null) {
    context.addIssue({
      code: 'custom',
      path: ['baseCurrency'],
      message: 'the currency of your own books, since documents have their own',
      input: undefined,
    });
  }
  if (amountsAre === 'noTax' && tax !== null) {
    context.addIssue({ code: 'custom', path: ['tax'], message: "no tax where amountsAre is 'noTax'", input: 'a tax' });
  }
  if (tax !== null && tax.percent === null && tax.amount === null) {
    context.addIssue({ code: 'custom', path: ['tax'], message: "'amount', or 'percent' to reckon it from", input: 'neither' });
  }
}

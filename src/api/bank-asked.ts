import { z } from 'zod';
import { readDay } from '../core/day.ts';

const day = z.string().refine((text) => readDay(text) !== null, { error: 'a day such as 2026-11-21' });
const flag = z.enum(['true', 'false']).default('false');

export const bankLinesQuery = z.object({
  account: z.string().min(1).optional(),
  from: day.optional(),
  through: day.optional(),
  open: flag,
});

export const bankRulesQuery = z.object({ from: day, through: day });

export const bankLineParams = z.object({ line: z.string().min(1) });

export const bankChoice = z.strictObject({ choice: z.number().int().min(0).default(0) });

export const bankCoding = z.strictObject({
  account: z.string().min(1),
  contact: z.string().trim().min(1),
  tax: z.string().min(1).nullable().default(null),
  description: z.string().trim().min(1).nullable().default(null),
});

export const bankFileQuery = z.object({
  name: z.string().min(1).default('bank file'),
  account: z.string().min(1).optional(),
  currency: z.string().length(3).optional(),
  yes: flag,
  days: z.enum(['dayFirst', 'monthFirst']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  sign: z.enum(['signed', 'turned']).optional(),
});

export const closeParams = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'a month such as 2026-10' }) });

export const closeQuery = z.object({ ledger: z.string().min(1).optional() });

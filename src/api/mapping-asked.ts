import { z } from 'zod';

/** What the routes of a flow's mapping take. Answers are typed in `mapping.ts`. */
const words = z.string().refine((read) => read.isWellFormed() && !read.includes('\u0000'), 'holds a character that is none');
// Reading takes the longer the deeper it is nested, and whoever may look may have a text read: no mapping of people is as long as this.
const text = words.max(100_000);
const because = words.max(1000).nullable().default(null);

export const mappingText = z.strictObject({ text });
export const mappingSetting = z.strictObject({ text, path: words.min(1).max(300), value: words.max(300), because });
export const mappingWish = z.strictObject({ text, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month such as "2026-11"') });
export const mappingChange = z.strictObject({ text, version: words.max(200), because });
export const mappingRestore = z.strictObject({ version: words.max(200) });

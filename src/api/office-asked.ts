import { z } from 'zod';
import { readDay } from '../core/day.ts';
import { kinds } from '../core/records.ts';

/** What the routes of the daily work take: their addresses, queries and bodies. Answers are typed in `office.ts`. */
const words = z.string().refine((read) => read.isWellFormed() && !read.includes('\u0000'), 'holds a character that is none');
const name = words.min(1).max(200);
const limit = (usual: number) => z.coerce.number().int().min(1).max(1000).default(usual);
const day = z.string().refine((text) => readDay(text) !== null, 'is not a day such as "2026-11-21"');
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'is not a month such as "2026-11"');
const kind = z.enum(kinds);
const search = words.max(200);
const because = words.max(1000).nullable().default(null);
const place = words.max(2000);

export const flowParams = z.object({ flow: name });
export const holdParams = z.object({ hold: name });
export const batchParams = z.object({ batch: name });
export const connectionParams = z.object({ connection: name });
export const documentParams = z.object({ flow: name, kind, id: name });

export const modeChange = z.strictObject({ mode: z.enum(['off', 'test', 'shadow', 'live']) });
export const approvalChange = z.strictObject({ approval: z.boolean() });

export const holdsQuery = z.object({
  flow: name.optional(),
  code: name.optional(),
  after: name.optional().meta({ description: 'The last question of the page before.' }),
  limit: limit(100),
});
export const holdAnswer = z.strictObject({ fix: name, because });
export const holdsAnswer = z.strictObject({ holds: z.array(name).min(1).max(500), fix: name, because });

export const standingsQuery = z.object({
  flow: name.optional(),
  state: z.enum(['in sync', 'pending', 'held', 'excluded']).optional(),
  kind: kind.optional(),
  search: search.optional(),
  after: place.optional().meta({ description: 'Where the page before ended (`after`).' }),
  limit: limit(100),
});

const keys = z
  .array(z.strictObject({ kind, id: name }))
  .min(1)
  .max(10_000)
  .nullable()
  .default(null);
export const batchesQuery = z.object({
  flow: name.optional(),
  state: z.enum(['review', 'approved', 'declined', 'sent', 'undone']).optional(),
  before: name.optional().meta({ description: 'The last batch of the page before.' }),
  limit: limit(50),
});
export const batchApproval = z.strictObject({ keys });
export const batchRefusal = z.strictObject({ keys, because });

export const logQuery = z.object({
  before: place.optional().meta({ description: 'Where the page before ended (`before`).' }),
  limit: limit(100),
  flow: name.optional(),
  what: z.enum(['write', 'question', 'proof', 'note']).optional(),
  search: search.optional(),
});
export const liveQuery = z.object({
  askedSeconds: z.coerce.number().int().min(0).optional().meta({
    description: 'How long ago the page asked its first question: what changed since then is said first. All of it, if left out.',
  }),
});
export const searchQuery = z.object({ q: search });

export const proofWish = z.strictObject({ fromMonth: month.optional(), throughMonth: month.optional() });
export const booksQuery = z.object({ asOf: day });
export const parallelQuery = z.object({ businessDays: z.coerce.number().int().min(1).max(60).default(10) });

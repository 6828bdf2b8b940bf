import { z } from 'zod';
import type { Row, RowType } from './rows.ts';

const stored = z.object({
  syncToken: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  isDeleted: z.boolean(),
  body: z.record(z.string(), z.unknown()),
});

/** The text of a row, to be saved. Its type and id stand beside it. */
export const keptText = ({ syncToken, createdAt, updatedAt, isDeleted, body }: Row): string =>
  JSON.stringify({ syncToken, createdAt, updatedAt, isDeleted, body });

export const readKept = (type: RowType, id: string, text: string): Row => ({ type, id, ...stored.parse(JSON.parse(text)) });

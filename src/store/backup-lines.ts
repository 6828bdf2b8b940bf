import { z } from 'zod';

const row = z.array(z.string().nullable());

// A backup is gzipped lines of JSON. Every value of a row is text as PostgreSQL writes it, which is exact for every type.
const line = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('header'),
    format: z.literal('tieout-backup'),
    version: z.literal(1),
    madeAt: z.number(),
    migrations: z.array(z.object({ number: z.number(), name: z.string(), checksum: z.string() })),
  }),
  z.object({ kind: z.literal('table'), table: z.string(), columns: z.array(z.string()) }),
  z.object({ kind: z.literal('rows'), rows: z.array(row) }),
  z.object({ kind: z.literal('sequence'), sequence: z.string(), last: z.string() }),
  z.object({ kind: z.literal('end'), counts: z.record(z.string(), z.number()), checksum: z.string() }),
]);

export type BackupLine = z.infer<typeof line>;
export type BackupHeader = Extract<BackupLine, { kind: 'header' }>;
export type BackupEnd = Extract<BackupLine, { kind: 'end' }>;

/** How many rows were written or read of each table. */
export type BackupCounts = Readonly<Record<string, number>>;

export const writeBackupLine = (value: BackupLine): string => `${JSON.stringify(value)}\n`;

export function readBackupLine(text: string): BackupLine {
  try {
    return line.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`This is not a backup of Tieout, or it is damaged: a line begins with ${JSON.stringify(text.slice(0, 40))}.`, {
      cause,
    });
  }
}

/** The lines of a text that arrives in pieces, each with its line break; what comes after the last break is given out too. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let waiting = '';
  for await (const piece of bytes) {
    const lines = (waiting + decoder.decode(piece, { stream: true })).split('\n');
    waiting = lines.pop() ?? '';
    for (const text of lines) yield `${text}\n`;
  }
  if (waiting !== '') yield waiting;
}

import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../core/day.ts';
import type { Answer, Incoming } from './host.ts';
import type { Row } from './keeper.ts';

/** The memory of idempotency keys: within `keepSeconds` the same key gets the answer that it got first. */
export interface Replays {
  find(scope: string, key: string, incoming: Incoming, now: Instant): Found;
  /** Remembers, and says what to save (and which forgotten keys to remove). */
  remember(call: {
    readonly scope: string;
    readonly key: string;
    readonly incoming: Incoming;
    readonly answer: Answer;
    readonly now: Instant;
  }): readonly Row[];
  load(row: Row): void;
}

export type Found =
  | { readonly found: 'nothing' }
  | { readonly found: 'answer'; readonly answer: Answer }
  | { readonly found: 'otherRequest' };

const stored = z.object({
  print: z.string(),
  answer: z.object({ status: z.number(), headers: z.record(z.string(), z.string()).default({}), body: z.string() }),
  until: z.number(),
});
type Remembered = z.infer<typeof stored>;

export const replayKind = 'replay';

export function createReplays(keepSeconds: number): Replays {
  // In the order of being remembered, which is the order of being forgotten.
  const entries = new Map<string, Remembered>();

  const forget = (now: Instant): Row[] => {
    const gone: Row[] = [];
    for (const [id, { until }] of entries) {
      if (until > now) break;
      entries.delete(id);
      gone.push({ account: '', kind: replayKind, id, body: null });
    }
    return gone;
  };

  return {
    find(scope, key, incoming, now) {
      const entry = entries.get(`${scope} ${key}`);
      if (!entry || entry.until <= now) return { found: 'nothing' };
      return entry.print === printOf(incoming) ? { found: 'answer', answer: entry.answer } : { found: 'otherRequest' };
    },
    remember({ scope, key, incoming, answer, now }) {
      const rows = forget(now);
      const id = `${scope} ${key}`;
      const entry: Remembered = { print: printOf(incoming), answer: { headers: {}, ...answer }, until: now + keepSeconds * 1000 };
      entries.delete(id);
      entries.set(id, entry);
      return [...rows, { account: '', kind: replayKind, id, body: JSON.stringify(entry) }];
    },
    load(row) {
      if (row.body !== null) entries.set(row.id, stored.parse(JSON.parse(row.body)));
    },
  };
}

const printOf = ({ method, path, query, body }: Incoming): string =>
  hash('sha256', `${method} ${path}?${query.toString()}\n${body}`, 'base64');

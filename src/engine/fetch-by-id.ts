import type { Kind } from '../core/records.ts';
import type { Seen } from '../contract/connector.ts';
import type { Chart } from '../proof/chart.ts';
import { observed } from './facts.ts';
import { knownTo } from './known.ts';
import { lookInTurn } from './look-in-turn.ts';
import type { LookedAt } from './look-in-turn.ts';
import type { Engine, Opened } from './parts.ts';

/** What came of asking for some ids. An id that nothing came for is gone. */
interface Fetched {
  readonly asked: readonly string[];
  readonly seen: readonly Seen[];
}

/** The records of these ids as they are now, as many in one call as the provider takes. Nothing where the kind is not read. */
export async function* fetchById(opened: Opened, kind: Kind, ids: readonly string[]): AsyncGenerator<Fetched> {
  const reader = opened.session.readers[kind];
  if (!reader) return;
  for (const asked of inCalls(opened, kind, ids)) yield { asked, seen: await reader.fetch(asked) };
}

function inCalls({ manifest }: Opened, kind: Kind, ids: readonly string[]): readonly (readonly string[])[] {
  const atOnce = Math.max(manifest.kinds[kind]?.fetchAtOnce ?? 1, 1);
  return Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, call) => ids.slice(call * atOnce, (call + 1) * atOnce));
}

export interface Reread {
  readonly organisation: string;
  readonly kind: Kind;
  readonly ids: readonly string[];
  readonly chart: Chart | null;
  readonly cause: string;
  readonly marks: boolean;
  /** Its caller stops: what has not been asked for by then is for the next one. */
  readonly ending?: AbortSignal | undefined;
}

export interface Rereading {
  readonly changed: number;
  /** True when it ended between two calls because it was told to. */
  readonly isCut: boolean;
}

/** Reads records again and saves what was shown, call after call. */
export async function reread(engine: Engine, opened: Opened, wanted: Reread): Promise<Rereading> {
  const { organisation, kind, ids, chart, cause, marks, ending } = wanted;
  const reader = opened.session.readers[kind];
  if (!reader) return { changed: 0, isCut: false };
  const of: LookedAt = { organisation, connection: opened.connection, kind };
  let total = 0;
  for (const asked of inCalls(opened, kind, ids)) {
    if (ending?.aborted) return { changed: total, isCut: true };
    const { changed } = await lookInTurn(engine, of, async () => {
      const seen: readonly Seen[] = await reader.fetch(asked);
      const there = new Set(seen.map(({ record }) => record.id));
      // Whatever becomes of these rows now, a poll that shows the former state again must be heard.
      knownTo(engine, organisation, opened.connection, kind).forget(asked);
      return engine.store.observe({
        ...of,
        seen: seen.map((each) => observed(each, chart)),
        gone: asked.filter((id) => !there.has(id)),
        bookmark: null,
        now: engine.clock.now(),
        cause,
        marks,
      });
    });
    total += changed;
  }
  return { changed: total, isCut: false };
}

import type { Kind } from '../core/records.ts';
import type { Seen } from '../contract/connector.ts';
import type { Chart } from '../proof/chart.ts';
import { observed } from './facts.ts';
import { knownTo } from './known.ts';
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
  const atOnce = Math.max(opened.manifest.kinds[kind]?.fetchAtOnce ?? 1, 1);
  for (let from = 0; from < ids.length; from += atOnce) {
    const asked = ids.slice(from, from + atOnce);
    yield { asked, seen: await reader.fetch(asked) };
  }
}

export interface Reread {
  readonly organisation: string;
  readonly kind: Kind;
  readonly ids: readonly string[];
  readonly chart: Chart | null;
  readonly cause: string;
  readonly marks: boolean;
}

/** Reads records again and saves what was shown. Returns how many had changed. */
export async function reread(engine: Engine, opened: Opened, { organisation, kind, ids, chart, cause, marks }: Reread): Promise<number> {
  let total = 0;
  for await (const { asked, seen } of fetchById(opened, kind, ids)) {
    const there = new Set(seen.map(({ record }) => record.id));
    // Whatever becomes of these rows now, a poll that shows the former state again must be heard.
    knownTo(engine, organisation, opened.connection, kind).forget(asked);
    const { changed } = await engine.store.observe({
      organisation,
      connection: opened.connection,
      kind,
      seen: seen.map((each) => observed(each, chart)),
      gone: asked.filter((id) => !there.has(id)),
      bookmark: null,
      now: engine.clock.now(),
      cause,
      marks,
    });
    total += changed;
  }
  return total;
}

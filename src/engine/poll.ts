import { kinds } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Chart } from '../proof/chart.ts';
import { chartFor, ledgerFacts, observed } from './facts.ts';
import { reread } from './fetch-by-id.ts';
import { knownTo } from './known.ts';
import type { Engine, Opened } from './parts.ts';
import type { Bookmark } from './ports.ts';

export interface PollReport {
  readonly seen: number;
  readonly changed: number;
}

/**
 * Reads what changed at a connection since its bookmarks, kind after kind. Pages are saved with their bookmark, so that a
 * crash repeats a page and never skips one. When the last pass over everything is old, everything is read: some edits do
 * not move a record's date.
 */
export async function poll(
  engine: Engine,
  organisation: string,
  connection: string,
  wanted: readonly Kind[] | null = null,
): Promise<PollReport> {
  const opened = await engine.open(organisation, connection);
  const total = { seen: 0, changed: 0 };
  for (const kind of kinds) {
    if (!opened.session.readers[kind] || (wanted !== null && !wanted.includes(kind))) continue;
    const chart = chartFor(opened, await ledgerFacts(engine.store, organisation, connection));
    const report = await pollKind(engine, organisation, opened, { kind, chart });
    total.seen += report.seen;
    total.changed += report.changed;
  }
  return total;
}

export interface Polled {
  readonly kind: Kind;
  readonly chart: Chart | null;
}

/** Reads what changed of one kind since its bookmark. */
export async function pollKind(engine: Engine, organisation: string, opened: Opened, { kind, chart }: Polled): Promise<PollReport> {
  const { connection } = opened;
  const reader = opened.session.readers[kind];
  if (!reader) return { seen: 0, changed: 0 };
  const began = engine.clock.now();
  const bookmark = await engine.store.bookmark(organisation, connection, kind);
  const isFullPass = needsFullPass(bookmark, began, opened);
  const known = knownTo(engine, organisation, connection, kind);
  // A pass over everything saves it all, and keeps no signs of it.
  known.beginsAt(isFullPass ? null : (bookmark?.cursor ?? null));
  const total = { seen: 0, changed: 0 };
  for await (const page of reader.changes(isFullPass ? null : (bookmark?.cursor ?? null))) {
    // A poll that shows again what was gone must be heard.
    known.forget(page.gone ?? []);
    const fresh = isFullPass ? page.seen : page.seen.filter((each) => !known.has(each));
    const { changed } = await engine.store.observe({
      organisation,
      connection,
      kind,
      seen: fresh.map((each) => observed(each, chart)),
      gone: page.gone ?? [],
      // A full pass that is cut short begins again; its cursor only counts at the end.
      bookmark: { cursor: isFullPass && !page.last ? null : page.next, completeAt: isFullPass && page.last ? began : null },
      now: engine.clock.now(),
      cause: isFullPass ? 'full pass' : 'poll',
      marks: true,
    });
    if (!isFullPass) {
      for (const each of fresh) known.add(each);
      known.endedAt(page.next);
    }
    total.seen += page.seen.length;
    total.changed += changed;
  }
  if (isFullPass) total.changed += await confirmGone(engine, organisation, opened, { kind, chart }, began);
  return total;
}

/** A listing may be incomplete, so what it did not show is asked for by id; only what that does not show either is gone. */
async function confirmGone(engine: Engine, organisation: string, opened: Opened, { kind, chart }: Polled, began: Instant): Promise<number> {
  const ids = await engine.store.unseenSince(organisation, opened.connection, kind, began);
  if (ids.length === 0) return 0;
  return reread(engine, opened, { organisation, kind, ids, chart, cause: 'full pass', marks: true });
}

const needsFullPass = (bookmark: Bookmark | null, now: Instant, opened: Opened): boolean =>
  bookmark === null ||
  bookmark.completeAt === null ||
  bookmark.cursor === null ||
  now - bookmark.completeAt >= opened.manifest.poll.fullPassSeconds * 1000;

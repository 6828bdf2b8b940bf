import { kinds } from '../core/records.ts';
import type { Kind } from '../core/records.ts';
import { chartFor, ledgerFacts, observed } from './facts.ts';
import type { Engine, Opened } from './parts.ts';
import type { Bookmark } from './ports.ts';

/** The kinds that tell a ledger's rules; documents are read under them, so they are read first. */
const ruleKinds: readonly Kind[] = ['organisation', 'currency', 'taxRate', 'account'];

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
    if (!opened.session.readers[kind] || (wanted !== null && !wanted.includes(kind) && !ruleKinds.includes(kind))) continue;
    const report = await pollKind(engine, organisation, opened, kind);
    total.seen += report.seen;
    total.changed += report.changed;
  }
  return total;
}

async function pollKind(engine: Engine, organisation: string, opened: Opened, kind: Kind): Promise<PollReport> {
  const { connection } = opened;
  const reader = opened.session.readers[kind];
  if (!reader) return { seen: 0, changed: 0 };
  const began = engine.clock.now();
  const bookmark = await engine.store.bookmark(organisation, connection, kind);
  const isFullPass = needsFullPass(bookmark, began, opened);
  const chart = chartFor(opened, await ledgerFacts(engine.store, organisation, connection));
  const total = { seen: 0, changed: 0 };
  for await (const page of reader.changes(isFullPass ? null : (bookmark?.cursor ?? null))) {
    const { changed } = await engine.store.observe({
      organisation,
      connection,
      kind,
      seen: page.seen.map((each) => observed(each, chart)),
      gone: [],
      // A full pass that is cut short begins again; its cursor only counts at the end.
      bookmark: { cursor: isFullPass && !page.last ? null : page.next, completeAt: isFullPass && page.last ? began : null },
      now: engine.clock.now(),
      cause: isFullPass ? 'full pass' : 'poll',
      marks: true,
    });
    total.seen += page.seen.length;
    total.changed += changed;
  }
  return total;
}

const needsFullPass = (bookmark: Bookmark | null, now: number, opened: Opened): boolean =>
  bookmark === null ||
  bookmark.completeAt === null ||
  bookmark.cursor === null ||
  now - bookmark.completeAt >= opened.manifest.poll.fullPassSeconds * 1000;

import { kinds } from '../core/records.ts';
import type { Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Page } from '../contract/connector.ts';
import type { Chart } from '../proof/chart.ts';
import { chartFor, ledgerFacts, observed } from './facts.ts';
import { reread } from './fetch-by-id.ts';
import type { Rereading } from './fetch-by-id.ts';
import { knownTo } from './known.ts';
import { askForNews, lookInTurn, newsInTurn, pollInTurn, readingWhole } from './look-in-turn.ts';
import type { LookedAt } from './look-in-turn.ts';
import type { Engine, Opened } from './parts.ts';
import type { Bookmark, Observation } from './ports.ts';

export interface PollReport {
  readonly seen: number;
  readonly changed: number;
  /** True when it ended between two pages because it was told to: the rest is for the next one, which goes on from the bookmark. */
  readonly isCut: boolean;
}

const nothing: PollReport = { seen: 0, changed: 0, isCut: false };

const together = (one: PollReport, other: PollReport): PollReport => ({
  seen: one.seen + other.seen,
  changed: one.changed + other.changed,
  isCut: one.isCut || other.isCut,
});

/**
 * Reads what changed at a connection since its bookmarks, kind after kind. Pages are saved with their bookmark, so that a
 * crash repeats a page and never skips one. When the last pass over everything is old, everything is read: some edits do
 * not move a record's date. Told to end, it does after the page that it is at.
 */
export async function poll(
  engine: Engine,
  organisation: string,
  connection: string,
  wanted: readonly Kind[] | null = null,
  ending?: AbortSignal,
): Promise<PollReport> {
  const opened = await engine.open(organisation, connection);
  let total = nothing;
  for (const kind of kinds) {
    if (!opened.session.readers[kind] || (wanted !== null && !wanted.includes(kind))) continue;
    if (ending?.aborted) return { ...total, isCut: true };
    const chart = chartFor(opened, await ledgerFacts(engine.store, organisation, connection));
    total = together(total, await pollKind(engine, organisation, opened, { kind, chart, ending }));
  }
  return total;
}

interface Polled {
  readonly kind: Kind;
  readonly chart: Chart | null;
  /** Its caller stops: what is left is for the next one. */
  readonly ending?: AbortSignal | undefined;
}

/** Reads what changed of one kind since its bookmark, or everything when its time has come. */
function pollKind(engine: Engine, organisation: string, opened: Opened, polled: Polled): Promise<PollReport> {
  const of: LookedAt = { organisation, connection: opened.connection, kind: polled.kind };
  const pass: Pass = { engine, opened, of, ...polled };
  return pollInTurn(engine, of, async () => {
    const news = await newsInTurn(engine, of, async () => {
      const bookmark = await engine.store.bookmark(organisation, of.connection, of.kind);
      return needsFullPass(bookmark, engine.clock.now(), opened) ? null : await readNews(pass, bookmark?.cursor ?? null);
    });
    if (news !== null) return news;
    const { result, isAskedMeanwhile } = await readingWhole(engine, of, () => readEverything(pass));
    return isAskedMeanwhile && !result.isCut ? together(result, await pollNews(engine, organisation, opened, polled)) : result;
  });
}

/**
 * Reads what changed of one kind since its bookmark, because a webhook told of something, and never everything: it waits for no pass over
 * everything that is under way. Where there is no bookmark yet, the first pass reads what the webhook was about; that which is under
 * way reads the news once more when it has ended.
 */
export function pollNews(engine: Engine, organisation: string, opened: Opened, polled: Polled): Promise<PollReport> {
  const of: LookedAt = { organisation, connection: opened.connection, kind: polled.kind };
  return newsInTurn(engine, of, async () => {
    // Before the bookmark is read: the pass may end in between, and then there is one.
    askForNews(engine, of);
    const bookmark = await engine.store.bookmark(organisation, of.connection, of.kind);
    const cursor = bookmark?.cursor ?? null;
    return cursor === null ? nothing : await readNews({ engine, opened, of, ...polled }, cursor);
  });
}

interface Pass extends Polled {
  readonly engine: Engine;
  readonly opened: Opened;
  readonly of: LookedAt;
}

async function readNews(pass: Pass, cursor: string | null): Promise<PollReport> {
  const { engine, of } = pass;
  const known = knownTo(engine, of.organisation, of.connection, of.kind);
  const isResumed = known.isWithinPass(cursor);
  known.beginsAt(cursor);
  let next = cursor;
  const read = await eachPage(pass, cursor, async (page) => {
    // A poll that shows again what was gone must be heard.
    known.forget(page.gone ?? []);
    const fresh = page.seen.filter((each) => !known.has(each));
    const changed = await keep(pass, { ...page, seen: fresh }, { cause: 'poll', bookmark: { cursor: page.next, completeAt: null } });
    for (const each of fresh) known.add(each);
    known.endedAt(page.next, page.last);
    next = page.next;
    return changed;
  });
  // A reader may end without a page that it calls its last.
  if (!read.isCut && next !== null) known.endedAt(next, true);
  // A pass that was cut short before is as old as its beginning: what has changed since then is read by the one after it.
  return isResumed && !read.isCut ? together(read, await readNews(pass, next)) : read;
}

/**
 * The bookmark stays where it was until all is read, so that meanwhile webhooks read on from there, and so that a pass that is cut short
 * begins again. Then it stands where this pass began: what changed on a page that had been read is read by the next poll.
 */
async function readEverything(pass: Pass): Promise<PollReport> {
  const { engine, of } = pass;
  const began = engine.clock.now();
  const known = knownTo(engine, of.organisation, of.connection, of.kind);
  const read = await eachPage(pass, null, (page) => {
    // What polls remember of these may be older: if a record comes back to it, they must hear of that.
    known.forget([...page.seen.map(({ record }) => record.id), ...(page.gone ?? [])]);
    return keep(pass, page, { cause: 'full pass', bookmark: { cursor: page.last ? page.next : null, completeAt: null } });
  });
  if (read.isCut) return read;
  const gone = await confirmGone(pass, began);
  if (gone.isCut) return { ...read, changed: read.changed + gone.changed, isCut: true };
  // Only now: of a pass that ends before this, nobody would have asked for what it did not show.
  await keep(pass, { seen: [] }, { cause: 'full pass', bookmark: { cursor: null, completeAt: began } });
  return { ...read, changed: read.changed + gone.changed };
}

/** Asks for one page after the other and keeps it; whoever else looks at the same list may do so between two. */
async function eachPage(pass: Pass, cursor: string | null, kept: (page: Page) => Promise<number>): Promise<PollReport> {
  const { engine, opened, of, ending } = pass;
  const reader = opened.session.readers[of.kind];
  if (!reader) return nothing;
  const pages: AsyncIterator<Page> = reader.changes(cursor)[Symbol.asyncIterator]();
  let total = nothing;
  try {
    for (;;) {
      if (ending?.aborted) return { ...total, isCut: true };
      const page = await lookInTurn(engine, of, async () => {
        const { done, value } = await pages.next();
        return done === true ? null : { seen: value.seen.length, changed: await kept(value), last: value.last };
      });
      if (page === null) return total;
      total = together(total, { ...page, isCut: false });
      // Not asked for what comes after the last one: that would be a turn of its own, behind somebody else's page.
      if (page.last) return total;
    }
  } finally {
    await pages.return?.();
  }
}

async function keep(
  { engine, of, chart }: Pass,
  { seen, gone }: Pick<Page, 'seen' | 'gone'>,
  { cause, bookmark }: Pick<Observation, 'cause' | 'bookmark'>,
): Promise<number> {
  const { changed } = await engine.store.observe({
    ...of,
    seen: seen.map((each) => observed(each, chart)),
    gone: gone ?? [],
    bookmark,
    now: engine.clock.now(),
    cause,
    marks: true,
  });
  return changed;
}

/** A listing may be incomplete, so what it did not show is asked for by id; only what that does not show either is gone. */
async function confirmGone({ engine, opened, of, chart, ending }: Pass, began: Instant): Promise<Rereading> {
  const { organisation, connection, kind } = of;
  const ids = await engine.store.unseenSince(organisation, connection, kind, began);
  return reread(engine, opened, { organisation, kind, ids, chart, cause: 'full pass', marks: true, ending });
}

const needsFullPass = (bookmark: Bookmark | null, now: Instant, opened: Opened): boolean =>
  bookmark === null ||
  bookmark.completeAt === null ||
  bookmark.cursor === null ||
  now - bookmark.completeAt >= opened.manifest.poll.fullPassSeconds * 1000;

import { randomUUID } from 'node:crypto';
import { dayIn } from '../../../core/day.ts';
import type { Day, Instant } from '../../../core/day.ts';
import type { Books, PostingLine, PostingSource } from '../../../sandbox/books.ts';
import type { Change, CompanyRow } from '../../../sandbox/request.ts';
import type { Fields } from './fields.ts';
import { createSettings } from './settings.ts';
import type { Settings } from './settings.ts';
import { keptText } from './keeping.ts';
import { createRows } from './rows.ts';
import type { Row, RowType, Rows } from './rows.ts';
import { createTelling } from './telling.ts';
import type { Operation, Telling } from './telling.ts';

export interface CompanyFacts {
  /** Intuit's id of the company: the realm. */
  readonly id: string;
  readonly name: string;
  readonly country: 'US' | 'GB';
  readonly homeCurrency: string;
  /** IANA zone, in which times are written and "today" is decided. */
  readonly timeZone: string;
}

export interface State {
  readonly facts: CompanyFacts;
  readonly books: Books;
  readonly now: () => Instant;
  today(): Day;
  settings(): Settings;
  set(change: Partial<Settings>): void;
  /** As they were in an earlier life. */
  takeSettings(taken: Partial<Settings>): void;
  readonly rows: Rows;
  create(type: RowType, body: Fields): Row;
  /** Keeps something of the sandbox's own under an id, of which nobody is told. */
  keep(type: RowType, id: string, body: Fields): void;
  /** Keeps a new content under the next SyncToken. Webhooks hear of it as `operation`. */
  change(row: Row, body: Fields, operation?: Operation): Row;
  remove(row: Row, merged?: { readonly into: string }): void;
  /** Replaces what stands of a document in the books, when the work is accepted. */
  repost(source: PostingSource, day: Day, lines: readonly PostingLine[] | null): void;
  /** All or nothing: what is thrown takes back everything that the work did. */
  attempt<T>(work: () => T): T;
  /** What changed since the last time and what to save. */
  settle(): { readonly changed: readonly Change[]; readonly rows: readonly CompanyRow[] };
}

interface Posting {
  readonly source: PostingSource;
  readonly day: Day;
  readonly lines: readonly PostingLine[] | null;
}

export function createState(of: { readonly facts: CompanyFacts; readonly books: Books; readonly now: () => Instant }): State {
  const { facts, books, now } = of;
  const rows = createRows();
  const settings = createSettings(facts);
  const telling = createTelling();
  const unsaved = new Map<string, Row>();
  let postings: Posting[] = [];

  return {
    facts,
    books,
    now,
    today: () => dayIn(facts.timeZone, now()),
    settings: settings.now,
    set(change) {
      const body = { ...settings.now(), ...change };
      const before = rows.any('Settings', '1');
      settings.take(body);
      rows.stage(before ? next(before, body, now()) : first('Settings', '1', body, now()));
      telling.note({ kind: 'Preferences', id: '1' }, 'Update');
    },
    takeSettings: (taken) => settings.take({ ...settings.now(), ...taken }),
    rows,
    ...changing(rows, telling, now),
    repost: (source, day, lines) => void postings.push({ source, day, lines }),
    attempt(work) {
      const before = settings.now();
      try {
        const result = work();
        for (const posting of postings) enter(books, posting);
        for (const row of rows.commit()) unsaved.set(`${row.type} ${row.id}`, row);
        telling.accept();
        return result;
      } catch (error) {
        rows.discard();
        telling.drop();
        settings.take(before);
        throw error;
      } finally {
        postings = [];
      }
    },
    settle() {
      const saved = [...unsaved.values()].map(rowToSave);
      unsaved.clear();
      return { changed: telling.take(), rows: saved };
    },
  };
}

/** The ways in which objects change: each moves the SyncToken and is told of. */
const changing = (rows: Rows, telling: Telling, now: () => Instant): Pick<State, 'create' | 'keep' | 'change' | 'remove'> => ({
  create(type, body) {
    const row = first(type, rows.nextId(type), body, now());
    rows.stage(row);
    telling.note({ kind: type, id: row.id }, 'Create');
    return row;
  },
  keep: (type, id, body) => rows.stage(first(type, id, body, now())),
  change(row, body, operation = 'Update') {
    const changed = next(row, body, now());
    rows.stage(changed);
    telling.note({ kind: row.type, id: row.id }, operation);
    return changed;
  },
  remove(row, merged) {
    rows.stage({ ...next(row, row.body, now()), isDeleted: true });
    if (merged) telling.note({ kind: row.type, id: merged.into }, 'Merge', row.id);
    else telling.note({ kind: row.type, id: row.id }, 'Delete');
  },
});

// Times are shown in whole seconds, so that is what is compared by.
const secondOf = (at: Instant): Instant => Math.floor(at / 1000) * 1000;

const first = (type: RowType, id: string, body: Fields, at: Instant): Row => ({
  id,
  type,
  syncToken: 0,
  createdAt: secondOf(at),
  updatedAt: secondOf(at),
  exactlyAt: at,
  isDeleted: false,
  body,
});

const next = (row: Row, body: Fields, at: Instant): Row => ({
  ...row,
  syncToken: row.syncToken + 1,
  updatedAt: secondOf(at),
  exactlyAt: at,
  body,
});

function enter(books: Books, { source, day, lines }: Posting): void {
  books.reverse(source, () => randomUUID());
  const felt = (lines ?? []).filter(({ minor, foreign }) => minor !== 0n || (foreign?.minor ?? 0n) !== 0n);
  if (felt.length > 0) books.post({ id: randomUUID(), day, source, lines: felt });
}

// The text is made only when somebody saves it. Rows are never changed in place, so later is not different.
const rowToSave = (row: Row): CompanyRow => ({
  kind: row.type,
  id: row.id,
  get body() {
    return keptText(row);
  },
});

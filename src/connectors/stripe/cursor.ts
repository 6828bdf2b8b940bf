/**
 * Where a reader stands. `list`: everything is being listed, newest first, behind the object `after`. `events`: what changed since a
 * second is being told by events, newest first, behind the event `after`; since 0 means every event there is. `mark` is Stripe's own
 * time when the pass began: what happens later belongs to the next pass, whatever page it would have stood on.
 */
export type Cursor =
  | { readonly at: 'list'; readonly after: string | null; readonly mark: number }
  | { readonly at: 'events'; readonly since: number; readonly after: string | null; readonly mark: number };

/** Events of one second are not told in order, and some are told late: each pass looks back over this much again. */
const overlapSeconds = 60;

/** Where the next pass begins. */
export const sinceAfter = ({ mark }: Cursor): Cursor => ({
  at: 'events',
  since: Math.max(0, mark - overlapSeconds),
  after: null,
  mark,
});

export const writeCursor = (cursor: object): string => JSON.stringify(cursor);

export function readCursor(text: string | null): Cursor | null {
  if (text === null) return null;
  const member = membersOf(text);
  const [at, since, after, mark] = [member('at'), member('since'), member('after'), member('mark')];
  const [named, seconds] = [typeof after === 'string' ? after : null, typeof mark === 'number' ? mark : 0];
  if (at === 'list') return { at, after: named, mark: seconds };
  return { at: 'events', since: typeof since === 'number' ? since : 0, after: named, mark: seconds };
}

/** The members of a bookmark of ours. Throws when it is none. */
export function membersOf(text: string): (name: string) => unknown {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`'${text}' is not a bookmark of Stripe`);
  const members = new Map<string, unknown>(Object.entries(parsed));
  return (name) => members.get(name);
}

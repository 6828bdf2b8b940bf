import type { Instant } from '../core/day.ts';
import type { Limits } from '../contract/manifest.ts';

/**
 * Why a call is made. `backfill` may use the whole limit; `work` leaves a share of it for `settle` (what became of a write?)
 * and `person` (somebody waits in front of a screen), which also go before the others in the line.
 */
export type Purpose = 'backfill' | 'work' | 'settle' | 'person';

/** The pace of one connection, shared by all its workers. Plain JSON, kept in one row. */
export interface Pace {
  /** Calls that left the hand, counted at the latest instant at which the provider may have counted them. Oldest first. */
  readonly minute: readonly Spent[];
  readonly day: readonly Spent[];
  /** Calls that may be with the provider right now. */
  readonly calling: readonly Slot[];
  /** Who waits, in order. */
  readonly line: readonly Waiting[];
  readonly pausedUntil: Instant;
}

/** Calls that count as of one instant: those of the common kind, and those that may use what is kept back. */
export interface Spent {
  readonly at: Instant;
  readonly common: number;
  readonly urgent: number;
}

export interface Slot {
  readonly ticket: string;
  readonly urgent: boolean;
  /** From then on its worker is taken to be dead. */
  readonly until: Instant;
}

export interface Waiting {
  readonly ticket: string;
  readonly urgent: boolean;
  readonly since: Instant;
  /** Who has not asked again by then has left the line. */
  readonly until: Instant;
}

export interface PaceRules {
  readonly limits: Limits;
  /** The share of a limit that `work` leaves to `settle` and `person`. */
  readonly keptShare: number;
  /** A request has reached the provider's counter this long after it left us, or it was lost. */
  readonly transitMilliseconds: number;
  /** Added to each window, for clocks that differ between workers and for a provider that rounds. */
  readonly slackMilliseconds: number;
}

export interface Ask {
  readonly ticket: string;
  readonly purpose: Purpose;
  /** When the slot frees itself if nobody gives it back. */
  readonly holdsUntil: Instant;
}

export type Admission = { readonly admitted: true } | { readonly admitted: false; readonly askAgainAt: Instant };

/** What the answer to a call said about limits, or that no answer came. */
export interface Returned {
  readonly ticket: string;
  /** Null: the pass was given back before anything was sent. */
  readonly sentAt: Instant | null;
  readonly answeredAt: Instant | null;
  /** The provider said: too many calls, wait until then. */
  readonly pausedUntil: Instant | null;
  /** How many calls the provider says are left. */
  readonly left: { readonly minute: number | null; readonly day: number | null };
}

export const restedPace: Pace = { minute: [], day: [], calling: [], line: [], pausedUntil: 0 };

/**
 * Worst case with 60 calls a minute: 60 / (60 + 0.75 + 0.25) of the limit is used, 98.4 %; with answers in 0.3 s, 99.1 %.
 * Transit and slack are only ever as large as the network is slow, because an answer proves that the call had arrived.
 */
export const defaultPaceRules = (limits: Limits): PaceRules => ({
  limits,
  keptShare: 0.1,
  transitMilliseconds: 750,
  slackMilliseconds: 250,
});

const minuteWindow = { length: 60_000, grain: 50 };
// Five thousand instants a day would be a large row; a quarter of an hour is counted as one instant, its latest.
const dayWindow = { length: 86_400_000, grain: 900_000 };
/** How soon to look again for a slot that another worker may free at any time. */
const slotMilliseconds = 20;
/** Who waited this long goes with the urgent ones, so that a stream of them starves nobody. */
const patienceMilliseconds = 120_000;
const absentMilliseconds = 5_000;

/** Lets one call go now, or says when to ask again. Nothing that asks again when told to waits for ever. Pure. */
export function admit(before: Pace, ask: Ask, rules: PaceRules, now: Instant): { readonly pace: Pace; readonly admission: Admission } {
  const pace = tidied(before, now);
  const urgent = isUrgent(ask.purpose);
  const place = pace.line.find((waiting) => waiting.ticket === ask.ticket);
  const since = place?.since ?? now;
  const ahead = pace.line.filter(
    (other) => other.ticket !== ask.ticket && goesBefore(other, { urgent, since, placed: place !== undefined }, now),
  );
  const at = freeAt(pace, { need: ahead.length + 1, purpose: ask.purpose }, rules, now);
  const line = pace.line.filter((waiting) => waiting.ticket !== ask.ticket);
  if (at <= now) {
    const slot: Slot = { ticket: ask.ticket, urgent, until: ask.holdsUntil };
    return { pace: { ...pace, line, calling: [...pace.calling, slot] }, admission: { admitted: true } };
  }
  const waiting: Waiting = { ticket: ask.ticket, urgent, since, until: at + absentMilliseconds };
  const sorted = [...line, waiting].toSorted((a, b) => a.since - b.since);
  return { pace: { ...pace, line: sorted }, admission: { admitted: false, askAgainAt: at } };
}

/** Books what became of an admitted call. A slot that was already taken for dead is not booked twice. Pure. */
export function giveBack(before: Pace, returned: Returned, rules: PaceRules, now: Instant): Pace {
  const slot = before.calling.find((one) => one.ticket === returned.ticket);
  const pace = tidied({ ...before, calling: before.calling.filter((one) => one !== slot) }, now);
  const pausedUntil = Math.max(pace.pausedUntil, returned.pausedUntil ?? 0);
  if (returned.sentAt === null) return { ...pace, pausedUntil };
  // It was counted somewhere between leaving us and answering us: count it at the latest of these.
  const latest = Math.min(returned.answeredAt ?? Infinity, returned.sentAt + rules.transitMilliseconds);
  const spent = slot === undefined ? pace : spend(pace, { at: latest, common: slot.urgent ? 0 : 1, urgent: slot.urgent ? 1 : 0 });
  return withForeignCalls({ ...spent, pausedUntil }, returned.left, rules, now);
}

/** Takes the places of workers that ended: what they may have been calling counts as arriving now. */
export const withoutGone = (pace: Pace, isGone: (ticket: string) => boolean, now: Instant): Pace => ({
  ...pace,
  calling: pace.calling.map((slot) => (isGone(slot.ticket) ? { ...slot, until: Math.min(slot.until, now) } : slot)),
  line: pace.line.filter((waiting) => !isGone(waiting.ticket)),
});

/** Leaves the line without having been admitted. */
export const leaveLine = (pace: Pace, ticket: string): Pace => ({ ...pace, line: pace.line.filter((one) => one.ticket !== ticket) });

const isUrgent = (purpose: Purpose): boolean => purpose === 'settle' || purpose === 'person';

function goesBefore(
  other: Waiting,
  me: { readonly urgent: boolean; readonly since: Instant; readonly placed: boolean },
  now: Instant,
): boolean {
  const otherFirst = other.urgent || now - other.since > patienceMilliseconds;
  const meFirst = me.urgent || now - me.since > patienceMilliseconds;
  if (otherFirst !== meFirst) return otherFirst;
  return me.placed ? other.since < me.since : true;
}

function freeAt(pace: Pace, ask: { readonly need: number; readonly purpose: Purpose }, rules: PaceRules, now: Instant): Instant {
  const { perMinute, perDay, concurrent } = rules.limits;
  const windows = [
    { spent: pace.minute, limit: perMinute, length: minuteWindow.length },
    ...(perDay === null ? [] : [{ spent: pace.day, limit: perDay, length: dayWindow.length }]),
  ];
  let at = Math.max(now, pace.pausedUntil);
  for (const { spent, limit, length } of windows) {
    const window = length + rules.slackMilliseconds;
    const all = counted(spent, (one) => one.common + one.urgent, pace.calling.length);
    at = Math.max(at, roomAt(all, { limit, need: ask.need, window }, now));
    if (ask.purpose !== 'work') continue;
    const common = counted(spent, (one) => one.common, pace.calling.filter((slot) => !slot.urgent).length);
    const share = Math.max(1, limit - Math.ceil(limit * rules.keptShare));
    at = Math.max(at, roomAt(common, { limit: share, need: ask.need, window }, now));
  }
  return concurrent - pace.calling.length >= ask.need ? at : Math.max(at, now + slotMilliseconds);
}

interface Counted {
  readonly spent: readonly { readonly at: Instant; readonly calls: number }[];
  /** In flight: they count as of now, however long they have been under way, because they may arrive only now. */
  readonly calling: number;
}

const counted = (spent: readonly Spent[], calls: (one: Spent) => number, calling: number): Counted => ({
  spent: spent.map((one) => ({ at: one.at, calls: calls(one) })),
  calling,
});

/** The first instant at which the window has room for `need` more calls, if nobody else calls meanwhile. */
function roomAt(has: Counted, wants: { readonly limit: number; readonly need: number; readonly window: number }, now: Instant): Instant {
  const recent = has.spent.filter((one) => one.at + wants.window > now);
  let missing = recent.reduce((sum, one) => sum + one.calls, has.calling) + wants.need - wants.limit;
  if (missing <= 0) return now;
  for (const one of recent) {
    missing -= one.calls;
    if (missing <= 0) return one.at + wants.window;
  }
  // More are waiting or calling than the limit holds: look again when the first of what is known has left the window.
  return recent[0] === undefined ? now + slotMilliseconds : recent[0].at + wants.window;
}

/** Forgets what no window reaches any more, the absent, and the slots of dead workers (their calls count as made). */
function tidied(pace: Pace, now: Instant): Pace {
  const dead = pace.calling.filter((slot) => slot.until <= now);
  const alive: Pace = {
    ...pace,
    calling: pace.calling.filter((slot) => slot.until > now),
    line: pace.line.filter((one) => one.until > now),
  };
  const full = dead.reduce<Pace>(
    (sum, slot) => spend(sum, { at: slot.until, common: slot.urgent ? 0 : 1, urgent: slot.urgent ? 1 : 0 }),
    alive,
  );
  // Twice the window, so that a worker whose clock is behind still sees what counts for it.
  return {
    ...full,
    minute: full.minute.filter((one) => one.at + 2 * minuteWindow.length > now),
    day: full.day.filter((one) => one.at + dayWindow.length + 2 * minuteWindow.length > now),
  };
}

function spend(pace: Pace, calls: Spent): Pace {
  return { ...pace, minute: added(pace.minute, calls, minuteWindow.grain), day: added(pace.day, calls, dayWindow.grain) };
}

function added(spent: readonly Spent[], calls: Spent, grain: number): readonly Spent[] {
  const bucket = Math.floor(calls.at / grain);
  const index = spent.findIndex((one) => Math.floor(one.at / grain) === bucket);
  const same = spent[index];
  if (same === undefined) return [...spent, calls].toSorted((a, b) => a.at - b.at);
  const sum = { at: Math.max(same.at, calls.at), common: same.common + calls.common, urgent: same.urgent + calls.urgent };
  return spent.with(index, sum);
}

/**
 * Where the provider counts fewer calls left than we do, somebody else calls in our name (another installation of the same
 * app): their calls are booked as spent now. Calls in flight may be in one count and not in the other, so they are allowed for.
 */
function withForeignCalls(pace: Pace, left: Returned['left'], rules: PaceRules, now: Instant): Pace {
  const foreign = (spent: readonly Spent[], limit: number | null, told: number | null, length: number): number => {
    if (limit === null || told === null) return 0;
    const ours = spent.filter((one) => one.at + length > now).reduce((sum, one) => sum + one.common + one.urgent, pace.calling.length);
    return Math.max(0, limit - ours - told - rules.limits.concurrent);
  };
  const inMinute = foreign(pace.minute, rules.limits.perMinute, left.minute, minuteWindow.length);
  const inDay = foreign(pace.day, rules.limits.perDay, left.day, dayWindow.length);
  const booked = (spent: readonly Spent[], calls: number, grain: number): readonly Spent[] =>
    calls === 0 ? spent : added(spent, { at: now, common: 0, urgent: calls }, grain);
  return { ...pace, minute: booked(pace.minute, inMinute, minuteWindow.grain), day: booked(pace.day, inDay, dayWindow.grain) };
}

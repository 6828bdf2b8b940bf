import type { Instant } from '../core/day.ts';
import type { Limits } from '../contract/manifest.ts';
import { added, countsIn, remembered, roomAt, roomNow, windowsOf } from './pace-windows.ts';
import type { Counted, Counts, Spent, Window, WindowName } from './pace-windows.ts';

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
  /** Where the provider also counts by the second, and batches by themselves. */
  readonly second?: readonly Spent[];
  readonly batch?: readonly Spent[];
  /** Calls that may be with the provider right now. */
  readonly calling: readonly Slot[];
  /** Who waits, in order. */
  readonly line: readonly Waiting[];
  readonly pausedUntil: Instant;
}

export interface Slot {
  readonly ticket: string;
  readonly urgent: boolean;
  readonly counts?: Counts;
  /** From then on its worker is taken to be dead. */
  readonly until: Instant;
}

export interface Waiting {
  readonly ticket: string;
  readonly urgent: boolean;
  readonly counts?: Counts;
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
  readonly counts?: Counts;
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

/** How soon to look again for a slot that another worker may free at any time. */
const slotMilliseconds = 20;
/** Who waited this long goes with the urgent ones, so that a stream of them starves nobody. */
const patienceMilliseconds = 120_000;
const absentMilliseconds = 5_000;

/** Lets one call go now, or says when to ask again. Nothing that asks again when told to waits for ever. Pure. */
export function admit(before: Pace, ask: Ask, rules: PaceRules, now: Instant): { readonly pace: Pace; readonly admission: Admission } {
  const pace = tidied(before, rules, now);
  const urgent = isUrgent(ask.purpose);
  const counts = ask.counts === undefined ? {} : { counts: ask.counts };
  const place = pace.line.find((waiting) => waiting.ticket === ask.ticket);
  const since = place?.since ?? now;
  const ahead = pace.line.filter(
    (other) => other.ticket !== ask.ticket && goesBefore(other, { urgent, since, placed: place !== undefined }, now),
  );
  const at = freeAt(pace, { ahead, purpose: ask.purpose, ...counts }, rules, now);
  const line = pace.line.filter((waiting) => waiting.ticket !== ask.ticket);
  if (at <= now) {
    const slot: Slot = { ticket: ask.ticket, urgent, ...counts, until: ask.holdsUntil };
    return { pace: { ...pace, line, calling: [...pace.calling, slot] }, admission: { admitted: true } };
  }
  const waiting: Waiting = { ticket: ask.ticket, urgent, ...counts, since, until: at + absentMilliseconds };
  const sorted = [...line, waiting].toSorted((a, b) => a.since - b.since);
  return { pace: { ...pace, line: sorted }, admission: { admitted: false, askAgainAt: at } };
}

/** Books what became of an admitted call. A slot that was already taken for dead is not booked twice. Pure. */
export function giveBack(before: Pace, returned: Returned, rules: PaceRules, now: Instant): Pace {
  const slot = before.calling.find((one) => one.ticket === returned.ticket);
  const pace = tidied({ ...before, calling: before.calling.filter((one) => one !== slot) }, rules, now);
  const pausedUntil = Math.max(pace.pausedUntil, returned.pausedUntil ?? 0);
  if (returned.sentAt === null) return { ...pace, pausedUntil };
  // It was counted somewhere between leaving us and answering us: count it at the latest of these.
  const latest = Math.min(returned.answeredAt ?? Infinity, returned.sentAt + rules.transitMilliseconds);
  const spent = slot === undefined ? pace : spend(pace, slot, latest, rules);
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

interface Wish {
  readonly ahead: readonly Waiting[];
  readonly purpose: Purpose;
  readonly counts?: Counts;
}

function freeAt(pace: Pace, wish: Wish, rules: PaceRules, now: Instant): Instant {
  const windows = windowsIn(rules);
  // Batches that wait for their own limit keep nobody else from going.
  const batchesAhead = wish.ahead.filter((one) => one.counts === 'batch').length;
  const own = wish.counts === 'batch' ? undefined : windows.find((window) => window.name === 'batch');
  const canGo = own === undefined ? batchesAhead : Math.max(0, Math.min(batchesAhead, roomNow(allIn(pace, own), own, now)));
  const need = wish.ahead.length - batchesAhead + canGo + 1;
  let at = Math.max(now, pace.pausedUntil);
  for (const window of windows) {
    if (!countsIn(window, wish.counts)) continue;
    const needs = window.name === 'batch' ? batchesAhead + 1 : need;
    const soon = now + slotMilliseconds;
    at = Math.max(at, roomAt(allIn(pace, window), { window, need: needs }, soon, now));
    if (wish.purpose !== 'work') continue;
    const common = counted(
      pace,
      window,
      (one) => one.common,
      pace.calling.filter((slot) => !slot.urgent),
    );
    const share = Math.max(1, window.limit - Math.ceil(window.limit * rules.keptShare));
    at = Math.max(at, roomAt(common, { window: { ...window, limit: share }, need: needs }, soon, now));
  }
  return rules.limits.concurrent - pace.calling.length >= need ? at : Math.max(at, now + slotMilliseconds);
}

const windowsIn = (rules: PaceRules): readonly Window[] => windowsOf(rules.limits, rules.slackMilliseconds);

const spentIn = (pace: Pace, name: WindowName): readonly Spent[] => pace[name] ?? [];

const allIn = (pace: Pace, window: Window): Counted => counted(pace, window, (one) => one.common + one.urgent, pace.calling);

const counted = (pace: Pace, window: Window, calls: (one: Spent) => number, calling: readonly Slot[]): Counted => ({
  spent: spentIn(pace, window.name).map((one) => ({ at: one.at, calls: calls(one) })),
  calling: calling.filter((slot) => countsIn(window, slot.counts)).length,
});

/** Forgets what no window reaches any more, the absent, and the slots of dead workers (their calls count as made). */
function tidied(pace: Pace, rules: PaceRules, now: Instant): Pace {
  const dead = pace.calling.filter((slot) => slot.until <= now);
  const alive: Pace = {
    ...pace,
    calling: pace.calling.filter((slot) => slot.until > now),
    line: pace.line.filter((one) => one.until > now),
  };
  const full = dead.reduce<Pace>((sum, slot) => spend(sum, slot, slot.until, rules), alive);
  return windowsIn(rules).reduce<Pace>((sum, window) => {
    const spent = spentIn(sum, window.name);
    return spent.length === 0 ? sum : { ...sum, [window.name]: remembered(spent, window, now) };
  }, full);
}

const spend = (pace: Pace, slot: Slot, at: Instant, rules: PaceRules): Pace =>
  windowsIn(rules)
    .filter((window) => countsIn(window, slot.counts))
    .reduce<Pace>((sum, window) => booked(sum, window, { at, common: slot.urgent ? 0 : 1, urgent: slot.urgent ? 1 : 0 }), pace);

const booked = (pace: Pace, window: Window, calls: Spent): Pace => ({
  ...pace,
  [window.name]: added(spentIn(pace, window.name), calls, window.grain),
});

/**
 * Where the provider counts fewer calls left than we do, somebody else calls in our name (another installation of the same
 * app): their calls are booked as spent now. Calls in flight may be in one count and not in the other, so they are allowed for.
 */
function withForeignCalls(pace: Pace, left: Returned['left'], rules: PaceRules, now: Instant): Pace {
  return windowsIn(rules).reduce<Pace>((sum, window) => {
    const told = window.name === 'minute' || window.name === 'day' ? left[window.name] : null;
    if (told === null) return sum;
    const recent = spentIn(pace, window.name).filter((one) => one.at + window.length > now);
    const ours = recent.reduce((all, one) => all + one.common + one.urgent, pace.calling.length);
    const foreign = window.limit - ours - told - rules.limits.concurrent;
    return foreign <= 0 ? sum : booked(sum, window, { at: now, common: 0, urgent: foreign });
  }, pace);
}

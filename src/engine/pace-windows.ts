import type { Instant } from '../core/day.ts';
import type { Limits } from '../contract/manifest.ts';
import type { HttpRequest } from '../contract/http.ts';

/** A request that has a limit of its own, beside those that all share. */
export type Counts = NonNullable<HttpRequest['counts']>;

/** Calls that count as of one instant: those of the common kind, and those that may use what is kept back. */
export interface Spent {
  readonly at: Instant;
  readonly common: number;
  readonly urgent: number;
}

export type WindowName = 'second' | 'minute' | 'day' | 'batch';

/** So many calls within any stretch of that length. */
export interface Window {
  readonly name: WindowName;
  readonly limit: number;
  readonly length: number;
  /** Calls of one grain are counted at the latest of them: it keeps the row small. */
  readonly grain: number;
  /** Added to the length, for clocks that differ between workers and for a provider that rounds. */
  readonly slack: number;
}

const minute = 60_000;
// Five thousand instants a day would be a large row; a quarter of an hour is counted as one instant, its latest.
const day = { length: 86_400_000, grain: 900_000 };

/** The windows in which a call counts. A minute that cannot be full because no second may be is left out. */
export function windowsOf(limits: Limits, slack: number): readonly Window[] {
  const { perMinute, perDay, perSecond = null, batchPerMinute = null } = limits;
  const inMinute = (name: WindowName, limit: number): Window => ({ name, limit, length: minute, grain: limit > 120 ? 500 : 50, slack });
  return [
    // The slack of a minute would be a quarter of a second, and a quarter of the limit lost to it.
    ...(perSecond === null ? [] : [{ name: 'second' as const, limit: perSecond, length: 1_000, grain: 10, slack: slack / 5 }]),
    ...(perSecond !== null && perSecond * 60 <= perMinute ? [] : [inMinute('minute', perMinute)]),
    ...(perDay === null ? [] : [{ name: 'day' as const, limit: perDay, ...day, slack }]),
    ...(batchPerMinute === null ? [] : [inMinute('batch', batchPerMinute)]),
  ];
}

export const countsIn = (window: Window, counts: Counts | undefined): boolean => window.name !== 'batch' || counts === 'batch';

/** What is still worth remembering: a while longer than the window, so that a worker whose clock is behind still sees what counts for it. */
export const remembered = (spent: readonly Spent[], window: Window, now: Instant): readonly Spent[] =>
  spent.filter((one) => one.at + window.length + Math.min(window.length, 2 * minute) > now);

export function added(spent: readonly Spent[], calls: Spent, grain: number): readonly Spent[] {
  const bucket = Math.floor(calls.at / grain);
  const index = spent.findIndex((one) => Math.floor(one.at / grain) === bucket);
  const same = spent[index];
  if (same === undefined) return [...spent, calls].toSorted((a, b) => a.at - b.at);
  const sum = { at: Math.max(same.at, calls.at), common: same.common + calls.common, urgent: same.urgent + calls.urgent };
  return spent.with(index, sum);
}

export interface Counted {
  readonly spent: readonly { readonly at: Instant; readonly calls: number }[];
  /** In flight: they count as of now, however long they have been under way, because they may arrive only now. */
  readonly calling: number;
}

/** How many more calls the window holds now. */
export const roomNow = (has: Counted, window: Window, now: Instant): number =>
  has.spent.reduce((room, one) => (one.at + window.length + window.slack > now ? room - one.calls : room), window.limit - has.calling);

/** The first instant at which the window has room for `need` more calls, if nobody else calls meanwhile. */
export function roomAt(has: Counted, wants: { readonly window: Window; readonly need: number }, soon: Instant, now: Instant): Instant {
  const length = wants.window.length + wants.window.slack;
  let missing = wants.need - roomNow(has, wants.window, now);
  if (missing <= 0) return now;
  const recent = has.spent.filter((one) => one.at + length > now);
  for (const one of recent) {
    missing -= one.calls;
    if (missing <= 0) return one.at + length;
  }
  // More are waiting or calling than the limit holds: look again when the first of what is known has left the window.
  return recent[0] === undefined ? soon : recent[0].at + length;
}

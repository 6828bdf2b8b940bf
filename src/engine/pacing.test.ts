import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { admit, defaultPaceRules, giveBack, restedPace, withoutGone } from './pacing.ts';
import type { Pace, PaceRules, Purpose } from './pacing.ts';
import { workerTickets } from './worker-tickets.ts';

const xero = { perMinute: 60, perDay: 5_000, concurrent: 5 };
const minute = 60_000;
const start = 1_800_000_000_000;
const quick = { transit: 0, answer: 10 };

interface Worker {
  readonly purpose: Purpose;
  readonly calls: number;
  /** How long its calls take to reach the provider and to be answered, in turn. */
  readonly latencies: readonly { readonly transit: number; readonly answer: number }[];
  readonly startsAt: number;
  /** It dies after so many calls, with the last one under way. */
  readonly diesAfter?: number;
  /** Its calls have a limit of their own, too. */
  readonly batches?: boolean;
}

interface Arrival {
  readonly at: number;
  readonly until: number;
  readonly worker: number;
  readonly waited: number;
}

/** Plays workers that share one pace against a provider whose counter sees each call when it arrives. */
function play(workers: readonly Worker[], rules: PaceRules): { readonly arrivals: readonly Arrival[]; readonly end: number } {
  let pace: Pace = restedPace;
  const arrivals: Arrival[] = [];
  const due: { at: number; order: number; act: () => void }[] = [];
  let order = 0;
  let now = start;
  const plan = (at: number, act: () => void): void => void due.push({ at, order: (order += 1), act });

  const call = (index: number, made: number): void => {
    const worker = workers[index];
    assert.ok(worker);
    const ticket = `${index}-${made}`;
    const latency = worker.latencies[made % worker.latencies.length] ?? { transit: 0, answer: 0 };
    let first: number | null = null;
    const counts = worker.batches === true ? { counts: 'batch' as const } : {};
    const ask = (): void => {
      first ??= now;
      const answer = admit(pace, { ticket, purpose: worker.purpose, ...counts, holdsUntil: now + 30_000 }, rules, now);
      pace = answer.pace;
      if (!answer.admission.admitted) {
        assert.ok(answer.admission.askAgainAt > now, 'asking again at once would spin');
        plan(answer.admission.askAgainAt, ask);
        return;
      }
      const answeredAt = now + latency.transit + latency.answer;
      const sentAt = now;
      arrivals.push({ at: now + latency.transit, until: answeredAt, worker: index, waited: now - first });
      if (made + 1 === worker.diesAfter) return;
      plan(answeredAt, () => {
        const told = { minute: null, day: null };
        pace = giveBack(pace, { ticket, sentAt, answeredAt: now, pausedUntil: null, left: told }, rules, now);
        if (made + 1 < worker.calls) call(index, made + 1);
      });
    };
    plan(now, ask);
  };
  workers.forEach((worker, index) => plan(start + worker.startsAt, () => call(index, 0)));
  for (let steps = 0; due.length > 0; steps += 1) {
    assert.ok(steps < 200_000, 'the line never empties');
    due.sort((a, b) => a.at - b.at || a.order - b.order);
    const next = due.shift();
    assert.ok(next);
    now = Math.max(now, next.at);
    next.act();
  }
  return { arrivals, end: now };
}

const mostWithin = (arrivals: readonly Arrival[], window: number): number => {
  const at = arrivals.map((one) => one.at).toSorted((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < at.length; to += 1) {
    while ((at[to] ?? 0) - (at[from] ?? 0) >= window) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
};

const mostAtOnce = (arrivals: readonly Arrival[]): number =>
  Math.max(...arrivals.map((one) => arrivals.filter((other) => other.at <= one.at && one.at < other.until).length));

const latency = fc.record({ transit: fc.integer({ min: 0, max: 700 }), answer: fc.integer({ min: 0, max: 3_000 }) });
const worker = fc.record({
  purpose: fc.constantFrom<Purpose>('backfill', 'work', 'settle', 'person'),
  calls: fc.integer({ min: 1, max: 60 }),
  latencies: fc.array(latency, { minLength: 1, maxLength: 4 }),
  startsAt: fc.integer({ min: 0, max: 2 * minute }),
});

test('no rolling minute at the provider ever sees more calls than its limit, whoever calls when, however slow the network', () => {
  fc.assert(
    fc.property(fc.array(worker, { minLength: 1, maxLength: 9 }), fc.integer({ min: 3, max: 30 }), (workers, perMinute) => {
      const limits = { perMinute, perDay: null, concurrent: 5 };
      const { arrivals } = play(workers, defaultPaceRules(limits));
      assert.equal(
        arrivals.length,
        workers.reduce((sum, one) => sum + one.calls, 0),
        'everybody got all their calls',
      );
      assert.ok(mostWithin(arrivals, minute) <= perMinute);
      assert.ok(mostAtOnce(arrivals) <= 5);
    }),
    { numRuns: 60 },
  );
});

test('where the provider also counts by the second, and batches by themselves, none of these windows ever sees more than its limit', () => {
  const each = fc.tuple(worker, fc.boolean()).map(([one, batches]): Worker => ({ ...one, batches }));
  const bounds = fc.record({
    perMinute: fc.integer({ min: 6, max: 40 }),
    perSecond: fc.integer({ min: 1, max: 5 }),
    batchPerMinute: fc.integer({ min: 3, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(each, { minLength: 1, maxLength: 7 }), bounds, (workers, limits) => {
      const { arrivals } = play(workers, defaultPaceRules({ ...limits, perDay: null, concurrent: 5 }));
      assert.equal(
        arrivals.length,
        workers.reduce((sum, one) => sum + one.calls, 0),
        'everybody got all their calls',
      );
      assert.ok(mostWithin(arrivals, minute) <= limits.perMinute);
      assert.ok(mostWithin(arrivals, 1_000) <= limits.perSecond);
      const batches = arrivals.filter((one) => workers[one.worker]?.batches);
      assert.ok(mostWithin(batches, minute) <= limits.batchPerMinute);
      assert.ok(mostAtOnce(arrivals) <= 5);
    }),
    { numRuns: 60 },
  );
});

test('batches that wait for their own limit keep no other call from going', () => {
  const rules = defaultPaceRules({ perMinute: 500, perSecond: 50, batchPerMinute: 2, perDay: null, concurrent: 4 });
  let pace: Pace = restedPace;
  const ask = (ticket: string, batch: boolean) => {
    const counts = batch ? { counts: 'batch' as const } : {};
    const got = admit(pace, { ticket, purpose: 'backfill', ...counts, holdsUntil: start + minute }, rules, start);
    pace = got.pace;
    return got.admission.admitted;
  };
  assert.deepEqual(
    ['b1', 'b2', 'b3', 'b4', 'b5'].map((ticket) => ask(ticket, true)),
    [true, true, false, false, false],
  );
  assert.deepEqual([ask('c1', false), ask('c2', false), ask('c3', false)], [true, true, false]);
});

test('a saturated backfill uses 95 % of five hundred calls a minute, with no more than ten in any second', () => {
  const limits = { perMinute: 500, perSecond: 10, batchPerMinute: 120, perDay: null, concurrent: 10 };
  const answers = [20, 60, 110, 40].map((answer) => ({ transit: 10, answer }));
  const workers = Array.from({ length: 10 }, (_, startsAt) => ({
    purpose: 'backfill' as const,
    calls: 200,
    latencies: answers,
    startsAt,
  }));
  const { arrivals } = play(workers, defaultPaceRules(limits));
  const sorted = arrivals.map((one) => one.at).toSorted((a, b) => a - b);
  const use = (arrivals.length - 500) / (500 * (((sorted.at(-1) ?? 0) - (sorted[499] ?? 0)) / minute));
  assert.ok(use >= 0.95, `${(use * 100).toFixed(2)} % used`);
  assert.ok(mostWithin(arrivals, 1_000) <= 10);
});

test('the pace of a connection stays a small row, also where a hundred calls go every second', () => {
  const rules = defaultPaceRules({ perMinute: 6_000, perSecond: 100, perDay: null, concurrent: 25 });
  let pace: Pace = restedPace;
  let [made, now] = [0, start];
  for (let steps = 0; made < 3_000; steps += 1) {
    assert.ok(steps < 20_000, 'the calls never end');
    const ticket = `${made}`;
    const got = admit(pace, { ticket, purpose: 'backfill', holdsUntil: now + minute }, rules, now);
    pace = got.pace;
    if (!got.admission.admitted) {
      now = got.admission.askAgainAt;
      continue;
    }
    const told = { minute: null, day: null };
    made += 1;
    pace = giveBack(pace, { ticket, sentAt: now, answeredAt: now + 3, pausedUntil: null, left: told }, rules, now + 3);
    now += 4;
  }
  assert.ok(JSON.stringify(pace).length < 20_000, `${JSON.stringify(pace).length} characters`);
});

test('a worker that dies in the middle of a call gives its place back, and its call still counts', () => {
  const calls = { purpose: 'backfill' as const, calls: 40, latencies: [{ transit: 50, answer: 200 }], startsAt: 0 };
  const limits = { perMinute: 20, perDay: null, concurrent: 2 };
  const { arrivals } = play([{ ...calls, diesAfter: 7 }, calls, calls], defaultPaceRules(limits));
  assert.equal(arrivals.length, 87);
  assert.ok(mostWithin(arrivals, minute) <= 20);
});

test('a saturated backfill uses at least 98 % of the limit', () => {
  const slow = [180, 420, 900, 260].map((answer) => ({ transit: 60, answer }));
  const workers = [1, 2, 3, 4, 5, 6].map((number) => ({ purpose: 'backfill' as const, calls: 220, latencies: slow, startsAt: number }));
  const { arrivals } = play(workers, defaultPaceRules(xero));
  const sorted = arrivals.map((one) => one.at).toSorted((a, b) => a - b);
  const minutes = ((sorted.at(-1) ?? 0) - (sorted[59] ?? 0)) / minute;
  // The first sixty go at once, whatever the rule; what counts is how many follow per minute.
  const use = (arrivals.length - 60) / (60 * minutes);
  assert.equal(arrivals.length, 1_320);
  assert.ok(use >= 0.98, `${(use * 100).toFixed(2)} % used in ${minutes.toFixed(2)} minutes`);
});

test('ordinary work leaves a tenth of the limit, and a person is served from it at once', () => {
  const now = start;
  let pace = restedPace;
  const rules = defaultPaceRules({ ...xero, concurrent: 100 });
  for (let call = 0; call < 54; call += 1) {
    const got = admit(pace, { ticket: `w${call}`, purpose: 'work', holdsUntil: now + 1_000 }, rules, now);
    assert.ok(got.admission.admitted);
    pace = got.pace;
  }
  const refused = admit(pace, { ticket: 'w54', purpose: 'work', holdsUntil: now + 1_000 }, rules, now);
  assert.equal(refused.admission.admitted, false);
  assert.ok(admit(refused.pace, { ticket: 'p', purpose: 'person', holdsUntil: now + 1_000 }, rules, now).admission.admitted);
  assert.ok(admit(refused.pace, { ticket: 's', purpose: 'settle', holdsUntil: now + 1_000 }, rules, now).admission.admitted);
});

test('a stream of urgent calls does not starve the work behind it', () => {
  const urgent = [0, 1, 2, 3, 4].map((startsAt) => ({ purpose: 'settle' as const, calls: 60, latencies: [quick], startsAt }));
  const work: Worker = { purpose: 'work', calls: 2, latencies: [quick], startsAt: 5_000 };
  const { arrivals } = play([...urgent, work], defaultPaceRules({ perMinute: 6, perDay: null, concurrent: 5 }));
  const waits = arrivals.filter((one) => one.worker === 5).map((one) => one.waited);
  assert.equal(waits.length, 2);
  assert.ok(Math.max(...waits) < 5 * minute, `waited ${Math.max(...waits) / minute} minutes`);
});

test('when the provider says to wait, everybody on the connection waits', () => {
  const rules = defaultPaceRules(xero);
  const first = admit(restedPace, { ticket: 'a', purpose: 'work', holdsUntil: start + 30_000 }, rules, start);
  const told = { ticket: 'a', sentAt: start, answeredAt: start + 90, pausedUntil: start + 37_000, left: { minute: null, day: null } };
  const paused = giveBack(first.pace, told, rules, start + 90);
  const next = admit(paused, { ticket: 'b', purpose: 'person', holdsUntil: start + 60_000 }, rules, start + 100);
  assert.deepEqual(next.admission, { admitted: false, askAgainAt: start + 37_000 });
  const after = admit(next.pace, { ticket: 'b', purpose: 'person', holdsUntil: start + 90_000 }, rules, start + 37_000);
  assert.ok(after.admission.admitted);
});

test('the daily limit lets no more than its calls through in any rolling day', () => {
  const calls: Worker = { purpose: 'backfill', calls: 130, latencies: [{ transit: 0, answer: 100 }], startsAt: 0 };
  const { arrivals } = play([calls], defaultPaceRules({ perMinute: 60, perDay: 50, concurrent: 5 }));
  assert.equal(arrivals.length, 130);
  assert.ok(mostWithin(arrivals, 24 * 60 * minute) <= 50);
});

test('calls that somebody else made in our name are counted, once', () => {
  const rules = defaultPaceRules(xero);
  let pace: Pace = restedPace;
  for (const [at, left] of [
    [0, 19],
    [1_000, 18],
  ] as const) {
    const got = admit(pace, { ticket: `${at}`, purpose: 'backfill', holdsUntil: start + at + 30_000 }, rules, start + at);
    const told = { ticket: `${at}`, sentAt: start + at, answeredAt: start + at + 9, pausedUntil: null, left: { minute: left, day: null } };
    pace = giveBack(got.pace, told, rules, start + at + 9);
  }
  const spent = pace.minute.reduce((sum, one) => sum + one.common + one.urgent, 0);
  // 60 - 18 are gone; up to five of them may be ours, in flight between the two counts.
  assert.equal(spent, 60 - 18 - 5);
});

test('after a restart the calls of the killed process do not hold up the next one, and still count', () => {
  const rules = defaultPaceRules({ perMinute: 10, perDay: null, concurrent: 2 });
  const process = (life: string) => workerTickets({ host: 'h', pid: 7, life, isRunning: () => true, fresh: () => randomUUID() });
  const [killed, next] = [process('first'), process('second')];
  let pace = restedPace;
  for (let call = 0; call < 2; call += 1) {
    pace = admit(pace, { ticket: killed.ticket(), purpose: 'work', holdsUntil: start + 2 * minute }, rules, start).pace;
  }
  const ask = { ticket: next.ticket(), purpose: 'work' as const, holdsUntil: start + 2 * minute };
  assert.equal(admit(pace, ask, rules, start + 1).admission.admitted, false);
  const got = admit(withoutGone(pace, next.isGone, start + 1), ask, rules, start + 1);
  assert.ok(got.admission.admitted);
  assert.equal(
    got.pace.minute.reduce((sum, one) => sum + one.common, 0),
    2,
  );
});

test('a worker is taken for gone only when its process surely ended', () => {
  const on = (host: string, pid: number, running: readonly number[] = []) =>
    workerTickets({ host, pid, life: `${host}${pid}`, isRunning: (one) => running.includes(one), fresh: () => randomUUID() });
  const here = on('here', 1, [2]);
  assert.equal(here.isGone(here.ticket()), false);
  assert.equal(here.isGone(on('here', 2).ticket()), false);
  assert.equal(here.isGone(on('here', 3).ticket()), true);
  assert.equal(here.isGone(on('elsewhere', 3).ticket()), false);
  assert.equal(here.isGone('some-other-ticket'), false);
});

test('a pass that was given back unused costs nothing', () => {
  const rules = defaultPaceRules(xero);
  const got = admit(restedPace, { ticket: 'a', purpose: 'work', holdsUntil: start + 30_000 }, rules, start);
  const back = { ticket: 'a', sentAt: null, answeredAt: null, pausedUntil: null, left: { minute: null, day: null } };
  assert.deepEqual(giveBack(got.pace, back, rules, start + 5), restedPace);
});

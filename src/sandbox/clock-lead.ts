import { z } from 'zod';
import type { Instant } from '../core/day.ts';
import type { SharedClock } from './clock.ts';
import { json } from './host.ts';
import type { Incoming, Outgoing, Route } from './host.ts';

/**
 * Lets workers in other processes share a virtual clock (`followClock` is the other end):
 * GET  /_sandbox/clock          what time it is
 * GET  /_sandbox/clock/follow   joins; a line of JSON now, and one at each wake-up. Closing it leaves: a killed worker stops nothing
 * POST /_sandbox/clock/asleep   { follower, until }: nothing to do before that instant (null: before somebody calls)
 * POST /_sandbox/clock/awake    { follower }: something called
 * A follower that is awake holds the clock, so that its time is right for as long as it is awake.
 */
export function clockRoutes(clock: SharedClock): readonly Route[] {
  const followers = new Map<string, Follower>();
  let joined = 0;

  const follow = (): Outgoing => ({
    stream: (write, closed) => {
      joined += 1;
      const id = String(joined);
      const tell = (): void => write(`${JSON.stringify({ follower: id, now: clock.now() })}\n`);
      const follower = createFollower(clock, tell);
      followers.set(id, follower);
      closed.addEventListener('abort', () => {
        followers.delete(id);
        follower.leave();
      });
      tell();
    },
  });
  const told = (incoming: Incoming, act: (follower: Follower, until: Instant | null) => void): Outgoing => {
    const message = messages.parse(JSON.parse(incoming.body));
    const follower = followers.get(message.follower);
    if (!follower) return json(404, { error: `nobody follows this clock as ${message.follower}` });
    act(follower, message.until);
    return json(200, { now: clock.now() });
  };

  return [
    { prefix: '/_sandbox/clock', answer: () => json(200, { isVirtual: clock.isVirtual, now: clock.now() }) },
    { prefix: '/_sandbox/clock/follow', answer: () => (clock.isVirtual ? follow() : json(409, { error: keepsRealTime })) },
    { prefix: '/_sandbox/clock/asleep', answer: (incoming) => told(incoming, (follower, until) => follower.sleep(until)) },
    { prefix: '/_sandbox/clock/awake', answer: (incoming) => told(incoming, (follower) => follower.wake()) },
  ];
}

const keepsRealTime = 'this sandbox keeps real time; start it with --virtual to share its clock';
const messages = z.object({ follower: z.string(), until: z.number().nullable().default(null) });

interface Follower {
  sleep(until: Instant | null): void;
  wake(): void;
  leave(): void;
}

function createFollower(clock: SharedClock, tell: () => void): Follower {
  let release = clock.hold();
  let asleep: AbortController | null = null;
  const wake = (): void => {
    asleep?.abort();
    asleep = null;
    release();
    release = clock.hold();
  };
  const woken = (): void => {
    wake();
    tell();
  };
  return {
    wake,
    sleep(until) {
      asleep?.abort();
      const sleeping = new AbortController();
      asleep = sleeping;
      release();
      if (until === null) return;
      // Rejected only when called or gone in the meantime; both are dealt with there.
      clock.sleepUntil(until, sleeping.signal).then(woken, () => {});
    },
    leave() {
      asleep?.abort();
      release();
    },
  };
}

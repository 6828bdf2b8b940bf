import type { Instant } from '../core/day.ts';
import { Refused } from '../contract/refused.ts';
import { admit, giveBack, leaveLine, withoutGone } from './pacing.ts';
import type { PaceRules, Purpose, Returned } from './pacing.ts';
import type { Counts } from './pace-windows.ts';
import type { ConnectionName, EdgeClock, PaceStore } from './edge-ports.ts';

/** The right to send one request. It is spent by sending, or given back; a lost one frees itself at `holdsUntil`. */
export interface Pass {
  readonly purpose: Purpose;
  readonly holdsUntil: Instant;
  giveBack(returned: Omit<Returned, 'ticket'>): Promise<void>;
}

/** What is given back with a pass through which nothing was sent. */
export const unsent = { sentAt: null, answeredAt: null, pausedUntil: null, left: { minute: null, day: null } } as const;

export interface PaceGate {
  /**
   * Waits for its turn. Throws `Refused('throttled')` with the seconds to wait when the turn is further away than is worth
   * waiting for here, or when it would come after `before`. `counts` is the request's own.
   */
  enter(purpose: Purpose, call?: { readonly counts?: Counts | undefined; readonly before?: Instant }): Promise<Pass>;
}

export interface PaceGateParts {
  readonly of: ConnectionName;
  /** For messages: 'Xero'. */
  readonly label: string;
  readonly store: PaceStore;
  readonly clock: EdgeClock;
  readonly rules: PaceRules;
  /** A fresh id, unique across workers. */
  readonly ticket: () => string;
  /** Whether the worker that took a ticket surely ended; see `workerTickets`. */
  readonly isGone?: (ticket: string) => boolean;
  /** How long a pass may be held: from entering to the answer. */
  readonly holdSeconds: number;
  /** Beyond that the caller does better to come back later than to sleep on its lease. */
  readonly waitSeconds: number;
}

/** The gate of a provider without limits. */
export const openGate: PaceGate = {
  enter: (purpose) => Promise.resolve({ purpose, holdsUntil: Infinity, giveBack: () => Promise.resolve() }),
};

/**
 * One gate per connection and process; the pace itself is shared by all processes. A call costs two short transactions
 * (0.7 ms each on two busy cores), so grants are not taken in blocks: what is left of a block would be lost to the limit.
 */
export function paceGate(parts: PaceGateParts): PaceGate {
  // Common calls first line up here, so that the shared line stays short and this process wakes its own without polling.
  const { concurrent, batchPerMinute = null } = parts.rules.limits;
  const local = createTurns(concurrent);
  // Batches that wait for their own limit must not take the places of the others.
  const localBatches = batchPerMinute === null ? local : createTurns(concurrent);
  return {
    enter: async (purpose, { counts, before = Infinity } = {}) => {
      const isCommon = purpose === 'work' || purpose === 'backfill';
      const leave = isCommon ? await (counts === 'batch' ? localBatches : local).take() : () => {};
      try {
        return await admitted(parts, purpose, { ...(counts && { counts }), before, leave });
      } catch (cause) {
        leave();
        throw cause;
      }
    },
  };
}

async function admitted(
  parts: PaceGateParts,
  purpose: Purpose,
  turn: { readonly counts?: Counts; readonly before: Instant; readonly leave: () => void },
): Promise<Pass> {
  const counts = turn.counts === undefined ? {} : { counts: turn.counts };
  const { of, store, clock, rules, isGone = () => false } = parts;
  const ticket = parts.ticket();
  const begun = clock.now();
  for (;;) {
    const now = clock.now();
    const holdsUntil = now + parts.holdSeconds * 1_000;
    const admission = await clock.during(() =>
      store.change(of, (pace) => {
        const next = admit(withoutGone(pace, isGone, now), { ticket, purpose, ...counts, holdsUntil }, rules, now);
        return { pace: next.pace, result: next.admission };
      }),
    );
    if (admission.admitted) {
      const spent = async (returned: Omit<Returned, 'ticket'>): Promise<void> => {
        turn.leave();
        await clock.during(() =>
          store.change(of, (pace) => ({ pace: giveBack(pace, { ...returned, ticket }, rules, clock.now()), result: null })),
        );
      };
      return { purpose, holdsUntil, giveBack: spent };
    }
    const at = admission.askAgainAt;
    if (at >= turn.before || at - begun > parts.waitSeconds * 1_000) {
      await clock.during(() => store.change(of, (pace) => ({ pace: leaveLine(pace, ticket), result: null })));
      throw tooFar(parts, Math.max(1, Math.ceil((at - clock.now()) / 1_000)));
    }
    await clock.sleepUntil(at);
  }
}

const tooFar = (parts: PaceGateParts, seconds: number): Refused =>
  new Refused(
    'throttled',
    `${parts.label} takes no more calls of this connection for ${seconds} seconds; the limit is ${parts.rules.limits.perMinute} a minute` +
      `${parts.rules.limits.perDay === null ? '' : ` and ${parts.rules.limits.perDay} a day`}. It goes on by itself.`,
    seconds,
  );

interface Turns {
  /** Resolves, first come first served, with the way to give the turn back. */
  take(): Promise<() => void>;
}

function createTurns(atOnce: number): Turns {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  const back = (): (() => void) => {
    let isBack = false;
    return () => {
      if (isBack) return;
      isBack = true;
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    };
  };
  return {
    take: async () => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return back();
    },
  };
}

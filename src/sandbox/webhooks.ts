import type { Instant } from '../core/day.ts';
import { seededChance } from './chance.ts';
import type { SharedClock } from './clock.ts';
import type { Change } from './request.ts';

/** Something that happened in an account, as a webhook tells it. */
export interface Happening extends Change {
  readonly account: string;
  readonly at: Instant;
}

/** How a provider words and signs its webhooks. */
export interface WebhookDialect {
  /** Null: this provider does not tell of such a thing. Otherwise the event, as it stands in the body. */
  readonly event: (happening: Happening) => unknown;
  readonly body: (events: readonly unknown[], sequence: { readonly first: number; readonly last: number }) => string;
  readonly signature: (body: string, secret: string) => Readonly<Record<string, string>>;
  /** True: before it sends anything, it sends an empty delivery signed well and one signed badly, and expects 200 and 401. */
  readonly handshake: boolean;
  /** Most events in one delivery. */
  readonly batch: number;
}

export interface WebhookSetting {
  readonly url: string;
  readonly secret: string;
  /** The share (0 to 1) of events that never go out, go out twice, or go out after the next one. */
  readonly lose?: number;
  readonly double?: number;
  readonly reorder?: number;
  readonly seed?: number;
}

export type WebhookState = { readonly is: 'none' | 'handshake' | 'on' } | { readonly is: 'off'; readonly why: string };

export interface Webhooks {
  /** Replaces the former address; what that one did not take goes to the new one. */
  register(setting: WebhookSetting): void;
  tell(account: string, changes: readonly Change[]): void;
  state(): WebhookState;
  /** Stops sending for good. */
  close(): void;
}

export function createWebhooks(clock: SharedClock, dialect: WebhookDialect): Webhooks {
  let current: Subscription | null = null;
  return {
    register(setting) {
      const untaken = current?.close() ?? [];
      current = subscribe(clock, dialect, setting);
      current.takeOver(untaken);
    },
    tell(account, changes) {
      for (const change of changes) {
        const event = dialect.event({ at: clock.now(), ...change, account });
        if (event !== null) current?.add(event);
      }
    },
    state: () => current?.state() ?? { is: 'none' },
    close: () => void current?.close(),
  };
}

interface Subscription {
  add(event: unknown): void;
  takeOver(events: readonly unknown[]): void;
  state(): WebhookState;
  /** What nobody has taken yet. */
  close(): readonly unknown[];
}

function subscribe(clock: SharedClock, dialect: WebhookDialect, setting: WebhookSetting): Subscription {
  const closed = new AbortController();
  const disturbed = disturbance(setting);
  let state: WebhookState = { is: dialect.handshake ? 'handshake' : 'on' };
  let waiting: unknown[] = [];
  const untaken = new Set<readonly unknown[]>();
  let sequence = 0;
  let isSending = false;

  const off = (why: string): void => {
    if (!closed.signal.aborted) state = { is: 'off', why };
    waiting = [];
    untaken.clear();
  };
  const send = (body: string, secret = setting.secret): Promise<number> =>
    post(clock, { url: setting.url, body, headers: dialect.signature(body, secret), closed: closed.signal });

  // One delivery at a time; what happens meanwhile goes together in the next. A delivery that fails is repeated by itself.
  const sendWaiting = async (): Promise<void> => {
    if (isSending || state.is !== 'on') return;
    isSending = true;
    while (waiting.length > 0 && !closed.signal.aborted) {
      const events = waiting.splice(0, dialect.batch);
      const body = dialect.body(events, { first: sequence + 1, last: sequence + events.length });
      sequence += events.length;
      untaken.add(events);
      const isTaken = async (): Promise<boolean> => (await send(body)) === 200 && untaken.delete(events);
      if (!(await isTaken())) void later(clock, closed.signal).then(() => insist(clock, closed.signal, isTaken, () => off(noTaker)));
    }
    isSending = false;
  };
  const queue = (events: readonly unknown[]): void => {
    waiting.push(...events);
    setImmediate(() => void sendWaiting());
  };
  const shakeHands = async (): Promise<boolean> => {
    const body = dialect.body([], { first: 0, last: 0 });
    const isWelcome = (await send(body)) === 200 && (await send(body, `not ${setting.secret}`)) === 401;
    if (isWelcome) state = { is: 'on' };
    return isWelcome;
  };

  if (dialect.handshake) void insist(clock, closed.signal, shakeHands, () => off(noHandshake)).then(sendWaiting);
  return {
    add(event) {
      if (state.is === 'off') return;
      queue(disturbed.take(event));
      // If no other event comes to be overtaken by, it goes out anyhow.
      if (disturbed.isHolding()) void later(clock, closed.signal).then(() => queue(disturbed.rest()));
    },
    takeOver: queue,
    state: () => state,
    close: () => {
      closed.abort(new Error('the webhook was replaced or the sandbox closed'));
      const left = [...[...untaken].flat(), ...waiting, ...disturbed.rest()];
      waiting = [];
      return left;
    },
  };
}

const noTaker = 'it did not answer 200 for a day';
const noHandshake = 'it did not answer 200 to a good and 401 to a bad signature';

interface Disturbance {
  /** What goes out in place of an event: nothing, itself, itself twice, or nothing now and both after the next one. */
  take(event: unknown): readonly unknown[];
  isHolding(): boolean;
  /** What still waits for a next one. */
  rest(): readonly unknown[];
}

function disturbance({ lose = 0, double = 0, reorder = 0, seed = 1 }: WebhookSetting): Disturbance {
  const chance = seededChance(seed);
  let held: readonly unknown[] = [];
  const rest = (): readonly unknown[] => {
    const out = held;
    held = [];
    return out;
  };
  return {
    rest,
    isHolding: () => held.length > 0,
    take(event) {
      // Three draws whatever happens, so that the fate of one event does not depend on the shares chosen for the others.
      const [isLost, isDoubled, isLate] = [chance() < lose, chance() < double, chance() < reorder];
      if (isLost) return [];
      const copies = isDoubled ? [event, event] : [event];
      if (!isLate || held.length > 0) return [...copies, ...rest()];
      held = copies;
      return [];
    },
  };
}

// 5, 10, 20 … seconds, at most an hour apart, for a day.
const firstPause = 5_000;
const longestPause = 3_600_000;
const giveUpAfter = 86_400_000;

/** Resolves after the first pause, or at once when the subscription is closed. */
const later = (clock: SharedClock, closed: AbortSignal): Promise<void> =>
  clock.sleepUntil(clock.now() + firstPause, closed).catch(() => {});

/** Tries until it is done, less and less often. */
async function insist(clock: SharedClock, closed: AbortSignal, attempt: () => Promise<boolean>, giveUp: () => void): Promise<void> {
  const end = clock.now() + giveUpAfter;
  for (let pause = firstPause; !closed.aborted; pause = Math.min(pause * 2, longestPause)) {
    if (await attempt()) return;
    if (clock.now() + pause > end) return giveUp();
    await clock.sleepUntil(clock.now() + pause, closed).catch(() => {});
  }
}

/** The status; 0 when there was no answer within five seconds of the machine's time. */
async function post(
  clock: SharedClock,
  {
    url,
    body,
    headers,
    closed,
  }: { readonly url: string; readonly body: string; readonly headers: Readonly<Record<string, string>>; readonly closed: AbortSignal },
): Promise<number> {
  const signal = AbortSignal.any([closed, AbortSignal.timeout(5_000)]);
  return clock.during(async () => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
        signal,
        redirect: 'manual',
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  });
}

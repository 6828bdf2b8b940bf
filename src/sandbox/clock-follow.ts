import { Agent, get, request } from 'node:http';
import { z } from 'zod';
import type { Instant } from '../core/day.ts';
import { holding, realClock, refuseAborted } from './clock.ts';
import type { SharedClock } from './clock.ts';
import { createRest } from './rest.ts';

/** A clock that another process keeps. */
export interface FollowedClock extends SharedClock {
  /** Stops following, so that time goes on without this process. Whoever still sleeps is rejected. */
  leave(): void;
}

/** How long a sandbox may take to answer: one that accepts connections and never answers would else hold everything up for ever. */
const patience = 30_000;

/**
 * Joins the virtual clock of the sandbox at `url`. From then on time stands still there while this process is awake, in the
 * sense of `SharedClock`. A process that ends in whatever way leaves by that.
 */
export async function followClock(url: string, waits: number = patience): Promise<FollowedClock> {
  const machine = realClock();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let now: Instant = 0;
  let follower = '';
  let gone: Error | null = null;
  // One message after the other: an `asleep` that overtakes an `awake` would let time pass under our feet.
  let last: Promise<void> = Promise.resolve();

  const moveTo = (at: Instant): void => {
    now = Math.max(now, at);
    rest.wake(now);
  };
  // Time can have moved while a message was under way; the wake-up that tells so may still be coming.
  const answered = (at: Instant): void => {
    if (at > now) moveTo(at);
  };
  const lose = (reason: Error): void => {
    gone ??= reason;
    rest.fail(gone);
    agent.destroy();
  };
  const tell = (what: 'asleep' | 'awake', until: Instant | null): void => {
    last = last
      .then(() => (gone ? undefined : post({ agent, waits }, `${url}/_sandbox/clock/${what}`, { follower, until }).then(answered)))
      .catch((error: unknown) => lose(new Error(`the sandbox that keeps the clock does not answer: ${url}`, { cause: error })));
  };
  const rest = createRest({
    quiet: (earliest) => tell('asleep', earliest),
    stirred: () => tell('awake', null),
  });

  const leave = await join(`${url}/_sandbox/clock/follow`, waits, {
    line: (line) => {
      follower = line.follower;
      moveTo(line.now);
    },
    ended: () => lose(new Error(`the sandbox that keeps the clock is gone: ${url}`)),
  });
  return {
    isVirtual: true,
    now: () => now,
    sleepUntil: async (at, signal) => {
      refuseAborted(signal);
      if (gone) {
        // Whoever goes round and round over its sleep would not even hear that it is to end.
        await machine.sleepUntil(machine.now() + 1_000, signal);
        throw gone;
      }
      if (at > now) await rest.sleepUntil(at, signal);
    },
    hold: rest.hold,
    during: (work) => holding(rest.hold, work),
    leave: () => {
      lose(new Error('this process stopped following the clock'));
      leave();
    },
  };
}

const lines = z.object({ follower: z.string(), now: z.number() });

/** Resolves after the first line, with the way to close the stream. */
const join = (
  url: string,
  waits: number,
  on: { readonly line: (line: z.infer<typeof lines>) => void; readonly ended: () => void },
): Promise<() => void> =>
  new Promise((resolve, reject) => {
    const asked = get(url, { agent: false }, (response) => {
      response.setEncoding('utf8');
      if (response.statusCode !== 200) {
        response.on('data', (text: string) => reject(new Error(`cannot follow the clock at ${url}: ${text}`)));
        return;
      }
      let text = '';
      response.on('data', (more: string) => {
        const parts = (text + more).split('\n');
        text = parts.pop() ?? '';
        for (const part of parts) on.line(lines.parse(JSON.parse(part)));
        // From here on it only speaks when time moves.
        asked.setTimeout(0);
        resolve(() => asked.destroy());
      });
      response.on('close', on.ended);
      response.on('error', on.ended);
    });
    asked.setTimeout(waits, () => asked.destroy(silent(url)));
    asked.on('error', (error) => {
      reject(error);
      on.ended();
    });
  });

const silent = (url: string): Error => new Error(`the sandbox that keeps the clock does not answer: ${url}`);

const times = z.object({ now: z.number() });

const post = ({ agent, waits }: { readonly agent: Agent; readonly waits: number }, url: string, body: unknown): Promise<Instant> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { agent, method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (more: string) => (text += more));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(times.parse(JSON.parse(text)).now);
        else reject(new Error(text));
      });
    });
    asked.setTimeout(waits, () => asked.destroy(silent(url)));
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
  });

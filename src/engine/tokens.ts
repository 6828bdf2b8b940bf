import type { Instant } from '../core/day.ts';
import type { HttpResponse } from '../contract/http.ts';
import { Refused } from '../contract/refused.ts';
import type { EdgeClock, SignInName, TokenSet, TokenStore, Unguessable } from './edge-ports.ts';
import type { TokenAnswer } from './oauth.ts';
import { Unanswered } from './wire.ts';

/** The access tokens of one sign-in, as calls use them. */
export interface TokenSource {
  /** One that is good for some minutes yet. Throws `ReconnectNeeded` when only a person can get another. */
  current(): Promise<string>;
  /** After an answer 401 to `used`: another token to try with, or null where a new one would fare no better. */
  renewAfter401(used: string, response: HttpResponse): Promise<string | null>;
}

/** The provider refuses to renew the sign-in. Nothing was written and nothing is lost: the tasks wait for a person. */
export class ReconnectNeeded extends Refused {
  constructor(label: string) {
    super(
      'unauthorized',
      `${label} no longer accepts the sign-in of this connection. Nothing is lost: what is due waits. ` +
        `Sign in again, to the same organisation, from the connection's page or with "tieout connect".`,
    );
    this.name = 'ReconnectNeeded';
  }
}

export interface TokenParts {
  readonly of: SignInName;
  readonly label: string;
  readonly store: TokenStore;
  readonly clock: EdgeClock;
  readonly fresh: Unguessable;
  /** How long a spent refresh token may be replayed, in seconds. */
  readonly graceSeconds: number;
  readonly ask: (refresh: string) => Promise<TokenAnswer>;
}

const leaseMilliseconds = 40_000;
const earlyMilliseconds = 300_000;
/** A token that expires this soon is not worth sending. */
const shortMilliseconds = 5_000;
const freshMilliseconds = 60_000;
/** Longer than two renewals take: whoever waits beyond that waits for others that fail one after the other. */
const waitMilliseconds = 120_000;

/**
 * One source per sign-in and process. Within a process one renewal runs at a time; between processes the lease on the row
 * decides who asks, and everybody else waits for what is committed. A refresh token is used only after it was committed.
 */
export function openTokens(parts: TokenParts): TokenSource {
  const { clock } = parts;
  let known: TokenSet | null = null;
  let renewing: Promise<TokenSet> | null = null;
  const renewed = async (spent: string | null): Promise<TokenSet> => {
    renewing ??= renew(parts, spent).finally(() => (renewing = null));
    return (known = await renewing);
  };
  return {
    current: async () => {
      known ??= await stored(parts);
      if (isGood(known, clock.now())) return known.access;
      const last = known;
      try {
        return (await renewed(last.access)).access;
      } catch (cause) {
        // Renewing begins early, so a provider that is down for a moment stops nobody.
        if (last.expiresAt > clock.now() + shortMilliseconds) return last.access;
        throw cause;
      }
    },
    renewAfter401: async (used, response) => {
      const isFresh = known !== null && known.access === used && clock.now() - known.issuedAt < freshMilliseconds;
      if (isFresh && !saysExpired(response)) {
        // Unless a person has signed in again meanwhile, whom an earlier revocation does not concern.
        const row = await clock.during(() => parts.store.read(parts.of));
        if (row === null || !isOther(row.tokens, used, clock.now())) return null;
        return (known = row.tokens).access;
      }
      const { access } = await renewed(used);
      return access === used ? null : access;
    },
  };
}

function isGood(tokens: TokenSet, now: Instant): boolean {
  if (tokens.refusedAt !== null) return false;
  const life = tokens.expiresAt - tokens.issuedAt;
  return now < tokens.expiresAt - Math.min(earlyMilliseconds, life / 6);
}

const saysExpired = (response: HttpResponse): boolean =>
  /expired|invalid_token/i.test(`${response.headers['www-authenticate'] ?? ''} ${response.body.slice(0, 2_000)}`);

async function stored(parts: TokenParts): Promise<TokenSet> {
  const row = await parts.clock.during(() => parts.store.read(parts.of));
  if (row === null) throw new ReconnectNeeded(parts.label);
  return row.tokens;
}

/** Gets another token than `spent`: somebody else's if there is one by now, or else a new one. */
async function renew(parts: TokenParts, spent: string | null): Promise<TokenSet> {
  const { clock, store, of } = parts;
  const until = clock.now() + waitMilliseconds;
  for (let pause = 25; ; pause = Math.min(2 * pause, 1_000)) {
    const tokens = await stored(parts);
    if (isOther(tokens, spent, clock.now())) return tokens;
    if (tokens.refusedAt !== null) throw new ReconnectNeeded(parts.label);
    const lease = parts.fresh();
    const now = clock.now();
    const ours = await clock.during(() => store.lease(of, { token: lease, until: now + leaseMilliseconds, now }));
    if (ours === null) {
      if (clock.now() >= until)
        throw new Refused(
          'throttled',
          `${parts.label}: other processes have been renewing the sign-in for two minutes, and none has succeeded. It goes on by itself.`,
          30,
        );
      await clock.sleepUntil(clock.now() + pause);
      continue;
    }
    if (isOther(ours, spent, clock.now())) {
      await clock.during(() => store.release(of, lease));
      return ours;
    }
    return renewUnderLease(parts, ours, lease);
  }
}

const isOther = (tokens: TokenSet, spent: string | null, now: Instant): boolean =>
  tokens.refusedAt === null && tokens.access !== spent && tokens.expiresAt > now + shortMilliseconds;

async function renewUnderLease(parts: TokenParts, before: TokenSet, lease: string): Promise<TokenSet> {
  const { clock, store, of } = parts;
  let answer: TokenAnswer;
  try {
    answer = await askPatiently(parts, before);
  } catch (cause) {
    await clock.during(() => store.release(of, lease));
    throw cause;
  }
  if (answer.is === 'granted') {
    const refresh = answer.tokens.refresh ?? before.refresh;
    const previous = before.refresh === null || refresh === before.refresh ? null : { refresh: before.refresh, spentAt: clock.now() };
    const after: TokenSet = {
      ...answer.tokens,
      refresh,
      previous,
      subject: answer.tokens.subject ?? before.subject,
      scopes: answer.tokens.scopes.length > 0 ? answer.tokens.scopes : before.scopes,
      refusedAt: null,
    };
    // If the lease ran out meanwhile, somebody else renewed within the grace: what they committed is what everybody uses.
    return (await clock.during(() => store.keepRenewed(of, lease, after))) ? after : stored(parts);
  }
  if (answer.error === 'invalid_grant') {
    const isKept = await clock.during(() => store.keepRefused(of, lease, { ...before, refusedAt: clock.now() }));
    if (isKept) throw new ReconnectNeeded(parts.label);
    return stored(parts);
  }
  await clock.during(() => store.release(of, lease));
  throw new Refused(
    'unauthorized',
    `${parts.label} refuses our app itself (${answer.error}${answer.description === '' ? '' : `: ${answer.description}`}). ` +
      `Check the client id and secret of the app; the sign-in is kept.`,
  );
}

/**
 * Asks once more when the answer was lost: the provider may have spent the token, and takes it again within its grace. When it
 * refuses the latest one, the one before may still be taken: that happens when two renewals crossed.
 */
async function askPatiently(parts: TokenParts, tokens: TokenSet): Promise<TokenAnswer> {
  if (tokens.refresh === null) return { is: 'refused', error: 'invalid_grant', description: 'there is no refresh token' };
  let answer: TokenAnswer;
  try {
    answer = await parts.ask(tokens.refresh);
  } catch (cause) {
    if (!(cause instanceof Unanswered)) throw cause;
    answer = await parts.ask(tokens.refresh);
  }
  const { previous } = tokens;
  const isInGrace = previous !== null && parts.clock.now() < previous.spentAt + parts.graceSeconds * 1_000;
  if (answer.is === 'refused' && answer.error === 'invalid_grant' && isInGrace) return parts.ask(previous.refresh);
  return answer;
}

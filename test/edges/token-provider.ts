import { startHost, json } from '../../src/sandbox/host.ts';
import type { Incoming, Outgoing } from '../../src/sandbox/host.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';

/** A provider's token address in its strictest form: refresh tokens turn over, and of two that came from one only the later works. */
export interface TokenProvider {
  readonly url: string;
  /** The refresh token and access token of a fresh sign-in. */
  signIn(): { readonly access: string; readonly refresh: string };
  /** The next answers are lost after the work was done. */
  loseAnswers(count: number): void;
  /** The next requests are answered with this, and nothing is done. */
  answerWith(status: number, body: string, count: number): void;
  /** Tokens that the API still takes. */
  accepts(access: string): boolean;
  endAll(): void;
  readonly asked: () => number;
  close(): Promise<void>;
}

export async function tokenProvider(clock: SharedClock, graceSeconds = 1_800): Promise<TokenProvider> {
  let made = 0;
  let asked = 0;
  let lost = 0;
  let weather: { status: number; body: string; count: number } | null = null;
  const accessEnds = new Map<string, number>();
  // A refresh token: which one came from it last, and when it was spent.
  const refreshes = new Map<string, { spentAt: number | null; child: string | null; isDead: boolean }>();

  const issue = (): { readonly access: string; readonly refresh: string } => {
    made += 1;
    const pair = { access: `access-${made}`, refresh: `refresh-${made}` };
    accessEnds.set(pair.access, clock.now() + 1_800_000);
    refreshes.set(pair.refresh, { spentAt: null, child: null, isDead: false });
    return pair;
  };
  const renew = (refresh: string): Outgoing => {
    const known = refreshes.get(refresh);
    const isTooLate = known?.spentAt !== null && known !== undefined && clock.now() > known.spentAt + graceSeconds * 1_000;
    if (known === undefined || known.isDead || isTooLate) return json(400, { error: 'invalid_grant' });
    if (known.child !== null) {
      const replaced = refreshes.get(known.child);
      if (replaced) replaced.isDead = true;
    }
    const pair = issue();
    known.spentAt ??= clock.now();
    known.child = pair.refresh;
    const body = { access_token: pair.access, refresh_token: pair.refresh, expires_in: 1_800, token_type: 'Bearer' };
    if (lost > 0) {
      lost -= 1;
      return { cut: true };
    }
    return json(200, body);
  };
  const answer = (incoming: Incoming): Outgoing => {
    asked += 1;
    if (weather !== null && weather.count > 0) {
      weather.count -= 1;
      return { status: weather.status, body: weather.body };
    }
    return renew(new URLSearchParams(incoming.body).get('refresh_token') ?? '');
  };
  const host = await startHost({ clock, routes: [{ prefix: '/token', answer }] });
  return {
    url: host.url,
    signIn: issue,
    loseAnswers: (count) => void (lost = count),
    answerWith: (status, body, count) => void (weather = { status, body, count }),
    accepts: (access) => (accessEnds.get(access) ?? 0) > clock.now(),
    endAll: () => {
      refreshes.clear();
      accessEnds.clear();
    },
    asked: () => asked,
    close: host.close,
  };
}

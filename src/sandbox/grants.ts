import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../contract/sandbox.ts';
import type { Instant } from '../core/day.ts';
import type { Row } from './keeper.ts';

/** How long things last at a provider, in seconds. */
export interface Lifetimes {
  readonly accessSeconds: number;
  readonly refreshSeconds: number;
  /** How long a spent refresh token may be replayed, because the answer was lost. */
  readonly graceSeconds: number;
  readonly codeSeconds: number;
}

const stored = z.object({
  id: z.string(),
  client: z.string(),
  scopes: z.array(z.string()).readonly(),
  agreedAt: z.number(),
  access: z.array(z.object({ token: z.string(), until: z.number() })),
  refresh: z.array(z.object({ token: z.string(), until: z.number(), spentAt: z.number().nullable() })),
});

/** What one person allowed one application, with the tokens that stand for it. The id names the consent. */
export type Grant = z.infer<typeof stored>;

export interface Tokens {
  readonly accessToken: string;
  /** Null unless `offline_access` was granted. */
  readonly refreshToken: string | null;
}

/** Who asks with an access token. */
export type Asker =
  | { readonly is: 'unknown' }
  | { readonly is: 'expired'; readonly at: Instant }
  | { readonly is: 'known'; readonly client: string; readonly scopes: ReadonlySet<string> };

export interface Grants {
  open(client: string, scopes: readonly string[]): Grant;
  /** New tokens of a grant; the refresh token that they replace is spent. */
  issue(grant: Grant, accessToken: string): Tokens;
  /** The grant whose refresh token this is, if it is valid, or was spent within the grace. */
  redeem(client: string, refreshToken: string): Grant | null;
  asker(accessToken: string): Asker;
  expire(accessToken: string): void;
  /** Ends the grant of this token, refresh or access; false if the client has none such. */
  revoke(client: string, token: string): boolean;
  load(row: Row): void;
}

export const grantKind = 'grant';

/** `changed` is told of every change as rows to keep. */
export function createGrants(clock: Clock, lifetimes: Lifetimes, changed: (rows: readonly Row[]) => void): Grants {
  const byToken = new Map<string, Grant>();
  const keep = (grant: Grant, body: string | null): void => changed([{ account: '', kind: grantKind, id: grant.id, body }]);
  const tidyAndKeep = (grant: Grant): void => {
    for (const token of forgetOld(grant, clock.now(), lifetimes.graceSeconds)) byToken.delete(token);
    keep(grant, JSON.stringify(grant));
  };
  const access = (token: string) => byToken.get(token)?.access.find((one) => one.token === token);

  return {
    open: (client, scopes) => ({ id: randomUUID(), client, scopes, agreedAt: clock.now(), access: [], refresh: [] }),
    issue(grant, accessToken) {
      const now = clock.now();
      grant.access.push({ token: accessToken, until: now + lifetimes.accessSeconds * 1000 });
      byToken.set(accessToken, grant);
      for (const old of grant.refresh) old.spentAt ??= now;
      const refreshToken = grant.scopes.includes('offline_access') ? randomBytes(32).toString('base64url') : null;
      if (refreshToken !== null) {
        grant.refresh.push({ token: refreshToken, until: now + lifetimes.refreshSeconds * 1000, spentAt: null });
        byToken.set(refreshToken, grant);
      }
      tidyAndKeep(grant);
      return { accessToken, refreshToken };
    },
    redeem(client, refreshToken) {
      const grant = byToken.get(refreshToken);
      const token = grant?.refresh.find((one) => one.token === refreshToken);
      if (!grant || !token || grant.client !== client || token.until <= clock.now()) return null;
      const isOver = token.spentAt !== null && clock.now() - token.spentAt >= lifetimes.graceSeconds * 1000;
      return isOver ? null : grant;
    },
    asker(accessToken) {
      const [grant, token] = [byToken.get(accessToken), access(accessToken)];
      if (!grant || !token) return { is: 'unknown' };
      if (token.until <= clock.now()) return { is: 'expired', at: token.until };
      return { is: 'known', client: grant.client, scopes: new Set(grant.scopes) };
    },
    expire(accessToken) {
      const [grant, token] = [byToken.get(accessToken), access(accessToken)];
      if (!grant || !token) return;
      token.until = Math.min(token.until, clock.now());
      tidyAndKeep(grant);
    },
    revoke(client, token) {
      const grant = byToken.get(token);
      if (grant?.client !== client) return false;
      for (const one of [...grant.access, ...grant.refresh]) byToken.delete(one.token);
      keep(grant, null);
      return true;
    },
    load(row) {
      if (row.body === null) return;
      const grant = stored.parse(JSON.parse(row.body));
      for (const one of [...grant.access, ...grant.refresh]) byToken.set(one.token, grant);
    },
  };
}

// Access tokens stay known for a day after their end, so that they are called expired and not unknown.
const rememberExpired = 86_400_000;

/** Drops tokens that can no longer matter, and returns them. */
function forgetOld(grant: Grant, now: Instant, graceSeconds: number): readonly string[] {
  const isOld = (one: { readonly until: Instant }): boolean => one.until + rememberExpired < now;
  const isOver = (one: Grant['refresh'][number]): boolean =>
    isOld(one) || (one.spentAt !== null && one.spentAt + graceSeconds * 1000 < now);
  const gone = [...grant.access.filter(isOld), ...grant.refresh.filter(isOver)];
  grant.access = grant.access.filter((one) => !isOld(one));
  grant.refresh = grant.refresh.filter((one) => !isOver(one));
  return gone.map(({ token }) => token);
}

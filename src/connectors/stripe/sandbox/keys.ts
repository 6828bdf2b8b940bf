import { randomBytes } from 'node:crypto';
import { bearerOf } from '../../../sandbox/api.ts';
import type { Incoming } from '../../../sandbox/host.ts';
import { agree, sandboxClient } from '../../../sandbox/oauth.ts';
import type { SignIns } from '../../../sandbox/oauth.ts';
import { allPermissions, readPermissions } from './access.ts';

/** A secret that a person made on the dashboard. It does not end. */
export interface ApiKey {
  /** 'sk_test_…' with everything, or 'rk_test_…' with what it was given. */
  readonly key: string;
  readonly permissions: readonly string[];
}

/** Known to every sandbox: everything, and reading only. */
export const secretKey: ApiKey = { key: 'sk_test_TieoutSandboxSecret', permissions: allPermissions };
export const readingKey: ApiKey = { key: 'rk_test_TieoutSandboxReading', permissions: readPermissions };

/**
 * Lets keys pass where the sandbox knows only tokens that end: each key stands for a sign-in of its own, whose token is renewed
 * before it ends.
 */
export function createKeyring(signIns: SignIns, keys: readonly ApiKey[], account: string): (incoming: Incoming) => Incoming {
  const tokens = new Map<string, string>();
  const known = new Map(keys.map((one) => [one.key, one]));
  const tokenOf = ({ key, permissions }: ApiKey): string => {
    const held = tokens.get(key);
    if (held !== undefined && signIns.grants.asker(held).is === 'known') return held;
    const grant =
      held === undefined ? agree(signIns, sandboxClient, permissions, [account]) : signIns.grants.open(sandboxClient.id, permissions);
    const token = `key-${randomBytes(24).toString('base64url')}`;
    signIns.grants.issue(grant, token);
    tokens.set(key, token);
    return token;
  };
  return (incoming) => {
    const key = known.get(keyOf(incoming));
    return key ? { ...incoming, headers: { ...incoming.headers, authorization: `Bearer ${tokenOf(key)}` } } : incoming;
  };
}

/** By bearer, or by HTTP Basic with the key as the user's name. */
export function keyOf(incoming: Incoming): string {
  const [scheme = '', encoded = ''] = (incoming.headers['authorization'] ?? '').split(' ');
  if (scheme.toLowerCase() !== 'basic') return bearerOf(incoming);
  return Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? '';
}

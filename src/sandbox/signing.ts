import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Signs JSON web tokens with RS256, and shows the public key with which anybody can check them. */
export interface Signer {
  token(claims: Readonly<Record<string, unknown>>): string;
  /** The key set document of the address that discovery names as `jwks_uri`. */
  keySet(): unknown;
}

let key: { readonly id: string; readonly secret: KeyObject } | null = null;

/** One key for all sandboxes of this process, made when it is first needed: that takes a fifth of a second. */
const made = () => (key ??= { id: randomUUID(), secret: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey });

export function createSigner(): Signer {
  return {
    token(claims) {
      const { id, secret } = made();
      const text = `${encode({ alg: 'RS256', kid: id, typ: 'JWT' })}.${encode(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), secret).toString('base64url')}`;
    },
    keySet() {
      const { id, secret } = made();
      return { keys: [{ ...createPublicKey(secret).export({ format: 'jwk' }), kid: id, use: 'sig', alg: 'RS256' }] };
    },
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** What OpenID Connect calls `at_hash`: ties an identity token to the access token beside it. */
export const halfHash = (token: string): string =>
  createHash('sha256').update(token, 'ascii').digest().subarray(0, 16).toString('base64url');

/** What PKCE sends ahead (S256) of the verifier that it shows later. */
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier, 'ascii').digest('base64url');

import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Delivery, Nudge } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { isSignature } from '../../contract/signature.ts';
import { objectIn } from '../../core/json.ts';
import { textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** How old a signature may be: what was overheard is not worth sending again. */
const toleranceSeconds = 300;

interface Token {
  readonly head: Wire;
  readonly claims: Wire;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** The key id that a delivery names in the head of its token; null when there is no token of the one sort that Plaid sends. */
export function keyNamedBy(headers: Delivery['headers']): string | null {
  const token = tokenIn(headers);
  return token === null || textOf(token.head, 'alg') !== 'ES256' ? null : textOf(token.head, 'kid');
}

/**
 * Reads a webhook. Its header `plaid-verification` is a JSON web token, signed with ES256 by a key that Plaid gives to whoever asks
 * for its id; its claims are when it was signed and the SHA-256 of the body ("Webhook verification"). The keys come as JSON texts.
 */
export function readNudge({ headers, body, secrets, now }: Delivery): Nudge {
  const token = tokenIn(headers);
  const named = keyNamedBy(headers);
  const key = secrets.map((secret) => objectIn(secret)).find((one) => one !== null && named !== null && textOf(one, 'kid') === named);
  if (token === null || key === null || key === undefined || !isGenuine(token, key))
    throw new Refused('forbidden', 'the webhook is not signed with a key of Plaid');
  // Only age counts: our clock may be behind theirs.
  const signedAt = textOf(token.claims, 'iat') ?? '';
  if (!/^\d{1,12}$/.test(signedAt) || now / 1000 - Number(signedAt) > toleranceSeconds)
    throw new Refused('forbidden', `the webhook was signed more than ${toleranceSeconds} seconds ago`);
  if (!isSignature(textOf(token.claims, 'request_body_sha256') ?? '', sha256(body)))
    throw new Refused('forbidden', 'the webhook is signed, but its body is another one');
  const event = objectIn(body);
  const item = textOf(event, 'item_id');
  if (event === null || item === null) throw new Refused('invalid', 'the webhook is signed, but its body names no item');
  const touched = isNews(event) ? [{ account: item, kind: 'organisation', id: item } as const] : [];
  // A delivery has no id of its own. Each signing differs, and a delivery that is sent twice is the same to the letter.
  return { delivery: sha256(headers[tokenHeader] ?? ''), touched };
}

const tokenHeader = 'plaid-verification';

const itemNews: readonly string[] = [
  'ERROR',
  'LOGIN_REPAIRED',
  'NEW_ACCOUNTS_AVAILABLE',
  'USER_PERMISSION_REVOKED',
  'USER_ACCOUNT_REVOKED',
];

/** There are older codes that tell of the same lines once more; only one goes with reading by cursor. */
function isNews(event: Wire): boolean {
  const code = textOf(event, 'webhook_code') ?? '';
  return textOf(event, 'webhook_type') === 'ITEM' ? itemNews.includes(code) : code === 'SYNC_UPDATES_AVAILABLE';
}

function tokenIn(headers: Delivery['headers']): Token | null {
  const parts = (headers[tokenHeader] ?? '').split('.');
  const [head = '', claims = '', signature = ''] = parts;
  const [readHead, readClaims] = [objectIn(plain(head)), objectIn(plain(claims))];
  if (parts.length !== 3 || readHead === null || readClaims === null) return null;
  return { head: readHead, claims: readClaims, signed: `${head}.${claims}`, signature: Buffer.from(signature, 'base64url') };
}

const plain = (encoded: string): string => Buffer.from(encoded, 'base64url').toString('utf8');

function isGenuine({ signed, signature }: Token, key: Wire): boolean {
  // A key that was withdrawn says so: it may be in other hands.
  if (textOf(key, 'expired_at') !== null || textOf(key, 'crv') !== 'P-256') return false;
  const jwk = { kty: 'EC', crv: 'P-256', x: textOf(key, 'x') ?? '', y: textOf(key, 'y') ?? '' };
  try {
    return verify(
      'sha256',
      Buffer.from(signed),
      { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      signature,
    );
  } catch {
    // What is no point of the curve is no key.
    return false;
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

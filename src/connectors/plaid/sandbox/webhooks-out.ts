import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { Clock } from '../../../contract/sandbox.ts';
import type { Happening, WebhookDialect } from '../../../sandbox/webhooks.ts';
import { errorOf, loginRequired } from './refusals.ts';

/** The pair of keys with which this sandbox signs. The public half is given to whoever asks for its id. */
export interface SigningKey {
  readonly key_id: string;
  /** As `/webhook_verification_key/get` shows it. */
  readonly jwk: Readonly<Record<string, unknown>>;
  token(body: string): string;
}

export function createSigningKey(clock: Clock): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key_id = randomUUID();
  const seconds = (): number => Math.floor(clock.now() / 1000);
  return {
    key_id,
    jwk: { ...publicKey.export({ format: 'jwk' }), alg: 'ES256', kid: key_id, use: 'sig', created_at: seconds(), expired_at: null },
    token(body) {
      const claims = { iat: seconds(), request_body_sha256: createHash('sha256').update(body, 'utf8').digest('hex') };
      const text = `${encode({ alg: 'ES256', kid: key_id, typ: 'JWT' })}.${encode(claims)}`;
      return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
  };
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** One event a delivery, written with two blanks a step, as Plaid does: the signature is over these bytes. */
export const plaidWebhooks = (key: SigningKey): WebhookDialect => ({
  event: wording,
  body: ([event]) => JSON.stringify(event ?? {}, null, 2),
  signature: (body) => ({ 'plaid-verification': key.token(body) }),
  handshake: false,
  batch: 1,
});

const ofTransactions: readonly string[] = [
  'SYNC_UPDATES_AVAILABLE',
  'DEFAULT_UPDATE',
  'INITIAL_UPDATE',
  'HISTORICAL_UPDATE',
  'TRANSACTIONS_REMOVED',
];

function wording({ kind: webhook_code, id: item_id }: Happening): object {
  const common = { webhook_code, item_id, environment: 'sandbox' };
  if (!ofTransactions.includes(webhook_code))
    return { webhook_type: 'ITEM', ...common, error: webhook_code === 'ERROR' ? errorOf(loginRequired()) : null };
  const complete = webhook_code === 'SYNC_UPDATES_AVAILABLE' ? { initial_update_complete: true, historical_update_complete: true } : {};
  return { webhook_type: 'TRANSACTIONS', ...common, ...complete };
}

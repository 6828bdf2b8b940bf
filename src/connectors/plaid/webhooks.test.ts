import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Delivery } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { plaid } from './connector.ts';
import { openBank } from './testing.ts';
import { readNudge } from './webhooks.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const now = Date.parse('2026-11-02T10:00:00Z');
const key = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256', created_at: 1, expired_at: null };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

interface Signing {
  readonly head?: object;
  readonly claims?: object;
  readonly secrets?: readonly string[];
}

/** A delivery as Plaid would sign it, but for what is said. */
function delivery(event: object, { head = {}, claims = {}, secrets = [JSON.stringify(key)] }: Signing = {}): Delivery {
  const body = JSON.stringify(event, null, 2);
  const said = { iat: now / 1000, request_body_sha256: sha256(body), ...claims };
  const text = `${encode({ alg: 'ES256', kid: 'k1', typ: 'JWT', ...head })}.${encode(said)}`;
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return { headers: { 'plaid-verification': `${text}.${signature}` }, body, secrets, now, hmac: () => '' };
}

const news = { webhook_type: 'TRANSACTIONS', webhook_code: 'SYNC_UPDATES_AVAILABLE', item_id: 'item-1' };
const isForbidden = (error: unknown): boolean => error instanceof Refused && error.reason === 'forbidden';

describe('webhooks of Plaid', () => {
  test('news of lines name the item, whose lines are then read by cursor', () => {
    assert.deepEqual(readNudge(delivery(news)).touched, [{ account: 'item-1', kind: 'organisation', id: 'item-1' }]);
    assert.deepEqual(plaid.manifest.alsoChanges.organisation, ['account', 'statementLine']);
  });

  test('the older codes, which tell of the same lines once more, touch nothing', () => {
    for (const webhook_code of ['INITIAL_UPDATE', 'HISTORICAL_UPDATE', 'DEFAULT_UPDATE', 'TRANSACTIONS_REMOVED'])
      assert.deepEqual(readNudge(delivery({ ...news, webhook_code })).touched, []);
    assert.equal(readNudge(delivery({ ...news, webhook_type: 'ITEM', webhook_code: 'ERROR' })).touched.length, 1);
  });

  test('only a fresh token of a valid key over this very body is genuine', () => {
    const bad: readonly Delivery[] = [
      delivery(news, { claims: { iat: now / 1000 - 301 } }),
      delivery(news, { claims: { iat: 'soon' } }),
      delivery(news, { claims: { request_body_sha256: sha256('another') } }),
      delivery(news, { head: { alg: 'HS256' } }),
      delivery(news, { head: { alg: 'none' } }),
      delivery(news, { head: { kid: 'k2' } }),
      delivery(news, { secrets: [JSON.stringify({ ...key, expired_at: 2 })] }),
      delivery(news, { secrets: [JSON.stringify({ ...key, x: 'AAAA' })] }),
      delivery(news, { secrets: [] }),
      { ...delivery(news), body: JSON.stringify(news) },
      { ...delivery(news), headers: { 'plaid-verification': 'a.b' } },
    ];
    for (const one of bad) assert.throws(() => readNudge(one), isForbidden);
    assert.equal(readNudge(delivery(news, { claims: { iat: now / 1000 - 299 } })).touched.length, 1);
  });

  test('a signature over what is no news of an item is malformed, and not forged', () => {
    assert.throws(() => readNudge(delivery({ hello: 1 })), { reason: 'invalid' });
  });

  const bank = openBank();

  test('the key that a delivery names is asked for once, and one that Plaid does not know is no key', async () => {
    const asked: string[] = [];
    const session = bank.asking((path) => asked.push(path));
    const known: unknown = await (await fetch(`${bank.sandbox.url}/_sandbox/webhook-key`)).json();
    assert.ok(typeof known === 'object' && known !== null && 'kid' in known);
    const headersOf = (head: object) => delivery(news, { head }).headers;
    const [first, again] = [
      await session.webhookKey?.(headersOf({ kid: known.kid })),
      await session.webhookKey?.(headersOf({ kid: known.kid })),
    ];
    assert.match(first ?? '', /"crv":"P-256"/);
    assert.equal(first, again);
    assert.equal(await session.webhookKey?.(headersOf({ kid: 'nobody' })), null);
    assert.equal(await session.webhookKey?.(headersOf({ kid: known.kid, alg: 'RS256' })), null);
    assert.equal(await session.webhookKey?.({}), null);
    assert.equal(asked.length, 2);
  });
});

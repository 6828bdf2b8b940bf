import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Refused } from '../../contract/refused.ts';
import { readNudge } from './webhooks.ts';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const deliver = (body: string, signature = hmac('key', body), secrets = ['key']) =>
  readNudge({ headers: { 'x-xero-signature': signature }, body, secrets, now: 0, hmac });

const event = (eventCategory: string, resourceId: string): object => ({
  resourceUrl: `https://api.xero.com/api.xro/2.0/X/${resourceId}`,
  resourceId,
  tenantId: 'tenant-1',
  tenantType: 'ORGANISATION',
  eventCategory,
  eventType: 'UPDATE',
  eventDateUtc: '2026-11-02T00:44:09.923',
});

test('an intent to receive touches nothing when it is signed rightly, and is refused when it is not', () => {
  const body = '{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}';
  assert.deepEqual(deliver(body), { delivery: '0-0-S0m3r4Nd0mt3xt', touched: [] });
  assert.throws(() => deliver(body, hmac('another key', body)), { name: 'Refused', reason: 'forbidden' });
});

const version = String(Date.UTC(2026, 10, 2, 0, 44, 9, 923));

test('one delivery names contacts, invoices and credit notes of several organisations, and leaves subscriptions out', () => {
  const events = [
    event('CONTACT', 'c1'),
    { ...event('INVOICE', 'i1'), tenantId: 'tenant-2' },
    event('SUBSCRIPTION', 's1'),
    { ...event('CREDITNOTE', 'n1'), data: { Type: 'ACCPAYCREDIT', Status: 'DRAFT' } },
  ];
  assert.deepEqual(deliver(JSON.stringify({ events, firstEventSequence: 76, lastEventSequence: 79, entropy: 'FXNG' })), {
    delivery: '76-79-FXNG',
    touched: [
      { account: 'tenant-1', kind: 'contact', id: 'c1', version },
      { account: 'tenant-2', kind: 'invoice', id: 'i1', version },
      { account: 'tenant-1', kind: 'creditNote', id: 'n1', version },
    ],
  });
});

test('a signed body that is not what Xero sends is refused in words', () => {
  for (const body of ['', 'hello', '[]', '{"events":']) {
    assert.throws(
      () => deliver(body),
      (error: unknown) => error instanceof Refused && error.reason === 'invalid' && error.message.includes('not the JSON'),
    );
  }
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Refused } from '../../contract/refused.ts';
import { readNudge } from './webhooks.ts';

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const delivered = (value: unknown, key = 'verifier') => {
  const body = JSON.stringify(value);
  return { headers: { 'intuit-signature': hmac(key, body) }, body, secrets: ['verifier'], now: 0, hmac };
};
const event = (type: string, id: string, account = '9341') => ({
  specversion: '1.0',
  id: `event-${type}-${id}`,
  type,
  time: '2026-09-10T21:31:25.179851517Z',
  intuitentityid: id,
  intuitaccountid: account,
  data: {},
});

test('cloud events name what changed, for each company of the delivery', () => {
  const { touched } = readNudge(
    delivered([event('qbo.invoice.created.v1', '12'), event('qbo.creditmemo.updated.v1', '7', '555'), event('qbo.vendor.deleted.v1', '3')]),
  );
  assert.deepEqual(touched, [
    { account: '9341', kind: 'invoice', id: '12' },
    { account: '555', kind: 'creditNote', id: '7' },
    { account: '9341', kind: 'contact', id: 'Vendor/3' },
  ]);
});

test('an expense may be money spent or a refund, and a payment may be money on account: both are looked at', () => {
  const { touched } = readNudge(delivered([event('qbo.purchase.created.v1', '5'), event('qbo.payment.void.v1', '6')]));
  assert.deepEqual(
    touched.map(({ kind, id }) => `${kind} ${id}`),
    ['bankTransaction Purchase/5', 'refund Purchase/5', 'payment 6', 'bankTransaction Payment/6'],
  );
});

test('the notifications of before 2026 are read as well, and a merge touches the customer that went', () => {
  const merge = { name: 'Customer', id: '1', deletedId: '2', operation: 'Merge', lastUpdated: '2026-10-05T14:42:19-0700' };
  const { touched } = readNudge(delivered({ eventNotifications: [{ realmId: '9341', dataChangeEvent: { entities: [merge] } }] }));
  assert.deepEqual(touched, [
    { account: '9341', kind: 'contact', id: '1' },
    { account: '9341', kind: 'contact', id: '2' },
  ]);
});

test('what is of no kind that Tieout reads touches nothing', () => {
  assert.deepEqual(readNudge(delivered([event('qbo.timeactivity.created.v1', '1')])).touched, []);
});

test('a webhook that is signed with another token, or not at all, is refused', () => {
  const one = delivered([event('qbo.invoice.created.v1', '12')]);
  const isForbidden = (error: unknown): boolean => error instanceof Refused && error.reason === 'forbidden';
  assert.throws(() => readNudge(delivered([], 'another')), isForbidden);
  assert.throws(() => readNudge({ ...one, headers: {} }), isForbidden);
  assert.throws(() => readNudge({ ...one, body: `${one.body} ` }), isForbidden);
  assert.throws(() => readNudge(delivered('no list')), { reason: 'invalid' });
});

test('a delivery that comes again is known, and another one is not', () => {
  const name = (id: string): string => readNudge(delivered([event('qbo.invoice.created.v1', id)])).delivery;
  assert.equal(name('1'), name('1'));
  assert.notEqual(name('1'), name('2'));
});

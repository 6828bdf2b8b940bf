import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { Stripe } from 'stripe';
import { Refused } from '../../contract/refused.ts';
import { allTypes } from './events.ts';
import { calledAccount, readNudge } from './webhooks.ts';

const now = Date.parse('2026-11-09T09:00:00Z');
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const { webhooks } = new Stripe('sk_test_of_this_test');

interface Sent {
  readonly secret?: string;
  readonly known?: readonly string[];
  readonly secondsAgo?: number;
}

/** Signed by Stripe's own library. */
function deliver(event: object, { secret = 'whsec_now', known = ['whsec_now'], secondsAgo = 0 }: Sent = {}) {
  const body = JSON.stringify(event);
  const header = webhooks.generateTestHeaderString({ payload: body, secret, timestamp: now / 1000 - secondsAgo });
  return readNudge({ headers: { 'stripe-signature': header }, body, secrets: known, now, hmac });
}

const event = (type: string, object: object) => ({ id: 'evt_1', object: 'event', type, created: now / 1000, data: { object } });
const forged = (error: unknown): boolean => error instanceof Refused && error.reason === 'forbidden';

test('an event of the account itself names its object, and the account whose address was called', () => {
  assert.deepEqual(deliver(event('invoice.paid', { id: 'in_1', object: 'invoice' })), {
    delivery: 'evt_1',
    touched: [{ account: calledAccount, kind: 'invoice', id: 'in_1' }],
  });
});

test('a secret that is kept with its account says whose event it is', () => {
  const known = ['acct_1 whsec_one', 'acct_2 whsec_two'];
  const told = deliver(event('payout.paid', { id: 'po_1' }), { secret: 'whsec_two', known });
  assert.deepEqual(told.touched, [{ account: 'acct_2', kind: 'payout', id: 'po_1' }]);
  assert.throws(() => deliver(event('payout.paid', { id: 'po_1' }), { secret: 'acct_2 whsec_two', known }), forged);
});

test('an event of a connected account names that account', () => {
  const told = deliver({ ...event('customer.updated', { id: 'cus_1' }), account: 'acct_2' });
  assert.deepEqual(told.touched, [{ account: 'acct_2', kind: 'contact', id: 'cus_1' }]);
});

test('a charge that is not in the balance yet names nothing, and names its transaction once it is', () => {
  assert.deepEqual(deliver(event('charge.succeeded', { id: 'ch_1', balance_transaction: null })).touched, []);
  const told = deliver(event('charge.updated', { id: 'ch_1', balance_transaction: 'txn_1', failure_balance_transaction: null }));
  assert.deepEqual(told.touched, [{ account: calledAccount, kind: 'balanceTransaction', id: 'txn_1' }]);
});

test('a credit note names itself and the invoice that is owed less', () => {
  const told = deliver(event('credit_note.created', { id: 'cn_1', invoice: 'in_1' }));
  assert.deepEqual(
    told.touched.map(({ kind, id }) => `${kind} ${id}`),
    ['creditNote cn_1', 'invoice in_1'],
  );
});

test('a thin event names its object by what it is related to', () => {
  const thin = {
    id: 'evt_thin',
    object: 'v2.core.event',
    type: 'v1.payout.paid',
    created: '2026-11-09T09:00:00Z',
    related_object: { id: 'po_1', type: 'payout', url: '/v1/payouts/po_1' },
  };
  assert.deepEqual(deliver(thin), { delivery: 'evt_thin', touched: [{ account: calledAccount, kind: 'payout', id: 'po_1' }] });
});

test('an event that means nothing to the books touches nothing', () =>
  assert.deepEqual(deliver(event('product.created', { id: 'prod_1' })).touched, []));

test('either secret will do while one replaces the other, and no third', () => {
  const some = event('payout.paid', { id: 'po_1' });
  assert.equal(deliver(some, { secret: 'whsec_old', known: ['whsec_new', 'whsec_old'] }).delivery, 'evt_1');
  assert.throws(() => deliver(some, { secret: 'whsec_other', known: ['whsec_new', 'whsec_old'] }), forged);
  assert.throws(() => deliver(some, { known: [] }), forged);
});

test('of two signatures either may be ours', () => {
  const body = JSON.stringify(event('payout.paid', { id: 'po_1' }));
  const sign = (secret: string): string =>
    createHmac('sha256', secret)
      .update(`${now / 1000}.${body}`)
      .digest('hex');
  const headers = { 'stripe-signature': `t=${now / 1000},v1=${sign('theirs')},v1=${sign('ours')},v0=${sign('older')}` };
  assert.equal(readNudge({ headers, body, secrets: ['ours'], now, hmac }).delivery, 'evt_1');
  assert.throws(() => readNudge({ headers, body, secrets: ['older'], now, hmac }), forged, 'v0 is no signature');
});

test('what was signed five minutes ago is taken, and a second more is not', () => {
  const some = event('payout.paid', { id: 'po_1' });
  assert.equal(deliver(some, { secondsAgo: 300 }).delivery, 'evt_1');
  assert.throws(() => deliver(some, { secondsAgo: 301 }), forged);
});

test('a signed body that is no event is called malformed and not forged', () => {
  const header = webhooks.generateTestHeaderString({ payload: 'hello', secret: 's', timestamp: now / 1000 });
  const read = () => readNudge({ headers: { 'stripe-signature': header }, body: 'hello', secrets: ['s'], now, hmac });
  assert.throws(read, (error: unknown) => error instanceof Refused && error.reason === 'invalid');
});

test('each kind can be asked for in one list of events, which takes twenty types', () => {
  assert.ok(allTypes.length > 30, 'there are types for everything');
  assert.equal(new Set(allTypes).size, allTypes.length, 'no type is told twice');
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { Stripe } from 'stripe';
import { apiVersion } from '../../src/connectors/stripe/sandbox/facts.ts';
import { readingKey, secretKey } from '../../src/connectors/stripe/sandbox/keys.ts';
import { startStripeSandbox } from '../../src/connectors/stripe/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';

// Stripe's own SDK, which we did not write, against our sandbox.

let clock: SharedClock;
let sandbox: Sandbox;
let stripe: Stripe;

const client = (key: string, options: Partial<Stripe.StripeConfig> = {}): Stripe =>
  new Stripe(key, {
    apiVersion,
    host: '127.0.0.1',
    port: Number(new URL(sandbox.url).port),
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    ...options,
  });

const passDays = (days: number): Promise<void> => clock.sleepUntil(clock.now() + days * 86_400_000);

const refused = async (asked: Promise<unknown>): Promise<InstanceType<typeof Stripe.errors.StripeError>> => {
  const error: unknown = await asked.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Stripe.errors.StripeError, `it was not refused by Stripe: ${String(error)}`);
  return error;
};

interface Heard {
  readonly body: string;
  readonly signature: string;
}

/** Hears what is posted to it, as it stood on the wire, one after the other. */
async function listener(): Promise<{ readonly url: string; next(): Promise<Heard>; close(): void }> {
  const heard: Heard[] = [];
  const waiting: ((one: Heard) => void)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const one = { body, signature: String(request.headers['stripe-signature']) };
      const taker = waiting.shift();
      if (taker) taker(one);
      else heard.push(one);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    url: `http://127.0.0.1:${address.port}/hooks`,
    next: () => {
      const first = heard.shift();
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve));
    },
    close: () => server.close(),
  };
}

describe('the official SDK of Stripe', () => {
  before(async () => {
    clock = virtualClock(Date.parse('2026-11-02T10:00:00Z'));
    sandbox = await startStripeSandbox({ clock, limits: null });
    stripe = client(secretKey.key);
  });
  after(() => sandbox.close());

  test('a customer is made, changed, found and deleted', async () => {
    const made = await stripe.customers.create({
      name: 'Ada Ltd',
      email: 'ada@ada.example',
      address: { city: 'London', country: 'GB' },
      metadata: { shop: '7' },
    });
    assert.equal(made.address?.city, 'London');
    assert.equal((await stripe.customers.update(made.id, { name: 'Ada Limited' })).name, 'Ada Limited');
    assert.deepEqual(
      (await stripe.customers.list({ email: 'ada@ada.example' })).data.map(({ id }) => id),
      [made.id],
    );
    assert.equal((await stripe.customers.del(made.id)).deleted, true);
    assert.equal((await stripe.customers.retrieve(made.id)).deleted, true);
  });

  test('a payment, its charge and what it brought are read in one go', async () => {
    const customer = await stripe.customers.create({ name: 'Grace' });
    const intent = await stripe.paymentIntents.create({
      amount: 10825,
      currency: 'usd',
      customer: customer.id,
      confirm: true,
      expand: ['latest_charge'],
    });
    assert.ok(intent.latest_charge !== null && typeof intent.latest_charge === 'object');
    assert.equal(intent.latest_charge.balance_transaction, null);
    await clock.sleepUntil(clock.now() + 5_000);
    const { data } = await stripe.balanceTransactions.list({ source: intent.latest_charge.id, expand: ['data.source.customer'] });
    const source = data[0]?.source;
    assert.ok(source !== null && typeof source === 'object' && source.object === 'charge');
    assert.ok(typeof source.customer === 'object' && source.customer !== null && !source.customer.deleted);
    assert.deepEqual([source.customer.name, data[0]?.net], ['Grace', 10481]);
  });

  test('a list of any length is paged through, newest first, without gaps or doubles', async () => {
    const made: string[] = [];
    for (let at = 0; at < 23; at += 1) made.push((await stripe.products.create({ name: `Thing ${at}` })).id);
    const seen: string[] = [];
    for await (const product of stripe.products.list({ limit: 5 })) seen.push(product.id);
    assert.deepEqual(seen, made.toReversed());
    const middle = await stripe.products.list({ limit: 3, ending_before: made[10] ?? '' });
    assert.deepEqual([middle.data.map(({ id }) => id), middle.has_more], [[made[13], made[12], made[11]], true]);
  });

  test('an invoice with tax goes from draft to paid, and its payment leads to the charge', async () => {
    const customer = await stripe.customers.create({ name: 'Ada Ltd' });
    const rate = await stripe.taxRates.create({ display_name: 'Sales tax', percentage: 8.25, inclusive: false });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      currency: 'usd',
      collection_method: 'send_invoice',
      days_until_due: 30,
    });
    await stripe.invoiceItems.create({
      customer: customer.id,
      invoice: draft.id,
      amount: 10000,
      description: 'Work',
      tax_rates: [rate.id],
    });
    const sent = await stripe.invoices.finalizeInvoice(draft.id);
    assert.deepEqual([sent.status, sent.total, sent.total_taxes?.[0]?.amount], ['open', 10825, 825]);
    const paid = await stripe.invoices.pay(draft.id, { expand: ['payments'] });
    assert.equal(paid.payments?.data[0]?.status, 'paid');
    const { data } = await stripe.invoicePayments.list({ invoice: draft.id, expand: ['data.payment.payment_intent'] });
    const intent = data[0]?.payment.payment_intent;
    assert.ok(typeof intent === 'object');
    assert.ok(typeof intent.latest_charge === 'string' && intent.latest_charge.startsWith('ch_'));
    const note = await stripe.creditNotes.create({ invoice: draft.id, amount: 825, credit_amount: 825 });
    assert.equal(note.type, 'post_payment');
  });

  test('a payout by itself: its list sums to nothing, and the account is empty', async () => {
    await passDays(10);
    const balance = await stripe.balance.retrieve();
    assert.deepEqual(
      balance.available.map(({ amount }) => amount),
      [0],
    );
    for (const payout of (await stripe.payouts.list({ limit: 100 })).data) {
      const members = await stripe.balanceTransactions.list({ payout: payout.id, limit: 100 }).autoPagingToArray({ limit: 1_000 });
      assert.equal(
        members.reduce((sum, { net }) => sum + net, 0),
        0,
      );
      assert.deepEqual([payout.status, payout.reconciliation_status], ['paid', 'completed']);
    }
  });

  test('a lost answer is asked for again with the same key, and the thing exists once', async () => {
    const before = (await stripe.customers.list({ email: 'once@ada.example' })).data.length;
    sandbox.weather('swallow', { count: 1, writesOnly: true });
    const patient = client(secretKey.key, { maxNetworkRetries: 2 });
    const made = await patient.customers.create({ email: 'once@ada.example' });
    assert.equal(made.lastResponse.headers['idempotent-replayed'], 'true');
    sandbox.weather('unavailable', { count: 1 });
    await patient.customers.create({ email: 'once@ada.example' }, { idempotencyKey: 'two' });
    await patient.customers.create({ email: 'once@ada.example' }, { idempotencyKey: 'two' });
    assert.equal((await stripe.customers.list({ email: 'once@ada.example' })).data.length, before + 2);
    const other = await refused(patient.customers.create({ email: 'other@ada.example' }, { idempotencyKey: 'two' }));
    assert.ok(other instanceof Stripe.errors.StripeIdempotencyError);
  });

  test('each refusal is the error that the SDK has for it', async () => {
    const { errors } = Stripe;
    const missing = await refused(stripe.customers.retrieve('cus_nobody'));
    assert.ok(missing instanceof errors.StripeInvalidRequestError);
    assert.deepEqual([missing.statusCode, missing.code, missing.requestId?.slice(0, 4)], [404, 'resource_missing', 'req_']);
    const wrongKey = await refused(client('sk_test_wrong').customers.list());
    assert.ok(wrongKey instanceof errors.StripeAuthenticationError);
    const forbidden = await refused(client(readingKey.key).customers.create({ name: 'Ada' }));
    assert.ok(forbidden instanceof errors.StripePermissionError);
    assert.match(forbidden.message, /rak_customer_write/);
    const declined = await refused(
      stripe.paymentIntents.create({ amount: 100, currency: 'usd', confirm: true, payment_method: 'pm_card_visa_chargeDeclined' }),
    );
    assert.ok(declined instanceof errors.StripeCardError);
    sandbox.weather('throttle');
    const throttled = await refused(stripe.customers.list());
    assert.ok(throttled instanceof errors.StripeRateLimitError);
    assert.equal(throttled.headers?.['stripe-should-retry'], 'false');
    const unknown = await refused(stripe.customers.list({ expand: ['data.friend'] }));
    assert.match(unknown.message, /cannot be expanded/);
  });

  test('another version of the API is refused, as its shapes would be others', async () => {
    const old = await refused(stripe.customers.list({}, { apiVersion: '2024-04-10' }));
    assert.match(old.message, /Invalid Stripe API version/);
  });

  test('a webhook of an endpoint is signed so that the SDK takes it, also while its secret is rolled', async (t) => {
    const ear = await listener();
    t.after(() => ear.close());
    const endpoint = await stripe.webhookEndpoints.create({
      url: ear.url,
      enabled_events: ['customer.created', 'payout.paid'],
      api_version: apiVersion,
    });
    assert.match(endpoint.secret ?? '', /^whsec_/);
    const customer = await stripe.customers.create({ name: 'Heard' });
    const told = await ear.next();
    const event = Stripe.webhooks.constructEvent(told.body, told.signature, endpoint.secret ?? '', undefined, undefined, clock.now());
    assert.deepEqual([event.type, event.type === 'customer.created' && event.data.object.id], ['customer.created', customer.id]);
    assert.throws(
      () => Stripe.webhooks.constructEvent(told.body, told.signature, 'whsec_other'),
      Stripe.errors.StripeSignatureVerificationError,
    );

    sandbox.webhooks({ url: ear.url, secret: 'whsec_old,whsec_new' });
    await sandbox.person({ does: 'setting', fields: { webhooks: 'thin' } });
    const thinCustomer = await stripe.customers.create({ name: 'Thin' });
    // What the former address had not answered by then comes again.
    let thin = await ear.next();
    while (!thin.body.includes(thinCustomer.id)) thin = await ear.next();
    const at = Number(/t=(\d+)/.exec(thin.signature)?.[1]);
    for (const secret of ['whsec_old', 'whsec_new']) {
      const notice = stripe.parseEventNotification(
        thin.body,
        thin.signature,
        secret,
        Math.max(300, Math.ceil(Date.now() / 1000) - at + 300),
      );
      assert.equal(notice.type, 'v1.customer.created');
      assert.equal((await notice.fetchEvent()).id, notice.id);
      assert.ok('fetchRelatedObject' in notice && typeof notice.fetchRelatedObject === 'function');
      const related: unknown = await notice.fetchRelatedObject();
      assert.ok(typeof related === 'object' && related !== null && 'name' in related);
      assert.equal(related.name, 'Thin');
    }
  });
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { virtualClock } from '../../../sandbox/clock.ts';
import { startHost } from '../../../sandbox/host.ts';
import { memoryKeeper } from '../../../sandbox/keeper.ts';
import { startQuickBooksSandbox } from './server.ts';
import type { QuickBooksSandboxOptions } from './server.ts';

const start = Date.parse('2026-11-01T09:00:00Z');

type Heard = { readonly status: number; readonly headers: Headers; readonly text: string };
type Ask = (path: string, body?: string, headers?: Readonly<Record<string, string>>, account?: string) => Promise<Heard>;

const withQuickBooks = async (
  work: (parts: {
    readonly sandbox: Awaited<ReturnType<typeof startQuickBooksSandbox>>;
    readonly ask: Ask;
    readonly clock: ReturnType<typeof virtualClock>;
  }) => Promise<void>,
  options: Partial<QuickBooksSandboxOptions> = {},
) => {
  const clock = virtualClock(start);
  const sandbox = await startQuickBooksSandbox({ clock, ...options });
  const { accessToken } = await sandbox.grant();
  const ask: Ask = async (path, body, headers, account = sandbox.accounts[0] ?? '') => {
    const response = await fetch(`${sandbox.url}/v3/company/${account}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  try {
    await work({ sandbox, ask, clock });
  } finally {
    await sandbox.close();
  }
};

test('every answer carries an intuit_tid', () =>
  withQuickBooks(async ({ ask }) => {
    const { status, headers } = await ask('companyinfo/1');
    assert.equal(status, 200);
    assert.match(headers.get('intuit_tid') ?? '', /^[0-9a-f-]{36}$/);
  }));

test('the eleventh call within a second is refused, and the next second takes it', () =>
  withQuickBooks(async ({ ask, clock }) => {
    for (let call = 1; call <= 10; call += 1) assert.equal((await ask('preferences')).status, 200);
    const refused = await ask('preferences');
    assert.equal(refused.status, 429);
    assert.match(refused.text, /ThrottleExceeded; errorCode=003001/);
    await clock.sleepUntil(start + 1_000);
    assert.equal((await ask('preferences')).status, 200);
  }));

test('batches have a limit of their own, and other calls go on', () =>
  withQuickBooks(
    async ({ ask, clock }) => {
      const batch = () => ask('batch', JSON.stringify({ BatchItemRequest: [{ bId: '1', Query: 'select * from Customer' }] }));
      assert.deepEqual([(await batch()).status, (await batch()).status, (await batch()).status], [200, 200, 429]);
      assert.equal((await ask('preferences')).status, 200);
      await clock.sleepUntil(start + 60_000);
      assert.equal((await batch()).status, 200);
    },
    { limits: { perMinute: 500, perDay: null, concurrent: 10, batchPerMinute: 2 } },
  ));

test('a write whose answer was lost, or that lands late, is done once when it is sent again with its requestid', () =>
  withQuickBooks(async ({ ask, sandbox, clock }) => {
    const send = () => ask('customer?requestid=k', '{"DisplayName":"Ada Ltd"}');
    sandbox.weather('swallow', { writesOnly: true });
    await assert.rejects(send());
    assert.equal((await send()).status, 200);
    sandbox.weather('late', { writesOnly: true, lateSeconds: 5 });
    await assert.rejects(ask('customer?requestid=k2', '{"DisplayName":"Bea Ltd"}'));
    await clock.sleepUntil(start + 6_000);
    assert.equal((await ask('customer?requestid=k2', '{"DisplayName":"Bea Ltd"}')).status, 200);
    assert.equal(sandbox.documents('contact').length, 2);
  }));

test('a token that is wrong or ended is refused in the gateway’s small letters, and in XML where no JSON is asked for', () =>
  withQuickBooks(async ({ ask, clock }) => {
    const wrong = await ask('preferences', undefined, { authorization: 'Bearer guessed' });
    assert.equal(wrong.status, 401);
    assert.equal(JSON.parse(wrong.text).fault.error[0].code, '3200');
    const xml = await ask('preferences', undefined, { authorization: 'Bearer guessed', accept: '*/*' });
    assert.match(xml.text, /<Error code="3200">/);
    await clock.sleepUntil(start + 3_600_000);
    assert.equal((await ask('preferences')).status, 401);
  }));

test('a company that is not connected answers 3100', () =>
  withQuickBooks(async ({ ask, sandbox }) => {
    await sandbox.person({ does: 'disconnect', account: sandbox.accounts[1] ?? '' });
    const refused = await ask('preferences', undefined, {}, sandbox.accounts[1]);
    assert.equal(refused.status, 403);
    assert.equal(JSON.parse(refused.text).fault.error[0].code, '3100');
  }));

interface Delivery {
  readonly body: string;
  readonly signature: string | undefined;
}

/** Runs the work, and returns the webhooks that came meanwhile, as soon as there are so many. */
async function hearing(
  clock: ReturnType<typeof virtualClock>,
  many: number,
  work: (url: string) => Promise<void>,
): Promise<readonly Delivery[]> {
  const heard: Delivery[] = [];
  const enough = Promise.withResolvers<void>();
  const listener = await startHost({
    clock,
    routes: [
      {
        prefix: '/',
        answer: ({ body, headers }) => {
          heard.push({ body, signature: headers['intuit-signature'] });
          if (heard.length >= many) enough.resolve();
          return { status: 200, body: '' };
        },
      },
    ],
  });
  try {
    await work(`${listener.url}/hook`);
    await enough.promise;
    return heard;
  } finally {
    await listener.close();
  }
}

test('webhooks name the change as CloudEvents, signed by HMAC', () =>
  withQuickBooks(async ({ ask, sandbox, clock }) => {
    const [first, second] = await hearing(clock, 2, async (url) => {
      sandbox.webhooks({ url, secret: 'verifier' });
      await ask('customer', '{"DisplayName":"Ada Ltd"}');
      await sandbox.person({ does: 'edit', kind: 'contact', id: '1', fields: { Notes: 'x' } });
    });
    const [event] = JSON.parse(first?.body ?? '[]');
    assert.deepEqual(
      [event.specversion, event.type, event.intuitentityid, event.intuitaccountid],
      ['1.0', 'qbo.customer.created.v1', '1', sandbox.accounts[0]],
    );
    assert.equal(JSON.parse(second?.body ?? '[]')[0].type, 'qbo.customer.updated.v1');
    const signature = createHmac('sha256', 'verifier')
      .update(first?.body ?? '')
      .digest('base64');
    assert.equal(first?.signature, signature);
  }));

test('webhooks in the retired form name a merge with the id that vanished', () =>
  withQuickBooks(
    async ({ ask, sandbox, clock }) => {
      await ask('customer', '{"DisplayName":"Ada Ltd"}');
      await ask('customer', '{"DisplayName":"Bea Ltd"}');
      const [heard] = await hearing(clock, 1, async (url) => {
        sandbox.webhooks({ url, secret: 'verifier' });
        await sandbox.person({ does: 'merge', from: '1', into: '2' });
      });
      const { eventNotifications } = JSON.parse(heard?.body ?? '{}');
      const [{ name, id, operation, deletedId }] = eventNotifications[0].dataChangeEvent.entities;
      assert.deepEqual(
        [eventNotifications[0].realmId, name, id, operation, deletedId],
        [sandbox.accounts[0], 'Customer', '2', 'Merge', '1'],
      );
    },
    { webhookForm: 'classic' },
  ));

test('a sandbox that is started again on what was kept goes on where it was', async () => {
  const keeper = memoryKeeper();
  await withQuickBooks(async ({ ask }) => void (await ask('customer?requestid=k', '{"DisplayName":"Ada Ltd"}')), { keeper });
  await withQuickBooks(
    async ({ ask, sandbox }) => {
      assert.equal(sandbox.documents('contact').length, 1);
      assert.equal(JSON.parse((await ask('customer?requestid=k', '{"DisplayName":"Ada Ltd"}')).text).Customer.Id, '1');
      assert.equal(JSON.parse((await ask('customer', '{"DisplayName":"Bea Ltd"}')).text).Customer.Id, '2');
    },
    { keeper },
  );
});

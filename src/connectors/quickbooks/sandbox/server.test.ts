import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virtualClock } from '../../../sandbox/clock.ts';
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

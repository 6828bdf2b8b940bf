import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { followClock } from '../../src/sandbox/clock-follow.ts';
import { connectSandbox } from '../../src/sandbox/sandbox-client.ts';
import { testDatabase } from '../../src/store/testing.ts';
import type { TestDatabase } from '../../src/store/testing.ts';
import { endChildren, startChild } from './child.ts';
import type { Child } from './child.ts';

const xero = new URL('../../src/connectors/xero/sandbox/main.ts', import.meta.url);
const sleeper = new URL('sleeper.ts', import.meta.url);
const ready = z.object({ url: z.string(), pid: z.number() });

let database: TestDatabase;
before(async () => {
  database = await testDatabase();
});
after(async () => {
  endChildren();
  await database.close();
});

const startXero = async (...args: string[]): Promise<{ readonly child: Child; readonly url: string }> => {
  const child = startChild(xero, args);
  return { child, url: ready.parse(JSON.parse(await child.line())).url };
};

const sale = (number: string) => ({
  Type: 'ACCREC',
  Status: 'AUTHORISED',
  InvoiceNumber: number,
  Contact: { Name: 'Ada Ltd' },
  Date: '2026-10-05',
  DueDate: '2026-11-05',
  LineItems: [{ Description: 'Design', Quantity: 1, UnitAmount: 100, AccountCode: '200', TaxType: 'OUTPUT2' }],
});

test('a sandbox in a process of its own is driven like one in ours', async () => {
  const { child, url } = await startXero('--virtual', '--start', '2026-10-05T09:00:00Z');
  const sandbox = await connectSandbox(url);
  const id = await sandbox.person({ does: 'create', kind: 'invoice', fields: sale('INV-1') });
  assert.equal(sandbox.documents('invoice')[0]?.['InvoiceID'], id);
  assert.equal(sandbox.trialBalance()['200'], '-100.00');
  assert.equal(sandbox.trialBalance('2026-10-04')['200'], '0.00');
  await assert.rejects(sandbox.person({ does: 'create', kind: 'invoice', fields: sale('INV-1') }), /must be unique/);

  const { accessToken } = await sandbox.grant();
  sandbox.weather('unavailable');
  const ask = async () =>
    (
      await fetch(`${url}/api.xro/2.0/Invoices`, {
        headers: { authorization: `Bearer ${accessToken}`, 'xero-tenant-id': sandbox.accounts[0] ?? '' },
      })
    ).status;
  assert.deepEqual([await ask(), await ask()], [503, 200]);
  assert.deepEqual(sandbox.stats(), { calls: 1, writes: 0, throttled: 0 });
  await sandbox.close();
  assert.equal(await child.end(), 0);
});

test('books in a database outlive the process, even a killed one, and the clock goes on where it stood', async () => {
  const first = await startXero('--virtual', '--start', '2026-10-05T09:00:00Z', '--data', database.url);
  const before = await connectSandbox(first.url);
  const clock = await followClock(first.url);
  await clock.sleepUntil(clock.now() + 3_600_000);
  const id = await before.person({ does: 'create', kind: 'invoice', fields: sale('INV-1') });
  await before.person({
    does: 'void',
    kind: 'invoice',
    id: await before.person({ does: 'create', kind: 'invoice', fields: sale('INV-2') }),
  });
  const { accessToken } = await before.grant();
  const [books, time] = [before.trialBalance(), clock.now()];
  await first.child.end('SIGKILL');
  await before.close();

  const second = await startXero('--virtual', '--start', '2026-10-05T09:00:00Z', '--data', database.url);
  const again = await connectSandbox(second.url);
  assert.deepEqual(again.trialBalance(), books);
  const response = await fetch(`${second.url}/api.xro/2.0/Invoices/${id}`, {
    headers: { authorization: `Bearer ${accessToken}`, 'xero-tenant-id': again.accounts[0] ?? '' },
  });
  assert.equal(response.status, 200);
  assert.equal(Date.parse(response.headers.get('x-sandbox-now') ?? ''), time);
  await again.shutdown();
  assert.equal(await second.child.end(), 0);
});

test('workers in processes of their own share the time, and one that is killed does not stop it', async () => {
  const { child, url } = await startXero('--virtual', '--start', '2026-10-05T09:00:00Z');
  // Whoever starts workers follows the clock as well, and is awake until they are there.
  const clock = await followClock(url);
  const release = clock.hold();
  const start = clock.now();
  const [quick, slow, doomed] = [
    startChild(sleeper, [url, '7', '10']),
    startChild(sleeper, [url, '60', '3']),
    startChild(sleeper, [url, '10', '1000000']),
  ];
  const firstOfDoomed = doomed.line();
  release();
  await firstOfDoomed;
  await clock.sleepUntil(start + 4 * 3_600_000);
  // Others may have slept on before this process was heard to be awake.
  assert.ok(clock.now() >= start + 4 * 3_600_000);
  await doomed.end('SIGKILL');
  await clock.sleepUntil(start + 6 * 3_600_000);
  for (let round = 1; round <= 10; round += 1) assert.equal(await quick.line(), String(round * 7));
  for (let round = 1; round <= 3; round += 1) assert.equal(await slow.line(), String(round * 60));
  assert.deepEqual([await quick.end(), await slow.end()], [0, 0]);
  clock.leave();
  assert.equal(await child.end('SIGTERM'), 0);
});

test('control addresses are not for pages of other origins', async () => {
  const { child, url } = await startXero();
  const response = await fetch(`${url}/_sandbox/shutdown`, { method: 'POST', headers: { origin: 'https://evil.example' } });
  assert.equal(response.status, 403);
  await child.end();
});

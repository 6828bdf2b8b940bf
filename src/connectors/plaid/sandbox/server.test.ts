import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryKeeper } from '../../../sandbox/keeper.ts';
import { virtualClock } from '../../../sandbox/clock.ts';
import { plaidWith } from '../connector.ts';
import { newsSince, signedHttp } from '../testing.ts';
import { startPlaidSandbox } from './server.ts';

const start = Date.parse('2026-11-02T10:00:00Z');

test('a bank that was stopped goes on where it was: a cursor of before tells what came after, and the token still opens it', async () => {
  const keeper = memoryKeeper();
  const life = async () => {
    const sandbox = await startPlaidSandbox({ clock: virtualClock(start), keeper, limits: null });
    const http = signedHttp(sandbox.url, (await sandbox.grant()).accessToken);
    return { sandbox, session: plaidWith({ pageSize: 3 }).open({ http, account: sandbox.accounts[0] ?? '' }) };
  };
  const spend = (amount: string) => ({ does: 'create', kind: 'statementLine', fields: { amount, name: 'TEA' } }) as const;
  const first = await life();
  await first.sandbox.person(spend('1.1'));
  const before = await newsSince(first.session, null);
  await first.sandbox.close();
  const second = await life();
  try {
    await second.sandbox.person(spend('2.2'));
    assert.deepEqual(
      (await newsSince(second.session, before.next)).lines.map(({ amount }) => amount),
      ['-2.2'],
    );
    assert.deepEqual(second.sandbox.trialBalance()['harbour-checking'], '9996.7');
  } finally {
    await second.sandbox.close();
  }
});

test('what nobody does at a bank, and what is no figure or no day, is refused and changes nothing', async () => {
  const sandbox = await startPlaidSandbox({ clock: virtualClock(start), limits: null });
  try {
    const add = (fields: Readonly<Record<string, unknown>>) => sandbox.person({ does: 'create', kind: 'statementLine', fields });
    await assert.rejects(add({ amount: 'much', name: 'TEA' }), /must be a number/);
    await assert.rejects(add({ amount: '1', name: 'TEA', date: '2026-02-30' }), /must be a day/);
    await assert.rejects(add({ amount: '1', name: 'TEA', account_id: 'nobodys' }), /no account nobodys/);
    await assert.rejects(add({ amount: '1' }), /name/);
    await assert.rejects(sandbox.person({ does: 'lock', through: '2026-10-31' }), /nobody does that at a bank/);
    assert.deepEqual(sandbox.documents('statementLine'), []);
  } finally {
    await sandbox.close();
  }
});

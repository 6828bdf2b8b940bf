import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionCard } from '../../src/api/integrations.ts';
import type { AuditPage } from '../../src/api/people.ts';
import { firstOwner, signUp } from './first-time.ts';
import { walk } from './walker.ts';
import type { Walker } from './walker.ts';

// A bank that is connected at the provider's own page, which is in a tab beside ours: `npm run web:walk`.

/** Goes to the provider's page from the open dialog, and does there what a person does; ours goes on by itself. */
async function throughThePage({ page, press, look }: Walker, atTheBank: readonly object[]): Promise<void> {
  const opened = page.context().waitForEvent('page');
  await press('Go to the sandbox');
  const theirs = await opened;
  await theirs.waitForURL(/hosted/);
  await page.getByRole('link', { name: 'Open it here if it did not open' }).waitFor();
  await look('waiting for the bank');
  for (const edit of atTheBank) {
    const answer = await page.request.post(`${new URL(theirs.url()).origin}/_sandbox/person`, { data: edit });
    assert.ok(answer.ok(), await answer.text());
  }
  await theirs.getByRole('button').first().click();
  await theirs.getByRole('heading', { name: 'Your bank is connected' }).waitFor();
  await theirs.close();
  await page.waitForURL(/\/integrations\?connected=/);
  await page.getByText(/ is connected\./).waitFor();
}

async function bankOf({ ask }: Walker): Promise<ConnectionCard> {
  const found = (await ask<readonly ConnectionCard[]>('GET', '/v1/connections')).filter(({ provider }) => provider === 'plaid');
  const [bank] = found;
  assert.ok(bank !== undefined && found.length === 1, `one connection to the bank, not ${found.length}`);
  return bank;
}

test('a bank is connected at the page of a provider, its lines are there, and it is renewed there', (t) =>
  walk(
    t,
    async (walker) => {
      const { page, address, press, look, ask } = walker;
      await signUp(page, address, firstOwner);
      await page.goto(`${address}/bank`);
      await press('Or connect a bank that shows them by itself');
      await press('Connect Plaid');
      await page.getByRole('dialog').waitFor();
      await look('connecting a bank');
      await page.getByRole('switch', { name: 'In the sandbox' }).click();
      await page.getByLabel('Country of the bank (optional)').waitFor();
      await look('connecting a bank with an account of one’s own');
      await page.getByRole('switch', { name: 'In the sandbox' }).click();
      const line = { does: 'create', kind: 'statementLine', fields: { name: 'HARBOUR TEA ROOM', amount: '12.5' } };
      await throughThePage(walker, [line]);
      await look('a bank is connected');
      // The server was asked again and again while the person was away; the trail tells of what was done.
      const { lines } = await ask<AuditPage>('GET', '/v1/audit?limit=50');
      const told = lines.filter(({ action }) => action === 'connected at a page');
      assert.equal(told.length, 1, JSON.stringify(told));
      await page.goto(`${address}/bank`);
      await page.getByText('HARBOUR TEA ROOM').first().waitFor();
      await look('the lines of a bank');

      const before = await bankOf(walker);
      await page.goto(`${address}/integrations/${before.connection}`);
      await press('Reconnect');
      await throughThePage(walker, []);
      const after = await bankOf(walker);
      assert.deepEqual([after.connection, after.state], [before.connection, 'ready']);
    },
    { isPaced: false },
  ));

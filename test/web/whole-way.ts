import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StandingPage } from '../../src/api/office.ts';
import { firstOwner } from './first-time.ts';
import { millisecondsUntil } from './live.ts';
import { until, walk } from './walker.ts';
import type { Walker } from './walker.ts';

// The way of somebody who has just installed it, in a real browser, from an empty folder to a proven invoice and on: `npm run web:walk`.
// It needs Chromium, so it is no part of `npm test`. The sandbox has the limits of the provider that it stands for.

async function signUp({ page, press, look }: Walker): Promise<void> {
  await page.getByLabel('Your name').fill(firstOwner.name);
  await page.getByLabel('Your organisation').fill(firstOwner.organisation);
  await page.getByLabel('E-mail address').fill(firstOwner.email);
  await page.getByLabel('Password').fill(firstOwner.password);
  await look('sign-up');
  await press('Begin');
}

/** From the two cards to a flow that is active; meets the account that takes no payments on the way. */
async function setUp({ page, press, look }: Walker): Promise<void> {
  const step = (name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();
  await page.getByRole('button', { name: 'Start the sandboxes' }).waitFor();
  await look('first steps');
  await press('Start the sandboxes');
  await press(/^Go on/);
  await step('Accounts');
  await look('choosing accounts');
  await press('Use these accounts');
  await step('Taxes and currencies');
  await look('matching taxes');
  await press('Use these taxes');
  await page.getByRole('button', { name: 'Check now' }).waitFor();
  await press('Check now');
  await page.getByText('payments to it are switched off').waitFor();
  await look('the account that takes no payments');
  await press('Change it in the sandbox');
  await step('Clean up');
  await look('cleaning up');
  await press(/Test invoice$/);
  await page.getByRole('button', { name: 'Send a test invoice' }).waitFor();
  await press('Send a test invoice');
  await page.getByRole('link', { name: /^Next: / }).waitFor();
  await look('the test invoice, field by field');
  await press(/^Next: /);
  await page.getByRole('button', { name: 'Activate', exact: true }).waitFor();
  await look('activating');
  await press('Activate');
  await page.getByText('It is active.').waitFor();
  await look('active');
}

/** A new invoice through the form; resolves with its number. */
async function makeInvoice({ page, press, look }: Walker): Promise<string> {
  await press('Invoices');
  await page.getByRole('heading', { name: 'Invoices', level: 1 }).waitFor();
  await look('invoices');
  await press('New invoice');
  await page.getByLabel('Description of line 1').fill('Shop window');
  await page.getByLabel('Price of line 1').fill('480');
  await page.getByRole('combobox', { name: 'Tax of line 1' }).click();
  await page.getByRole('option', { name: /GB20/ }).click();
  await page.getByRole('combobox', { name: 'Customer' }).pressSequentially('Quill and Crane');
  await look('a new invoice');
  // A customer takes a moment to make on a busy machine, and until then nothing is issued without them.
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
  await page.route('**/v1/contacts', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await page.getByRole('option', { name: /Make/ }).click();
  await page.getByRole('button', { name: 'Issue it', disabled: true }).waitFor();
  goOn();
  await press('Issue it');
  await page.waitForURL(/\/invoices\/(?!new)[^/]+$/);
  const heading = page.getByRole('heading', { level: 1, name: /^INV-\d+/ });
  await heading.waitFor();
  await page.getByText('Quill and Crane').first().waitFor();
  await look('an invoice');
  return /INV-\d+/.exec(await heading.innerText())?.[0] ?? '';
}

/** Waits until the document stands in the ledger, as the public API says. */
async function arrives({ ask }: Walker, number: string): Promise<void> {
  const row = await until(
    async () => (await ask<StandingPage>('GET', `/v1/standings?kind=invoice&search=${encodeURIComponent(number)}`)).rows[0],
    (found) => found?.state === 'in sync' || found?.state === 'held',
    `${number} is in the ledger`,
    180,
  );
  assert.equal(row?.state, 'in sync', row?.detail ?? '');
}

test('from an empty folder to proven books in at most fifteen presses, then a new invoice, paid in the ledger and seen paid here', (t) =>
  walk(
    t,
    async (walker) => {
      const { page, press, look, ask, presses } = walker;
      const began = performance.now();
      await signUp(walker);
      await setUp(walker);
      await press('See the overview');
      await press('Prove now');
      // Reading waits for the ledger's limit, which the first writes have used.
      await page.getByRole('heading', { name: /Your books tie out|Every difference is explained/ }).waitFor({ timeout: 180_000 });
      assert.ok(presses() <= 15, `${presses()} presses`);
      t.diagnostic(`proven after ${presses()} presses and ${Math.round((performance.now() - began) / 1000)} seconds`);
      await look('the overview');
      const number = await makeInvoice(walker);
      await arrives(walker, number);
      const paid = page.getByText('Paid', { exact: true }).first();
      const took = await millisecondsUntil(paid, () => ask('POST', '/v1/try/ledger', { does: 'pay', id: number }));
      t.diagnostic(`paid in the ledger, and shown as paid in a page that stayed open, after ${took} ms with the ledger’s limit on calls`);
      await look('a paid invoice');
    },
    { isPaced: true },
  ));

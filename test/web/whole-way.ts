import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { chromiumHere, openBrowser } from './browser.ts';
import { firstOwner } from './first-time.ts';
import { startServer } from './server.ts';

// The way of somebody who has just installed it, in a real browser, from an empty folder to a proven invoice and on:
// `npm run web:walk`. It needs Chromium, so it is no part of `npm test`.

/** A person at the page, whose presses are counted. */
interface Walker {
  readonly page: Page;
  presses(): number;
  /** Presses a button, a link or a choice by the name that a person reads. */
  press(name: string | RegExp): Promise<void>;
  /** What the person does in the sandbox ledger, in another window. */
  inLedger(deed: Readonly<Record<string, string>>): Promise<void>;
}

function walkerOn(page: Page, address: string): Walker {
  let count = 0;
  return {
    page,
    presses: () => count,
    press: async (name) => {
      count += 1;
      const [button, link] = [page.getByRole('button', { name }), page.getByRole('link', { name })];
      await button.or(link).first().waitFor();
      await ((await button.count()) > 0 ? button : link).first().click();
    },
    inLedger: async (deed) => {
      const answer = await page.request.post(`${address}/v1/try/ledger`, { data: deed, headers: { origin: address } });
      assert.equal(answer.status(), 200, await answer.text());
    },
  };
}

async function signUp({ page, press }: Walker): Promise<void> {
  await page.getByLabel('Your name').fill(firstOwner.name);
  await page.getByLabel('Your organisation').fill(firstOwner.organisation);
  await page.getByLabel('E-mail address').fill(firstOwner.email);
  await page.getByLabel('Password').fill(firstOwner.password);
  await press('Begin');
}

/** From the two cards to a flow that is active; meets the account that takes no payments on the way. */
async function setUp({ page, press }: Walker): Promise<void> {
  await press('Start the sandboxes');
  await press(/^Go on/);
  await page.getByRole('heading', { name: 'Accounts', exact: true }).waitFor();
  await press('Use these accounts');
  await press('Use these taxes');
  await press('Check now');
  await page.getByText('payments to it are switched off').waitFor();
  await press('Change it in the sandbox');
  await page.getByRole('heading', { name: 'Clean up', exact: true }).waitFor();
  await press(/Test invoice$/);
  await press('Send a test invoice');
  await press(/^Next: /);
  await press('Activate');
  await page.getByText('It is active.').waitFor();
}

/** A new invoice through the form; resolves with its number. */
async function makeInvoice({ page, press }: Walker): Promise<string> {
  await press('Invoices');
  await press('New invoice');
  await page.getByLabel('Customer').fill('Northgate Books');
  await page.getByRole('option', { name: /Make/ }).click();
  await page.getByLabel('Description of line 1').fill('Shop window');
  await page.getByLabel('Price of line 1').fill('480');
  await press('Issue it');
  await page.waitForURL(/\/invoices\/[^/]+$/);
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  return /INV-\d+/.exec(title)?.[0] ?? title;
}

test('from an empty folder to a proven invoice, paid in the ledger and shown paid, in at most fifteen presses', async (t) => {
  const executable = chromiumHere();
  assert.ok(executable, 'Chromium is needed: set TIEOUT_CHROMIUM, or install it');
  const server = await startServer();
  const browser = await openBrowser(executable);
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', timezoneId: 'Europe/London' });
  page.setDefaultTimeout(60_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => void troubles.push(error.message));
  const walker = walkerOn(page, server.address);
  t.after(async () => {
    await browser.close();
    await server.stop();
  });
  await page.goto(server.address);
  await signUp(walker);
  await setUp(walker);
  await walker.press('See the overview');
  await walker.press('Prove now');
  await page.getByRole('heading', { name: /Your books tie out/ }).waitFor();
  const presses = walker.presses();
  assert.ok(presses <= 15, `${presses} presses`);
  const number = await makeInvoice(walker);
  console.log(`first proven after ${presses} presses; then ${number}`);
  assert.deepEqual(troubles, []);
});

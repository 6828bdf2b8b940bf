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
}

function walkerOn(page: Page): Walker {
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
  await page.getByLabel('Description of line 1').fill('Shop window');
  await page.getByLabel('Price of line 1').fill('480');
  await page.getByRole('combobox', { name: 'Customer' }).pressSequentially('Quill and Crane');
  await page.getByRole('option', { name: /Make/ }).click();
  await press('Issue it');
  await page.waitForURL(/\/invoices\/[^/]+$/);
  const title = await page.getByRole('heading', { level: 1 }).innerText();
  return /INV-\d+/.exec(title)?.[0] ?? title;
}

/** Waits until the document stands in the ledger, as the public API says. */
async function arrives(page: Page, address: string, number: string): Promise<void> {
  const isThere = async (): Promise<boolean> => {
    const answer = await page.request.get(`${address}/v1/standings?search=${encodeURIComponent(number)}`);
    return (await answer.text()).includes('"state":"in sync"');
  };
  for (let looks = 0; !(await isThere()); looks += 1) {
    assert.ok(looks < 180, `${number} is not in the ledger after three minutes`);
    await page.waitForTimeout(1000);
  }
}

test('from an empty folder to proven books in at most fifteen presses, and a new invoice after that in the ledger', async (t) => {
  const executable = chromiumHere();
  assert.ok(executable, 'Chromium is needed: set TIEOUT_CHROMIUM, or install it');
  const server = await startServer();
  const browser = await openBrowser(executable);
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', timezoneId: 'Europe/London' });
  page.setDefaultTimeout(60_000);
  const troubles: string[] = [];
  page.on('pageerror', (error) => void troubles.push(error.message));
  const walker = walkerOn(page);
  t.after(async () => {
    await browser.close();
    await server.stop();
  });
  await page.goto(server.address);
  await signUp(walker);
  await setUp(walker);
  await walker.press('See the overview');
  await walker.press('Prove now');
  // Reading waits for the ledger's limit, which the first writes have used.
  await page.getByRole('heading', { name: /Your books tie out|Every difference is explained/ }).waitFor({ timeout: 180_000 });
  const presses = walker.presses();
  assert.ok(presses <= 15, `${presses} presses`);
  const number = await makeInvoice(walker);
  await arrives(page, server.address, number);
  assert.deepEqual(troubles, []);
});

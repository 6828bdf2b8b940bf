// `npm run web:screens [folder] [name …]`: pictures of every page and dialog, light, dark and at phone width, from a real server: before
// anybody signed up, in an empty organisation, at every step of the set-up, and in books that are hard to show. The pictures are for
// people to look at; what axe finds on any of them ends it with an error.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { testDatabase } from '../../src/store/testing.ts';
import { chromiumHere, openBrowser } from './browser.ts';
import { looks, openCamera } from './camera.ts';
import type { Camera, Look } from './camera.ts';
import { activate, firstOwner, signUp, tryItOut } from './first-time.ts';
import { makeHardBank } from './hard-bank.ts';
import { apiOf, makeHardBooks } from './hard-books.ts';
import type { KnownIds } from './hard-books.ts';
import { dialogs, emptyPages, entryPages, pages, recordPages, setupPages, viewerPages } from './pages.ts';
import type { ShownDialog, ShownPage } from './pages.ts';
import { addDocuments } from './screens-many.ts';
import { editBothSides, shootGone, shootMany, shootTwoFactor } from './screens-states.ts';
import { startServer } from './server.ts';

const [folder = 'dist/screens', ...wanted] = process.argv.slice(2);
const invitedAs = 'layla@example.com';
const chromium = chromiumHere();
if (chromium === null) {
  console.error('There is no Chromium here: install one, or name it in TIEOUT_CHROMIUM.');
  process.exit(1);
}
const database = await testDatabase();
// Without the limits on calls, which the set-up would wait for and no picture shows.
const server = await startServer({ isPaced: false, database: database.url });
const browser = await openBrowser(chromium);
const camera = await openCamera(browser, folder);
try {
  await walk(camera, server.address);
} finally {
  await browser.close();
  await server.stop();
  await database.close();
}
const found = camera.found();
console.log(
  found === 0 ? `The pictures are in ${folder}; axe found nothing.` : `The pictures are in ${folder}; axe found ${found} violations.`,
);
process.exitCode = found === 0 ? 0 : 1;

/** In the order in which a person meets it. */
async function walk(camera: Camera, address: string): Promise<void> {
  const { open, shoot } = camera;
  const [firstLook] = looks;
  assert.ok(firstLook);
  await inEachLook(null, entryPages, {});
  const owner = await open(firstLook);
  await signUp(owner, address, firstOwner);
  await inEachLook(owner, [{ name: 'first-steps', path: '/' }, ...emptyPages], {});
  await tryItOut(owner);
  const ask = apiOf(owner, address);
  const { flow } = await ask<{ readonly flow: string }>('GET', '/v1/try');
  const { target } = await ask<{ readonly target: { readonly connection: string } }>('GET', `/v1/setups/${encodeURIComponent(flow)}`);
  await inEachLook(owner, setupPages, { flow });
  await activate(owner, address);
  const invited = await ask<{ readonly link: string }>('POST', '/v1/invitations', { email: invitedAs, role: 'viewer' });
  const token = new URL(invited.link).searchParams.get('token') ?? '';
  await inEachLook(null, [{ name: 'invitation', path: '/invitation?token={token}' }], { token });
  const viewer = await open(firstLook);
  await joinAs(viewer, address, token);
  const hard = { ...(await makeHardBooks(ask)), ...(await makeHardBank(owner, address, ask)) };
  const threeWay = await editBothSides(ask, { page: owner, address, flow, contact: hard['contact'] ?? '' });
  const ids = { flow, ledger: target.connection, threeWay, ...hard };
  await inEachLook(owner, [...pages, ...recordPages, ...dialogs], ids);
  await inEachLook(viewer, viewerPages, ids);
  const isWanted = (...names: readonly string[]): boolean => wanted.length === 0 || names.some((name) => wanted.includes(name));
  if (isWanted('server-gone')) await shootGone(camera, owner, address);
  if (isWanted('two-factor-code', 'second-step')) await shootTwoFactor(camera, viewer, address, { ...firstOwner, email: invitedAs });
  if (isWanted('many-documents')) {
    await addDocuments(database, 10_000n);
    await shootMany(camera, owner, address);
  }

  async function inEachLook(as: Page | null, shown: readonly (ShownPage | ShownDialog)[], known: KnownIds): Promise<void> {
    const state = await as?.context().storageState();
    const taken = shown.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
    for (const look of taken.length === 0 ? [] : looks) {
      const page = await open(look, state);
      for (const one of taken) await take(page, one, look, known);
      await page.context().close();
    }
  }

  async function take(page: Page, one: ShownPage | ShownDialog, look: Look, known: KnownIds): Promise<void> {
    await page.goto(`${address}${addressIn(one.path, known)}`);
    for (const name of 'presses' in one ? one.presses : []) await page.getByRole('button', { name }).first().click();
    await shoot(page, one.name, look);
    const row = page.locator('[data-row]').first();
    if (one.opens !== true || (await row.count()) === 0) return;
    await row.click();
    await shoot(page, `${one.name}-opened`, look);
  }
}

/** Follows an invitation, with a name that is written from right to left. */
async function joinAs(page: Page, address: string, token: string): Promise<void> {
  await page.goto(`${address}/invitation?token=${token}`);
  await page.getByLabel('Your name').fill('ليلى عبد الرحمن محمود الشريف');
  await page.getByLabel('Password').fill(firstOwner.password);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.waitForURL(`${address}/`);
}

function addressIn(path: string, ids: KnownIds): string {
  return path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(ids[name] ?? `no-${name}`));
}

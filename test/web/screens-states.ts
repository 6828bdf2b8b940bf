import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { ConnectBegun } from '../../src/api/integrations.ts';
import type { DocumentShown, HoldRow } from '../../src/api/office.ts';
import type { Camera, Look } from './camera.ts';
import { looks } from './camera.ts';
import type { AskApi } from './hard-books.ts';
import type { Person } from './first-time.ts';
import { until } from './walker.ts';

// States that no address alone brings about: the two steps of a sign-in, an edit on both sides, a server that is gone.

interface BothSides {
  readonly page: Page;
  readonly address: string;
  readonly flow: string;
  readonly contact: string;
}

/** An invoice whose day of payment was moved in the ledger, and then at the source: what each side says, and what was agreed before. */
export async function editBothSides(ask: AskApi, { page, address, flow, contact }: BothSides): Promise<string> {
  const { url } = await ask<ConnectBegun>('POST', '/v1/connections/begin', { provider: 'xero', connection: null, sandbox: true });
  const { records } = await ask<{ readonly records: readonly { readonly issuedOn: string }[] }>('GET', '/v1/invoices?order=newest&limit=1');
  const day = records[0]?.issuedOn ?? '2026-11-20';
  const lines = [{ description: 'Design', unitPrice: '107', quantity: '1', taxes: ['GB20'] }];
  const sold = { contact, issuedOn: day, dueOn: day, currency: 'GBP', lines };
  const { id } = await ask<{ readonly id: string }>('POST', '/v1/invoices', sold);
  const path = `/v1/documents/${encodeURIComponent(flow)}/invoice/${id}`;
  await until(async () => (await page.request.get(`${address}${path}`)).ok(), Boolean, `${id} is known`);
  const { targets } = await until(
    () => ask<DocumentShown>('GET', path),
    ({ standing }) => standing.state === 'in sync',
    `${id} stands in the ledger`,
  );
  const moved = { does: 'edit', kind: 'invoice', id: targets[0]?.targetId, fields: { DueDate: '2099-12-31' } };
  const answer = await page.request.post(`${new URL(url).origin}/_sandbox/person`, { data: moved });
  assert.ok(answer.ok(), await answer.text());
  const isAsked = async (code: string): Promise<boolean> =>
    (await ask<readonly HoldRow[]>('GET', '/v1/holds?limit=500')).some((hold) => hold.id === id && hold.code === code);
  await until(() => isAsked('edited in the ledger'), Boolean, `${id} is asked about`);
  const { version } = await ask<{ readonly version: string }>('GET', `/v1/invoices/${id}`);
  await ask('PATCH', `/v1/invoices/${id}?version=${encodeURIComponent(version)}`, { dueOn: '2099-11-30' });
  await until(() => isAsked('edited on both sides'), Boolean, `${id} is edited on both sides`);
  return id;
}

/** Two-factor is switched on with its QR code, step by step; then the second step of the sign-in, with a code that is wrong as well. */
export async function shootTwoFactor({ open, shoot }: Camera, page: Page, address: string, person: Person): Promise<void> {
  const state = await page.context().storageState();
  for (const look of looks) {
    const enrolling = await open(look, state);
    await enroll(enrolling, address, person);
    await shoot(enrolling, 'two-factor-code', look);
    await enrolling.context().close();
  }
  await page.goto(address);
  const secret = await enroll(page, address, person);
  await page.getByLabel('The code that the app shows now').fill(codeOf(secret));
  await page.getByRole('button', { name: 'Switch on' }).last().click();
  await page.getByText('Two-factor is on', { exact: true }).waitFor();
  for (const look of looks) await shootSecondStep(await open(look), look);

  async function shootSecondStep(signing: Page, look: Look): Promise<void> {
    await signing.goto(`${address}/sign-in`);
    await signing.getByLabel('E-mail address').fill(person.email);
    await signing.getByLabel('Password').fill(person.password);
    await signing.getByRole('button', { name: 'Sign in' }).click();
    await signing.getByRole('heading', { name: 'One more step' }).waitFor();
    await shoot(signing, 'second-step', look);
    await signing.getByLabel('Code').fill('000000');
    await signing.getByRole('button', { name: 'Go on' }).click();
    await signing.getByRole('alert').waitFor();
    await shoot(signing, 'second-step-wrong', look);
    await signing.context().close();
  }
}

/** Ends where the code for the camera stands, with the key that is in it. */
async function enroll(page: Page, address: string, { password }: Person): Promise<string> {
  await page.goto(`${address}/profile`);
  await page.getByRole('button', { name: 'Switch on' }).first().click();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  const href = await page.getByRole('link', { name: 'open the app on this device' }).getAttribute('href');
  const secret = new URL(href ?? '').searchParams.get('secret');
  assert.ok(secret);
  return secret;
}

/** What an authenticator app shows now (RFC 6238: SHA-1, six digits, thirty seconds; the key is base 32 of RFC 4648). */
function codeOf(secret: string): string {
  const bits = Array.from(secret.replaceAll('=', ''), (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const from = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(from) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The server goes away: while somebody is on a page, and while they open one. */
export async function shootGone({ open, shoot }: Camera, page: Page, address: string): Promise<void> {
  const state = await page.context().storageState();
  for (const look of looks) {
    const left = await open(look, state);
    await left.goto(`${address}/documents`);
    await left.locator('[data-row]').first().waitFor();
    await left.route(/\/(v1|auth)\//, (route) => route.abort());
    await left.goto(`${address}/holds`, { waitUntil: 'commit' });
    await left.getByRole('alert').first().waitFor();
    await shoot(left, 'server-gone', look);
    await left.context().close();
  }
}

/** A list of ten thousand: its beginning, and somewhere in it. */
export async function shootMany({ open, shoot }: Camera, page: Page, address: string): Promise<void> {
  const state = await page.context().storageState();
  for (const look of looks) {
    const listed = await open(look, state);
    await listed.goto(`${address}/documents?flow=many`);
    await listed.locator('[data-row]').first().waitFor();
    await shoot(listed, 'many-documents', look);
    // As far as is loaded, which then loads more: the rows around are drawn when it has come to rest.
    await listed.evaluate(
      `document.querySelector('table').parentElement.scrollTop = 180 * document.querySelector('tbody tr[aria-rowindex]').offsetHeight`,
    );
    await listed.locator('tr[aria-rowindex="185"]').waitFor();
    await shoot(listed, 'many-documents-amid', look);
    await listed.context().close();
  }
}

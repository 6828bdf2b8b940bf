import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionCard, Setup } from '../../src/api/integrations.ts';
import { showsAtOnce } from './live.ts';
import { meetings, shownBy } from './meetings.ts';
import type { Meeting } from './meetings.ts';
import { openScene } from './scene.ts';
import type { Key, Scene } from './scene.ts';
import { approvePart, undo } from './undoing.ts';
import { walk } from './walker.ts';

// The daily work in a real browser: `npm run web:walk`. Every kind of question that people can make happen in the sandboxes is met in the
// page and answered by its own button; what shows the others is printed at the end.

/** Finds the question in the inbox, which was open all the time, and answers it there. */
async function answer(scene: Scene, key: Key, { code, says, first, because }: Meeting): Promise<void> {
  const { page, press, look } = scene;
  const { hold } = await scene.asked(key, code);
  const line = page.locator(`[data-hold="${hold}"]`);
  await line.waitFor();
  await line.click();
  await page.locator(`[data-hold="${hold}"][aria-current]`).waitFor();
  await look(`the question: ${code}`);
  await first?.(scene, key);
  if (says !== null) {
    await page.getByRole('radio', { name: says }).first().check();
    if (because !== undefined) await page.getByLabel('Because').fill(because);
    await press('Answer');
  }
  await line.waitFor({ state: 'detached' });
}

/** The page of the document says how it ended. */
async function ends(scene: Scene, { kind, id }: Key, { ends: state }: Meeting): Promise<void> {
  const { page, flow, address } = scene;
  await page.goto(`${address}/documents/${[flow, kind, id].map(encodeURIComponent).join('/')}`);
  await page
    .getByText(state === 'in sync' ? 'In sync' : 'Excluded', { exact: true })
    .first()
    .waitFor();
}

/** The ledger does not let us in any more; what was sold meanwhile is there as soon as somebody has signed in again. */
async function reconnect(scene: Scene): Promise<void> {
  const { page, press, look, ask, address } = scene;
  const { target } = await ask<Setup>('GET', `/v1/setups/${encodeURIComponent(scene.flow)}`);
  const card = (): Promise<ConnectionCard> => ask('GET', `/v1/connections/${target.connection}`);
  await scene.disconnect();
  const sold = await scene.invoice({ contact: await scene.customer('Kelp Kayaks'), price: '170' });
  await page.goto(`${address}/integrations/${target.connection}`);
  await page
    .getByText(/no longer accepts the sign-in/)
    .first()
    .waitFor();
  await look('a connection that was ended at the ledger');
  await press('Reconnect');
  await page.getByRole('dialog').waitFor();
  await look('reconnecting');
  await press('Go to the sandbox');
  await page.getByRole('heading', { name: /wants to use your/ }).waitFor();
  await look('the consent');
  const company = page.getByRole('checkbox', { name: /Harbour Studio Ltd/ });
  await company.check();
  await press('Allow access');
  await page.waitForURL(/\/integrations\?connected=/);
  await page.getByRole('heading', { name: 'Integrations', level: 1 }).waitFor();
  await look('integrations');
  assert.equal((await card()).state, 'ready');
  await scene.comesTo(sold, 'in sync');
}

test('the daily work in the page: each kind of question that a person can bring about, an expired connection, a batch and its undo', (t) =>
  walk(
    t,
    async (walker) => {
      const scene = await openScene(walker);
      await t.test('what changes in the ledger shows in a page that stays open', (each) => showsAtOnce(each, scene));
      for (const meeting of meetings) {
        await t.test(`${meeting.code}: ${meeting.what}`, async () => {
          await walker.page.goto(`${walker.address}/holds`);
          await walker.page.getByRole('heading', { name: 'Holds', level: 1 }).waitFor();
          const key = await meeting.happens(scene);
          await answer(scene, key, meeting);
          await scene.comesTo(key, meeting.ends);
          await ends(scene, key, meeting);
          await meeting.after?.(scene, key);
        });
      }
      await walker.look('a document with its story');
      await t.test('a connection that has expired is renewed, and what waited is written', () => reconnect(scene));
      await t.test('a part of a batch is approved, and taken back by its exact inverse or not at all', async () =>
        undo(scene, await approvePart(scene)),
      );
      const others = Object.entries(shownBy).filter(([, where]) => where !== shownBy.undone);
      t.diagnostic(`shown elsewhere: ${others.map(([code, where]) => `${code}: ${where}`).join('; ')}`);
      // What undoing.ts meets counts as well.
      const met = new Set<string>([...meetings.map(({ code }) => code), 'undone', 'declined']);
      const told = Object.entries(shownBy).filter(([, where]) => where === shownBy.undone);
      assert.deepEqual([...met].toSorted(), told.map(([code]) => code).toSorted());
    },
    { isPaced: false },
  ));

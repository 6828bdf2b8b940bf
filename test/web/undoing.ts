import assert from 'node:assert/strict';
import type { BatchShown } from '../../src/api/office.ts';
import { until } from './walker.ts';
import type { Key, Made, Scene } from './scene.ts';

// What a person who approves does in the page: part of a batch, the rest declined, and what was written taken back.

const shownBatch = ({ ask }: Scene, batch: string): Promise<BatchShown> => ask('GET', `/v1/batches/${batch}`);

/** The newest batch that waits for a person and names all of these; opened in the page by its row. */
async function openWaiting(scene: Scene, keys: readonly Key[]): Promise<string> {
  const { page, ask, address } = scene;
  const batch = await until(
    async () => {
      for (const { batch: name } of await ask<readonly { readonly batch: string }[]>('GET', '/v1/batches?state=review')) {
        const { writes } = await shownBatch(scene, name);
        if (keys.every(({ id }) => writes.some((write) => write.id === id))) return name;
      }
      return null;
    },
    (found) => found !== null,
    'a batch waits for a person',
  );
  assert.ok(batch);
  await page.goto(`${address}/batches?state=review`);
  await page.locator('[data-row]').first().waitFor();
  await scene.look('batches that wait');
  await page.locator('[data-row]', { has: page.locator(`[title="${batch}"]`) }).click();
  await page.getByRole('table', { name: 'What this batch writes' }).waitFor();
  return batch;
}

const row = ({ page }: Scene, { number }: Made) => page.getByRole('row').filter({ hasText: number ?? '' });

/** Sells three invoices at once, so that they come in one batch. */
async function sellThree(scene: Scene): Promise<readonly [Made, Made, Made]> {
  const contact = await scene.customer('Jasmine Joinery');
  await scene.comesTo({ kind: 'contact', id: contact }, 'in sync');
  await scene.ask('POST', `/v1/flows/${encodeURIComponent(scene.flow)}/approval`, { approval: true });
  const drafts = ['201', '202', '203'].map((unitPrice) => ({
    contact,
    issuedOn: scene.today,
    currency: 'GBP',
    lines: [{ description: 'Oak', unitPrice, taxes: ['GB20'] }],
  }));
  const answered = await scene.ask<{ readonly results: readonly { readonly record: { readonly id: string; readonly number: string } }[] }>(
    'POST',
    '/v1/invoices',
    drafts,
  );
  const [first, second, third] = answered.results.map(({ record: { id, number } }): Made => ({ kind: 'invoice', id, number }));
  assert.ok(first && second && third);
  return [first, second, third];
}

/** Part of a batch is approved and written; the rest is declined with a reason, asked about, and planned again. */
export async function approvePart(scene: Scene): Promise<{ readonly batch: string; readonly written: readonly Made[] }> {
  const { page, press, look } = scene;
  const [first, second, third] = await sellThree(scene);
  const batch = await openWaiting(scene, [first, second, third]);
  await look('a batch that waits');
  await row(scene, first).getByRole('button').click();
  await page.getByRole('dialog').waitFor();
  await look('a write, field by field');
  await page.keyboard.press('Escape');
  for (const one of [first, second]) await row(scene, one).getByRole('checkbox').click();
  await press('Approve 2');
  await look('approving a part');
  await press('Approve these');
  for (const one of [first, second]) await scene.comesTo(one, 'in sync');
  await row(scene, first).getByText('Landed').waitFor();
  await look('a batch that is written');
  await declineRest(scene, third);
  return { batch, written: [first, second] };
}

async function declineRest(scene: Scene, rest: Made): Promise<void> {
  const { page, press, look, address } = scene;
  await openWaiting(scene, [rest]);
  await press('Decline');
  await page.getByRole('dialog').getByLabel('Because').fill('the price is not agreed');
  await look('declining');
  await press('Decline', page.getByRole('dialog'));
  const { hold } = await scene.asked(rest, 'declined');
  await page.goto(`${address}/holds?hold=${encodeURIComponent(hold)}`);
  await page
    .getByText(/declined to write it: the price is not agreed/)
    .first()
    .waitFor();
  await look('the question: declined');
  await page.getByRole('radio', { name: 'Plan it again' }).check();
  await press('Answer');
  await openWaiting(scene, [rest]);
  await press('Approve all');
  await press('Approve all', page.getByRole('dialog'));
  await scene.comesTo(rest, 'in sync');
}

/** A person edits one of the documents in the ledger: then nothing of the batch is undone, and the reason is said. Put back, it is. */
export async function undo(scene: Scene, { batch, written }: Awaited<ReturnType<typeof approvePart>>): Promise<void> {
  const { page, press, look, address } = scene;
  const [first] = written;
  assert.ok(first);
  const { targets } = await scene.shown(first);
  const inLedger = targets[0]?.targetId ?? '';
  const due = (day: string): Promise<string> => scene.atLedger({ does: 'edit', kind: 'invoice', id: inLedger, fields: { DueDate: day } });
  await due('2099-12-31');
  await scene.asked(first, 'edited in the ledger');
  await page.goto(`${address}/batches/${batch}`);
  await press('Undo');
  await page.getByRole('dialog', { name: 'This cannot be undone as it is' }).waitFor();
  await page.getByText('A person has edited it since').waitFor();
  await look('an undo that is refused');
  assert.notEqual((await shownBatch(scene, batch)).state, 'undone');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await due(scene.today);
  await scene.comesTo(first, 'in sync');
  await press('Undo');
  await press('Undo the batch');
  await page.waitForURL((url) => url.pathname.startsWith('/batches/') && !url.pathname.endsWith(batch));
  const undoing = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  const done = await until(
    () => shownBatch(scene, undoing),
    ({ writes }) => writes.length === written.length && writes.every(({ state }) => state === 'landed'),
    'the undo is written',
  );
  assert.equal(done.undoes, batch);
  await page.getByText('Landed').first().waitFor();
  await look('an undo');
  for (const one of written) await isTakenBack(scene, one);
}

/** The exact inverse: the document is void in the ledger's own books, and a question keeps it from being written again. */
async function isTakenBack(scene: Scene, made: Made): Promise<void> {
  const { page, press, look, address } = scene;
  const { targets, hold } = await scene.comesTo(made, 'held');
  const there = await scene.inLedger('invoice', targets[0]?.targetId ?? '');
  assert.equal(there['Status'], 'VOIDED');
  assert.equal(hold?.code, 'undone');
  await page.goto(`${address}/holds?hold=${encodeURIComponent(hold.hold)}`);
  await page.getByRole('radio', { name: /Leave this record out/ }).check();
  await page.getByLabel('Because').fill('it was sold by mistake');
  await look('the question: undone');
  await press('Answer');
  await scene.comesTo(made, 'excluded');
}

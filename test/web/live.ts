import type { TestContext } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Scene } from './scene.ts';

/** How long it takes from what is done in the ledger until a page that stays open shows it, in milliseconds. */
export async function millisecondsUntil(shown: Locator, deed: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await Promise.all([shown.waitFor({ timeout: 180_000 }), deed()]);
  return Math.round(performance.now() - began);
}

/** An invoice is paid in the ledger while its page is open here, thrice. The provider's limit on calls is not what is measured. */
export async function showsAtOnce(t: TestContext, scene: Scene): Promise<void> {
  const { page, ask, address } = scene;
  const contact = await scene.customer('Linden Lamps');
  const took: number[] = [];
  for (const price of ['181', '182', '183']) {
    const { id, number } = await scene.booked({ contact, price });
    await page.goto(`${address}/invoices/${id}`);
    await page.getByText('Open', { exact: true }).first().waitFor();
    const paid = page.getByText('Paid', { exact: true }).first();
    took.push(await millisecondsUntil(paid, () => ask('POST', '/v1/try/ledger', { does: 'pay', id: number })));
  }
  t.diagnostic(`paid in the ledger, and shown as paid in a page that stayed open, after ${took.join(', ')} ms`);
}

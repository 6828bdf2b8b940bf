import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { LedgerChoices, Setup, TryOut } from '../../src/api/integrations.ts';
import type { FlowCard } from '../../src/api/office.ts';

export interface Person {
  readonly name: string;
  readonly organisation: string;
  readonly email: string;
  readonly password: string;
}

export const firstOwner: Person = {
  name: 'Ada Byron',
  organisation: 'Analytical Engines Ltd',
  email: 'ada@example.com',
  password: 'three words and a comma',
};

/** Milliseconds for an answer of the API: a proof takes its time on a machine that does other things as well. */
export const longestAnswer = 180_000;

/** The first page of an empty book, filled in the way a person does it; ends where the two ways to begin are. */
export async function signUp(page: Page, address: string, { name, organisation, email, password }: Person): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your organisation').fill(organisation);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByRole('heading', { name: `Welcome, ${name}` }).waitFor();
}

/** Starts the sandboxes and waits for their small year; ends where they are set up. */
export async function tryItOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the sandboxes' }).click();
  await page.getByRole('button', { name: 'Go on' }).click({ timeout: 120_000 });
  await page.waitForURL(/\/setup\//);
  await page.getByRole('heading', { name: 'Accounts', exact: true }).waitFor();
}

/** Everything of the set-up that a person would press through, asked of the API; resolves when all of the small year is in the ledger. */
export async function activate(page: Page, address: string): Promise<void> {
  const ask = async <Answer>(method: string, path: string, data?: unknown): Promise<Answer> => {
    const answer = await page.request.fetch(`${address}${path}`, {
      method,
      headers: { origin: address },
      timeout: longestAnswer,
      ...(data === undefined ? {} : { data }),
    });
    assert.ok(answer.ok(), `${method} ${path}: ${await answer.text()}`);
    const read: Answer = await answer.json();
    return read;
  };
  const { flow } = await ask<TryOut>('GET', '/v1/try');
  const path = `/v1/setups/${encodeURIComponent(flow ?? '')}`;
  const begun = await ask<Setup>('GET', path);
  const { accounts } = await ask<LedgerChoices>('GET', `/v1/connections/${begun.target.connection}/accounts`);
  const advised = (use: string): string | null => {
    const found = accounts.find(({ advice }) => advice.some((each) => each.use === use));
    return found === undefined ? null : (found.code ?? found.id);
  };
  await ask('PATCH', path, {
    sales: begun.chosen.sales ?? advised('sales'),
    payments: begun.chosen.payments ?? advised('payments'),
    rounding: begun.chosen.rounding ?? advised('rounding'),
    taxes: begun.taxes.flatMap(({ source, target, proposed }) =>
      (target ?? proposed) === null ? [] : [{ source, target: target ?? proposed }],
    ),
  });
  await ask('POST', '/v1/try/ledger', { does: 'enablePayments', account: begun.chosen.payments ?? advised('payments') });
  await ask('POST', `${path}/check`);
  for (const { proposal, what } of begun.cleanUp)
    await ask('POST', `${path}/clean-up`, { proposal, decision: what === 'duplicates' ? 'merge' : 'keep apart' });
  await ask('POST', `${path}/test-invoice`, { id: null });
  await ask('POST', `${path}/activate`, { mode: 'live', approval: false });
  for (let pending = 1; pending > 0;) {
    const card = await ask<FlowCard>('GET', `/v1/flows/${flow ?? ''}`);
    pending = card.counts.atSource === 0 ? 1 : card.counts.pending;
    if (pending > 0) await page.waitForTimeout(500);
  }
  await ask('POST', `/v1/proofs/${flow ?? ''}`, {});
}

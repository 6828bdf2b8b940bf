import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { HoldRow } from '../../src/api/office.ts';
import { chromiumHere, missingChromium, openBrowser, violationsOn } from './browser.ts';
import { longestAnswer } from './first-time.ts';
import { startServer } from './server.ts';

/** A person at the page, whose presses are counted; and a program of theirs that asks the same server. */
export interface Walker {
  readonly page: Page;
  readonly address: string;
  presses(): number;
  /** Presses a button, a link or a choice by the name that a person reads. */
  press(name: string | RegExp, within?: Locator): Promise<void>;
  /** Has axe look at the page as it is, in light and in dark; what it finds fails the walk at its end. */
  look(place: string): Promise<void>;
  /** Asks the public API as who is signed in here. */
  ask<Answer>(method: string, path: string, data?: unknown): Promise<Answer>;
}

/** Nobody waits longer for a machine that does other things as well. */
const patience = 120_000;

/** A browser and a server of their own on empty books, for one walk; both end with it, however it ends. */
export async function walk(t: TestContext, work: (walker: Walker) => Promise<void>, options: { readonly isPaced: boolean }): Promise<void> {
  const executable = chromiumHere();
  assert.ok(executable, missingChromium);
  const began = performance.now();
  const server = await startServer(options);
  t.after(() => server.stop());
  const browser = await openBrowser(executable);
  t.after(() => browser.close());
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(patience);
  const troubles: string[] = [];
  page.on('pageerror', (error) => void troubles.push(`a page broke: ${error.message}`));
  const walker = walkerOn(page, server.address, troubles);
  await page.goto(server.address);
  await work(walker).catch(async (cause: unknown) => {
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new Error([`at ${page.url()}: ${told}`, server.said(), await heldIn(walker)].join('\n'), { cause });
  });
  t.diagnostic(`${walker.presses()} presses, ${Math.round((performance.now() - began) / 1000)} seconds`);
  assert.deepEqual(troubles, []);
}

/** What waits for a person: a page may wait in vain because something was refused. */
const heldIn = async ({ ask }: Walker): Promise<string> =>
  ask<readonly HoldRow[]>('GET', '/v1/holds?limit=20').then(
    (holds) => holds.map((hold) => JSON.stringify(hold)).join('\n'),
    (cause: unknown) => `what is held could not be asked: ${String(cause)}`,
  );

function walkerOn(page: Page, address: string, troubles: string[]): Walker {
  let count = 0;
  const press: Walker['press'] = async (name, within) => {
    count += 1;
    const place = within ?? page;
    const [button, link] = [place.getByRole('button', { name }), place.getByRole('link', { name })];
    await button.or(link).first().waitFor();
    await ((await button.count()) > 0 ? button : link).first().click();
  };
  const look: Walker['look'] = async (place) => {
    await page.locator('[role=status][aria-label=Loading]').first().waitFor({ state: 'detached' });
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(`document.documentElement.classList.toggle('dark', ${String(theme === 'dark')})`);
      // Only the colours are others in the dark.
      const found = await violationsOn(page, theme === 'dark' ? ['color-contrast'] : null);
      for (const { rule, what, where } of found) troubles.push(`${place} (${theme}): ${rule}: ${what}: ${where.join(' | ')}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.evaluate(`document.documentElement.classList.remove('dark')`);
  };
  const ask = async <Answer>(method: string, path: string, data?: unknown): Promise<Answer> => {
    const headers = { origin: address };
    const answer = await page.request.fetch(`${address}${path}`, {
      method,
      headers,
      timeout: longestAnswer,
      ...(data === undefined ? {} : { data }),
    });
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
    const read: Answer = await answer.json();
    return read;
  };
  return { page, address, presses: () => count, press, look, ask };
}

/** Asks until it is so; what a worker does takes a moment. */
export async function until<Seen>(look: () => Promise<Seen>, isSo: (seen: Seen) => boolean, what: string, seconds = 120): Promise<Seen> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    assert.ok(performance.now() < end, `${what}: not within ${seconds} seconds; last seen: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

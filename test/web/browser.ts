import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

/** Debian's first: `apt-get install chromium` is all that a machine needs. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The machine's Chromium; null where there is none, and then what needs one cannot run. */
export const chromiumHere = (): string | null => {
  const named = process.env['TIEOUT_CHROMIUM'] ?? '';
  return (named === '' ? places : [named]).find((path) => existsSync(path)) ?? null;
};

export const missingChromium = `There is no Chromium at ${process.env['TIEOUT_CHROMIUM'] || places.join(' or ')}: install it (on Debian and Ubuntu: apt-get install chromium), or name it in TIEOUT_CHROMIUM.`;

export function openBrowser(executablePath: string): Promise<Browser> {
  const quiet = ['quic', 'background-networking', 'component-update', 'sync', 'dev-shm-usage'].map((what) => `--disable-${what}`);
  return chromium.launch({ executablePath, args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', ...quiet] });
}

export interface Violation {
  readonly rule: string;
  readonly what: string;
  readonly where: readonly string[];
}

const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds on the page as it is, by the rules of WCAG 2.2 AA; or by some of its rules alone. */
export async function violationsOn(page: Page, rules: readonly string[] | null = null): Promise<readonly Violation[]> {
  // Playwright passes this through the debugger, so that the page's own policy against foreign scripts stays as it is.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axeSource);
  // A change of theme is there with the frame after the next: before that, a colour may be that of the other one.
  await page.evaluate(`new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn, 50))))`);
  const found: unknown = await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules ?? standard)}, resultTypes: ['violations'] })
       .then(({ violations }) => violations.map(({ id, help, nodes }) => ({ rule: id, what: help, where: nodes.map(({ html }) => html.slice(0, 200)) })))`,
  );
  return Array.isArray(found) ? found : [];
}

const require = createRequire(import.meta.url);
const axe: unknown = require('axe-core');
const axeSource = typeof axe === 'object' && axe !== null && 'source' in axe ? String(axe.source) : '';

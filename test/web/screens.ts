// `npm run web:screens [folder] [page …]`: pictures of every page, light, dark and at phone width, from a real server with the sandboxes
// tried out, and what axe finds on each. The pictures are for people to look at.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromiumHere, openBrowser, violationsOn } from './browser.ts';
import { activate, firstOwner, signUp, tryItOut } from './first-time.ts';
import { pages } from './pages.ts';
import { startServer } from './server.ts';

interface Look {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

const looks: readonly Look[] = [
  { name: 'light', theme: 'light', width: 1360, height: 860 },
  { name: 'dark', theme: 'dark', width: 1360, height: 860 },
  { name: 'phone', theme: 'light', width: 390, height: 800 },
];

const [folder = 'dist/screens', ...wanted] = process.argv.slice(2);
const chromium = chromiumHere();
if (chromium === null) {
  console.error('There is no Chromium here: install one, or name it in TIEOUT_CHROMIUM.');
  process.exit(1);
}
await mkdir(folder, { recursive: true });
const server = await startServer();
const browser = await openBrowser(chromium);
let found = 0;
try {
  await shootEntry(browser);
  const page = await newPage(browser, looks[0]);
  await signUp(page, server.address, firstOwner);
  await shoot(page, 'first-steps');
  await tryItOut(page);
  await shoot(page, 'setting-up');
  await activate(page, server.address);
  const state = await page.context().storageState();
  await page.context().close();
  for (const look of looks) {
    const shown = await newPage(browser, look, state);
    for (const { name, path, opens } of pages.filter((one) => wanted.length === 0 || wanted.includes(one.name))) {
      await shown.goto(`${server.address}${path}`);
      await shoot(shown, name, look);
      const row = shown.locator('[data-row]').first();
      if (opens !== true || (await row.count()) === 0) continue;
      await row.click();
      await shown.waitForTimeout(1500);
      await shoot(shown, `${name}-opened`, look);
    }
    await shown.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(
  found === 0 ? `The pictures are in ${folder}; axe found nothing.` : `The pictures are in ${folder}; axe found ${found} violations.`,
);
process.exitCode = found === 0 ? 0 : 1;

async function shootEntry(opened: Browser): Promise<void> {
  for (const look of looks) {
    const page = await newPage(opened, look);
    for (const [name, path] of [
      ['welcome', '/'],
      ['sign-in', '/sign-in'],
      ['invitation', '/invitation?token=unknown'],
    ] as const) {
      await page.goto(`${server.address}${path}`);
      await shoot(page, name, look);
    }
    await page.context().close();
  }
}

async function newPage(
  opened: Browser,
  look: Look | undefined,
  state?: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>,
): Promise<Page> {
  const { theme = 'light', width = 1360, height = 860 } = look ?? {};
  const context = await opened.newContext({
    colorScheme: theme,
    viewport: { width, height },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    ...(state === undefined ? {} : { storageState: state }),
  });
  return context.newPage();
}

async function shoot(page: Page, name: string, look?: Look): Promise<void> {
  // The event stream of the page never ends, so that "idle" is when nothing is loading on the page itself.
  await page.waitForLoadState('load');
  await page.locator('h1').first().waitFor();
  await page.locator('[role=status][aria-label=Loading]').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready');
  // A list that draws only what is in sight has nothing below it to show.
  const isLong = (await page.evaluate<number>('document.documentElement.scrollHeight')) > 3000;
  await page.screenshot({ path: join(folder, `${name}-${look?.name ?? 'light'}.png`), fullPage: !isLong });
  const violations = await violationsOn(page);
  found += violations.length;
  for (const { rule, what, where } of violations) {
    const line = `${name} (${look?.name ?? 'light'}): ${rule}: ${what}\n${where.map((html) => `    ${html}`).join('\n')}\n`;
    console.log(line);
    await writeFile(join(folder, 'axe.txt'), line, { flag: 'a' });
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { violationsOn } from './browser.ts';

export interface Look {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
}

export const looks: readonly Look[] = [
  { name: 'light', theme: 'light', width: 1360, height: 860 },
  { name: 'dark', theme: 'dark', width: 1360, height: 860 },
  { name: 'phone', theme: 'light', width: 390, height: 800 },
];

type SignedIn = Awaited<ReturnType<BrowserContext['storageState']>>;

/** Takes a picture of a page as it is, and says what axe finds on it. */
export interface Camera {
  open(look: Look, as?: SignedIn): Promise<Page>;
  shoot(page: Page, name: string, look: Look): Promise<void>;
  /** How many violations axe has found so far. */
  found(): number;
}

export async function openCamera(browser: Browser, folder: string): Promise<Camera> {
  await mkdir(folder, { recursive: true });
  const report = join(folder, 'axe.txt');
  await writeFile(report, '');
  let found = 0;
  return {
    open: async ({ theme, width, height }, as) => {
      const context = await browser.newContext({
        colorScheme: theme,
        viewport: { width, height },
        locale: 'en-GB',
        timezoneId: 'Europe/London',
        reducedMotion: 'reduce',
        ...(as === undefined ? {} : { storageState: as }),
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => console.log(`${page.url()}: ${error.message}`));
      return page;
    },
    shoot: async (page, name, look) => {
      await settle(page);
      // A list that draws only what is in sight has nothing below it to show; over a dialog the page does not scroll.
      const height = await page.evaluate<number>('document.documentElement.scrollHeight');
      const hasDialog = (await page.locator('[role=dialog], [role=menu]').count()) > 0;
      await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), fullPage: height < 4000 && !hasDialog });
      const violations = await violationsOn(page);
      found += violations.length;
      for (const { rule, what, where } of violations) {
        const told = `${name} (${look.name}): ${rule}: ${what}\n${where.map((html) => `    ${html}`).join('\n')}\n`;
        console.log(told);
        await writeFile(report, told, { flag: 'a' });
      }
      const wider = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (wider > 0) console.log(`${name} (${look.name}): the page is ${wider} pixels wider than the screen`);
    },
    found: () => found,
  };
}

/** Everything that is asked for is there. The event stream never ends, so "idle" is when nothing on the page says that it loads. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.locator('h1').first().waitFor();
  // What has loaded may ask for more: it is settled when nothing loads at two looks, one after the other.
  for (let quiet = 0; quiet < 2; quiet += 1) {
    await page.locator('[role=status][aria-label=Loading], [aria-busy=true]').first().waitFor({ state: 'detached' });
    await page.waitForTimeout(150);
  }
  await page.evaluate('document.fonts.ready');
}

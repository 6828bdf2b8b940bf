// `npm run web:speed [rows]`: how long the first page takes and how large it is, and whether a table of 100,000 rows scrolls without
// pause, in a real Chromium before a real server. One line of JSON; frame times are milliseconds, 16.7 is one frame of sixty a second.
import type { Browser, CDPSession, Page } from 'playwright-core';
import { testDatabase } from '../../src/store/testing.ts';
import { chromiumHere, openBrowser } from './browser.ts';
import { firstOwner, signUp } from './first-time.ts';
import { addDocuments } from './screens-many.ts';
import { startServer } from './server.ts';

const rows = BigInt(process.argv[2] ?? '100000');
const chromium = chromiumHere();
if (chromium === null) {
  console.error('There is no Chromium here: install one, or name it in TIEOUT_CHROMIUM.');
  process.exit(1);
}
const database = await testDatabase();
const server = await startServer({ database: database.url });
const browser = await openBrowser(chromium);
try {
  const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: 'en-GB', timezoneId: 'Europe/London' });
  await signUp(page, server.address, firstOwner);
  await addDocuments(database, rows);
  const firstView = await measureFirstView(browser, page, server.address);
  await page.goto(`${server.address}/documents`);
  await page.locator('[data-row]').first().waitFor();
  const debugged = await page.context().newCDPSession(page);
  await debugged.send('Performance.enable', { timeDomain: 'threadTicks' });
  const whileLoading = await scroll(page, debugged, 'until all are loaded');
  const allLoaded = await scroll(page, debugged, 'when all are loaded');
  const shown = await page.evaluate<number>(`Number(document.querySelector('table').getAttribute('aria-rowcount')) - 1`);
  console.log(JSON.stringify({ rows: shown, firstView, whileLoading, allLoaded }));
} finally {
  await browser.close();
  await server.stop();
  await database.close();
}

/** A browser that has never been here: from the address to the last thing that keeps the page from answering a press. */
async function measureFirstView(opened: Browser, signedIn: Page, address: string) {
  const context = await opened.newContext({
    storageState: await signedIn.context().storageState(),
    viewport: { width: 1360, height: 860 },
  });
  const page = await context.newPage();
  await page.addInitScript(
    `window.longTasks = []; new PerformanceObserver((list) => longTasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });`,
  );
  await page.goto(address);
  // Looked for by a script of ours, not by the page: its own policy forbids what Playwright would wait with.
  await page.evaluate(
    `(async () => {
      while (!document.querySelector('main h1')) await new Promise((resolve) => requestAnimationFrame(resolve));
      window.shownAt = performance.now();
    })()`,
  );
  const measured = await page.evaluate<{ interactiveMilliseconds: number; compressedBytes: number; files: number }>(
    `(() => {
      const loaded = performance.getEntriesByType('resource').filter(({ initiatorType, name }) => /\\.(js|css)$/.test(new URL(name).pathname));
      const busyUntil = Math.max(0, ...longTasks.map(({ startTime, duration }) => startTime + duration));
      return {
        interactiveMilliseconds: Math.round(Math.max(shownAt, busyUntil)),
        compressedBytes: loaded.reduce((sum, { transferSize }) => sum + transferSize, 0),
        files: loaded.length,
      };
    })()`,
  );
  await context.close();
  return measured;
}

interface Frames {
  readonly frames: number;
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
  /** What a frame costs the page's one thread in processor time, which other programs on the machine do not change. */
  readonly processorPerFrame: number;
  /** Frames in which a part of the list in sight was not drawn yet. */
  readonly withBlanks: number;
}

/** To the end again and again, until nothing more is loaded; then slowly, fast, and from place to place, as one looks for something. */
async function scroll(page: Page, debugged: CDPSession, how: 'until all are loaded' | 'when all are loaded'): Promise<Frames> {
  const isLoading = how === 'until all are loaded';
  const before = await processorMilliseconds(debugged);
  const shown = await page.evaluate<Omit<Frames, 'processorPerFrame'>>(
    `(async () => {
      const scroller = document.querySelector('table').parentElement;
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const end = () => scroller.scrollHeight - scroller.clientHeight;
      const hasMore = () => [...document.querySelectorAll('button')].some(({ textContent }) => textContent === 'Show more');
      const move = ${
        isLoading
          ? '() => hasMore() && (scroller.scrollTop = end())'
          : `(at) => {
        if (at >= 450) return false;
        if (at < 150) scroller.scrollTop = at * 120;
        else if (at < 300) scroller.scrollTop += 6000;
        else if (at % 10 === 0) scroller.scrollTop = (at * 7919000) % end();
        return true;
      }`
      };
      const times = [];
      let blanks = 0;
      let last = await frame();
      for (let at = 0; move(at) !== false; at += 1) {
        const now = await frame();
        times.push(now - last);
        last = now;
        const box = scroller.getBoundingClientRect();
        if (document.elementFromPoint(box.left + 60, box.bottom - 20)?.closest('tr')?.ariaHidden === 'true') blanks += 1;
      }
      times.sort((one, other) => one - other);
      const of = (share) => Math.round(10 * (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0)) / 10;
      return { frames: times.length, median: of(0.5), p99: of(0.99), longest: of(1), withBlanks: blanks };
    })()`,
  );
  const spent = (await processorMilliseconds(debugged)) - before;
  return { ...shown, processorPerFrame: Math.round((10 * spent) / Math.max(1, shown.frames)) / 10 };
}

/** What the page's main thread has taken of the processor so far. */
async function processorMilliseconds(debugged: CDPSession): Promise<number> {
  const { metrics } = await debugged.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

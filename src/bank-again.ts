import { bankFlowOf, bankPortsOf } from './engine/bank-desk.ts';
import { bankScopeOf, matchBank } from './engine/bank-match.ts';
import { poll } from './engine/poll.ts';
import type { Flow } from './engine/ports.ts';
import type { WholeOffice } from './office.ts';
import { lastLineAt } from './store/feed-lines.ts';
import { openLiveFeed } from './store/overview-live.ts';

/** Bank lines that nobody knows yet, within the server: they are looked at again when something came that may explain them. */
export interface BankAgain {
  readonly tend: (note: (line: string) => void, stop: AbortSignal) => Promise<void>;
}

/** Whoever has just read a file matches it, and looks at what came of it: nothing changes under their eyes. */
const tenMinutes = 600_000;
/** Nobody reads a feed by hand: its lines are looked at soon after they came, as a file's are when it is read. */
const aMinute = 60_000;

type Office = Pick<WholeOffice, 'pool' | 'clock' | 'organisation' | 'engine' | 'bank' | 'connections'>;

export function bankAgain(office: Office, wake: () => void): BankAgain {
  const { pool, clock, organisation } = office;
  return {
    tend: async (note, stop) => {
      const live = openLiveFeed(pool);
      // What came while nothing ran is news as well.
      const news = { ofFeeds: true, ofAll: true };
      const unsubscribe = live.subscribe(organisation, (names) => {
        if (names.includes('standings')) Object.assign(news, { ofFeeds: true, ofAll: true });
      });
      const tried = (work: Promise<void>, again: () => void): Promise<void> =>
        work.catch((error: unknown) => {
          again();
          note(`error: bank lines could not be looked at again: ${String(error)}`);
        });
      const feeds = feedLooks(office, wake);
      let allAt = clock.now();
      try {
        while (!stop.aborted) {
          if (news.ofFeeds) {
            news.ofFeeds = false;
            await tried(feeds(), () => (news.ofFeeds = true));
          }
          if (news.ofAll && clock.now() >= allAt) {
            news.ofAll = false;
            allAt = clock.now() + tenMinutes;
            await tried(lookAgain(office, wake), () => (news.ofAll = true));
          }
          await clock.sleepUntil(clock.now() + aMinute, stop).catch(() => undefined);
        }
      } finally {
        unsubscribe();
        await live.close();
      }
    },
  };
}

/** Matches when a feed has shown more than the last time. Whether anything came of it or not, the same lines are not matched again. */
function feedLooks(office: Office, wake: () => void): () => Promise<void> {
  const { pool, clock, organisation } = office;
  let matchedAt: number | null = null;
  return async () => {
    const flow = await mappedFlow(office);
    if (flow === null) return;
    const { feeds } = await clock.during(() => bankPortsOf(office, flow));
    const shownAt = await clock.during(() => lastLineAt(pool, organisation, feeds));
    if (shownAt === null || shownAt === matchedAt) return;
    await match(office, flow, wake);
    matchedAt = shownAt;
  };
}

/** The flow that books bank lines, where its mapping says what the bank accounts are. */
async function mappedFlow(office: Office): Promise<Flow | null> {
  const { clock, organisation, engine } = office;
  const flow = await clock.during(async () => bankFlowOf(office, await engine.store.flows(organisation)));
  return flow === null || flow.mapping.bank === null ? null : flow;
}

/** Only what was matched before is looked at again: the first time, a person says so. */
async function lookAgain(office: Office, wake: () => void): Promise<void> {
  const { clock, bank } = office;
  const flow = await mappedFlow(office);
  if (flow === null || flow.mode !== 'live') return;
  const [accounts, totals] = await clock.during(() =>
    bank.look(bankScopeOf(flow), async (look) => [await look.accounts(), await look.accountTotals()] as const),
  );
  const matched = new Set(accounts.filter(({ habits }) => habits !== null).map(({ account }) => account));
  if (!totals.some(({ account, open, suggested }) => matched.has(account) && open + suggested > 0)) return;
  await match(office, flow, wake);
}

async function match(office: Office, flow: Flow, wake: () => void): Promise<void> {
  const { clock, organisation, engine } = office;
  const ports = await clock.during(() => bankPortsOf(office, flow));
  const report = await clock.during(() => matchBank(ports, flow));
  if (report.matched + report.byRule === 0) return;
  await poll(engine, organisation, flow.source);
  wake();
}

import { bankConnectionNamed, bankFeedsOf, bankFlowOf, bankPortsOf } from './engine/bank-desk.ts';
import { mirrorFeeds } from './engine/bank-feeds.ts';
import { bankScopeOf, matchBank } from './engine/bank-match.ts';
import { poll } from './engine/poll.ts';
import type { Flow } from './engine/ports.ts';
import type { WholeOffice } from './office.ts';
import { findProvider } from './providers.ts';
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
/** Before a flow books lines, whoever has just connected a bank waits for its accounts: without them nobody could make the flow. */
const aMoment = 2_000;

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
        else if (names.includes('connections')) news.ofFeeds = true;
      });
      let pause = aMoment;
      const tried = (work: Promise<unknown>, again: () => void): Promise<unknown> =>
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
            const looked = feeds().then((isBooked) => (pause = isBooked ? aMinute : aMoment));
            await tried(looked, () => {
              news.ofFeeds = true;
              pause = aMinute;
            });
          }
          if (news.ofAll && clock.now() >= allAt) {
            news.ofAll = false;
            allAt = clock.now() + tenMinutes;
            await tried(lookAgain(office, wake), () => (news.ofAll = true));
          }
          await clock.sleepUntil(clock.now() + pause, stop).catch(() => undefined);
        }
      } finally {
        unsubscribe();
        await live.close();
      }
    },
  };
}

/**
 * Matches when a feed has shown more than the last time; before a flow books lines they are only taken in. Whether anything came of it
 * or not, the same lines are not looked at again. Says whether a flow books lines.
 */
function feedLooks(office: Office, wake: () => void): () => Promise<boolean> {
  const { pool, clock, organisation } = office;
  let takenAt: number | null = null;
  let matchedAt: number | null = null;
  return async () => {
    const flow = await bankFlow(office);
    if (flow === null) takenAt = await takeIn(office, takenAt);
    if (flow === null || flow.mapping.bank === null) return flow !== null;
    const { feeds } = await clock.during(() => bankPortsOf(office, flow));
    const shownAt = await clock.during(() => lastLineAt(pool, organisation, feeds));
    if (shownAt === null || shownAt === matchedAt) return true;
    await match(office, flow, wake);
    matchedAt = shownAt;
    return true;
  };
}

const bankFlow = ({ clock, organisation, engine, connections }: Office): Promise<Flow | null> =>
  clock.during(async () => bankFlowOf({ connections }, await engine.store.flows(organisation)));

/** What feeds show stands beside the lines of files, as it does after each matching, if it is news since `takenAt`; when they last showed any. */
async function takeIn(office: Office, takenAt: number | null): Promise<number | null> {
  const { pool, clock, organisation, engine, bank } = office;
  const kept = await clock.during(() => bankConnectionNamed(office, organisation));
  if (kept === null) return takenAt;
  const feeds = await clock.during(() => bankFeedsOf(office, organisation, (provider) => findProvider(provider)?.manifest ?? null));
  const shownAt = await clock.during(() => lastLineAt(pool, organisation, feeds));
  if (shownAt !== null && shownAt !== takenAt)
    await clock.during(() => bank.work(kept, (book) => mirrorFeeds({ engine, feeds }, { organisation }, book)));
  return shownAt;
}

/** Only what was matched before is looked at again: the first time, a person says so. */
async function lookAgain(office: Office, wake: () => void): Promise<void> {
  const { clock, bank } = office;
  const flow = await bankFlow(office);
  if (flow === null || flow.mapping.bank === null || flow.mode !== 'live') return;
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

import { bankFlowOf, bankPortsOf } from './engine/bank-desk.ts';
import { bankScopeOf, matchBank } from './engine/bank-match.ts';
import { poll } from './engine/poll.ts';
import type { WholeOffice } from './office.ts';
import { openLiveFeed } from './store/overview-live.ts';

/** Bank lines that nobody knows yet, within the server: they are looked at again when something came that may explain them. */
export interface BankAgain {
  readonly tend: (note: (line: string) => void, stop: AbortSignal) => Promise<void>;
}

/** Whoever has just read a file matches it, and looks at what came of it: nothing changes under their eyes. */
const tenMinutes = 600_000;

type Office = Pick<WholeOffice, 'pool' | 'clock' | 'organisation' | 'engine' | 'bank' | 'connections'>;

export function bankAgain(office: Office, wake: () => void): BankAgain {
  const { pool, clock, organisation } = office;
  return {
    tend: async (note, stop) => {
      const live = openLiveFeed(pool);
      // What came while nothing ran is news as well.
      let isNews = true;
      const unsubscribe = live.subscribe(organisation, (names) => {
        if (names.includes('standings')) isNews = true;
      });
      try {
        while (!stop.aborted) {
          if (isNews) {
            isNews = false;
            await lookAgain(office, wake).catch((error: unknown) => {
              isNews = true;
              note(`error: bank lines could not be looked at again: ${String(error)}`);
            });
          }
          await clock.sleepUntil(clock.now() + tenMinutes, stop).catch(() => undefined);
        }
      } finally {
        unsubscribe();
        await live.close();
      }
    },
  };
}

/** Only what was matched before is looked at again: the first time, a person says so. */
async function lookAgain(office: Office, wake: () => void): Promise<void> {
  const { clock, organisation, engine, bank } = office;
  const flow = await clock.during(async () => bankFlowOf(office, await engine.store.flows(organisation)));
  if (flow === null || flow.mode !== 'live' || flow.mapping.bank === null) return;
  const [accounts, totals] = await clock.during(() =>
    bank.look(bankScopeOf(flow), async (look) => [await look.accounts(), await look.accountTotals()] as const),
  );
  const matched = new Set(accounts.filter(({ habits }) => habits !== null).map(({ account }) => account));
  if (!totals.some(({ account, open, suggested }) => matched.has(account) && open + suggested > 0)) return;
  const ports = await clock.during(() => bankPortsOf(office, flow));
  const report = await clock.during(() => matchBank(ports, flow));
  if (report.matched + report.byRule === 0) return;
  await poll(engine, organisation, flow.source);
  wake();
}

import type { DemoResult } from '../cli/office.ts';
import type { Stage } from './stage.ts';

/** What went wrong and did no harm, counted from what the database and the sandbox kept. */
export async function survivedOf({ office, ledger, clock }: Stage): Promise<DemoResult['survived']> {
  const tally = await clock.during(() => office.reading.tally(office.organisation));
  return {
    'lost replies': tally.unanswered,
    'calls sent again': tally.resent,
    'throttled calls': ledger.stats().throttled,
    'documents named twice by webhooks': tally.namedTwice,
    'killed worker': 1,
    'edits by people': tally.holdsAnswered + tally.cameBack,
  };
}

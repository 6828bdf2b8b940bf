import type { WholeOffice } from './office.ts';
import { findProvider } from './providers.ts';
import type { Log } from './server/log.ts';
import type { OfficeParts } from './server/office-parts.ts';
import { flowKeeping } from './store/overview-keeping.ts';
import { openLiveFeed } from './store/overview-live.ts';
import { overviewStore } from './store/overview.ts';

/** What the routes of the daily work are made of. They close the feed with the server. */
export const workParts = (
  { pool, clock, engine, decisions, reading, proofs }: WholeOffice,
  { wake, log }: { readonly wake: () => void; readonly log: Log },
): OfficeParts => ({
  engine,
  clock,
  overview: overviewStore(pool),
  decisions,
  reading,
  proofs,
  keeping: flowKeeping(pool),
  live: openLiveFeed(pool),
  connectorOf: findProvider,
  wake,
  log,
});

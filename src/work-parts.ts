import { flowBook } from './office.ts';
import type { WholeOffice } from './office.ts';
import { findProvider } from './providers.ts';
import type { BankRouteParts } from './server/bank-parts.ts';
import type { Log } from './server/log.ts';
import type { OfficeParts } from './server/office-parts.ts';
import { flowKeeping } from './store/overview-keeping.ts';
import { openLiveFeed } from './store/overview-live.ts';
import { overviewStore } from './store/overview.ts';
import { isOwnBatch } from './store/people-four-eyes.ts';

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
  isOwnBatch: (organisation, asked) => isOwnBatch(pool, organisation, asked),
  connectorOf: findProvider,
  wake,
  log,
});

/** What the routes of bank lines and of the close are made of. */
export const bankParts = (
  { pool, clock, engine, bank, connections, decisions, proofs, reading, closings }: WholeOffice,
  { isLedger, wake, log }: Pick<BankRouteParts, 'isLedger' | 'wake' | 'log'>,
): BankRouteParts => ({
  engine,
  bank,
  connections,
  decisions,
  proofs,
  reading,
  closings,
  isLedger,
  keeping: flowKeeping(pool),
  flowsOf: (organisation, by) => flowBook({ pool, clock, organisation, by }),
  timeZone: overviewStore(pool).timeZone,
  wake,
  log,
});

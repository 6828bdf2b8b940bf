import type { Account, Organisation, TaxRate } from '../core/records.ts';
import type { Day, Instant } from '../core/day.ts';
import type { HttpRequest, HttpResponse } from '../contract/http.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Session } from '../contract/connector.ts';
import type { Clock } from '../contract/sandbox.ts';
import type { Pass } from './pace-gate.ts';
import type { Purpose } from './pacing.ts';
import type { Chance, EngineStore } from './ports.ts';

/** What the engine is put together from. `app.ts` builds it, for the product and for tests; the engine imports none of it. */
export interface Engine {
  readonly store: EngineStore;
  readonly clock: Clock;
  readonly chance: Chance;
  open(organisation: string, connection: string): Promise<Opened>;
}

/** A connection that is signed in, paced and timed. */
export interface Opened {
  readonly connection: string;
  readonly manifest: Manifest;
  readonly session: Session;
  /** The same for a backfill, whose looks may use the whole of a limit as its writes do; `session` where left out. */
  readonly backfill?: Session;
  /** Waits for the right to send one request, before it is committed: so the wait does not use up its time to be answered. */
  enter(purpose: Purpose, request: HttpRequest): Promise<Pass>;
  /** Sends a committed call once, and uses up the pass. Rejects when no whole answer came by `listenUntil`. */
  send(call: { readonly request: HttpRequest; readonly listenUntil: Instant }, pass: Pass): Promise<HttpResponse>;
  /** As `Session.pageOf`; left out where another stands in for the provider, such as its sandbox. */
  readonly pageOf?: Session['pageOf'];
  /** How far the organisation itself says that its books are closed, asked anew each time: people move it while we run. Null: not at all. */
  closedThrough(): Promise<Day | null>;
}

/** The ledger's own facts that booking and proof need. */
export interface LedgerFacts {
  readonly organisation: Organisation | null;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
}

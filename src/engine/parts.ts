import type { Account, Organisation, TaxRate } from '../core/records.ts';
import type { Day, Instant } from '../core/day.ts';
import type { HttpRequest, HttpResponse } from '../contract/http.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Session } from '../contract/connector.ts';
import type { Clock } from '../contract/sandbox.ts';
import type { Chance, EngineStore } from './ports.ts';

/** What the engine is put together from. `main.ts` and tests build it; the engine imports none of it. */
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
  /** Waits until the provider's limits allow `calls` more requests, and takes them. */
  admit(calls: number): Promise<void>;
  /** Sends a stored call without waiting: it was admitted before it was committed. Rejects at `listenUntil`, before sending if it has passed. */
  send(request: HttpRequest, listenUntil: Instant): Promise<HttpResponse>;
  /** The organisation's own close day, kept in Tieout; null when none. */
  readonly closedThrough: Day | null;
}

/** The ledger's own facts that booking and proof need. */
export interface LedgerFacts {
  readonly organisation: Organisation | null;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
}

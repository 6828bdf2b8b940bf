import type { Day, Instant } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Batch, BatchWrite, Hold } from './batch-ports.ts';
import type { FlowScope, Mode } from './ports.ts';
import type { KeptProof } from './proof-port.ts';
import type { LogLine, StoryLine } from './reading-port.ts';

/** What the pages of the daily work ask of the store, and never change by asking. Lists end where `limit` says and go on from a place. */
export interface OverviewStore {
  /** Every flow, also those that are off, in the order in which they were made. */
  flows(organisation: string): Promise<readonly FlowFacts[]>;
  /** The zone in which the organisation's books count their days; UTC where neither side says one. */
  timeZone(organisation: string): Promise<string>;
  /** How long the writes that landed between two instants took, by flow; see `Delay`. */
  delays(organisation: string, span: { readonly from: Instant; readonly to: Instant }): Promise<ReadonlyMap<string, Delay>>;
  /** By flow and day: documents written, and questions opened. Days without either are left out. */
  days(
    organisation: string,
    span: { readonly from: Instant; readonly timeZone: string },
  ): Promise<readonly { readonly flow: string; readonly day: Day; readonly written: number; readonly held: number }[]>;
  /** The last proof of each flow, in figures. */
  lastProofs(organisation: string): Promise<readonly ProofFigures[]>;
  lastProof(scope: FlowScope): Promise<KeptProof | null>;
  /** How many documents of a flow are in sync, by the day on which they count. */
  inSyncByDay(scope: FlowScope, span: { readonly from: Day; readonly through: Day }): Promise<ReadonlyMap<Day, number>>;
  openWork(organisation: string): Promise<{ readonly openHolds: number; readonly batchesToApprove: number }>;

  holds(organisation: string, asked: HoldsAsked): Promise<readonly HoldFacts[]>;
  hold(organisation: string, hold: string): Promise<HoldFacts | null>;
  /** How many questions of each sort wait. */
  holdCounts(organisation: string, flow: string | null): Promise<readonly { readonly code: string; readonly holds: number }[]>;
  /** The open question of a key. */
  holdOf(scope: FlowScope, key: KeyName): Promise<HoldFacts | null>;

  standings(organisation: string, asked: StandingsAsked): Promise<readonly StandingFacts[]>;
  /** How many standings there are of what is asked for, on all pages together. */
  countStandings(organisation: string, asked: Omit<StandingsAsked, 'after' | 'limit'>): Promise<number>;
  standing(scope: FlowScope, key: KeyName): Promise<StandingFacts | null>;
  /** Documents by number, id, customer or amount, the nearest first. */
  search(organisation: string, asked: { readonly text: string; readonly limit: number }): Promise<readonly StandingFacts[]>;

  batches(organisation: string, asked: BatchesAsked): Promise<readonly BatchFacts[]>;
  batch(organisation: string, batch: string): Promise<BatchFacts | null>;
  writesOf(organisation: string, batch: string): Promise<readonly WriteFacts[]>;
  /** What was lost on the way to the target, by the last write of each part of a key. */
  losses(scope: FlowScope, key: KeyName): Promise<readonly LossFacts[]>;
  /** The webhooks that had a record, or its documents, read. */
  webhooks(scope: FlowScope, key: KeyName): Promise<readonly StoryLine[]>;

  log(organisation: string, asked: LogAsked): Promise<readonly PlacedLine[]>;
}

export interface SideFacts {
  readonly connection: string;
  readonly label: string;
  readonly provider: string;
  readonly state: 'ready' | 'expired' | 'closed';
}

export interface FlowFacts extends FlowScope {
  readonly agreement: string;
  readonly source: SideFacts;
  readonly target: SideFacts;
  readonly kinds: readonly Kind[];
  readonly mode: Mode;
  readonly approval: boolean;
  readonly startsOn: Day;
  readonly inSync: number;
  readonly pending: number;
  readonly held: number;
  readonly excluded: number;
  /** Keys that are to be planned or written, and what the last try of one of them said. */
  readonly dirty: number;
  readonly lastError: string | null;
  /** When the source last showed something that had changed. */
  readonly lastChangeSeenAt: Instant | null;
}

/**
 * Milliseconds from the first that we heard of a change at the source (its webhook, or the poll that showed it) to the answer with
 * which the target had the document. Only what went by itself counts: what waited for a person, or was written later for another
 * reason, says nothing about us. Of very many, the newest two thousand are measured. How long the provider took before it said anything cannot be known here.
 */
export interface Delay {
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly writes: number;
}

export interface ProofFigures {
  readonly flow: string;
  readonly madeAt: Instant;
  readonly word: KeptProof['word'];
  readonly differences: number;
  readonly headline: readonly { readonly currency: string; readonly amount: Amount }[];
}

/** What a person recognises a record by. */
export interface Recognised {
  readonly number: string | null;
  readonly day: Day | null;
  readonly party: string | null;
  readonly gross: Amount | null;
  readonly currency: string | null;
}

export interface HoldsAsked {
  readonly flow: string | null;
  readonly code: string | null;
  /** The last hold of the page before. */
  readonly after: string | null;
  readonly limit: number;
}
export interface HoldFacts extends Hold, Recognised {}

export interface StandingsAsked {
  readonly flow: string | null;
  readonly state: StandingFacts['state'] | null;
  readonly kind: Kind | null;
  readonly search: string | null;
  readonly after: StandingPlace | null;
  readonly limit: number;
}

/** Where a standing stands in the list: by flow, number, kind and id. */
export interface StandingPlace extends KeyName {
  readonly flow: string;
  /** '' where it has none. */
  readonly number: string;
}

export interface StandingFacts extends FlowScope, KeyName, Recognised {
  readonly state: 'in sync' | 'pending' | 'held' | 'excluded';
  readonly cause: string | null;
  readonly detail: string | null;
  readonly changedAt: Instant;
}

export interface BatchesAsked {
  readonly flow: string | null;
  readonly state: Batch['state'] | null;
  /** The last batch of the page before. */
  readonly before: string | null;
  readonly limit: number;
}
export interface BatchFacts extends Batch {
  /** Of the documents that it makes, in each currency. */
  readonly sums: readonly { readonly currency: string; readonly amount: Amount }[];
}

export interface WriteFacts extends BatchWrite {
  readonly party: string | null;
}

export interface LossFacts {
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly why: string;
}

export interface LogAsked {
  readonly before: LogPlace | null;
  readonly limit: number;
  readonly flow: string | null;
  readonly what: LogSort | null;
  readonly search: string | null;
}
export type LogSort = 'write' | 'question' | 'proof' | 'note';

/** Where a line stands: by its instant, then by where it comes from and its id there. */
export interface LogPlace {
  readonly at: Instant;
  readonly of: LogSort;
  readonly id: string;
}
export interface PlacedLine extends LogLine {
  readonly place: LogPlace;
}

/** Tells pages in under a second that something is to be asked again. */
export interface LiveFeed {
  /**
   * Hears what changed in one organisation, whichever process changed it, and first what changed since `askedSeconds` ago, when the
   * hearer began to ask; what cannot be known to be heard is told as everything. Returns how to stop.
   */
  subscribe(organisation: string, hear: (names: readonly string[]) => void, askedSeconds?: number): () => void;
  close(): Promise<void>;
}

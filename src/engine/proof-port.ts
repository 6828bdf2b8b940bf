import type { Amount } from '../core/decimal.ts';
import type { Day, Instant } from '../core/day.ts';
import type { BalanceMove, Dispute, Payout } from '../core/processor-records.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { Posting } from '../proof/posting.ts';
import type { Flow, FlowScope } from './ports.ts';

/** What proving needs from the store. Each method reads one consistent state. */
export interface ProofStore {
  /** Totals, counts, and every record that may differ. */
  facts(query: ProofQuery): Promise<ProofFacts>;
  /** Of the same, the totals alone. */
  totals(query: ClosedQuery): Promise<Pick<ProofFacts, 'totals' | 'linked'>>;
  /** Of the same, the keys alone whose source record is not what their standing speaks of. */
  arrived(query: ProofQuery): Promise<readonly KeyFacts[]>;
  keep(proof: KeptProof & { readonly proof: string }): Promise<void>;
  /** The last kept proof of each period that a flow was proven for. */
  kept(scope: FlowScope): Promise<readonly KeptProof[]>;
  /** Records of a connection that were booked in these months, now or then, and have changed since an instant. */
  changedSince(query: ChangeQuery): Promise<readonly ChangedRecord[]>;
  /** What a connection showed at an instant, by kind and id; what was gone by then is left out. */
  asOf(side: SideName & { readonly at: Instant }): AsyncIterable<AnyRecord>;
  /** The documents of a connection as they are now, by day, kind, number and id, each with its customer's name. */
  documents(side: SideName): AsyncIterable<{ readonly record: AnyRecord; readonly contact: string | null }>;
}

export interface SideName {
  readonly organisation: string;
  readonly connection: string;
}

export interface ProofQuery {
  readonly flow: Flow;
  readonly fromMonth: string;
  /** Null: through the last month in which either side has anything. */
  readonly throughMonth: string | null;
  /** Kinds that count in full, and accounts on which every document counts. */
  readonly kinds: readonly Kind[];
  readonly controlled: readonly string[];
  readonly baseCurrency: string | null;
  /** True where the target keeps no books: then documents linked by this flow are its side. */
  readonly isPlatform: boolean;
  /** The accounts that mirror a processor's balance; null where the source has none. */
  readonly balance: BalanceQuery | null;
}

/** One that says its last month. */
export type ClosedQuery = ProofQuery & { readonly throughMonth: string };

export interface BalanceQuery {
  /** The records whose nets are the balance. */
  readonly counted: 'balanceTransaction' | 'settlement';
  readonly accounts: readonly string[];
}

/** What a balance and its mirrors moved, day by day, up to the last month. */
export interface BalanceFacts {
  /** Of the processor: 'clearing' is its balance, 'disputed' what it took for open cases and gave back. */
  readonly processor: readonly DayMove[];
  readonly ledger: readonly DayMove[];
  /**
   * `wasBooked`: its arrival at the bank stands in the ledger, whatever became of it later. `hasLeft`: the transaction that took it out
   * of the balance has been read.
   */
  readonly payouts: readonly {
    readonly payout: Payout;
    readonly backOn: Day | null;
    readonly wasBooked: boolean;
    readonly hasLeft: boolean;
  }[];
  /** With the days on which the ledger has a lost one as a loss, and one that was won after all back again. */
  readonly disputes: readonly { readonly dispute: Dispute; readonly lostOn: Day | null; readonly regainedOn: Day | null }[];
  /** Since the flow's first day. */
  readonly unsummed: readonly Unsummed[];
}

/** Transactions of a day that no sum has yet, where sums are booked: of one sort, with what they come to. */
export interface Unsummed {
  readonly day: Day;
  readonly currency: string;
  readonly does: BalanceMove;
  readonly ofInvoices: boolean;
  readonly amount: Amount;
  readonly net: Amount;
  readonly count: number;
}

export interface DayMove {
  readonly account: string;
  readonly currency: string;
  readonly day: Day;
  readonly amount: Amount;
}

export interface ProofFacts {
  readonly throughMonth: string;
  readonly totals: readonly StoredTotal[];
  readonly counts: readonly StoredCount[];
  readonly keys: readonly KeyFacts[];
  /** True: more has arrived than `keys` tells of, and the rest has no amount in this proof. */
  readonly hasMoreArrived: boolean;
  readonly unlinked: readonly UnlinkedFacts[];
  /** Of a platform: the documents that this flow's links stand for. */
  readonly linked: readonly AnyRecord[];
  /** The target's documents in other currencies than the base, up to the last month: payments need their invoices' rates. */
  readonly foreign: readonly AnyRecord[];
  readonly balance: BalanceFacts | null;
  /** Of all months since the flow's first, for a balance that is carried from month to month; empty without one. */
  readonly sinceStart: { readonly keys: readonly KeyFacts[]; readonly unlinked: readonly UnlinkedFacts[] };
}

export interface StoredTotal {
  /** This flow's source; other flows into the same ledger, and documents that were born there and are known on both sides; all of the target. */
  readonly side: 'source' | 'otherFlows' | 'target';
  readonly kind: Kind;
  readonly account: string;
  readonly currency: string;
  readonly month: string;
  readonly amount: Amount;
  readonly documents: number;
}

export interface StoredCount {
  readonly kind: Kind;
  readonly atSource: number;
  readonly inSync: number;
  readonly pending: number;
  readonly held: number;
  readonly excluded: number;
}

export interface KeyFacts {
  readonly flow: string;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly postings: readonly Posting[];
  readonly state: 'in sync' | 'pending' | 'held' | 'excluded';
  readonly cause: string | null;
  readonly detail: string | null;
  readonly hold: { readonly code: string; readonly text: string } | null;
  readonly write: { readonly state: string; readonly message: string | null } | null;
  readonly isAccepted: boolean;
  readonly links: readonly LinkFacts[];
  /** What the source shows now, where `postings` and `state` do not speak of that yet; null where they do. */
  readonly arrived: Arrived | null;
}

/** A source record that was read and that no turn has concluded since: new, changed, gone, or back. */
export interface Arrived {
  readonly print: string;
  readonly isGone: boolean;
  readonly seenAt: Instant;
  /** Whether anything is due that will look at it. */
  readonly hasWork: boolean;
}

export interface LinkFacts {
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly origin: 'ours' | 'adopted' | 'opening';
  readonly wanted: AnyRecord;
  /** Null when the target never showed it. */
  readonly seen: { readonly record: AnyRecord; readonly postings: readonly Posting[]; readonly isGone: boolean } | null;
}

export interface UnlinkedFacts {
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly day: Day;
  readonly postings: readonly Posting[];
  readonly isReferenced: boolean;
  readonly twin: string | null;
  readonly settles: string | null;
}

export interface KeptProof extends FlowScope {
  /** '2026-09 to 2026-10' */
  readonly period: string;
  readonly madeAt: Instant;
  readonly word: 'ties out' | 'explained' | 'open' | 'unexplained';
  /** The proof as it was made: plain JSON. */
  readonly body: unknown;
}

export interface ChangeQuery {
  readonly organisation: string;
  readonly connections: readonly string[];
  readonly since: Instant;
  readonly fromMonth: string;
  readonly throughMonth: string;
}

export interface ChangedRecord {
  readonly connection: string;
  readonly kind: Kind;
  readonly id: string;
  /** Null: it was not there. */
  readonly before: AnyRecord | null;
  readonly after: AnyRecord | null;
  readonly seenAt: Instant;
  /** How it was noticed: 'poll', 'webhook', 'write'. */
  readonly cause: string;
}

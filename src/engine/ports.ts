import type { Instant, Day } from '../core/day.ts';
import type { Lookup } from '../core/lookup.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { KeyName, Loss, Question, Action } from '../booking/desire.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Posting } from '../proof/posting.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { Seen, Step } from '../contract/connector.ts';
import type { PollHint } from './edge-ports.ts';
import type { Order } from './order-port.ts';

/** What the engine needs from the world. Every method of `EngineStore` is one transaction: all of it, or none. */
export interface EngineStore {
  flow(scope: FlowScope): Promise<Flow | null>;
  /** The organisation's flows that are not off, in the order in which they were made. */
  flows(organisation: string): Promise<readonly Flow[]>;

  /** Leases up to `limit` due keys, lowest rank first (contacts before invoices before payments), skipping leased ones. */
  claim(
    scope: FlowScope,
    claim: { readonly limit: number; readonly now: Instant; readonly token: string; readonly leaseUntil: Instant },
  ): Promise<readonly Claim[]>;
  /** Of each flow that is on and has keys, oldest first: when the next is due, and how many are due `now`, counted up to `most`. */
  nextDues(organisation: string, asked: { readonly now: Instant; readonly most: number }): Promise<readonly NextDue[]>;
  /** Marks keys dirty in every flow that has the connection as source, or as target of a linked document. Raises generations. */
  mark(organisation: string, connection: string, touched: readonly KeyName[], now: Instant): Promise<void>;

  /** Writes of these keys that are still `sent`, each with its call. */
  sentWrites(scope: FlowScope, keys: readonly KeyName[]): Promise<readonly SentWrite[]>;
  /** Whether a document of ours has left for the flow's source and is not answered: what the source shows may be that one. */
  isUnderWay(flow: Flow): Promise<boolean>;
  /** All that is known of these keys: source records, links with their target records, rulings, planned writes. Same order as `keys`. */
  situations(flow: Flow, keys: readonly KeyName[]): Promise<readonly Situation[]>;
  /** Counterparts on the other side of the agreement, whichever side they were born on. Only live links, the first linked first. */
  counterparts(flow: Flow, connection: string, names: readonly KeyName[]): Promise<readonly Counterpart[]>;
  /** Records of the target that could already be these documents: same number, or same contact, gross and currency within `days`. Linked ones are left out. */
  candidates(flow: Flow, wants: readonly CandidateQuery[]): Promise<readonly Candidate[]>;
  /** Records of a connection, by id; for facts such as accounts, tax rates, the organisation. */
  records(organisation: string, connection: string, kind: Kind | readonly Kind[], ids?: readonly string[]): Promise<readonly Observed[]>;

  /** A text that is another one when any of a connection's settings (`settingKinds`) is: new, changed, gone or back. */
  settingsVersion(organisation: string, connection: string): Promise<string>;

  /** Saves what a connection showed. Marks keys whose print changed, in each flow concerned. Returns how many changed. */
  observe(observation: Observation): Promise<{ readonly changed: number }>;
  bookmark(organisation: string, connection: string, kind: Kind): Promise<Bookmark | null>;

  /** Commits calls and writes as `sent` (or writes as `planned`), only while the lease is still ours; returns false when it is not. */
  intend(intent: Intent): Promise<boolean>;
  /** Replaces the listening end of a call that is about to be sent again. */
  resend(organisation: string, call: string, listenUntil: Instant): Promise<void>;
  /** Commits what became of writes and keys: links, target records, standings, totals, holds, tasks. The facts count even when the lease was lost. */
  conclude(conclusion: Conclusion): Promise<void>;

  /** Takes a named lease until then, unless somebody holds it; returns null when taken, else until when it is held. */
  leaseUntil(lease: {
    readonly organisation: string;
    readonly name: string;
    readonly now: Instant;
    readonly until: Instant;
    readonly token: string;
  }): Promise<Instant | null>;
  /** Ends a lease that is still ours at another instant: the work behind it failed, and is due again soon. */
  moveLease(lease: {
    readonly organisation: string;
    readonly name: string;
    readonly token: string;
    readonly until: Instant;
  }): Promise<void>;
  /**
   * Takes some of what webhooks said to read now; it comes back at `until`, unless it is ended. Of the connections in `before`, only what
   * was named before that instant.
   */
  claimPolls(claim: {
    readonly organisation: string;
    readonly now: Instant;
    readonly until: Instant;
    readonly before?: Readonly<Record<string, Instant>>;
  }): Promise<readonly PollHint[]>;
  /** It was read, or is to be read again then. What a webhook named again meanwhile stays due. */
  endPolls(organisation: string, hint: PollHint, againAt: Instant | null): Promise<void>;
  /** Records of a kind that a pass over everything, begun at `since`, did not show: candidates for being gone. */
  unseenSince(organisation: string, connection: string, kind: Kind, since: Instant): Promise<readonly string[]>;

  /** A batch to put writes in: a fresh one with this id, or for `review` the flow's batch that is still open for review. Returns its id. */
  batchFor(
    flow: FlowScope,
    batch: { readonly id: string; readonly purpose: 'sync' | 'test' | 'undo'; readonly state: 'review' | 'sent'; readonly now: Instant },
  ): Promise<string>;
}

export interface FlowScope {
  readonly organisation: string;
  readonly flow: string;
}

export type Mode = 'off' | 'test' | 'shadow' | 'live';
export type BatchState = 'review' | 'approved' | 'declined' | 'sent' | 'undone';

export interface Flow extends FlowScope {
  readonly agreement: string;
  /** Connection ids. */
  readonly source: string;
  readonly target: string;
  readonly kinds: readonly Kind[];
  readonly startsOn: Day;
  readonly mode: Mode;
  /** True: planned batches wait for a person. */
  readonly approval: boolean;
  readonly mapping: Mapping;
  readonly mappingVersion: string;
}

export interface NextDue {
  readonly flow: string;
  /** Now or earlier: at once. A leased key is due at its lease's end. */
  readonly dueAt: Instant;
  readonly keys: number;
}

export interface Claim extends KeyName {
  readonly generation: string;
  readonly nudgedAt: Instant;
  /** When its source record was last seen; null: never. */
  readonly seenAt: Instant | null;
  readonly tries: number;
}

export interface SentWrite extends KeyName {
  readonly write: string;
  readonly part: string;
  readonly targetKind: Kind;
  readonly step: Step;
  readonly position: number;
  readonly call: SentCall;
}

export interface SentCall {
  readonly call: string;
  readonly request: HttpRequest;
  readonly idempotencyKey: string;
  readonly sentAt: Instant;
  readonly listenUntil: Instant;
  /** Every write of the call, in the order of its elements, whatever its state: a resend answers for all. */
  readonly writes: readonly {
    readonly write: string;
    readonly step: Step;
    readonly targetKind: Kind;
    readonly state: WriteState;
    readonly key: KeyName;
    readonly part: string;
  }[];
}

export type WriteState = 'planned' | 'sent' | 'landed' | 'refused' | 'vanished' | 'superseded' | 'declined';

export interface Observed<R extends AnyRecord = AnyRecord> extends Seen<R> {
  readonly print: string;
  readonly seenAt: Instant;
  readonly goneAt: Instant | null;
}

export interface Situation {
  readonly key: KeyName;
  /** What the source last showed; null when it was never seen. */
  readonly source: Observed | null;
  readonly links: readonly Linked[];
  readonly rulings: readonly Ruling[];
  readonly planned: readonly PlannedWrite[];
  readonly hold: { readonly hold: string; readonly code: string } | null;
  /** True when the record itself was born on the other side of the agreement: never created back (engine rule 6). */
  readonly isEcho: boolean;
  readonly order: Order;
}

/** A write that waits: for approval, for the flow to go live, or to be carried out as part of an undo. */
export interface PlannedWrite {
  readonly write: string;
  readonly batch: string;
  readonly purpose: 'sync' | 'test' | 'undo';
  readonly part: string;
  readonly print: string;
  readonly isApproved: boolean;
  readonly targetKind: Kind;
  readonly step: Step;
  readonly why: string;
  readonly reference: string;
}

export interface Linked {
  readonly part: string;
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly origin: 'ours' | 'adopted' | 'opening';
  readonly state: 'live' | 'void';
  /** What we last asked for. */
  readonly wanted: AnyRecord;
  readonly wantedPrint: string;
  /** What the target last showed; null when never seen. */
  readonly seen: Observed | null;
}

/** A person's answer that outlives its hold. `print` binds it to what was there when it was given. */
export interface Ruling {
  readonly part: string;
  readonly action: Action;
  readonly print: string | null;
}

export interface Counterpart {
  readonly kind: Kind;
  readonly id: string;
  readonly part: string;
  readonly otherKind: Kind;
  readonly otherId: string;
}

/** Same number, or same `contact` (see `Lookup`), gross and currency with at most `days` between. Voided and linked ones are left out. */
export interface CandidateQuery extends Lookup {
  readonly index: number;
  readonly kind: Kind;
  readonly days: number;
}

export interface Candidate {
  readonly index: number;
  readonly observed: Observed;
}

export interface Bookmark {
  readonly cursor: string | null;
  readonly polledAt: Instant | null;
  /** When a pass over everything last ended. */
  readonly completeAt: Instant | null;
}

export interface Observation {
  readonly organisation: string;
  readonly connection: string;
  readonly kind: Kind;
  readonly seen: readonly { readonly seen: Seen; readonly print: string; readonly postings: readonly Posting[] }[];
  /** Ids that the provider says are gone. */
  readonly gone: readonly string[];
  readonly bookmark: { readonly cursor: string | null; readonly completeAt: Instant | null } | null;
  readonly now: Instant;
  /** 'poll', 'webhook', 'full pass', 'look', 'write': kept with the history. */
  readonly cause: string;
  /** False for what we only looked up within a turn: the keys are already being worked on. */
  readonly marks: boolean;
}

export interface Intent {
  readonly flow: Flow;
  readonly token: string;
  readonly now: Instant;
  readonly calls: readonly {
    readonly call: string;
    readonly idempotencyKey: string;
    readonly request: HttpRequest;
    readonly listenUntil: Instant;
  }[];
  readonly writes: readonly IntendedWrite[];
}

export interface IntendedWrite extends KeyName {
  readonly batch: string;
  readonly write: string;
  readonly part: string;
  readonly targetKind: Kind;
  readonly step: Step;
  readonly print: string;
  readonly losses: readonly Loss[];
  readonly why: string;
  readonly reference: string;
  /** Null while it is only planned. */
  readonly sent: { readonly call: string; readonly position: number } | null;
}

/** What became of one write. */
export interface Settled {
  readonly write: string;
  readonly key: KeyName;
  readonly part: string;
  readonly targetKind: Kind;
  readonly result:
    | { readonly state: 'landed'; readonly targetId: string; readonly warnings: readonly string[] }
    | { readonly state: 'refused' | 'vanished'; readonly reason: string; readonly message: string };
}

export interface LinkChange extends KeyName {
  readonly part: string;
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly origin: 'ours' | 'adopted' | 'opening';
  readonly state: 'live' | 'void';
  readonly wanted: AnyRecord;
  readonly wantedPrint: string;
}

/** Where a key stands after the turn, and what happens to its task. */
export interface KeyResult extends KeyName {
  readonly generation: string;
  readonly standing: Standing;
  /** `done`: not dirty any more, unless its generation moved. `later`: due again then. */
  readonly task:
    | { readonly is: 'done' }
    | { readonly is: 'later'; readonly dueAt: Instant; readonly waitsFor: KeyName | null; readonly error: string | null };
  /** Opens this hold; null closes the open one; 'keep' leaves it. */
  readonly hold: Question | null | 'keep';
}

export interface Standing {
  readonly state: 'in sync' | 'pending' | 'held' | 'excluded';
  /** One of the proof's causes, or the name of the rule. */
  readonly cause: string | null;
  readonly detail: string | null;
  /** What the source record says of itself; null: as it was. */
  readonly source: {
    readonly number: string | null;
    readonly bookedOn: Day | null;
    readonly print: string;
    readonly postings: readonly Posting[];
  } | null;
}

export interface Conclusion {
  readonly flow: Flow;
  readonly token: string;
  readonly now: Instant;
  readonly settled: readonly Settled[];
  /** Calls that were answered, with the status. */
  readonly answered: readonly { readonly call: string; readonly status: number }[];
  readonly links: readonly LinkChange[];
  /** What the target showed in its answers. */
  readonly seen: Observation['seen'];
  readonly keys: readonly KeyResult[];
  readonly happenings: readonly {
    readonly key: KeyName | null;
    readonly what: string;
    readonly detail: Readonly<Record<string, unknown>>;
  }[];
}

/** Chance, passed in: ids of writes, calls, leases. */
export interface Chance {
  /** A fresh id that sorts by time; unique across workers. */
  id(): string;
}

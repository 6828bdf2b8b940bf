import type { Day, Instant } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { ProofControl } from './proof-controls.ts';

/** Every error of the API: what was seen, what was expected, what to do. */
export interface ApiError {
  readonly error: string;
  readonly seen?: string;
  readonly expected?: string;
  readonly fix?: string;
}

export interface CurrencySum {
  readonly currency: string;
  readonly amount: Amount;
}

export type ProofWord = 'ties out' | 'explained' | 'open' | 'unexplained';
export type FlowMode = 'off' | 'test' | 'shadow' | 'live';
export type StandingState = 'in sync' | 'pending' | 'held' | 'excluded';

/** GET /v1/overview */
export interface Overview {
  /** Of the last proofs of all flows together; null: not proven yet, also where one live flow among others is not. */
  readonly proven: {
    readonly word: ProofWord;
    readonly madeAt: Instant;
    readonly differences: number;
    /** Sizes, never the net. */
    readonly headline: readonly CurrencySum[];
  } | null;
  readonly flows: readonly FlowCard[];
  readonly openHolds: number;
  readonly batchesToApprove: number;
  readonly connections: readonly {
    readonly connection: string;
    readonly label: string;
    readonly provider: string;
    readonly health: Health;
  }[];
}

export type Health =
  | { readonly is: 'well' }
  | { readonly is: 'busy'; readonly why: string }
  | { readonly is: 'needs a person'; readonly why: string; readonly fix: string };

/** GET /v1/flows gives a list of these, GET /v1/flows/:flow one. */
export interface FlowCard {
  readonly flow: string;
  readonly agreement: string;
  readonly source: Side;
  readonly target: Side;
  readonly kinds: readonly Kind[];
  readonly mode: FlowMode;
  readonly approval: boolean;
  readonly startsOn: Day;
  readonly health: Health;
  readonly lastChangeSeenAt: Instant | null;
  /** From the provider's event to the document in the target, of today; null where nothing was written today. */
  readonly delay: { readonly p50Milliseconds: number; readonly p99Milliseconds: number; readonly writes: number } | null;
  /** These add up to `atSource`. */
  readonly counts: {
    readonly atSource: number;
    readonly inSync: number;
    readonly pending: number;
    readonly held: number;
    readonly excluded: number;
  };
  readonly proven: { readonly word: ProofWord; readonly madeAt: Instant; readonly headline: readonly CurrencySum[] } | null;
  /** Of the last 30 days, oldest first: documents written, and questions opened. */
  readonly days: readonly { readonly day: Day; readonly written: number; readonly held: number }[];
}

export interface Side {
  readonly connection: string;
  readonly label: string;
  readonly provider: string;
  readonly role: 'ledger' | 'platform';
}

/** GET /v1/standings?flow=&state=&kind=&search=&after=&limit= : every key of a flow, by number. */
export interface StandingPage {
  readonly rows: readonly StandingRow[];
  readonly after: string | null;
  readonly total: number;
}

export interface StandingRow {
  readonly flow: string;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly day: Day | null;
  readonly party: string | null;
  readonly gross: Amount | null;
  readonly currency: string | null;
  readonly state: StandingState;
  readonly cause: string | null;
  readonly detail: string | null;
  readonly changedAt: Instant;
}

/**
 * GET /v1/holds?flow=&code=&after=&limit= gives a list of these, oldest first (`after`: the last hold of the page before);
 * GET /v1/holds/:hold one, and 404 once it was answered. GET /v1/holds/counts?flow= gives a list of `HoldCount`.
 */
export interface HoldCount {
  readonly code: string;
  readonly holds: number;
}

export interface HoldRow {
  readonly hold: string;
  readonly flow: string;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly code: string;
  /** One plain sentence. */
  readonly text: string;
  readonly evidence: Readonly<Record<string, string>>;
  readonly fixes: readonly HoldFix[];
  readonly openedAt: Instant;
  readonly gross: Amount | null;
  readonly currency: string | null;
  readonly day: Day | null;
  readonly party: string | null;
}

export interface HoldFix {
  readonly id: string;
  readonly label: string;
  /** What kind of answer it is ('retry', 'adopt', 'mapTax', …). */
  readonly does: string;
  /** What it will write, in words a bookkeeper understands; null: nothing is written by the answer itself. */
  readonly effect: string | null;
}

/** POST /v1/holds/:hold/answer {fix, because}; POST /v1/holds/answer {holds: string[], fix, because} for several of one code. */
export interface HoldAnswered {
  readonly answered: number;
  /** Holds that somebody else had answered meanwhile. */
  readonly tooLate: readonly string[];
}

/**
 * GET /v1/batches?flow=&state=&before=&limit= gives a list of these, newest first (`before`: the last batch of the page before);
 * GET /v1/batches/:batch gives BatchShown.
 */
export interface BatchRow {
  readonly batch: string;
  readonly flow: string;
  readonly purpose: 'sync' | 'test' | 'undo';
  readonly state: string;
  readonly undoes: string | null;
  readonly madeAt: Instant;
  readonly decidedAt: Instant | null;
  readonly decidedBy: string | null;
  /** By state of the write: planned, sent, landed, refused, unknown, … */
  readonly counts: Readonly<Record<string, number>>;
  readonly sums: readonly CurrencySum[];
}

export interface BatchShown extends BatchRow {
  readonly writes: readonly BatchWriteRow[];
  readonly mayApprove: boolean;
  /** Null: it can be undone; otherwise why not, in one sentence. */
  readonly notUndoable: string | null;
}

export interface BatchWriteRow {
  readonly write: string;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly part: string;
  readonly does: 'create' | 'update' | 'remove';
  readonly targetKind: Kind;
  readonly targetId: string | null;
  readonly party: string | null;
  readonly day: Day | null;
  readonly gross: Amount | null;
  readonly currency: string | null;
  readonly why: string;
  readonly state: string;
  readonly message: string | null;
  /** What is to be written and what was there before, as canonical records. */
  readonly record: AnyRecord | null;
  readonly before: AnyRecord | null;
}

/**
 * POST /v1/batches/:batch/approve {keys: {kind,id}[] | null} and /decline {keys, because} answer BatchShown; 409 when it was decided meanwhile.
 * POST /v1/batches/:batch/undo answers UndoAnswer; GET of the same address says what would refuse it, and tries nothing.
 */
export interface UndoAnswer {
  /** The batch that undoes it; null when it was refused before anything was tried. */
  readonly batch: string | null;
  readonly refusals: readonly { readonly kind: Kind; readonly id: string; readonly number: string | null; readonly why: string }[];
}

/** GET /v1/log?before=&limit=&flow=&what=write|question|note|proof&search= : everything that happened, newest first. */
export interface LogPage {
  readonly lines: readonly {
    readonly at: Instant;
    readonly flow: string | null;
    readonly kind: Kind | null;
    readonly id: string | null;
    readonly number: string | null;
    readonly what: string;
    readonly detail: string;
  }[];
  readonly before: string | null;
}

/** GET /v1/documents/:flow/:kind/:id : why it is like this, and both sides next to each other. */
export interface DocumentShown {
  readonly flow: string;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly standing: { readonly state: StandingState; readonly cause: string | null; readonly detail: string | null };
  readonly source: AnyRecord | null;
  /** One for each document of the target that stands for it. */
  readonly targets: readonly DocumentTarget[];
  /** Oldest first, back to the webhook. */
  readonly story: readonly { readonly at: Instant; readonly what: string; readonly detail: string }[];
  readonly hold: HoldRow | null;
  readonly losses: readonly { readonly field: string; readonly before: string; readonly after: string; readonly why: string }[];
}

export interface DocumentTarget {
  readonly part: string;
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly origin: 'ours' | 'adopted' | 'opening';
  /** The document in the provider's own app; null where it has no address. */
  readonly link: string | null;
  /** Field by field: what we asked for, what stands there now, what the source says now; three-way where both changed. */
  readonly fields: readonly ComparedField[];
  readonly isGone: boolean;
}

export interface ComparedField {
  readonly field: string;
  readonly source: string | null;
  readonly asked: string | null;
  readonly target: string | null;
  readonly differs: 'no' | 'source changed' | 'target changed' | 'both changed';
}

/** GET /v1/search?q= : documents by number, id, customer or amount; at most 20. */
export interface SearchAnswer {
  readonly found: readonly {
    readonly flow: string;
    readonly kind: Kind;
    readonly id: string;
    readonly number: string | null;
    readonly party: string | null;
    readonly gross: Amount | null;
    readonly currency: string | null;
    readonly state: StandingState;
  }[];
}

/**
 * GET /v1/proofs/:flow (the last kept one; 404 where there is none); POST /v1/proofs/:flow {fromMonth?, throughMonth?} reads both sides
 * and makes one now. POST /v1/proofs proves every flow that is not off, and answers a list.
 */
export interface ProofShown {
  readonly flow: string;
  readonly fromMonth: string;
  readonly throughMonth: string;
  readonly madeAt: Instant;
  readonly word: ProofWord;
  readonly tiesOut: boolean;
  readonly headline: readonly CurrencySum[];
  readonly unexplained: readonly CurrencySum[];
  readonly held: readonly CurrencySum[];
  readonly counts: readonly {
    readonly kind: Kind;
    readonly atSource: number;
    readonly inSync: number;
    readonly pending: number;
    readonly held: number;
    readonly excluded: number;
  }[];
  readonly countsAddUp: boolean;
  readonly rows: readonly {
    readonly kind: Kind;
    readonly account: string;
    readonly accountName: string;
    readonly currency: string;
    readonly month: string;
    readonly source: Amount;
    readonly otherFlows: Amount;
    readonly target: Amount;
    readonly difference: Amount;
  }[];
  readonly ledger: readonly {
    readonly account: string;
    readonly accountName: string;
    readonly documents: Amount;
    readonly movement: Amount;
    readonly difference: Amount;
  }[];
  readonly ledgerNotRead: string | null;
  readonly controls: readonly ProofControl[];
  readonly differences: readonly {
    readonly cause: string;
    readonly currency: string;
    readonly amount: Amount;
    readonly size: Amount;
    readonly account: string;
    readonly day: Day | null;
    readonly number: string | null;
    readonly key: { readonly kind: Kind; readonly id: string } | null;
    readonly target: { readonly kind: Kind; readonly id: string } | null;
    readonly detail: string | null;
    readonly isHeld: boolean;
  }[];
  readonly causes: readonly { readonly cause: string; readonly currency: string; readonly differences: number; readonly size: Amount }[];
  /** What has changed in months that were proven, since then. */
  readonly changedSince: readonly {
    readonly kind: Kind;
    readonly id: string;
    readonly number: string | null;
    readonly what: string;
    readonly seenAt: Instant;
  }[];
}

/**
 * GET /v1/live?askedSeconds= : server-sent events. `event: changed`, `data: {"names": [...]}`: which queries are to be asked again:
 * 'overview', 'holds', 'batches', 'log', 'standings', 'proof', 'billing', 'connections', 'bank', 'document <flow> <kind> <id>', or 'document' for any.
 * What changed since the page asked its first question, so many seconds ago, is said first.
 */
export interface LiveMessage {
  readonly names: readonly string[];
}

import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Posting } from './posting.ts';

/**
 * One record that may stand differently on the two sides, with the facts that decide the cause. Giving more cases than differ is
 * harmless; a difference without its case ends as unexplained.
 */
export type Case = SourceCase | LedgerCase;

/** A source record of a flow, with the target documents that stand for it. */
export interface SourceCase {
  readonly from: 'source';
  readonly flow: string;
  readonly key: { readonly kind: Kind; readonly id: string };
  readonly number: string | null;
  /** What it adds to the source side. */
  readonly source: readonly Posting[];
  readonly standing: {
    readonly state: 'in sync' | 'pending' | 'held' | 'excluded';
    readonly cause: string | null;
    readonly detail: string | null;
  } | null;
  /** The open question about it, if any. */
  readonly hold: { readonly code: string; readonly text: string } | null;
  /** The last write of it: `sent` is one whose outcome is not known. */
  readonly write: { readonly state: 'sent' | 'refused' | 'other'; readonly message: string | null } | null;
  /** A person answered that the target's figures stand. */
  readonly isAccepted: boolean;
  readonly parts: readonly Part[];
}

/** A target document that is linked to a source record. */
export interface Part {
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly origin: 'ours' | 'adopted' | 'opening';
  /** As the target last showed it: in its books, not in them yet, or not any more. */
  readonly state: 'made' | 'draft' | 'void' | 'unseen';
  /** What we last asked for, and what is there. */
  readonly wanted: readonly Posting[];
  readonly seen: readonly Posting[];
  readonly lines: number;
}

/** A target document that no flow is linked to. */
export interface LedgerCase {
  readonly from: 'ledger';
  readonly target: { readonly kind: Kind; readonly id: string };
  readonly number: string | null;
  readonly day: Day;
  readonly seen: readonly Posting[];
  readonly isReferenced: boolean;
  /** The document that it doubles: by our reference, by number, or by customer, amount and day. */
  readonly twin: string | null;
  /** The document of ours that it pays or credits. */
  readonly settles: string | null;
}

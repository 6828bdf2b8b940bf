import type { Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { KeyName, Question, Action } from '../booking/desire.ts';
import type { Step } from '../contract/connector.ts';
import type { BatchState, FlowScope, WriteState } from './ports.ts';

/** What people do with batches and holds. Every method is one transaction. */
export interface DecisionStore {
  batches(organisation: string, limit: number): Promise<readonly Batch[]>;
  batch(organisation: string, batch: string): Promise<Batch | null>;
  writesOf(organisation: string, batch: string): Promise<readonly BatchWrite[]>;
  /** Until when workers have keys of the batch, if they end at this moment; null: nobody has one. It locks nothing: only `openUndo` knows for certain. */
  writtenUntil(organisation: string, batch: string, now: Instant): Promise<Instant | null>;
  /** Approves the planned rows of these keys (null: all); the others move to a review batch of their own. Marks the keys. */
  approve(decision: BatchDecision): Promise<void>;
  /** Declines the planned rows: each key is held until a person answers. */
  decline(decision: BatchDecision & { readonly question: Question }): Promise<void>;
  /**
   * Commits an undo before anything is sent: its planned inverse steps, and each key held as undone. Marks the keys, payments first.
   * False, and nothing kept, while a worker has one of the keys, or when more of the batch was written than the undo knows.
   */
  openUndo(undo: Undo): Promise<boolean>;

  holds(organisation: string, options: { readonly flow: string | null; readonly limit: number }): Promise<readonly Hold[]>;
  hold(organisation: string, hold: string): Promise<Hold | null>;
  /** Closes the hold with its answer, keeps the ruling, and marks the key. False when it was answered meanwhile. */
  answer(answer: Answer): Promise<boolean>;
}

export interface Batch extends FlowScope {
  readonly batch: string;
  readonly purpose: 'sync' | 'test' | 'undo';
  readonly state: BatchState;
  readonly undoes: string | null;
  readonly madeAt: Instant;
  readonly decidedAt: Instant | null;
  readonly decidedBy: string | null;
  readonly counts: Readonly<Partial<Record<WriteState, number>>>;
}

export interface BatchWrite extends KeyName {
  readonly write: string;
  readonly part: string;
  readonly targetKind: Kind;
  readonly targetId: string | null;
  readonly step: Step;
  readonly why: string;
  readonly state: WriteState;
  readonly message: string | null;
  readonly reference: string;
}

export interface BatchDecision {
  readonly organisation: string;
  readonly batch: string;
  readonly keys: readonly KeyName[] | null;
  readonly by: string;
  readonly now: Instant;
}

export interface Undo extends FlowScope {
  readonly batch: string;
  readonly undoes: string;
  readonly by: string;
  readonly now: Instant;
  /** The writes of the batch that had landed when the undo was planned. */
  readonly landed: readonly string[];
  readonly writes: readonly {
    readonly write: string;
    readonly key: KeyName;
    readonly part: string;
    readonly targetKind: Kind;
    readonly step: Step;
    readonly print: string;
    readonly why: string;
    readonly reference: string;
  }[];
  /** Every key of the undone batch, also those with nothing left to undo. */
  readonly keys: readonly { readonly key: KeyName; readonly question: Question }[];
}

export interface Hold extends FlowScope, KeyName {
  readonly hold: string;
  readonly code: string;
  readonly question: Question;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  /** By what a person knows the record. */
  readonly number: string | null;
}

export interface Answer {
  readonly organisation: string;
  readonly hold: string;
  readonly by: string;
  readonly now: Instant;
  readonly action: Action;
  readonly ruling: { readonly part: string; readonly print: string | null } | null;
}

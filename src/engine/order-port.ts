import type { Instant } from '../core/day.ts';
import type { AnyRecord } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';

/** What is still to do for a key and what was refused of it, so that steps leave in order and none leaves in vain. */
export interface Order {
  /** Null when nothing is to be done for the key. */
  readonly task: KeyTask | null;
  /** Where the key stands; null while nobody has looked at it. */
  readonly stands: 'in sync' | 'pending' | 'held' | 'excluded' | null;
  /** Whether the target has it. Seen in one look with the task, which ends when it lands: the links may be a moment older. */
  readonly isThere: boolean;
  /** What the target refused of it, as long as nothing has changed that it could have been refused for; only while its question is open. */
  readonly refusals: readonly Refusal[];
  /** What a person approved of it and the target does not have yet, in a flow that asks for approval. */
  readonly approvals: readonly Approval[];
}

export interface KeyTask {
  readonly dueAt: Instant;
  readonly leaseUntil: Instant | null;
  readonly tries: number;
  /** It was looked at, and has something left to do. */
  readonly isPending: boolean;
  /** It waits for another key. */
  readonly waits: boolean;
  /** Where that one stands, and what is to be done for it; null when it waits for none. */
  readonly first: Awaited | null;
}

/** A key that another one waits for. It may have just been done: then it has no task any more, and nobody waits for a person. */
export interface Awaited {
  readonly stands: Order['stands'];
  readonly task: Omit<KeyTask, 'first'> | null;
}

/** One part as it was approved: the same step leaves again without being asked about, if it never arrived. */
export interface Approval {
  readonly part: string;
  readonly print: string;
  readonly batch: string;
}

/** One part as it was refused; `print` is that of the step. */
export interface Refusal {
  readonly part: string;
  readonly print: string;
}

/** The documents that a record of money names: in its own system, at the source as in the target. */
export function documentsOf(record: AnyRecord): readonly KeyName[] {
  if (record.kind === 'payment') return record.allocations.map(({ invoice }) => ({ kind: 'invoice', id: invoice }));
  if (record.kind === 'refund') return record.creditNote === null ? [] : [{ kind: 'creditNote', id: record.creditNote }];
  if (record.kind === 'balanceTransaction') return record.invoices.map(({ invoice }) => ({ kind: 'invoice', id: invoice }));
  if (record.kind !== 'allocation') return [];
  const credit = record.from.kind === 'creditNote' ? [{ kind: 'creditNote', id: record.from.id } as const] : [];
  return [...credit, { kind: 'invoice', id: record.invoice }];
}

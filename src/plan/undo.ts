import { decimal, subtract, sum } from '../core/decimal.ts';
import { sayAmount } from '../core/money.ts';
import { bookedOn, kinds } from '../core/records.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { Day } from '../core/day.ts';
import type { WriteAbility } from '../core/ability.ts';
import { describe } from './adopt.ts';
import { ownedPrint } from './owned.ts';
import { isVoid } from './plan.ts';
import type { Stand } from './situation.ts';

/** A write that landed, with what stands in the target now. */
export interface Landed {
  readonly write: string;
  readonly kind: Kind;
  readonly id: string;
  readonly part: string;
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly does: 'create' | 'update' | 'remove';
  /** What was written, and what stood there before (null for a create). */
  readonly record: AnyRecord;
  readonly before: AnyRecord | null;
  readonly now: Stand | null;
}

export type Inverse =
  | { readonly do: 'remove'; readonly of: Landed; readonly stand: Stand; readonly why: string }
  | { readonly do: 'update'; readonly of: Landed; readonly stand: Stand; readonly to: AnyRecord; readonly why: string };

export interface UndoRefusal {
  readonly of: Landed;
  readonly document: string;
  readonly because: string;
}

/**
 * The exact inverse of a batch, payments first; or why it cannot be had. All reasons are found before the first write: an
 * undo is whole, or it is not begun (law F22).
 */
export function planUndo(
  batch: readonly Landed[],
  facts: { readonly closedThrough: Day | null; readonly abilities: { readonly [K in Kind]?: WriteAbility } },
): { readonly steps: readonly Inverse[]; readonly refusals: readonly UndoRefusal[] } {
  const refusals: UndoRefusal[] = [];
  const steps: Inverse[] = [];
  // Later writes of the same part are undone first, and what depends on others before what it depends on.
  const ordered = batch.toSorted((a, b) => kinds.indexOf(b.targetKind) - kinds.indexOf(a.targetKind) || (a.write < b.write ? 1 : -1));
  for (const landed of ordered) {
    const because = refusalOf(landed, batch, facts);
    if (because !== null) {
      refusals.push({ of: landed, document: describe(landed.record), because });
      continue;
    }
    const { now: stand } = landed;
    if (stand === null || isVoid(stand.record)) continue;
    const why = `undo of the batch that ${landed.does === 'create' ? 'made' : 'changed'} it`;
    if (landed.does === 'create') steps.push({ do: 'remove', of: landed, stand, why });
    if (landed.does === 'update' && landed.before !== null) steps.push({ do: 'update', of: landed, stand, to: landed.before, why });
  }
  return { steps, refusals };
}

function refusalOf(
  landed: Landed,
  batch: readonly Landed[],
  facts: { readonly closedThrough: Day | null; readonly abilities: { readonly [K in Kind]?: WriteAbility } },
): string | null {
  const { now: stand, record } = landed;
  if (landed.does === 'remove') return 'it was voided, and a void cannot be taken back';
  if (stand === null || stand.isGone || isVoid(stand.record)) return landed.does === 'update' ? 'it is no longer there' : null;
  if (ownedPrint(stand.record) !== ownedPrint(record)) return 'a person has edited it since';
  const on = bookedOn(stand.record);
  if (on !== null && facts.closedThrough !== null && on <= facts.closedThrough)
    return `its period is closed (through ${facts.closedThrough})`;
  if (isReconciled(stand.record)) return 'it is reconciled with the bank, or the ledger does not say';
  const outside = appliedOutside(stand.record, batch);
  if (outside !== null) return outside;
  const ability = facts.abilities[landed.targetKind];
  if (landed.does === 'create' && (!ability || ability.remove === 'none')) return 'the ledger has no way to void or delete it';
  return null;
}

/** Law F22: unknown counts as reconciled. Documents that no bank line can match have no such state. */
const isReconciled = (record: AnyRecord): boolean => 'isReconciled' in record && record.isReconciled !== false;

/** Money or credit from outside the batch that is set against the document. */
function appliedOutside(record: AnyRecord, batch: readonly Landed[]): string | null {
  if (record.kind !== 'invoice' && record.kind !== 'creditNote') return null;
  const ours = batch.flatMap((other) => {
    if (other.does !== 'create' || other.now === null || isVoid(other.now.record)) return [];
    const { record: made } = other;
    if (made.kind === 'payment')
      return made.allocations.filter((allocation) => allocation.invoice === record.id).map((allocation) => decimal(allocation.amount));
    if (made.kind === 'allocation' && (made.invoice === record.id || made.from.id === record.id)) return [decimal(made.amount)];
    if (made.kind === 'refund' && made.creditNote === record.id) return [decimal(made.amount)];
    return [];
  });
  const applied = sum([decimal(record.paid), decimal(record.credited)]);
  const outside = subtract(applied, sum(ours));
  return outside.units === 0n ? null : `${sayAmount(outside, record.currency)} are set against it from outside this batch`;
}

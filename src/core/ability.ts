import type { Kind } from './records.ts';

/** What can be done with one kind of record at this provider. */
export interface Ability {
  readonly read: boolean;
  /** True when `fetch` takes many ids in one call; how many. */
  readonly fetchAtOnce: number;
  readonly write: WriteAbility | null;
}

export interface WriteAbility {
  readonly create: boolean;
  /** The fields that can still be changed after posting; empty = none. */
  readonly update: readonly string[];
  /** How a document goes away. Where there is no void, deletion is only for our own, open and unreconciled ones. */
  readonly remove: 'void' | 'delete' | 'archive' | 'none';
  readonly batch: { readonly elements: number; readonly bytes: number };
  readonly reference: ReferencePlace;
  /** Longest text per field, in characters; longer text is cut and recorded as a loss, before the write. */
  readonly lengths: Readonly<Record<string, number>>;
  /** Most decimal places per field ('unitPrice', 'quantity', 'discountPercent'). */
  readonly places: Readonly<Record<string, number>>;
  readonly taxesPerLine: number;
  readonly lineDiscount: 'both' | 'percent' | 'amount' | 'none';
  readonly documentDiscount: boolean;
  readonly taxOverride: boolean;
  readonly negativeLines: boolean;
  /** Fields of ours that have no place there: dropped, and recorded as a loss. */
  readonly drops: readonly string[];
  /** Whether `seek` finds documents of this kind by number or name before a create. */
  readonly seek: boolean;
  readonly notes: 'field' | 'history' | 'none';
}

/** Where our reference stands in a document. `inParent`: nowhere; proven by reading the parent. */
export type ReferencePlace =
  | {
      readonly in: 'field';
      readonly field: string;
      readonly max: number;
      readonly visibleTo: 'staff' | 'customer';
      readonly find: 'exact' | 'narrow';
    }
  | { readonly in: 'parent'; readonly parent: Kind };

import { billingKinds } from './book.ts';
import type { BillingKind, BornIn, Fields, Kept, New } from './book.ts';
import type { OpenBook } from './ports.ts';
import { Refusal } from './refusal.ts';

/**
 * The records that one transaction works on. Rules read and lay records here without waiting, so that a list of drafts is
 * worked through one after the other, each seeing what the ones before it did, and all is saved at once.
 */
export interface Desk {
  readonly book: OpenBook;
  /** A fresh id for a record of this kind. */
  readonly newId: (kind: BillingKind) => string;
  load(kind: BillingKind, ids: readonly (string | null)[]): Promise<void>;
  /** A loaded record, or null. */
  see<K extends BillingKind>(kind: K, id: string): Kept<K> | null;
  /** As `see`, for a record that the request names. */
  need<K extends BillingKind>(kind: K, id: string, code?: 'not-found' | 'unknown-reference'): Kept<K>;
  /** Puts a new or changed record there. However often it changes, it is one version further in the end. */
  lay<K extends BillingKind>(kind: K, kept: Omit<Kept<K>, 'version'>): Kept<K>;
  /** Saves what was laid; returns which records that were. */
  save(): Promise<readonly Touched[]>;
}

export interface Touched {
  readonly kind: BillingKind;
  readonly id: string;
}

/** How the records of one kind are made, changed and voided. */
export interface Rules<K extends BillingKind> {
  /** Loads what these drafts name; the function it resolves with makes one record of one draft, or refuses and lays nothing. */
  making(desk: Desk, drafts: readonly New<K>[]): Promise<(draft: New<K>) => Kept<K>>;
  readonly change: null | ((desk: Desk, kept: Kept<K>, fields: Fields<K>) => Promise<Kept<K>>);
  /** Void of what is void changes nothing. */
  readonly remove: null | ((desk: Desk, kept: Kept<K>) => Promise<Kept<K>>);
}

type Sheets = { readonly [K in BillingKind]: Map<string, Kept<K>> };
const emptySheets = (): Sheets => ({
  taxRate: new Map(),
  contact: new Map(),
  invoice: new Map(),
  creditNote: new Map(),
  payment: new Map(),
  refund: new Map(),
  allocation: new Map(),
});

export function openDesk(book: OpenBook, newId: (kind: BillingKind) => string): Desk {
  const [loaded, laid] = [emptySheets(), emptySheets()];
  const see = <K extends BillingKind>(kind: K, id: string): Kept<K> | null => laid[kind].get(id) ?? loaded[kind].get(id) ?? null;
  const hold = <K extends BillingKind>(kind: K, kept: readonly Kept<K>[]) => kept.forEach((each) => loaded[kind].set(each.record.id, each));
  const saveKind = async (kind: BillingKind): Promise<readonly Touched[]> => {
    const changed: readonly Kept[] = [...laid[kind].values()];
    if (changed.length > 0) await book.save(kind, changed);
    return changed.map(({ record }) => ({ kind, id: record.id }));
  };
  return {
    book,
    newId,
    load: async (kind, ids) => {
      const missing = [...new Set(ids.filter((id) => id !== null && see(kind, id) === null))].filter((id) => id !== null);
      if (missing.length > 0) hold(kind, await book.fetch(kind, missing));
    },
    see,
    need: (kind, id, code = 'unknown-reference') => {
      const kept = see(kind, id);
      if (kept === null) throw new Refusal(code, `${kind} ${id}`, `the id of a ${kind} of this book`);
      return kept;
    },
    lay: (kind, kept) => {
      const version = (loaded[kind].get(kept.record.id)?.version ?? 0) + 1;
      const next = { ...kept, version };
      laid[kind].set(kept.record.id, next);
      return next;
    },
    save: async () => {
      const touched: Touched[] = [];
      for (const kind of billingKinds) touched.push(...(await saveKind(kind)));
      return touched;
    },
  };
}

/** Where a new record says that it was born. */
export const originOf = (draft: { readonly bornIn?: BornIn | undefined; readonly staffReference?: string | null | undefined }) => ({
  bornIn: draft.bornIn ?? 'billing',
  staffReference: draft.staffReference ?? null,
});

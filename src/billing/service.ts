import { fingerprint } from '../core/fingerprint.ts';
import { dayIn } from '../core/day.ts';
import type { Day, Instant } from '../core/day.ts';
import { allocationRules } from './allocations.ts';
import type { BillingKind, BookSettings, Fields, Kept, New } from './book.ts';
import { contactRules, mergeContact, taxRateRules } from './contacts.ts';
import { openDesk } from './desk.ts';
import type { Desk, Rules, Touched } from './desk.ts';
import { creditNoteRules, invoiceRules } from './documents.ts';
import { proposeMerges } from './duplicates.ts';
import type { MergeProposal } from './duplicates.ts';
import { paymentRules, refundRules } from './money.ts';
import type { BillingStore, Once } from './ports.ts';
import { Refusal } from './refusal.ts';
import type { RefusalAnswer } from './refusal.ts';

/** What became of one draft of a list: the others are made all the same. */
export type Result<K extends BillingKind> =
  | { readonly state: 'made'; readonly kept: Kept<K> }
  | { readonly state: 'refused'; readonly status: number; readonly refusal: RefusalAnswer };

export type Listener = (organisation: string, touched: readonly Touched[]) => void;

export interface Billing {
  hasBook(organisation: string): Promise<boolean>;
  /** Makes the book, or changes how it is kept. What documents were made in stays its currency. */
  openBook(organisation: string, settings: BookSettings): Promise<BookSettings>;
  /** Throws `Refusal('no-book')` when the organisation has none. */
  settings(organisation: string): Promise<BookSettings>;
  /** The organisation's day. */
  today(settings: BookSettings): Day;
  /** Makes records of a list of drafts, in order, in one transaction; a refused draft leaves the others alone. */
  create<K extends BillingKind>(
    organisation: string,
    kind: K,
    drafts: readonly New<K>[],
    key?: string | null,
  ): Promise<readonly Result<K>[]>;
  /** Replaces fields of a contact, a payment, or a document that nothing is set against. `version`: only if it still is that one. */
  change<K extends BillingKind>(organisation: string, kind: K, change: Change<K>): Promise<Kept<K>>;
  /** Voids a document or a payment, archives a contact. Again changes nothing. */
  remove<K extends BillingKind>(organisation: string, kind: K, id: string, key?: string | null): Promise<Kept<K>>;
  merge(organisation: string, from: string, into: string, key?: string | null): Promise<Kept<'contact'>>;
  proposals(organisation: string): Promise<readonly MergeProposal[]>;
  /** Reads go straight to the store. */
  readonly read: Omit<BillingStore, 'write' | 'openBook' | 'settings' | 'activeContacts'>;
  /** Calls back after each commit with what changed, so that nobody in this process has to poll. Returns how to stop. */
  onChange(listener: Listener): () => void;
}

export interface Change<K extends BillingKind> {
  readonly id: string;
  readonly version: number | null;
  readonly fields: Fields<K>;
  readonly key?: string | null;
}

export interface Means {
  readonly store: BillingStore;
  readonly now: () => Instant;
  /**
   * A fresh, unguessable text for an id. Not a counter: after an older backup is restored, a counter gives a new record the id,
   * and so the reference, of one that the ledger still has from before.
   */
  readonly newId: () => string;
}

const rules: { readonly [K in BillingKind]: Rules<K> } = {
  taxRate: taxRateRules,
  contact: contactRules,
  invoice: invoiceRules,
  creditNote: creditNoteRules,
  payment: paymentRules,
  refund: refundRules,
  allocation: allocationRules,
};

const idPrefixes: { readonly [K in BillingKind]: string } = {
  taxRate: 'tax',
  contact: 'con',
  invoice: 'inv',
  creditNote: 'crn',
  payment: 'pay',
  refund: 'ref',
  allocation: 'alo',
};

export function billingService({ store, now, newId }: Means): Billing {
  const listeners = new Set<Listener>();

  const atDesk = async <T>(organisation: string, once: Once | null, work: (desk: Desk) => Promise<T>): Promise<T> => {
    let touched: readonly Touched[] = [];
    const { result } = await store.write(organisation, now(), once, async (book) => {
      const desk = openDesk(book, (kind) => `${idPrefixes[kind]}_${newId()}`);
      const done = await work(desk);
      touched = await desk.save();
      return done;
    });
    if (touched.length > 0) for (const listener of listeners) listener(organisation, touched);
    return result;
  };

  const settings = async (organisation: string) => {
    const found = await store.settings(organisation);
    if (found === null) throw new Refusal('no-book', organisation);
    return found;
  };

  return {
    hasBook: async (organisation) => (await store.settings(organisation)) !== null,
    openBook: async (organisation, wanted) => {
      const before = await store.settings(organisation);
      if (before !== null && before.baseCurrency !== wanted.baseCurrency && (await hasDocuments(store, organisation)))
        throw new Refusal('base-currency-fixed', wanted.baseCurrency, before.baseCurrency);
      await store.openBook(organisation, wanted);
      return settings(organisation);
    },
    settings,
    today: ({ timeZone }) => dayIn(timeZone, now()),
    create: (organisation, kind, drafts, key) =>
      atDesk(organisation, onceFor(key, ['create', kind, drafts]), (desk) => createAll(desk, kind, drafts)),
    change: (organisation, kind, { id, version, fields, key }) =>
      atDesk(organisation, onceFor(key, ['change', kind, id, version, fields]), (desk) => changeOne(desk, kind, { id, version, fields })),
    remove: (organisation, kind, id, key) => atDesk(organisation, onceFor(key, ['remove', kind, id]), (desk) => removeOne(desk, kind, id)),
    merge: (organisation, from, into, key) =>
      atDesk(organisation, onceFor(key, ['merge', from, into]), async (desk) => {
        await desk.load('contact', [from, into]);
        return mergeContact(desk, from, into);
      }),
    proposals: async (organisation) => proposeMerges((await store.activeContacts(organisation)).map(({ record }) => record)),
    read: store,
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

const whole = { after: null, limit: 1, contact: null, number: null, invoice: null, status: null } as const;

async function hasDocuments(store: BillingStore, organisation: string): Promise<boolean> {
  for (const kind of ['invoice', 'creditNote', 'payment'] as const)
    if ((await store.list(organisation, kind, whole)).length > 0) return true;
  return false;
}

const onceFor = (key: string | null | undefined, asked: unknown): Once | null =>
  key === null || key === undefined ? null : { key, print: fingerprint(asked) };

async function createAll<K extends BillingKind>(desk: Desk, kind: K, drafts: readonly New<K>[]): Promise<readonly Result<K>[]> {
  const references = drafts.map((draft) => draft.staffReference ?? null).filter((reference) => reference !== null);
  const taken = new Set(references.length === 0 ? [] : await desk.book.referencesInUse(kind, references));
  const make = await rules[kind].making(desk, drafts);
  const ids = drafts.map((draft): string | Extract<Result<K>, { state: 'refused' }> => {
    try {
      const reference = draft.staffReference ?? null;
      if (reference !== null && taken.has(reference)) throw new Refusal('reference-taken', reference);
      const { id } = make(draft).record;
      if (reference !== null) taken.add(reference);
      return id;
    } catch (cause) {
      if (cause instanceof Refusal) return { state: 'refused', status: cause.statusCode, refusal: cause.answer };
      throw cause;
    }
  });
  // A later draft may have changed an earlier record (a payment pays an invoice): what counts is how they are left.
  return ids.map((made) => (typeof made === 'string' ? { state: 'made', kept: desk.need(kind, made) } : made));
}

async function changeOne<K extends BillingKind>(desk: Desk, kind: K, { id, version, fields }: Change<K>): Promise<Kept<K>> {
  await desk.load(kind, [id]);
  const kept = desk.need(kind, id, 'not-found');
  if (version !== null && version !== kept.version) throw new Refusal('version-moved', `version ${version}`, `version ${kept.version}`);
  const { change } = rules[kind];
  if (change === null) throw new Refusal('invalid-request', `a change of a ${kind}`, 'a contact, an invoice, a credit note or a payment');
  return change(desk, kept, fields);
}

async function removeOne<K extends BillingKind>(desk: Desk, kind: K, id: string): Promise<Kept<K>> {
  await desk.load(kind, [id]);
  const { remove } = rules[kind];
  if (remove === null) throw new Refusal('invalid-request', `voiding a ${kind}`, 'a contact, a document or a payment');
  return remove(desk, desk.need(kind, id, 'not-found'));
}

import type { Instant } from '../core/day.ts';
import type { BillingKind, BookSettings, Kept, NumberedKind } from './book.ts';
import type { ContactKeys } from './duplicates.ts';
import type { Status } from './status.ts';

/** What billing needs from the database. Every method is scoped to one organisation. */
export interface BillingStore {
  /** Makes the book, or changes what it is called and how it counts. The organisation must exist. */
  openBook(organisation: string, settings: BookSettings): Promise<void>;
  settings(organisation: string): Promise<BookSettings | null>;

  /**
   * One transaction, alone among the writers of this book: numbers have no gaps, sums do not race, and changes are committed in
   * the order of their sequence. With `once`, the result is stored in the same transaction and a repetition gets it back without
   * `work` being run. Throws `Refusal` when there is no book, or when the key belongs to another request.
   */
  write<T>(organisation: string, at: Instant, once: Once | null, work: (book: OpenBook) => Promise<T>): Promise<Written<T>>;

  fetch<K extends BillingKind>(organisation: string, kind: K, ids: readonly string[]): Promise<readonly Kept<K>[]>;
  fetchByReference<K extends BillingKind>(organisation: string, kind: K, references: readonly string[]): Promise<readonly Kept<K>[]>;
  /** In the order in which they were made, or the other way round. */
  list<K extends BillingKind>(organisation: string, kind: K, query: ListQuery): Promise<readonly Placed<K>[]>;
  /** Changes after a sequence number, oldest first, each with the record as it is now. */
  changes(organisation: string, query: ChangeQuery): Promise<ChangePage>;
  /** All active contacts, for the search for duplicates. */
  activeContacts(organisation: string): Promise<readonly Kept<'contact'>[]>;
  /** Contacts that share a key with one of these. */
  contactsLike(organisation: string, keys: readonly ContactKeys[]): Promise<readonly Kept<'contact'>[]>;
  /** Payments made on the same day over the same amount. */
  paymentsLike(organisation: string, wants: readonly PaymentKey[]): Promise<readonly Kept<'payment'>[]>;
}

/** The book inside one transaction. */
export interface OpenBook {
  readonly settings: BookSettings;
  fetch<K extends BillingKind>(kind: K, ids: readonly string[]): Promise<readonly Kept<K>[]>;
  contactsLike(keys: readonly ContactKeys[]): Promise<readonly Kept<'contact'>[]>;
  /** Allocations of a payment's money that was on account. */
  laterAllocations(payment: string): Promise<readonly Kept<'allocation'>[]>;
  /** Which of these numbers are taken. */
  numbersInUse(kind: NumberedKind, numbers: readonly string[]): Promise<ReadonlySet<string>>;
  /** Which of these references of the engine a record that is not void carries. */
  referencesInUse(kind: BillingKind, references: readonly string[]): Promise<ReadonlySet<string>>;
  /** The next number of the series. It is given out again if the transaction fails. */
  takeNumber(kind: NumberedKind): string;
  /** Inserts version 1 and replaces earlier versions; each is a change that readers will see. */
  save<K extends BillingKind>(kind: K, kept: readonly Kept<K>[]): Promise<void>;
}

/** A request that may be repeated: the caller's key, and a fingerprint of what was asked. */
export interface Once {
  readonly key: string;
  readonly print: string;
}

export interface Written<T> {
  readonly result: T;
  /** True when the result is that of an earlier request with the same key. */
  readonly isRepeat: boolean;
}

export interface ListQuery {
  readonly after: string | null;
  readonly limit: number;
  readonly contact: string | null;
  readonly number: string | null;
  readonly invoice: string | null;
  readonly status: { readonly is: Status; readonly asOf: string } | null;
  /** Oldest first unless it says so. */
  readonly isNewestFirst?: boolean;
  /** A part of the number, the reference or a name. */
  readonly search?: string | null;
}

/** A record with its place in the list; the place of the last one is where the next page begins. */
export interface Placed<K extends BillingKind = BillingKind> {
  readonly place: string;
  readonly kept: Kept<K>;
}

export interface ChangeQuery {
  readonly kind: BillingKind | null;
  readonly after: string | null;
  readonly limit: number;
}

export interface ChangePage {
  /** Of several changes of one record only the last on the page. */
  readonly changes: readonly Change[];
  /** Where to go on reading. */
  readonly next: string;
  readonly isLast: boolean;
}

export interface Change {
  readonly sequence: string;
  readonly kind: BillingKind;
  readonly at: Instant;
  readonly kept: Kept;
}

export interface PaymentKey {
  readonly paidOn: string;
  readonly amount: string;
  readonly currency: string;
}

import type { Instant } from '../core/day.ts';
import type { AnyRecord, Kind, Records } from '../core/records.ts';
import type { Http, HttpRequest, HttpResponse } from './http.ts';
import type { Manifest } from './manifest.ts';
import type { Reason } from './refused.ts';

/** A record as one system showed it. */
export interface Seen<R extends AnyRecord = AnyRecord> {
  readonly record: R;
  /** Whatever the provider needs or shows to tell versions apart (UpdatedDateUTC, SyncToken). Opaque. */
  readonly version: string;
  /** Our reference, when this document carries one. */
  readonly reference: string | null;
}

export interface Page<R extends AnyRecord = AnyRecord> {
  readonly seen: readonly Seen<R>[];
  /** Ids of which the provider itself says that they are no more, where it tells: a feed of changes names what was taken away. */
  readonly gone?: readonly string[];
  /** Where to resume after this page. Opaque, plain text. */
  readonly next: string;
  readonly last: boolean;
}

/** Reads are idempotent. A provider's no is thrown as `Refused`; anything else thrown means it could not be read now. */
export interface Reader<R extends AnyRecord = AnyRecord> {
  /** Everything changed since `cursor` (null: everything there is), oldest change first; may repeat, never skips. */
  changes(cursor: string | null): AsyncIterable<Page<R>>;
  /** The records of these ids as they are now. An id without an answer is gone. */
  fetch(ids: readonly string[]): Promise<readonly Seen<R>[]>;
}

/** One change to one document of the target. `before` is the image that an undo would restore. */
export type Step<R extends AnyRecord = AnyRecord> =
  | { readonly do: 'create'; readonly record: R; readonly reference: string }
  | {
      readonly do: 'update';
      readonly id: string;
      readonly version: string;
      readonly record: R;
      readonly before: R;
      readonly reference: string;
    }
  | { readonly do: 'remove'; readonly id: string; readonly version: string; readonly before: R };

/** One HTTP request that carries some of the steps, in order. The engine adds the idempotency key and sends it. */
export interface Call {
  readonly request: HttpRequest;
  /** Indexes into the list of steps given to `calls`. */
  readonly elements: readonly number[];
}

/** What became of one step. Refused: surely nothing was written. Unknown: look before writing again. */
export type Outcome<R extends AnyRecord = AnyRecord> =
  | { readonly state: 'landed'; readonly seen: Seen<R>; readonly warnings: readonly string[] }
  | { readonly state: 'refused'; readonly reason: Reason; readonly message: string; readonly retryAfterSeconds: number | null }
  | { readonly state: 'unknown'; readonly message: string };

/** Writing is split so that a call is committed, byte for byte, before it leaves, and can be sent again as it was. */
export interface Writer<R extends AnyRecord = AnyRecord> {
  /** Groups steps into calls, each as full as the provider takes. Pure and deterministic. */
  calls(steps: readonly Step<R>[], idempotencyKey: (callIndex: number) => string): readonly Call[];
  /** Reads the answer to one call: one outcome per step, in order. Pure. Never throws on a strange answer: that is unknown. */
  outcomes(steps: readonly Step<R>[], response: HttpResponse): readonly Outcome<R>[];
  /** Settling: the documents that carry the references of these steps, as they are now; may find none, one or two of each. */
  find(steps: readonly Step<R>[]): Promise<readonly Seen<R>[]>;
  /** Before a create: documents that may already be these (by number or name). Ability `seek` says whether it is worth a call. */
  seek(wants: readonly R[]): Promise<readonly Seen<R>[]>;
}

/** An opened connection to one account at the provider. */
export interface Session {
  /** Proves that the credentials work, and says whose account it is. */
  organisation(): Promise<Records['organisation']>;
  readonly readers: { readonly [K in Kind]?: Reader<Records[K]> };
  readonly writers: { readonly [K in Kind]?: Writer<Records[K]> };
  /**
   * Called with all steps right before `calls`, where a provider has it: learns what the steps do not say and `calls` must know
   * (whose invoice a credit is set against), and makes what lines can only point at (an item for an account). Moves no money, and
   * is harmless when repeated. What it throws counts as a read that failed.
   */
  readonly prepare?: (steps: readonly Step[]) => Promise<void>;
  /** The ledger's own account movement between two days, from its own report: an outside check on what was observed. */
  readonly accountMovement: ((from: string, through: string) => Promise<readonly Movement[]>) | null;
  /**
   * For providers that sign webhooks with a key of their own which anybody may ask for: the key that this delivery names, as one of
   * `Delivery.secrets`. Null when it names none, or one that the provider does not know.
   */
  readonly webhookKey?: (headers: Delivery['headers']) => Promise<string | null>;
  /** Where the provider's own app shows a document, for a person to open it; null where it has no address. Asks nobody. */
  readonly pageOf?: (kind: Kind, id: string) => string | null;
  /** Checks the account's settings before money moves: every check, passed or not. Null where there is nothing to check. */
  readonly preflight: ((wants: PreflightWants) => Promise<readonly Finding[]>) | null;
}

/** What a flow is going to use of a ledger. Accounts by code or id. */
export interface PreflightWants {
  readonly paymentAccounts: readonly string[];
  /** Accounts that money spent, money received and transfers go through: these must be bank accounts. */
  readonly bankAccounts: readonly string[];
  /** Each account that lines are coded to, with each tax code used on it; `percent` is the rate at the source, where known. */
  readonly lines: readonly { readonly account: string; readonly tax: string | null; readonly percent: string | null }[];
  readonly currencies: readonly string[];
  /** The earliest day that will be written to. */
  readonly from: string;
  /** The permissions of the consent; null when they are not known. */
  readonly granted: readonly string[] | null;
}

/** One account's movement in the base currency. Debits positive. */
export interface Movement {
  readonly account: string;
  readonly name: string;
  readonly amount: string;
}

/** Which records a webhook says to look at again. It carries no truth, only names. */
export interface Nudge {
  /** Identifies the delivery, so that a doubled one is known. */
  readonly delivery: string;
  readonly touched: readonly {
    readonly account: string;
    readonly kind: Kind;
    readonly id: string;
    /** Where the event tells which version it made, as `Seen.version` says it: what was seen in that version is not fetched again. */
    readonly version?: string | null;
  }[];
}

/** A webhook as it arrived, with what is needed to check that it is genuine. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly secrets: readonly string[];
  readonly now: Instant;
  /** HMAC-SHA256 of the text under the key, in base64. */
  readonly hmac: (key: string, text: string) => string;
}

/** How a connector that is not HTTP (a file import) reads what was staged. */
export interface Rows {
  changes(kind: Kind, after: string | null, limit: number): Promise<Page>;
  fetch(kind: Kind, ids: readonly string[]): Promise<readonly Seen[]>;
}

/** A preflight finding: what is wrong, and which setting to change where. */
export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly seen: string;
  readonly expected: string;
  readonly fix: string | null;
}

/** How a key stands in a request, where a provider has a way of its own. */
export interface Signing {
  /** The request with the key in it. It is made anew for each sending: what is stored of a call never holds the key. */
  request(request: HttpRequest, key: string): HttpRequest;
  /** Whether an answer says that the key is good no longer, and that only a person can mend it. */
  isRefused(response: HttpResponse): boolean;
}

/** A page of the provider's own, on which a person signs in and out of which a key comes. */
export interface KeyPage {
  /** Asks for a page. The ticket stands for it until somebody has been there. */
  open(http: Http, wish: KeyPageWish): Promise<{ readonly url: string; readonly ticket: string }>;
  /** The key, once somebody has been through the page; null before. A ticket gives one key. */
  key(http: Http, of: Pick<KeyPageWish, 'app' | 'renews'> & { readonly ticket: string }): Promise<string | null>;
  /** Where webhooks are asked for with each key: has those of this key sent to an address. */
  readonly hearAt?: (http: Http, of: Pick<KeyPageWish, 'app'> & { readonly key: string; readonly address: string }) => Promise<void>;
}

export interface KeyPageWish {
  /** Who we are at the provider. */
  readonly app: { readonly id: string; readonly secret: string };
  /** Stands for whoever asks: the same for the same books, and no name. */
  readonly person: string;
  /** Where the account is, in two letters. */
  readonly country: string;
  /** The key of a connection that wants its person to sign in again, and that stays the key; null: a new one is wanted. */
  readonly renews: string | null;
}

export interface Connector {
  readonly manifest: Manifest;
  /**
   * `account` is the provider's id of the chosen organisation (a Xero tenant). `timeZone` is the organisation's (IANA, 'UTC' if
   * unknown): for providers that give instants where the books need days.
   */
  open(through: { readonly http: Http; readonly account: string; readonly timeZone?: string } | { readonly rows: Rows }): Session;
  /** The accounts (Xero tenants) that a fresh sign-in may use. Null where a sign-in is one account. */
  readonly tenants: ((http: Http) => Promise<readonly { readonly id: string; readonly name: string }[]>) | null;
  /** Checks and reads a webhook. Throws `Refused('forbidden')` if the signature is wrong. Pure. */
  readonly nudge: ((delivery: Delivery) => Nudge) | null;
  /** For the auth type `login`: the request that signs in, and the headers that its answer gives to every other. Pure. */
  readonly login?: {
    request(credentials: { readonly name: string; readonly password: string }): HttpRequest;
    /** Throws `Refused('unauthorized')` when the answer is a no. */
    headers(response: HttpResponse): Readonly<Record<string, string>>;
  };
  /** For the auth type `key`, where a key is not a bearer token and a refused one is not answered 401. Pure. */
  readonly signing?: Signing;
  /** For the auth type `key`, where a key is made by signing in at a page and not by copying it. */
  readonly keyPage?: KeyPage;
}

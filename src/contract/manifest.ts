import type { Kind } from '../core/records.ts';

/** Facts about a provider. Data only, so that planning, pacing, documentation and screens all read the same source. */
export interface Manifest {
  readonly id: string;
  readonly label: string;
  readonly role: 'ledger' | 'platform';
  readonly auth: OAuthProfile | { readonly type: 'none' };
  /** Null where the provider sets no limit (our own billing, files). */
  readonly limits: Limits | null;
  /** Idempotency: how long the provider surely remembers a key, in seconds; 0 when it ignores keys or does not say. */
  readonly keySeconds: number;
  /** How long after we stopped listening a request may still land. Only then is a look conclusive. */
  readonly settleSeconds: number;
  /** How long one request may take before we stop listening. */
  readonly requestSeconds: number;
  /** The polling pace in seconds when no webhook says anything, and between full passes. */
  readonly poll: { readonly everySeconds: number; readonly fullPassSeconds: number; readonly overlapSeconds: number };
  readonly webhooks: readonly Kind[];
  readonly kinds: { readonly [K in Kind]?: Ability };
}

export interface Limits {
  readonly perMinute: number;
  readonly perDay: number | null;
  readonly concurrent: number;
}

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

/** How to sign in with OAuth 2, as data for the one client that the engine has. */
export interface OAuthProfile {
  readonly type: 'oauth2';
  /** Absolute addresses; the sandbox replaces them all by its own. */
  readonly hosts: {
    readonly authorize: string;
    readonly token: string;
    readonly revoke: string | null;
    readonly api: string;
    readonly tenants: string | null;
  };
  readonly scopes: readonly Scope[];
  readonly clientAuth: 'basic' | 'body';
  readonly refreshTokenDays: number;
  /** How long a spent refresh token may be replayed when the answer was lost, in seconds. */
  readonly refreshGraceSeconds: number;
}

/** A permission, with the reason and the kind of data that a person reads on the consent page. */
export interface Scope {
  readonly name: string;
  readonly why: string;
  readonly needed: boolean;
}

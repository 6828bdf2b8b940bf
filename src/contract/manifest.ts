import type { Ability } from '../core/ability.ts';
import type { Kind } from '../core/records.ts';

export type { Ability, ReferencePlace, WriteAbility } from '../core/ability.ts';

/** Facts about a provider. Data only, so that planning, pacing, documentation and screens all read the same source. */
export interface Manifest {
  readonly id: string;
  readonly label: string;
  readonly role: 'ledger' | 'platform';
  readonly auth: OAuthProfile | KeyProfile | LoginProfile | InsideProfile;
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
  /** Kinds without webhooks of their own, whose changes show as a change of this kind (a payment changes its invoice). */
  readonly alsoChanges: { readonly [K in Kind]?: readonly Kind[] };
  readonly kinds: { readonly [K in Kind]?: Ability };
}

export interface Limits {
  readonly perMinute: number;
  readonly perDay: number | null;
  readonly concurrent: number;
  /** Calls within any second; undefined or null where only the minute counts. */
  readonly perSecond?: number | null;
  /** Requests that say `counts: 'batch'` have this limit of their own, beside the others. */
  readonly batchPerMinute?: number | null;
  /** The headers, in lower case, in which an answer says how many calls are left; left out where none were seen to mean that. */
  readonly leftIn?: LeftHeaders;
}

export interface LeftHeaders {
  readonly minute: string;
  readonly day: string;
}

/** Nothing to sign in to: within our own process, spoken to like a server, or rows that were imported from files. */
export interface InsideProfile {
  readonly type: 'none';
  readonly reads: 'http' | 'rows';
}

/** A secret that a person made at the provider (a restricted key). It is sent as a bearer token with every request and does not end. */
export interface KeyProfile {
  readonly type: 'key';
  readonly hosts: { readonly api: string };
  /** What the provider calls it, how it begins, and where a person makes one: for the words that ask for it. */
  readonly secret: {
    readonly name: string;
    readonly startsWith: readonly string[];
    /** How keys begin that show only what was made for trying out: the same account by its id, and other books. */
    readonly testStartsWith: readonly string[];
    readonly madeAt: string;
  };
  readonly scopes: readonly Scope[];
}

/** A user name and a password at a server of one's own, which answer with a session that ends: `Connector.login` says how. */
export interface LoginProfile {
  readonly type: 'login';
  /** There is no address that all share: a person gives that of their server. */
  readonly hosts: { readonly api: null };
  readonly scopes: readonly Scope[];
}

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
  /** The parameter with which the provider's way back names the account, where a consent is for one; otherwise the provider is asked. */
  readonly accountIn?: string;
  /** How long a spent refresh token may be replayed when the answer was lost, in seconds. */
  readonly refreshGraceSeconds: number;
}

/** A permission, with the reason and the kind of data that a person reads on the consent page. */
export interface Scope {
  readonly name: string;
  readonly why: string;
  readonly needed: boolean;
}

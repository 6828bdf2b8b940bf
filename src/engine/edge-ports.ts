import type { Day, Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Clock } from '../contract/sandbox.ts';
import type { Pace } from './pacing.ts';
import type { KeyName } from '../booking/desire.ts';

/** What the engine's edges (calls out, sign-in, webhooks in) need from the world. Every method is one transaction. */

/** A clock that a simulation may share: time stands still while it is held, and while one waits for a database. */
export interface EdgeClock extends Clock {
  readonly hold: () => () => void;
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** A fresh text that nobody can guess: 256 bits, in base64url. */
export type Unguessable = () => string;

export interface ConnectionName {
  readonly organisation: string;
  readonly connection: string;
}

export interface PaceStore {
  /** Reads the pace of a connection and keeps what `decide` makes of it. Nobody else reads or changes it meanwhile. */
  change<T>(of: ConnectionName, decide: (pace: Pace) => { readonly pace: Pace; readonly result: T }): Promise<T>;
}

/** One sign-in: a person's permission at a provider. It may open several accounts, so several connections may share it. */
export interface SignInName {
  readonly organisation: string;
  readonly signIn: string;
}

/** What a provider gave for one sign-in. Never logged; sealed at rest. */
export interface TokenSet {
  readonly access: string;
  /** Null where the provider gives none: then the sign-in ends with the access token. */
  readonly refresh: string | null;
  /** The one before, kept for the grace in which a provider takes it again if its answer was lost. */
  readonly previous: { readonly refresh: string; readonly spentAt: Instant } | null;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  /** The provider's id of the person, where the token tells it. */
  readonly subject: string | null;
  readonly scopes: readonly string[];
  /** Set when the provider refused to renew it: only a person can sign in again. */
  readonly refusedAt: Instant | null;
}

export interface StoredTokens {
  readonly tokens: TokenSet;
  readonly leaseUntil: Instant | null;
}

export interface TokenStore {
  read(of: SignInName): Promise<StoredTokens | null>;
  /** Takes the right to renew, unless somebody else has it. Returns the tokens as they are then; null when it is taken. */
  lease(of: SignInName, lease: { readonly token: string; readonly until: Instant; readonly now: Instant }): Promise<TokenSet | null>;
  /** Commits renewed tokens and ends the lease. False, and nothing kept, when the lease is not ours any more. */
  keepRenewed(of: SignInName, leaseToken: string, tokens: TokenSet): Promise<boolean>;
  /** Commits that the provider refuses, ends the lease and marks every connection of the sign-in `expired`. */
  keepRefused(of: SignInName, leaseToken: string, tokens: TokenSet): Promise<boolean>;
  /** Ends the lease without a change. */
  release(of: SignInName, leaseToken: string): Promise<void>;
  /** Keeps the tokens of a fresh sign-in. */
  add(of: SignInName, tokens: TokenSet): Promise<void>;
  /** The tokens of one sign-in take the place of another's; a renewal of the other that is under way keeps nothing. False when they are gone. */
  move(from: SignInName, to: SignInName): Promise<boolean>;
  remove(of: SignInName): Promise<void>;
}

/** The developer's app at a provider: who we are when we ask for a sign-in. */
export interface ProviderApp {
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** Addresses that differ from the provider's own: a sandbox's. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Keys with which the provider signs its webhooks; several while one replaces another. */
  readonly webhookSecrets: readonly string[];
}

export type ConnectionState = 'ready' | 'expired' | 'closed';

export interface Connection extends ConnectionName {
  readonly provider: string;
  readonly label: string;
  /** The provider's id of the account (a Xero tenant). */
  readonly account: string;
  readonly hosts: Readonly<Record<string, string>>;
  readonly settings: ConnectionSettings;
  readonly state: ConnectionState;
}

export interface ConnectionSettings {
  /** Null where nobody signs in: our own billing, files. */
  readonly signIn: string | null;
  /** The client id of the app it was connected through: it ties webhooks, which come per app, to connections. */
  readonly app: string | null;
  /** Whatever else belongs to the connection. */
  readonly other: Readonly<Record<string, string>>;
}

export interface ConnectionStore {
  connection(of: ConnectionName): Promise<Connection | null>;
  /** All of an organisation, closed ones too, in the order in which they were made. */
  connections(organisation: string): Promise<readonly Connection[]>;
  /** Adds it. False, and nothing kept, when the name is taken. */
  addConnection(connection: Connection, now: Instant): Promise<boolean>;
  /** A sign-in takes over a connection: from then on it is `ready` again, with the same rows, links and tasks. */
  attach(of: ConnectionName, to: { readonly signIn: string; readonly app: string; readonly label: string }): Promise<void>;
  /** The provider lets this sign-in in no more: it waits for a person. One that is closed stays so, and one that has another sign-in. */
  expire(of: ConnectionName, signIn: string | null): Promise<void>;
  /** It keeps the name of its sign-in, so that whoever had it open finds the tokens of a later one. */
  close(of: ConnectionName): Promise<void>;
  app(organisation: string, provider: string): Promise<ProviderApp | null>;
  keepApp(organisation: string, provider: string, app: ProviderApp): Promise<void>;
}

/** How far the books behind a connection are closed by the organisation's own word. Null: it says nothing. */
export interface Closing {
  readonly saidAt: Instant;
  readonly saidBy: string;
  readonly closedThrough: Day | null;
  /** Through which day a tax return was filed, where the ledger does not know it (law F18). */
  readonly taxFiledThrough: Day | null;
  readonly because: string | null;
}

export interface ClosingStore {
  /** Newest first; the first one counts. */
  said(of: ConnectionName): Promise<readonly Closing[]>;
  say(of: ConnectionName, closing: Closing): Promise<void>;
}

/** A webhook that was found genuine, as it is kept. */
export interface ReceivedDelivery extends ConnectionName {
  readonly delivery: string;
  readonly receivedAt: Instant;
  readonly body: string;
  readonly touched: readonly Touch[];
}

/** A record to fetch now, as a webhook named it. */
export interface Touch extends KeyName {
  /** The version that the event made of it, where the provider says so: what we have seen in that version need not be fetched. */
  readonly version: string | null;
  /** Kinds that change with it and have no webhooks of their own: what changed of them is read, too. */
  readonly reads: readonly Kind[];
}

export interface DeliveryStore {
  /**
   * Keeps those that are not known yet, and notes what they name to be read now where a flow has the connection as source or as
   * target. Both or neither. Returns those that were new. What is read and has changed is then marked dirty, as by any poll.
   */
  keep(deliveries: readonly ReceivedDelivery[]): Promise<readonly ReceivedDelivery[]>;
}

/** Which connections a webhook address may speak for. The only queries here that cross organisations. */
export interface WebhookAddresses {
  /** The connections of that name: one per organisation that uses it. */
  named(connection: string): Promise<readonly Connection[]>;
  /** Open connections to these accounts through the same app. */
  ofAccounts(provider: string, app: string, accounts: readonly string[]): Promise<readonly Connection[]>;
}

/** So many named things at once: what a flood of webhooks names is read in portions, and others may take the next. */
export const mostHintsAtOnce = 200;

/** What webhooks named of a connection, to be read together. */
export interface PollHint {
  readonly connection: string;
  /** Kinds of which everything that changed is to be read. */
  readonly kinds: readonly Kind[];
  /** Records to be fetched by their ids. */
  readonly named: readonly KeyName[];
  /** How many were taken together to make this. */
  readonly taken: number;
  /** The claim's end, which tells it from a later one. */
  readonly until: Instant;
}

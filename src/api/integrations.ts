import type { Day, Instant } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { ApiError, FlowMode, Health } from './office.ts';

/** GET /v1/providers : the directory. */
export interface ProviderCard {
  readonly provider: string;
  readonly label: string;
  readonly role: 'ledger' | 'platform';
  readonly signIn: 'consent' | 'key' | 'login' | 'none';
  /** Each with its reason; optional ones are marked. */
  readonly scopes: readonly { readonly name: string; readonly why: string; readonly needed: boolean }[];
  readonly reads: readonly Kind[];
  readonly writes: readonly Kind[];
  readonly hasSandbox: boolean;
  /** Whether an app of this provider is set up here (client id and secret), so that consent can begin. */
  readonly hasApp: boolean;
  /** Whether its key is made by signing in at a page of the provider: POST /v1/connections/page. */
  readonly hasPage: boolean;
  /** What must be done at the provider first, in steps; empty where nothing must. */
  readonly setUp: readonly string[];
}

/**
 * POST /v1/connections/begin {provider, connection: string | null (reconnect), sandbox: boolean} : where to send the browser.
 * It comes back to /integrations?connected=<connection> (or ?problem=<sentence>).
 */
export interface ConnectBegun {
  readonly url: string;
}

/**
 * POST /v1/connections/page {provider, clientId, clientSecret, sandbox, connection (reconnect), country} : where a person signs in, in a
 * page of its own. The id and the secret are those of one's own account at the provider; they are kept, and left out from then on
 * (`hasApp`).
 */
export interface KeyPageBegun {
  readonly url: string;
  readonly ticket: string;
}

/** POST /v1/connections/page/finish {ticket, timeZone} : asked until somebody has been through the page; 202 while nobody has. */
export type KeyPageSeen = { readonly is: 'waiting' } | { readonly is: 'connected'; readonly connection: ConnectionCard };

/**
 * POST /v1/connections/key {provider, secret, sandbox, connection (reconnect), webhookSecret, timeZone}: a key instead of a consent.
 * POST /v1/connections/login {provider, address, user, password, company, connection}: a server of one's own.
 * POST /v1/connections/inside {provider, name, company, currency, country, timeZone}: our own billing, or a place for files.
 * Each answers the ConnectionCard. PUT /v1/providers/:provider/app {clientId, clientSecret, webhookSecret} gives the ProviderCard.
 * DELETE /v1/connections/:connection?revoke=true. GET /v1/connections, and GET /v1/connections/:connection.
 */
export interface ConnectionCard {
  readonly connection: string;
  readonly provider: string;
  readonly label: string;
  readonly role: 'ledger' | 'platform';
  readonly isSandbox: boolean;
  readonly state: 'ready' | 'expired' | 'closed';
  readonly health: Health;
  readonly lastReadAt: Instant | null;
  readonly flows: readonly string[];
  /** What of the provider's limits is used today, where it has a daily one. */
  readonly callsToday: { readonly used: number; readonly allowed: number | null };
}

/** GET /v1/connections/:connection/accounts : for the choices of the wizard, read from the ledger. */
export interface LedgerChoices {
  readonly accounts: readonly AccountChoice[];
  readonly taxRates: readonly { readonly id: string; readonly name: string; readonly percent: string }[];
  readonly currencies: readonly string[];
  readonly baseCurrency: string;
  readonly country: string | null;
}

export interface AccountChoice {
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  readonly type: string;
  readonly takesPayments: boolean;
  /** For which of our uses it is advised, with the reason: 'sales', 'payments', 'rounding', 'clearing', 'fees', 'transit'. */
  readonly advice: readonly { readonly use: string; readonly why: string }[];
}

/** GET /v1/setups: the flows that are not live yet, and those that are, with the step that comes next (null: it is active). */
export interface SetupRow {
  readonly flow: string;
  readonly source: string;
  readonly target: string;
  readonly mode: FlowMode;
  readonly next: SetupStepName | null;
}

/**
 * POST /v1/setups {source, target, kinds?, startsOn?, isTwoWay?} makes a flow in mode `off` with a proposed mapping. Kinds that are left
 * out are all that one side has and the other takes; a first day that is left out is that of the oldest open document. Asked again for
 * the same two sides, it answers the setup that is there.
 * GET /v1/setups/:flow : where the wizard stands; each step is derived from what is there, so that leaving loses nothing.
 */
export interface Setup {
  readonly flow: string;
  readonly source: { readonly connection: string; readonly label: string };
  readonly target: { readonly connection: string; readonly label: string };
  readonly kinds: readonly Kind[];
  readonly startsOn: Day;
  readonly mode: FlowMode;
  /** A side that is being read now, or could not be; null: both were read. What is below may still grow. */
  readonly reading: string | null;
  readonly steps: readonly SetupStep[];
  readonly chosen: SetupChoices;
  /** Tax codes that the source uses, each with the proposed one of the target. */
  readonly taxes: readonly {
    readonly source: string | null;
    readonly percent: string | null;
    readonly proposed: string | null;
    readonly target: string | null;
    readonly documents: number;
  }[];
  readonly currencies: readonly { readonly currency: string; readonly isEnabled: boolean; readonly documents: number }[];
  readonly findings: readonly SetupFinding[];
  readonly cleanUp: readonly CleanUp[];
  readonly testInvoice: TestWalk | null;
}

export type SetupStepName = 'organisation' | 'accounts' | 'taxes' | 'direction' | 'check' | 'clean up' | 'test invoice' | 'activate';

export interface SetupStep {
  readonly step: SetupStepName;
  readonly state: 'done' | 'next' | 'later' | 'blocked';
  readonly why: string | null;
}

/** PATCH /v1/setups/:flow takes any of these, and `because` for the mapping file. What nobody has decided yet is a proposal. */
export interface SetupChoices {
  readonly sales: string | null;
  readonly payments: string | null;
  readonly rounding: string | null;
  readonly taxes: readonly { readonly source: string | null; readonly target: string }[];
  readonly whenMissing: string | null;
  /** Payments recorded in the ledger come back to the source. */
  readonly isTwoWay: boolean;
}

/** POST /v1/setups/:flow/check asks the ledger again and answers Setup. */
export interface SetupFinding {
  readonly check: string;
  readonly ok: boolean;
  readonly seen: string;
  readonly expected: string;
  /** The exact setting to change in the provider's own app. */
  readonly fix: string | null;
}

/** Contacts that are probably one, or lack what the ledger wants. POST /v1/setups/:flow/clean-up {proposal, decision: 'merge' | 'keep apart' | 'fixed'} */
export interface CleanUp {
  readonly proposal: string;
  readonly what: 'duplicates' | 'incomplete';
  readonly why: string;
  /** Certain by number or address, likely by name, possible by a part of it. */
  readonly strength: 'certain' | 'likely' | 'possible';
  /** The one that stays; null where nothing is merged. */
  readonly survivor: string | null;
  readonly contacts: readonly {
    readonly id: string;
    readonly name: string;
    readonly email: string | null;
    readonly taxNumber: string | null;
    readonly documents: number;
    readonly side: 'source' | 'target';
  }[];
  readonly decision: 'merge' | 'keep apart' | 'fixed' | null;
}

/** POST /v1/setups/:flow/test-invoice {id: string | null} (needs approve: it is written) walks one document through and answers Setup. */
export interface TestWalk {
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly gross: Amount | null;
  readonly currency: string | null;
  readonly passed: boolean;
  readonly stopped: string | null;
  readonly link: string | null;
  readonly fields: readonly { readonly field: string; readonly asked: string; readonly ledger: string; readonly ok: boolean }[];
}

/**
 * POST /v1/setups/:flow/activate {mode: 'shadow' | 'live', approval} (needs approve) answers Setup. 409 where a check fails (`findings`)
 * or where law F3 forbids it (`open`).
 */
export interface ActivationRefused extends ApiError {
  readonly findings: readonly SetupFinding[];
  /** Documents from before the first day that are open and not in the ledger: each is answered as a hold. */
  readonly open: readonly { readonly kind: Kind; readonly number: string | null; readonly day: Day }[];
}

/**
 * POST /v1/try/ledger does what a person does in the sandbox's own app; only for sandboxes: {connection?, does: 'pay', id, amount?},
 * {does: 'edit', id}, {does: 'void', id} of an invoice (by the ledger's id or the number), {does: 'enablePayments', account} (code or id),
 * {does: 'enableCurrency', currency}. Answers {id}.
 */

/**
 * POST /v1/try : starts the sandboxes of Xero and Stripe, a book with a small year in billing, and connects them. GET /v1/try : how far it is.
 */
export interface TryOut {
  readonly state: 'not begun' | 'under way' | 'ready' | 'failed';
  readonly step: string;
  readonly done: number;
  readonly of: number;
  readonly problem: string | null;
  /** The setup that it leaves to be gone through; null before it is ready. */
  readonly flow: string | null;
}

/** GET /v1/connections/:connection/diagnosis : the troubleshooting list, run by itself. */
export interface Diagnosis {
  readonly checks: readonly SetupFinding[];
  readonly ranAt: Instant;
}

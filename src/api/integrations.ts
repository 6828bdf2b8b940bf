import type { Day, Instant } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { FlowMode, Health } from './office.ts';

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
 * POST /v1/connections/key {provider, secret, sandbox}: a key instead of a consent; POST /v1/connections/login {provider, address, database,
 * user, password}. PUT /v1/providers/:provider/app {clientId, clientSecret, webhookSecret}. DELETE /v1/connections/:connection {revoke}.
 * GET /v1/connections
 */
export interface ConnectionCard {
  readonly connection: string;
  readonly provider: string;
  readonly label: string;
  readonly role: 'ledger' | 'platform';
  readonly isSandbox: boolean;
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

/**
 * POST /v1/setups {source, target, kinds, startsOn} makes a flow in mode `off` with a proposed mapping, both ways where `both`.
 * GET /v1/setups/:flow : where the wizard stands; each step is derived from what is there, so that leaving loses nothing.
 */
export interface Setup {
  readonly flow: string;
  readonly source: { readonly connection: string; readonly label: string };
  readonly target: { readonly connection: string; readonly label: string };
  readonly kinds: readonly Kind[];
  readonly startsOn: Day;
  readonly mode: FlowMode;
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

/** PATCH /v1/setups/:flow takes any of these. */
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

/** POST /v1/setups/:flow/test-invoice {id: string | null} walks one document through and answers Setup. */
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
 * POST /v1/setups/:flow/activate {mode: 'shadow' | 'live', approval} (needs approve; 409 with ApiError and `open` where law F3 forbids it).
 * POST /v1/try : starts the sandboxes of Xero and Stripe, a book with a small year in billing, and connects them. GET /v1/try : how far it is.
 */
export interface TryOut {
  readonly state: 'not begun' | 'under way' | 'ready' | 'failed';
  readonly step: string;
  readonly done: number;
  readonly of: number;
  readonly problem: string | null;
}

/** GET /v1/connections/:connection/diagnosis : the troubleshooting list, run by itself. */
export interface Diagnosis {
  readonly checks: readonly SetupFinding[];
  readonly ranAt: Instant;
}

import type { Day, Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { PersonEdit } from '../contract/sandbox.ts';

/** A request that passed sign-in, scopes, limits and weather, as the provider's company sees it. */
export interface SandboxRequest {
  readonly method: string;
  /** Decoded by nobody: as it stood in the request line, without the query. Begins with '/'. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body as text; '' when there was none. */
  readonly body: string;
  /** The name of the application that asks, as its sign-in registered it. */
  readonly app: string;
}

/** Something that a webhook may tell of. `kind` is the provider's own word, as its addresses spell it ('Invoices'). */
export interface Change {
  readonly kind: string;
  readonly id: string;
  readonly isNew: boolean;
  /** What the provider's webhook says about it beside its name ({ Type, Status } of a Xero credit note). */
  readonly detail?: Readonly<Record<string, string>>;
  /** When it happened, where the company's rows say so; the instant of telling otherwise. */
  readonly at?: Instant;
}

/** A piece of the company that must outlive the process. The same kind and id replace what was there; body null removes it. */
export interface CompanyRow {
  readonly kind: string;
  readonly id: string;
  readonly body: string | null;
}

export interface SandboxReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  readonly changed: readonly Change[];
  /** Saved by the keeper before the answer leaves. */
  readonly rows: readonly CompanyRow[];
}

/**
 * One account at the provider: its documents and its books. Synchronous and without I/O; time comes from its `now`.
 * A request that is refused leaves it as it was.
 */
export interface Company {
  /** The provider's id of it (a Xero tenant). */
  readonly account: string;
  readonly name: string;
  answer(request: SandboxRequest): SandboxReply;
  /** What a person does at the provider's own screens. Body: the id of what was touched; or, from status 400 on, why not. */
  person(edit: PersonEdit): SandboxReply;
  /** Takes back what `rows` said in an earlier life, in the order in which it was first saved, and posts the books anew. */
  load(rows: Iterable<CompanyRow>): void;
  documents(kind: Kind): readonly Readonly<Record<string, unknown>>[];
  /** Account code to debit-positive text with two places. Without a day: everything. */
  trialBalance(through?: Day): Readonly<Record<string, string>>;
}

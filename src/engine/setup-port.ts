import type { Finding } from '../contract/connector.ts';
import type { Day, Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { ConnectionName } from './edge-ports.ts';
import type { Flow, FlowScope, Mode } from './ports.ts';
import type { FieldCheck } from './test-invoice.ts';

/** The flows of one organisation, as the person who is asking sets them up. */
export interface SetupFlows {
  all(): Promise<readonly Flow[]>;
  add(flow: {
    readonly flow: string;
    readonly source: string;
    readonly target: string;
    readonly kinds: Flow['kinds'];
    readonly startsOn: Day;
    readonly mapping: string;
  }): Promise<void>;
  setMode(scope: FlowScope, mode: Mode): Promise<void>;
  setApproval(scope: FlowScope, approval: boolean): Promise<void>;
  setMapping(scope: FlowScope, text: string): Promise<void>;
  mappingText(scope: FlowScope): Promise<string>;
}

/** What the steps of a set-up left behind that nothing else shows, and what they ask of the records that were read. */
export interface SetupStore {
  setup(scope: FlowScope): Promise<KeptSetup | null>;
  /** Makes it, or changes whether payments come back. */
  keepSetup(scope: FlowScope, setup: { readonly isTwoWay: boolean; readonly by: string; readonly now: Instant }): Promise<void>;
  keepChecked(scope: FlowScope, checked: Checked): Promise<void>;
  keepWalked(scope: FlowScope, walked: Walked): Promise<void>;

  cleanUps(scope: FlowScope): Promise<readonly CleanUpDecision[]>;
  keepCleanUp(scope: FlowScope, decision: CleanUpDecision): Promise<void>;

  /** The tax codes on documents of a connection from that day on, the most used first. `name` and `percent` as the connection says. */
  taxesUsed(of: ConnectionName, from: Day): Promise<readonly TaxUsed[]>;
  currenciesUsed(of: ConnectionName, from: Day): Promise<readonly { readonly currency: string; readonly documents: number }[]>;
  /** How many documents have a line in each account. */
  accountsUsed(of: ConnectionName): Promise<ReadonlyMap<string, number>>;
  /** How many documents each contact has. */
  documentsByContact(of: ConnectionName): Promise<ReadonlyMap<string, number>>;
  /** The day of the oldest document that is open; null where none is. */
  oldestOpen(of: ConnectionName): Promise<Day | null>;
  /** When a webhook last named something of it; null: never. */
  lastHeard(of: ConnectionName): Promise<Instant | null>;
  /** The calls of the last day, and until when the provider told us to wait. */
  callsToday(of: ConnectionName, now: Instant): Promise<{ readonly used: number; readonly pausedUntil: Instant }>;
}

export interface KeptSetup {
  readonly isTwoWay: boolean;
  readonly checked: Checked | null;
  readonly walked: Walked | null;
}

/** What the ledger's settings were found to be, under which mapping. */
export interface Checked {
  readonly at: Instant;
  readonly mappingVersion: string;
  readonly findings: readonly Finding[];
}

/** The document that was walked through last, with both sides' values. */
export interface Walked {
  readonly at: Instant;
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  readonly gross: string | null;
  readonly currency: string | null;
  readonly passed: boolean;
  readonly stopped: string | null;
  readonly fields: readonly FieldCheck[];
}

export interface CleanUpDecision {
  readonly proposal: string;
  readonly decision: 'merge' | 'keep apart' | 'fixed';
  /** Contacts of the source; the first one stays. */
  readonly contacts: readonly string[];
  /** The ledger's contact to which they go; null until it is there. */
  readonly targetId: string | null;
  readonly by: string;
  readonly at: Instant;
}

export interface TaxUsed {
  /** Null: lines without a tax. */
  readonly id: string | null;
  readonly name: string | null;
  readonly percent: string | null;
  readonly documents: number;
}

import { billingConnector } from '../../src/connectors/billing/connector.ts';
import type { Connector } from '../../src/contract/connector.ts';
import type { Limits } from '../../src/contract/manifest.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Day } from '../../src/core/day.ts';
import type { Kind } from '../../src/core/records.ts';
import type { SharedClock } from '../../src/sandbox/clock.ts';
import type { Keeper } from '../../src/sandbox/keeper.ts';
import { quickbooksKit } from './quickbooks-kit.ts';
import { xeroKit } from './xero-kit.ts';

/** What the worlds of the tests need to know of a ledger: the scenario, the simulation and the inspectors name no provider. */
export interface LedgerKit {
  /** What it is called on a command line. */
  readonly name: string;
  readonly connector: Connector;
  /** The provider's id of the company that is sold for. */
  readonly account: string;
  /** Where its sandbox renews tokens. */
  readonly tokenPath: string;
  /** What a small agency in London has agreed with its bookkeeper, in the codes of this ledger. */
  readonly mapping: string;
  start(options: SandboxWishes): Promise<Sandbox>;
  /** Its sales documents in a bookkeeper's notation, by day. */
  books(ledger: Sandbox): readonly string[];
  /** All that a person could have made or we could have made, by `nameOf`. */
  standing(ledger: Sandbox): ReadonlyMap<string, Standing>;
  /** The name in `standing` of what a link points at. */
  nameOf(kind: string, id: string): string;
  readonly person: LedgerPerson;
}

export interface SandboxWishes {
  readonly clock: SharedClock;
  readonly limits: Limits | null;
  readonly keeper?: Keeper;
  readonly seed?: number;
  /** A ledger that does again whatever is sent again. */
  readonly forgetsKeys?: boolean;
}

/** What a bookkeeper does at the ledger's screens. Throws what they refuse. */
export interface LedgerPerson {
  /** Invoices with something left to pay. */
  open(ledger: Sandbox): readonly { readonly id: string; readonly number: string; readonly due: string }[];
  /** Payments that stand. */
  payments(ledger: Sandbox): readonly string[];
  pay(ledger: Sandbox, invoice: string, amount: string, on: Day): Promise<void>;
  recode(ledger: Sandbox, invoice: string): Promise<void>;
  note(ledger: Sandbox, invoice: string, text: string): Promise<void>;
  moveDueDay(ledger: Sandbox, invoice: string, on: Day): Promise<void>;
}

/** One document of the ledger as an inspector sees it, read from the sandbox itself and through no code of the engine. */
export interface Standing {
  readonly kind: Kind;
  readonly id: string;
  /** Our reference, where it carries one. */
  readonly reference: string | null;
  readonly isVoid: boolean;
  /** What it adds to what the customer owes or has paid, with its sign; '0' for what only says how money is used. */
  readonly signed: string;
  readonly settled: string;
  /** What a document says on its face: number, day, net, tax, customer. Null where it says no such things. */
  readonly face: string | null;
}

/** Every ledger that worlds are made with. */
const honouring: readonly LedgerKit[] = [xeroKit, quickbooksKit];

/** The same ledger where it takes no notice of idempotency keys, and says so. */
const forgetful = (kit: LedgerKit): LedgerKit => ({
  ...kit,
  name: `${kit.name}-without-keys`,
  connector: { ...kit.connector, manifest: { ...kit.connector.manifest, keySeconds: 0 } },
  start: (wishes) => kit.start({ ...wishes, forgetsKeys: true }),
});

const kits: ReadonlyMap<string, LedgerKit> = new Map([...honouring, ...honouring.map(forgetful)].map((kit) => [kit.name, kit]));

export function kitNamed(name: string): LedgerKit {
  const kit = kits.get(name);
  if (!kit) throw new Error(`no world is made with '${name}'; there are ${[...kits.keys()].join(', ')}`);
  return kit;
}

/** After so long, both sides of its worlds are polled again. */
export const pollSecondsOf = ({ connector }: LedgerKit): number =>
  Math.max(connector.manifest.poll.everySeconds, billingConnector.manifest.poll.everySeconds) + 1;

/** How many documents that are not void carry each of our references. One is right. */
export function doubled(documents: ReadonlyMap<string, Standing>): readonly string[] {
  const counts = new Map<string, number>();
  for (const { reference, isVoid } of documents.values()) {
    if (reference !== null && !isVoid) counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([reference]) => reference);
}

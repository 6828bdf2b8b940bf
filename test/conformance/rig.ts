import type { Connector, Delivery, Session } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Weather } from '../../src/contract/sandbox.ts';
import type { Day } from '../../src/core/day.ts';
import { kinds } from '../../src/core/records.ts';
import type { Kind } from '../../src/core/records.ts';

/** A connector under examination, and how to get a fresh provider for it. One is started for every check. */
export interface Subject {
  readonly name: string;
  readonly connector: Connector;
  readonly start: () => Promise<Rig>;
  /** Checks that do not apply, by title, each with the reason in words. */
  readonly exemptions: Readonly<Record<string, string>>;
}

/**
 * One running provider. What a provider cannot do is null, and each check that needs it must then be exempted with a reason:
 * a check never passes because there was nothing to look at.
 */
export interface Rig {
  /** An opened session, signed in. Its pages hold three records, so that a few records make many pages. */
  readonly session: Session;
  /** Sends one call of a writer. Null where nothing can be written. */
  readonly send: Http | null;
  readonly screen: Screen;
  /** What the next requests meet; null where there is no network in between. */
  readonly weather:
    | ((kind: Weather, options?: { readonly count?: number; readonly writesOnly?: boolean; readonly lateSeconds?: number }) => void)
    | null;
  /** Lets time pass. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Hides an object from every answer while on: it was stamped before, but shows late. Null where that cannot be. */
  readonly hide: ((id: string | null) => void) | null;
  readonly webhooks: Listener | null;
  /** Names and codes that documents may use; null where documents cannot be written. */
  readonly coding: Coding | null;
  /** The provider's own totals, by account code: what the books really say. Null for platforms without books. */
  readonly trialBalance: ((through: Day) => Readonly<Record<string, string>>) | null;
  readonly close: () => Promise<void>;
}

/** What a person does at the provider's own screens, in words that every provider understands. */
export interface Screen {
  /** Kinds of which `add` can make records. */
  readonly kinds: readonly Kind[];
  /** Makes the n-th record of a kind; returns its id. */
  readonly add: (kind: Kind, n: number) => Promise<string>;
  /** Changes something of a record that a reader shows. */
  readonly touch: (kind: Kind, id: string) => Promise<void>;
  /** A field that the people there own (a reference, a note), on a document of ours. Null where there is none. */
  readonly annotate: ((kind: Kind, id: string, text: string) => Promise<void>) | null;
  readonly remove: ((kind: Kind, id: string) => Promise<void>) | null;
  /** Locks the books through a day; null opens them. */
  readonly lock: ((through: Day | null) => Promise<void>) | null;
  readonly merge: ((from: string, into: string) => Promise<void>) | null;
  readonly reconcile: ((kind: Kind, id: string) => Promise<void>) | null;
  /** Makes a currency usable. */
  readonly enable: ((currency: string) => Promise<void>) | null;
}

/** Receives what the provider sends, as it came. */
export interface Listener {
  readonly secret: string;
  /** What arrives while `work` is done and right after it. */
  readonly during: (work: () => Promise<unknown>) => Promise<readonly Delivery[]>;
}

export interface Coding {
  readonly sales: string;
  readonly fees: string;
  readonly clearing: string;
  readonly bank: string;
  readonly savings: string;
  readonly receivable: string;
  readonly tax: { readonly rate: string; readonly percent: string };
  readonly noTax: string;
  readonly currency: string;
}

/** A check is a plain function, so that the suite can also be run by a test that expects it to fail. */
export interface Check {
  readonly title: string;
  /** What the rig must have; a title in `exemptions` is the only other way out. */
  readonly needs?: (rig: Rig, subject: Subject) => string | null;
  readonly run: (rig: Rig, subject: Subject) => Promise<void>;
}

export const writableKinds = ({ connector }: Pick<Subject, 'connector'>): readonly Kind[] =>
  kinds.filter((kind) => connector.manifest.kinds[kind]?.write?.create === true);

export const abilityOf = (subject: Pick<Subject, 'name' | 'connector'>, kind: Kind) => {
  const ability = subject.connector.manifest.kinds[kind]?.write;
  if (!ability) throw new Error(`${subject.name} cannot write a ${kind}`);
  return ability;
};

export const sendOf = (rig: Rig): Http => {
  if (rig.send === null) throw new Error('this provider takes no writes');
  return rig.send;
};

import type { LedgerDeed } from '../api/integrations-asked.ts';
import type { Connector } from '../contract/connector.ts';
import type { PersonEdit } from '../contract/sandbox.ts';
import type { Day, Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Alone } from './run-alone.ts';

/** What a provider's folder gives, in its `provider.ts`: one line in the list of providers is all that names it elsewhere. */
export interface Provided {
  readonly connector: Connector;
  /** The provider without the internet; null: there is none. */
  readonly sandbox: SandboxOffer | null;
}

export interface SandboxOffer {
  /** Where its sign-in is, beside the API; nothing where a key is the way in. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Loaded when it is needed, which in the books of a business is never. */
  load(): Promise<Alone>;
  /** The part that it has when everything is tried out; left out: none. The first of each part has it. */
  readonly part?: { readonly as: 'ledger' | 'processor'; load(): Promise<Part> };
}

/** What people do at the screens of a sandbox, in the words of its provider. */
export interface Part {
  /** What is there before the business is connected. It may be asked for again. */
  before(screens: Screens): Promise<void>;
  /** What a person does in a ledger's own app; the id of what was touched. */
  readonly act?: (screens: Screens, deed: Deed) => Promise<string>;
}

/** What is done in a ledger to try out what comes of it, as it is asked for: documents by their number or id, accounts by their code or id. */
export type Deed = LedgerDeed;

/** The screens of a sandbox. */
export interface Screens {
  readonly today: Day;
  readonly now: Instant;
  documents(kind: Kind): Promise<readonly Readonly<Record<string, unknown>>[]>;
  person(edit: PersonEdit): Promise<string>;
}

/** A deed cannot be done as things are there: what it names is missing, or something is in its way. */
export class CannotDo extends Error {
  readonly is: 'missing' | 'conflict';
  constructor(is: CannotDo['is'], message: string) {
    super(message);
    this.name = 'CannotDo';
    this.is = is;
  }
}

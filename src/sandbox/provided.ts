import type { Connector } from '../contract/connector.ts';
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
}

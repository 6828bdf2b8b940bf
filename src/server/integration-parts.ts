import type { FastifyRequest } from 'fastify';
import type { LedgerDeed } from '../api/integrations-asked.ts';
import type { TryOut } from '../api/integrations.ts';
import type { Billing } from '../billing/service.ts';
import type { Connector } from '../contract/connector.ts';
import type { Manifest } from '../contract/manifest.ts';
import { Refused } from '../contract/refused.ts';
import type { Connection, ConnectionName, ConnectionStore, EdgeClock, ProviderApp } from '../engine/edge-ports.ts';
import type { LoginOffer } from '../engine/sign-in-login.ts';
import { SignInProblem } from '../engine/sign-in-problem.ts';
import type { SignIns } from '../engine/sign-in.ts';
import type { SettingUp } from '../engine/setup.ts';
import type { SetupFlows } from '../engine/setup-port.ts';
import { SetupProblem } from '../engine/setup-problem.ts';
import { Unanswered } from '../engine/wire.ts';
import type { Log } from './log.ts';
import { Problem, notFound } from './office-parts.ts';
import { nameOf } from './permissions.ts';

/** What the routes of integrations are made of. */
export interface IntegrationParts extends Omit<SettingUp, 'organisation' | 'by' | 'flows' | 'connectorOf'> {
  readonly clock: EdgeClock;
  readonly connections: ConnectionStore;
  readonly billing: Billing;
  readonly providers: readonly Connector[];
  readonly flowsOf: (organisation: string, by: string) => SetupFlows;
  readonly signIns: SignIns;
  readonly withLogin: (offer: LoginOffer) => Promise<Connection>;
  readonly sandboxes: Sandboxes;
  readonly tryOuts: TryOuts;
  /** Our own address as browsers see it. */
  readonly address: () => string;
  /** Keys became due, or a flow was switched. */
  readonly wake: () => void;
  readonly log: Log;
}

/** Providers without the internet, in this process. */
export interface Sandboxes {
  has(provider: string): boolean;
  /** Whether an app is the one that sandboxes know us by. */
  isApp(app: ProviderApp): boolean;
  /** Runs it, and makes it known as our app there. Its address. */
  start(organisation: string, provider: string): Promise<string>;
  /** A key as its owner would make one. */
  key(url: string): Promise<string>;
  /** What a person does at the screens of a sandbox that is a ledger. The id of what was touched. */
  act(of: ConnectionName, deed: LedgerDeed): Promise<string>;
}

/** The try-out of each organisation: everything of our own, to be clicked through. */
export interface TryOuts {
  begin(organisation: string, by: string): Promise<TryOut>;
  progress(organisation: string): Promise<TryOut>;
  /** Makes the sandboxes that an organisation is connected to tell us of changes: they forget it, and we are not always where we were. */
  hearAgain(organisation: string): Promise<void>;
}

/** What setting up works with, for whoever asks. */
export function settingUp(parts: IntegrationParts, { organisation, actor }: Pick<FastifyRequest, 'organisation' | 'actor'>): SettingUp {
  const by = nameOf(actor);
  return { ...parts, organisation, by, flows: parts.flowsOf(organisation, by), connectorOf: (id) => connectorOf(parts, id) };
}

export const connectorOf = ({ providers }: Pick<IntegrationParts, 'providers'>, id: string): Connector | null =>
  providers.find(({ manifest }) => manifest.id === id) ?? null;

export function manifestOf(parts: Pick<IntegrationParts, 'providers'>, id: string): Manifest {
  const found = connectorOf(parts, id);
  if (found === null) throw notFound('provider', id);
  return found.manifest;
}

/** The connection of that name, of the organisation that asks. */
export async function connectionNamed({ connections }: IntegrationParts, organisation: string, name: string): Promise<Connection> {
  const found = await connections.connection({ organisation, connection: name });
  if (found === null) throw notFound('connection', name);
  return found;
}

/** Whether it leads to a sandbox: only these have an address that is not the provider's own, apart from servers of one's own. */
export const isSandbox = ({ auth }: Manifest, { hosts }: Connection): boolean =>
  (auth.type === 'oauth2' || auth.type === 'key') && hosts['api'] !== undefined;

/** What a person can mend is told as it is; what a provider refused or did not answer, as that. */
export async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (cause instanceof SetupProblem) {
      const { message, seen, expected, fix } = cause;
      const status = { missing: 404, conflict: 409, invalid: 400 }[cause.is];
      throw new Problem(status, {
        error: message,
        ...(seen !== null && { seen }),
        ...(expected !== null && { expected }),
        ...(fix !== null && { fix }),
      });
    }
    if (cause instanceof SignInProblem) throw new Problem(409, { error: cause.message });
    if (cause instanceof Refused || cause instanceof Unanswered)
      throw new Problem(502, { error: cause.message, fix: 'Try again; if it stays so, look at the diagnosis of the connection.' });
    throw cause;
  }
}

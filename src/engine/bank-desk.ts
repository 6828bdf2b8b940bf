import type { Manifest } from '../contract/manifest.ts';
import type { Connection, ConnectionStore } from './edge-ports.ts';
import type { BankPorts } from './bank-match.ts';
import type { BankStore } from './bank-ports.ts';
import type { Engine } from './parts.ts';
import type { Flow } from './ports.ts';

/** What bank lines are worked on with, beside the flow that books them. */
export interface BankDesk {
  readonly engine: Engine;
  readonly bank: BankStore;
  readonly connections: Pick<ConnectionStore, 'connections' | 'connection' | 'addConnection'>;
}

const bankProvider = 'bank';

/** The flow that books bank lines: the first whose source keeps them. Null: nobody has made one yet. */
export async function bankFlowOf({ connections }: Pick<BankDesk, 'connections'>, flows: readonly Flow[]): Promise<Flow | null> {
  for (const flow of flows) {
    const source = await connections.connection({ organisation: flow.organisation, connection: flow.source });
    if (source?.provider === bankProvider) return flow;
  }
  return null;
}

/** Connections that show bank lines from outside; a bank whose person must sign in again is not asked meanwhile. */
export async function bankFeedsOf(
  { connections }: Pick<BankDesk, 'connections'>,
  organisation: string,
  manifestOf: (provider: string) => Manifest | null,
): Promise<readonly string[]> {
  return (await connections.connections(organisation)).flatMap(({ connection, provider, state }) => {
    const manifest = manifestOf(provider);
    const isFeed = manifest?.kinds.statementLine?.read === true && manifest.auth.type !== 'none';
    return isFeed && state === 'ready' ? [connection] : [];
  });
}

/** Every other connection may be a feed that shows bank lines. */
export async function bankPortsOf({ engine, bank, connections }: BankDesk, flow: Flow): Promise<BankPorts> {
  const all = await connections.connections(flow.organisation);
  const feeds = all.map(({ connection }) => connection).filter((name) => name !== flow.source && name !== flow.target);
  return { engine, bank, feeds };
}

/** The connection that keeps the bank lines of an organisation; null before the first file. */
export const bankConnectionNamed = async (
  { connections }: Pick<BankDesk, 'connections'>,
  organisation: string,
): Promise<Connection | null> => (await connections.connections(organisation)).find(({ provider }) => provider === bankProvider) ?? null;

/** The connection that keeps the bank lines of an organisation; made when the first file comes. */
export async function bankConnectionOf(
  { connections, engine }: Pick<BankDesk, 'connections' | 'engine'>,
  organisation: string,
): Promise<Connection> {
  const known = (await connections.connections(organisation)).find(({ provider }) => provider === bankProvider);
  if (known !== undefined) return known;
  const settings = { signIn: null, app: null, other: {} };
  const made: Connection = {
    organisation,
    connection: bankProvider,
    provider: bankProvider,
    label: 'Bank accounts',
    account: organisation,
    hosts: {},
    settings,
    state: 'ready',
  };
  await connections.addConnection(made, engine.clock.now());
  return made;
}

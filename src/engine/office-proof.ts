import type { Proof } from '../proof/proof.ts';
import type { Account } from '../core/records.ts';
import { ledgerFacts, ledgerOf } from './facts.ts';
import { poll } from './poll.ts';
import type { Engine, Opened } from './parts.ts';
import type { Flow, FlowScope } from './ports.ts';
import type { KeptProof, ProofStore } from './proof-port.ts';
import { proveFlow } from './prove-flow.ts';
import type { ProofAsked } from './prove-flow.ts';
import { together } from './reading-together.ts';
import type { Together } from './reading-together.ts';
import { provenChanges } from './proven-changes.ts';
import type { ChangedDocument } from './proven-changes.ts';

export interface OfficeProofs {
  readonly engine: Engine;
  readonly proofs: ProofStore;
}

/** A proof with the names of its accounts, and what has changed in its months since. */
export interface NamedProof {
  readonly proof: Proof;
  readonly accountName: (account: string) => string;
  readonly changedSince: readonly ChangedDocument[];
}

/** A side could not be read, so nothing can be proven now. */
export class SideNotRead extends Error {
  readonly connection: string;

  constructor(connection: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.connection = connection;
  }
}

interface UnderWay {
  readonly read: Together;
  readonly flows: Map<string, number>;
}

const underWay = new WeakMap<Engine, UnderWay>();

function underWayIn(engine: Engine): UnderWay {
  const known = underWay.get(engine) ?? { read: together(), flows: new Map() };
  underWay.set(engine, known);
  return known;
}

const nameOf = ({ organisation, flow }: FlowScope): string => JSON.stringify([organisation, flow]);

/** Whether somebody has this flow proven in this moment: who would prove it without being asked need not do it as well. */
export const isBeingProven = (engine: Engine, flow: FlowScope): boolean => underWayIn(engine).flows.has(nameOf(flow));

/** A proof speaks of what was read, so both sides are read first. Rejects with `SideNotRead` when one cannot be. */
export async function proveNow(ports: OfficeProofs, flow: Pick<Flow, 'source' | 'target'> & ProofAsked): Promise<NamedProof> {
  const { flows } = underWayIn(ports.engine);
  const name = nameOf(flow);
  flows.set(name, (flows.get(name) ?? 0) + 1);
  try {
    return await readAndProve(ports, flow);
  } finally {
    const left = (flows.get(name) ?? 1) - 1;
    if (left === 0) flows.delete(name);
    else flows.set(name, left);
  }
}

async function readAndProve({ engine, proofs }: OfficeProofs, flow: Pick<Flow, 'source' | 'target'> & ProofAsked): Promise<NamedProof> {
  const { organisation, period } = flow;
  for (const connection of [flow.source, flow.target]) {
    // The flows of one pair are proven together, and each reading costs calls of the provider's limit.
    const reading = underWayIn(engine).read(JSON.stringify([organisation, connection]), () => poll(engine, organisation, connection));
    await reading.catch((cause: unknown) => {
      throw new SideNotRead(connection, cause);
    });
  }
  const { store, clock, chance, open } = engine;
  const proof = await proveFlow({ store, proofs, clock, chance, open }, { organisation, flow: flow.flow, period });
  return { proof, accountName: await accountNames(engine, flow), changedSince: [] };
}

/** A proof that was kept, as it was made. Null for one of an older version that cannot be read any more. */
export async function keptProof(ports: OfficeProofs, kept: KeptProof): Promise<NamedProof | null> {
  const { engine, proofs } = ports;
  if (!isProof(kept.body)) return null;
  const { store, clock, chance, open } = engine;
  const changes = await provenChanges({ store, proofs, clock, chance, open }, kept);
  const since = changes.find(({ period, provenAt }) => period === kept.period && provenAt === kept.madeAt);
  return { proof: kept.body, accountName: await accountNames(engine, kept), changedSince: since?.documents ?? [] };
}

/** From the code, or the id, by which totals name an account. */
async function accountNames(engine: Engine, scope: FlowScope): Promise<(account: string) => string> {
  const flow = await engine.store.flow(scope);
  if (flow === null) return (account) => account;
  const target: Opened = await engine.open(flow.organisation, flow.target);
  const { accounts } = await ledgerFacts(engine.store, flow.organisation, ledgerOf(flow, target));
  return namesOf(accounts);
}

export function namesOf(accounts: readonly Account[]): (account: string) => string {
  const names = new Map(accounts.map(({ id, code, name }) => [code ?? id, name]));
  return (account) => names.get(account) ?? account;
}

const parts: readonly (keyof Proof)[] = [
  'period',
  'rows',
  'ledger',
  'controls',
  'differences',
  'causes',
  'counts',
  'headline',
  'unexplained',
  'held',
];

/** Our own JSON; one of an older version may lack what came later. */
const isProof = (body: unknown): body is Proof => typeof body === 'object' && body !== null && parts.every((part) => part in body);

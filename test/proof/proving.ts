import { awakeProofs } from './awake.ts';
import type { FlowScope } from '../../src/engine/ports.ts';
import { proveFlow } from '../../src/engine/prove-flow.ts';
import type { ProvePorts } from '../../src/engine/prove-flow.ts';
import type { Period, Proof } from '../../src/proof/proof.ts';
import { proofStore } from '../../src/store/proof.ts';
import type { Bench } from '../engine/bench.ts';
import { outward } from '../engine/world.ts';

/** What a bench proves with: the engine that worked, and the proofs of its database. Time stands still meanwhile. */
export function proofPorts({ life, clock }: Bench): ProvePorts {
  const proofs = awakeProofs(proofStore(life.pool), clock);
  const { engine } = life;
  return { store: engine.store, proofs, clock, chance: engine.chance, open: engine.open };
}

export const provenBy = (bench: Bench, flow: FlowScope = outward, period: Period | null = null): Promise<Proof> =>
  proveFlow(proofPorts(bench), { ...flow, period });

/** 'INV-001 not sent yet 120.00 GBP' */
export const named = (proof: Proof): readonly string[] =>
  proof.differences.map(
    ({ number, target, key, cause, amount, size, currency }) =>
      `${number ?? key?.kind ?? target?.kind ?? 'ledger'} ${cause} ${amount === '0' ? size : amount} ${currency}`,
  );

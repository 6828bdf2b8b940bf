import type { EdgeClock } from '../../src/engine/edge-ports.ts';
import type { ProofStore } from '../../src/engine/proof-port.ts';

/** Shared virtual time must not jump while a proof waits for the database. Lists are read page by page: hold time around the whole. */
export const awakeProofs = (proofs: ProofStore, clock: Pick<EdgeClock, 'during'>): ProofStore => ({
  facts: (query) => clock.during(() => proofs.facts(query)),
  totals: (query) => clock.during(() => proofs.totals(query)),
  arrived: (query) => clock.during(() => proofs.arrived(query)),
  keep: (proof) => clock.during(() => proofs.keep(proof)),
  kept: (scope) => clock.during(() => proofs.kept(scope)),
  changedSince: (query) => clock.during(() => proofs.changedSince(query)),
  asOf: (side) => proofs.asOf(side),
  documents: (side) => proofs.documents(side),
});

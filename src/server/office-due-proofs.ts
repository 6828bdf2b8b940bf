import { dayIn } from '../core/day.ts';
import type { Instant } from '../core/day.ts';
import type { FlowFacts, ProofFigures } from '../engine/overview-port.ts';

export interface ProofDueAsked {
  readonly flow: FlowFacts;
  readonly proof: ProofFigures | null;
  /** When somebody last closed a period of its ledger; null: nobody has. */
  readonly closedAt: Instant | null;
  readonly now: Instant;
  /** Whose days are those of the books. */
  readonly timeZone: string;
}

/** `wait`: something is still on its way, and a proof of this moment would tell of that and not of the books. */
export type ProofDue = 'not due' | 'wait' | 'due';

const hour = 3_600_000;

/**
 * Whether a flow is to be proven without being asked: after it went live, once a day, after a period was closed; and again after an
 * hour where something has changed, or where the last proof has told of something that is still open.
 */
export function proofDue(asked: ProofDueAsked): ProofDue {
  const { flow } = asked;
  if (flow.mode !== 'live' || flow.source.state !== 'ready' || flow.target.state !== 'ready') return 'not due';
  if (!isOld(asked)) return 'not due';
  return flow.pending > 0 || flow.dirty > 0 ? 'wait' : 'due';
}

function isOld({ flow, proof, closedAt, now, timeZone }: ProofDueAsked): boolean {
  if (proof === null) return true;
  const { madeAt, word } = proof;
  if (dayIn(timeZone, madeAt) < dayIn(timeZone, now)) return true;
  if (closedAt !== null && closedAt > madeAt) return true;
  const hasChanged = flow.lastChangeSeenAt !== null && flow.lastChangeSeenAt > madeAt;
  return now - madeAt >= hour && (hasChanged || word === 'open' || word === 'unexplained');
}

import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { DecisionStore, Hold } from './batch-ports.ts';
import type { FlowScope } from './ports.ts';

/** A document that was open before the first day and that the ledger does not have. */
export interface OpenBeforeStart {
  readonly kind: Kind;
  readonly number: string | null;
  readonly day: Day;
}

export interface GoLivePorts {
  readonly decisions: Pick<DecisionStore, 'holds'>;
  setLive(): Promise<void>;
}

const mostShown = 10_000;

/**
 * Switches a flow to live, unless documents from before its first day are open at the source and not in the ledger (law F3): each
 * is to be created or left out by a person first, because payments that come later would find nothing to pay.
 */
export async function goLive(
  { decisions, setLive }: GoLivePorts,
  { organisation, flow }: FlowScope,
): Promise<{ readonly is: 'live' } | { readonly is: 'blocked'; readonly open: readonly OpenBeforeStart[] }> {
  const open = openBeforeStart(await decisions.holds(organisation, { flow, limit: mostShown }));
  if (open.length > 0) return { is: 'blocked', open };
  await setLive();
  return { is: 'live' };
}

/** The list that stops a flow from going live. */
const openBeforeStart = (holds: readonly Hold[]): readonly OpenBeforeStart[] =>
  holds
    .filter((hold) => hold.code === 'open before start')
    .map(({ kind, number, question }) => ({ kind, number, day: question.evidence['day'] ?? '' }));

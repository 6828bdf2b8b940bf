import type { Outcome, Step } from '../contract/connector.ts';
import type { Kind } from '../core/records.ts';
import { chartFor } from './facts.ts';
import { reread } from './fetch-by-id.ts';
import type { Turn } from './reckoning.ts';

interface Answered {
  readonly targetKind: Kind;
  readonly step: Step;
  readonly outcome: Outcome;
}

/**
 * A change that the target refuses because the document is another one by now (a payment moved its version, a person edited it)
 * is planned anew on what stands there, and not on what was last polled: that may be half an hour old. Read before the refusal is
 * concluded, so that a worker that ends in between settles it again.
 */
export async function readOvertaken(state: Turn, answered: readonly Answered[]): Promise<void> {
  const { engine, flow, target, facts } = state;
  const overtaken = answered.flatMap(({ targetKind, step, outcome }) =>
    step.do !== 'create' && outcome.state === 'refused' && outcome.reason === 'conflict' ? [{ targetKind, id: step.id }] : [],
  );
  for (const [kind, some] of Map.groupBy(overtaken, ({ targetKind }) => targetKind)) {
    const ids = [...new Set(some.map(({ id }) => id))];
    const chart = chartFor(target, facts);
    // What is seen here first, no later poll shows as changed: whoever else it concerns is told now.
    await reread(engine, target, { organisation: flow.organisation, kind, ids, chart, cause: 'conflict', marks: true });
  }
}

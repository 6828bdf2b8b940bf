import { bookedOn } from '../core/records.ts';
import type { Day } from '../core/day.ts';
import { readClosedThrough } from './facts.ts';
import { conclude, nameOf, parked } from './reckoning.ts';
import type { Turn } from './reckoning.ts';
import type { PlannedKey } from './plans.ts';

/** How long an undo waits before it looks whether its period was opened. */
const lookAgainSeconds = 3600;

/**
 * Law F18: the steps of an undo whose days are open in the turn of the write. The period may have been closed since the undo was
 * agreed; those keys stay undone in part, and go on when somebody opens it. The ledger's own refusal is not relied on.
 */
export async function onOpenDays(state: Turn, undoing: readonly PlannedKey[]): Promise<readonly PlannedKey[]> {
  const { target, engine } = state;
  if (undoing.length === 0 || target.manifest.role !== 'ledger') return undoing;
  const closedThrough = await readClosedThrough(target);
  const closed = undoing.filter((key) => closedThrough !== null && daysOf(key).some((day) => day <= closedThrough));
  if (closed.length === 0) return undoing;
  const why = `the books were closed through ${closedThrough} before it was undone`;
  const keys = closed
    .filter(({ desired }) => state.claims.has(nameOf(desired.situation.key)))
    .map(({ desired: { situation } }) => ({
      ...parked(state, situation),
      task: { is: 'later', dueAt: engine.clock.now() + lookAgainSeconds * 1000, waitsFor: null, error: why } as const,
    }));
  await conclude(state, { keys, happenings: keys.map(({ kind, id }) => ({ key: { kind, id }, what: 'undo waits', detail: { why } })) });
  return undoing.filter((key) => !closed.includes(key));
}

/** The days on which an undo takes effect: where the document stands, and where it goes back to. */
const daysOf = ({ parts }: PlannedKey): readonly Day[] =>
  parts.flatMap(({ plan }) => {
    const records = plan.do === 'update' ? [plan.before, plan.record] : plan.do === 'remove' ? [plan.before] : [];
    return records.flatMap((record) => bookedOn(record) ?? []);
  });

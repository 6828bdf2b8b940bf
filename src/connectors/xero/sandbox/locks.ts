import { laterOf } from '../../../core/day.ts';
import type { Day } from '../../../core/day.ts';
import { messages } from './messages.ts';
import { Invalid } from './refusals.ts';
import type { State } from './state.ts';

/** The last day that may not be written to. An adviser's connection passes the period lock, never the end-of-year lock. */
function lockedThrough(state: State): Day | null {
  const { periodLockDate, endOfYearLockDate, taxFiledThrough, adviserBypass, refuseTaxFiled } = state.settings();
  const period = adviserBypass ? null : periodLockDate;
  return laterOf(laterOf(period, endOfYearLockDate), refuseTaxFiled ? taxFiledThrough : null);
}

/** An edit takes effect on its old day and on its new day; both must be open. */
export function requireOpen(state: State, ...days: readonly Day[]): void {
  const through = lockedThrough(state);
  if (through !== null && days.some((day) => day <= through)) throw new Invalid(messages.locked(through));
}

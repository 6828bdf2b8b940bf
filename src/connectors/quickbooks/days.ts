import type { Day } from '../../core/day.ts';

/** The first and the last of some days. */
export function span(days: readonly Day[]): { readonly from: Day; readonly through: Day } | null {
  const sorted = days.toSorted();
  const [from, through] = [sorted[0], sorted.at(-1)];
  return from === undefined || through === undefined ? null : { from, through };
}

import type { HoldFix, HoldRow } from '../../../../src/api/office.ts';

/** Questions of one sort stand together: they are often answered in one go. */
export interface HoldGroup {
  readonly code: string;
  readonly holds: readonly HoldRow[];
}

/** The largest groups first, and in each the oldest questions first. */
export function groupsOf(holds: readonly HoldRow[]): readonly HoldGroup[] {
  const found = new Map<string, HoldRow[]>();
  for (const hold of holds) {
    const group = found.get(hold.code);
    if (group) group.push(hold);
    else found.set(hold.code, [hold]);
  }
  return [...found]
    .map(([code, ofCode]) => ({ code, holds: ofCode.toSorted((one, other) => one.openedAt - other.openedAt) }))
    .toSorted((one, other) => other.holds.length - one.holds.length || (one.code < other.code ? -1 : 1));
}

/**
 * The fixes that every one of these questions offers in the same words. An answer that names something of its own document ("use
 * INV-7 of the ledger") is another one in each, and is not offered for several.
 */
export function sharedFixes(holds: readonly HoldRow[]): readonly HoldFix[] {
  const [first, ...rest] = holds;
  if (!first) return [];
  return first.fixes.filter((fix) => rest.every((hold) => hold.fixes.some(({ id, label }) => id === fix.id && label === fix.label)));
}

/** Leaving a record out is the only answer that is kept with its reason. */
export const needsReason = (fix: HoldFix): boolean => fix.does === 'exclude';

/** Where the list goes on when these have been answered: the next question that is left, or else the one before. */
export function nextAfter(listed: readonly HoldRow[], answered: ReadonlySet<string>): string | null {
  const at = listed.findIndex(({ hold }) => answered.has(hold));
  const isLeft = ({ hold }: HoldRow): boolean => !answered.has(hold);
  return (listed.slice(Math.max(at, 0)).find(isLeft) ?? listed.slice(0, Math.max(at, 0)).findLast(isLeft))?.hold ?? null;
}

import type { PlannedKey, PlannedPart } from './plans.ts';
import type { PlannedWrite, Situation } from './ports.ts';

/** What was undone or declined stays so until a person answers, or the loop would make it again (engine rule 5). */
export const isParked = (situation: Situation): boolean => situation.hold?.code === 'undone' || situation.hold?.code === 'declined';

/**
 * The steps of an undo that this key still owes, as they were committed: an undo is carried out from its rows, so that a
 * crash in the middle of it loses nothing. Null when there are none.
 */
export function undoingOf(situation: Situation): PlannedKey | null {
  if (situation.hold?.code !== 'undone') return null;
  const rows = situation.planned.filter((row) => row.purpose === 'undo' && row.isApproved);
  if (rows.length === 0) return null;
  return {
    desired: { situation, record: null, desire: { is: 'wanted', parts: [] }, isOpening: false, missing: [] },
    parts: rows.map((row) => partOf(situation, row)),
  };
}

function partOf(situation: Situation, row: PlannedWrite): PlannedPart {
  const link = situation.links.find((each) => each.part === row.part) ?? null;
  const { step, why } = row;
  const shared = { part: row.part, want: null, link, reference: row.reference };
  switch (step.do) {
    case 'remove':
      return { ...shared, plan: { do: 'remove', id: step.id, version: step.version, before: step.before, why } };
    case 'update':
      return {
        ...shared,
        plan: { do: 'update', id: step.id, version: step.version, record: step.record, before: step.before, losses: [], why },
      };
    case 'create':
      throw new Error('an undo never creates');
  }
}

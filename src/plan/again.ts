import type { AnyRecord } from '../core/records.ts';
import { ask, fix, lookAgain } from '../booking/questions.ts';
import type { Fix, Question } from '../booking/desire.ts';
import type { Stand } from './situation.ts';

/** The number that a document carries in a series of the ledger's; null where it carries none. */
const numberOf = (record: AnyRecord): string | null => (record.kind === 'invoice' || record.kind === 'creditNote' ? record.number : null);

/** A voided document keeps its number, which no other may have; one that is gone keeps nothing. */
export const usedNumber = (want: AnyRecord, seen: Stand | null): string | null => {
  const number = numberOf(want);
  return number !== null && seen !== null && !seen.isGone && numberOf(seen.record) === number ? number : null;
};

/** Why it cannot be made again under its number, as the end of a sentence about what happened to it. */
const whyNot = (number: string): string =>
  ` Its number ${number} stays with the voided document, and is given to no other: leave the record out, or give it another number at the source.`;

/** What can be answered about a document that is no longer there: what the ledger would refuse is not offered. */
function waysBack(part: string, used: string | null): readonly Fix[] {
  return used === null
    ? [fix('again', 'Make it again', { do: 'makeAgain', part })]
    : [lookAgain('It has another number at the source: look again')];
}

/** Law F42: what a person removed is never made again by itself. */
export const removedQuestion = (
  part: string,
  of: { readonly targetId: string; readonly used: string | null; readonly canCreate: boolean },
): Question =>
  ask(
    'removed in the ledger',
    `The document was voided or deleted in the ledger by a person.${of.used === null ? '' : whyNot(of.used)}`,
    { id: of.targetId },
    of.canCreate ? waysBack(part, of.used) : [],
  );

/** Law F22: what was undone stays so until a person answers. `made` is what the undo takes back whole; null where it changes back. */
export function undoneQuestion(batch: string, part: string, made: AnyRecord | null): Question {
  const used = made === null ? null : numberOf(made);
  return ask('undone', `It was undone with batch ${batch}.${used === null ? '' : whyNot(used)}`, { batch }, waysBack(part, used));
}

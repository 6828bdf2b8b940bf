import { addDays } from '../core/day.ts';
import { add, amount, decimal } from '../core/decimal.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import { ask, fix, lookAgain } from '../booking/questions.ts';
import type { Question, Want } from '../booking/desire.ts';
import { chooseCandidate, describe } from './adopt.ts';
import { removedQuestion, usedNumber } from './again.ts';
import { keepLedgerCoding } from './merge.ts';
import { differences, isReachedElse, ownedPrint } from './owned.ts';
import { capital, fieldText } from './field-words.ts';
import { rateLosses } from './rates.ts';
import type { PartPlan, PartSituation, PlannedLink, Stand } from './situation.ts';

/** What must happen so that the target holds this part. Pure: the same situation, the same plan; carried out, the next plan is nothing. */
export function planPart(situation: PartSituation): PartPlan {
  const { want, link } = situation;
  if (want === null || isVoid(want.record)) return planRemoval(situation);
  if (link === null) return planCreation(situation, want);
  if (link.state === 'void') return planRevival(situation, want, link);
  if (link.seen?.record.kind === 'contact' && isVoid(link.seen.record)) return planArchived(want, link);
  return planUpdate(situation, want, link);
}

/** Law F44: a merge has moved the link already; an archived customer without survivor is never made a second time. */
const planArchived = (want: Want, link: PlannedLink): PartPlan => ({
  do: 'hold',
  question: ask('archived contact', `The customer ${describe(want.record)} is archived in the ledger.`, { ledger: link.targetId }, [
    lookAgain('The customer was restored or merged in the ledger: look again'),
  ]),
});

function planCreation(situation: PartSituation, want: Want): PartPlan {
  const { ruling } = situation;
  const mine = situation.candidates.find(
    (candidate) => candidate.reference === situation.reference && !candidate.isGone && !isVoid(candidate.record),
  );
  if (mine) return { ...adoption(situation, want, mine, 'it carries our reference'), origin: 'ours' };
  if (ruling?.action.do === 'adopt') {
    const { targetId } = ruling.action;
    const chosen = situation.candidates.find((candidate) => candidate.record.id === targetId);
    if (chosen) return adoption(situation, want, chosen, 'a person said that this document is the same');
  }
  if (ruling?.action.do !== 'createAnyway') {
    const choice = chooseCandidate(want.record, situation.candidates);
    if (choice.is === 'one') return adoption(situation, want, choice.candidate, 'the same document was already there');
    if (situation.isOpening && situation.isSettled) return { do: 'nothing' };
    if (choice.is === 'doubt') return { do: 'hold', question: choice.question(situation.part), mayPass: choice.isMarked };
  }
  if (situation.isOpening && ruling?.action.do !== 'createAnyway')
    return { do: 'hold', question: missingOpening(situation.source ?? want.record) };
  if (!situation.ability?.create)
    return { do: 'hold', question: ask('cannot change', `The target does not take a new ${want.record.kind}.`, {}) };
  return closed(situation, want.record, true) ?? { do: 'create', record: want.record, losses: lossesOf(situation, want), why: want.why };
}

const adoption = (situation: PartSituation, want: Want, candidate: Stand, why: string): Extract<PartPlan, { do: 'adopt' }> => ({
  do: 'adopt',
  targetId: candidate.record.id,
  origin: situation.isOpening ? 'opening' : 'adopted',
  record: want.record,
  why,
});

/** What is lost on the way: what the mapping and booking left out, and what this target cannot keep. */
const lossesOf = ({ ability }: PartSituation, { record, losses }: Want) => [...losses, ...rateLosses(record, ability)];

/** What was settled of it before the start is not booked by the flow either: a person who has it made must know. */
export function missingOpening(record: AnyRecord): Question {
  const day = bookedOn(record) ?? '';
  const settled = 'paid' in record ? amount(add(decimal(record.paid), decimal(record.credited))) : '0';
  const isPart = settled !== '0';
  return ask(
    'open before start',
    `It is open and dated before the flow starts, and the ledger does not have it.${isPart ? ` ${settled} of it are settled already.` : ''}`,
    isPart ? { day, settled } : { day },
    [
      fix('create', `Create it in the ledger${isPart ? `, whole; set the ${settled} against it there` : ''}`, {
        do: 'createAnyway',
        part: 'main',
      }),
    ],
  );
}

/** Unvoided at the source, or a person said to make again what was removed. */
function planRevival(situation: PartSituation, want: Want, link: PlannedLink): PartPlan {
  if (situation.ruling?.action.do === 'makeAgain' && usedNumber(want.record, link.seen) === null) {
    return (
      closed(situation, want.record) ?? {
        do: 'create',
        record: want.record,
        losses: lossesOf(situation, want),
        why: 'a person said to make it again',
      }
    );
  }
  return askRemoved(situation, want, link);
}

function planUpdate(situation: PartSituation, want: Want, link: PlannedLink): PartPlan {
  const { seen } = link;
  const wantPrint = ownedPrint(want.record);
  if (seen === null) return wantPrint === link.wantedPrint ? { do: 'nothing' } : { do: 'hold', question: unseen(link) };
  if (seen.isGone || isVoid(seen.record)) {
    if (situation.ruling?.action.do === 'makeAgain') return planRevival(situation, want, link);
    return askRemoved(situation, want, link);
  }
  const seenPrint = ownedPrint(seen.record);
  if (seenPrint === wantPrint && isRateNew(want.record, link.wanted) && link.origin === 'ours')
    return writeUpdate(situation, want, link, seen, 'the source has another exchange rate');
  if (seenPrint === wantPrint && isReachedNew(want.record, link.wanted)) return planReached(situation, want, link, seen);
  if (seenPrint === wantPrint)
    return wantPrint === link.wantedPrint ? { do: 'nothing' } : relink(link, want.record, 'both sides say the same');
  if (wantPrint !== link.wantedPrint && seenPrint === link.wantedPrint) {
    if (link.origin !== 'ours' && want.record.kind !== 'contact') return changedAfterAdoption(situation, want, link, seen);
    return writeUpdate(situation, want, link, seen, 'changed at the source');
  }
  return editedThere(situation, want, link, seen);
}

/** Law F25: the rate is the source's where it says one; what the ledger shows of it is rounded, so it is compared with what we asked for. */
const isRateNew = (want: AnyRecord, asked: AnyRecord): boolean =>
  'exchangeRate' in want && 'exchangeRate' in asked && want.exchangeRate !== null && want.exchangeRate.value !== asked.exchangeRate?.value;

/** Law F53: the source now says another amount that reached the account. Where it says none, what the ledger took stands. */
const isReachedNew = (want: AnyRecord, asked: AnyRecord): boolean =>
  want.kind === 'payment' && asked.kind === 'payment' && isReachedElse(want, asked);

function planReached(situation: PartSituation, want: Want, link: PlannedLink, seen: Stand): PartPlan {
  const { ruling } = situation;
  const isSame = want.record.kind === 'payment' && seen.record.kind === 'payment' && !isReachedElse(want.record, seen.record);
  if (isSame) return relink(link, want.record, 'both sides say the same');
  if (link.origin !== 'ours') return changedAfterAdoption(situation, want, link, seen);
  // What a person leaves so is agreed: the proof then names the difference after the rate.
  if (ruling?.action.do === 'acceptTarget' && ruling.print === ownedPrint(seen.record))
    return relink(link, want.record, 'a person left the ledger as it is');
  return writeUpdate(situation, want, link, seen, 'the source says another amount that reached the account');
}

/** Law F1: a later change of what somebody else has posted is only proposed. The answer is bound to what stood there. */
function changedAfterAdoption(situation: PartSituation, want: Want, link: PlannedLink, seen: Stand): PartPlan {
  const { ruling } = situation;
  const isAnswered = ruling !== null && ruling.print === ownedPrint(seen.record);
  if (isAnswered && ruling.action.do === 'acceptTarget') return { do: 'nothing' };
  if (isAnswered && ruling.action.do === 'putBack') return writeUpdate(situation, want, link, seen, 'a person said to write it');
  const rows = differences(want.record, seen.record);
  const evidence = Object.fromEntries(rows.map((row) => [fieldText(row.field), `source ${row.ours}, ledger ${row.theirs}`]));
  const text = `The source changed ${named(rows)} of a document that was in the ledger before Tieout.`;
  return {
    do: 'hold',
    question: ask('changed after adoption', text, evidence, [
      fix('write', 'Write the source’s change into the ledger', { do: 'putBack', part: situation.part }),
      fix('accept', 'Leave the ledger as it is', { do: 'acceptTarget', part: situation.part }),
    ]),
  };
}

/** 'due date, total' */
const named = (rows: ReturnType<typeof differences>): string => rows.map(({ field }) => fieldText(field)).join(', ');

/** A person changed in the ledger what the source owns. Their answer is bound to what they saw; a later edit asks anew. */
function editedThere(situation: PartSituation, want: Want, link: PlannedLink, seen: Stand): PartPlan {
  const { ruling } = situation;
  const isAnswered = ruling !== null && ruling.print === ownedPrint(seen.record);
  if (isAnswered && ruling.action.do === 'acceptTarget') return { do: 'nothing' };
  if (isAnswered && ruling.action.do === 'putBack') return writeUpdate(situation, want, link, seen, 'a person said to put ours back');
  if (link.origin !== 'ours' && ownedPrint(want.record) === link.wantedPrint) return { do: 'nothing' };
  if (want.record.kind === 'contact')
    return ownedPrint(want.record) === link.wantedPrint
      ? { do: 'nothing' }
      : writeUpdate(situation, want, link, seen, 'changed at the source');
  const isBoth = ownedPrint(want.record) !== link.wantedPrint;
  const rows = differences(want.record, seen.record);
  const evidence = Object.fromEntries(rows.map((row) => [fieldText(row.field), `source ${row.ours}, ledger ${row.theirs}`]));
  const text = `${capital(named(rows))} ${rows.length === 1 ? 'was' : 'were'} changed in the ledger${isBoth ? ', and the source changed as well' : ''}.`;
  return {
    do: 'hold',
    question: ask(isBoth ? 'edited on both sides' : 'edited in the ledger', text, evidence, [
      fix('accept', 'Accept the ledger’s edit', { do: 'acceptTarget', part: situation.part }),
      fix('putBack', 'Put ours back', { do: 'putBack', part: situation.part }),
    ]),
  };
}

function writeUpdate(situation: PartSituation, want: Want, link: PlannedLink, seen: Stand, why: string): PartPlan {
  const able = situation.ability?.update ?? [];
  const changed = differences(want.record, seen.record).map((row) => row.field);
  const stuck = changed.filter((field) => !able.includes(field));
  if (stuck.length > 0) {
    const { ruling } = situation;
    // What a person left as it is stays so while the ledger shows what they saw.
    if (ruling?.action.do === 'acceptTarget' && ruling.print === ownedPrint(seen.record)) return { do: 'nothing' };
    return {
      do: 'hold',
      question: ask(
        'cannot change',
        `The ledger does not let ${stuck.map(fieldText).join(', ')} be changed once the document is posted.`,
        { fields: stuck.map(fieldText).join(', ') },
        [
          lookAgain('It was corrected by hand in the ledger: look again'),
          fix('accept', 'Leave the ledger as it is', { do: 'acceptTarget', part: situation.part }),
        ],
      ),
    };
  }
  const record = keepLedgerCoding(want.record, link.wanted, seen.record);
  return (
    closed(situation, want.record) ??
    closed(situation, seen.record) ?? {
      do: 'update',
      id: link.targetId,
      version: seen.version,
      record,
      before: seen.record,
      losses: lossesOf(situation, want),
      why,
    }
  );
}

function planRemoval(situation: PartSituation): PartPlan {
  const { link } = situation;
  if (link === null || link.state === 'void') return { do: 'nothing' };
  const { seen } = link;
  if (seen === null) return { do: 'hold', question: unseen(link) };
  if (seen.isGone || isVoid(seen.record)) return relinkVoid(link);
  if (situation.ruling?.action.do === 'acceptTarget') return { do: 'nothing' };
  if (link.origin !== 'ours') return { do: 'hold', question: cannotVoid('it was not made by Tieout, so it is not ours to void') };
  if (isReconciled(seen.record)) return { do: 'hold', question: cannotVoid('it is reconciled with the bank') };
  if (!situation.isVoidPlain)
    return { do: 'hold', question: cannotVoid('its month is over: a void would change figures that were reported') };
  if (isPartPaid(seen.record)) return { do: 'hold', question: cannotVoid('it is paid or credited in part') };
  if (!situation.ability || situation.ability.remove === 'none')
    return { do: 'hold', question: cannotVoid('the ledger has no way to void it') };
  return (
    closed(situation, seen.record) ?? {
      do: 'remove',
      id: link.targetId,
      version: seen.version,
      before: seen.record,
      why: 'voided at the source',
    }
  );
}

const cannotVoid = (because: string) =>
  ask('cannot void', `It was voided at the source and cannot be voided in the ledger: ${because}.`, {}, [
    lookAgain('It was settled in the ledger, for example by a credit note: look again'),
    fix('accept', 'Leave it in the ledger', { do: 'acceptTarget', part: 'main' }),
  ]);

const relink = (link: PlannedLink, wanted: AnyRecord, why: string): PartPlan => ({
  do: 'relink',
  targetId: link.targetId,
  state: 'live',
  wanted,
  why,
});
const relinkVoid = (link: PlannedLink): PartPlan => ({
  do: 'relink',
  targetId: link.targetId,
  state: 'void',
  wanted: link.wanted,
  why: 'void on both sides',
});

const unseen = (link: PlannedLink) =>
  ask('removed in the ledger', `The linked document ${link.targetId} has not been seen in the ledger.`, { id: link.targetId }, [
    lookAgain('Look again'),
  ]);

const askRemoved = (situation: PartSituation, want: Want, link: PlannedLink): PartPlan => ({
  do: 'hold',
  question: removedQuestion(situation.part, {
    targetId: link.targetId,
    used: usedNumber(want.record, link.seen),
    canCreate: situation.ability?.create === true,
  }),
});

/** Law F18: no write on a day that is closed; only a person moves a new document to the first open day (law F19). */
function closed(situation: PartSituation, record: AnyRecord, canMove = false): PartPlan | null {
  const on = bookedOn(record);
  if (on === null || situation.closedThrough === null || on > situation.closedThrough) return null;
  const open = addDays(situation.closedThrough, 1);
  const move = fix('moveTo', `Book it on ${open}, the first open day; the proof shows it in both months`, { do: 'moveTo', day: open });
  return {
    do: 'hold',
    question: ask(
      'period closed',
      `It is dated ${on}, and the books are closed through ${situation.closedThrough}.`,
      { day: on, 'closed through': situation.closedThrough },
      [lookAgain('The period was opened in the ledger: look again'), ...(canMove ? [move] : [])],
    ),
  };
}

export const isVoid = (record: AnyRecord): boolean => 'state' in record && (record.state === 'void' || record.state === 'archived');

const isReconciled = (record: AnyRecord): boolean => 'isReconciled' in record && record.isReconciled === true;

const isPartPaid = (record: AnyRecord): boolean =>
  (record.kind === 'invoice' || record.kind === 'creditNote') && (record.paid !== '0' || record.credited !== '0');

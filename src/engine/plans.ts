import type { Day } from '../core/day.ts';
import { referenceOf } from '../core/fingerprint.ts';
import { isVoidStillPlain } from '../booking/voids.ts';
import { isSettled } from '../booking/book.ts';
import type { Want } from '../booking/desire.ts';
import { bookedOn } from '../core/records.ts';
import { planPart, isVoid } from '../plan/plan.ts';
import type { PartPlan, Stand } from '../plan/situation.ts';
import { standOf } from './desires.ts';
import type { Desired } from './desires.ts';
import type { Opened } from './parts.ts';
import type { Candidate, Flow, Linked } from './ports.ts';

export interface PlannedPart {
  readonly part: string;
  readonly want: Want | null;
  readonly link: Linked | null;
  readonly reference: string;
  readonly plan: PartPlan;
}

export interface PlannedKey {
  readonly desired: Desired;
  readonly parts: readonly PlannedPart[];
}

/** The wants without a link, for which a document may already be there; one entry a part, in order. */
export const unlinkedWants = (desired: readonly Desired[]): readonly Want[] =>
  desired.flatMap(({ desire, situation }) =>
    desire.is !== 'wanted'
      ? []
      : desire.parts.filter((want) => !isVoid(want.record) && !situation.links.some((link) => link.part === want.part)),
  );

export interface PlanInputs {
  readonly flow: Flow;
  readonly target: Opened;
  readonly today: Day;
  readonly closedThrough: Day | null;
  /** By key and part: what could already be this document. */
  readonly candidates: ReadonlyMap<Want, readonly Candidate[]>;
}

/** Every part that the record wants, and every part that a link remembers and the record no longer wants. */
export function planParts(desired: Desired, inputs: PlanInputs): readonly PlannedPart[] {
  if (desired.desire.is !== 'wanted') return [];
  const wants = desired.desire.parts;
  const forgotten = desired.situation.links.filter((link) => link.state === 'live' && !wants.some((want) => want.part === link.part));
  const planned = wants.map((want) => planOne(desired, want.part, want, inputs));
  return [...forgotten.map((link) => planOne(desired, link.part, null, inputs)), ...planned];
}

function planOne(desired: Desired, part: string, want: Want | null, inputs: PlanInputs): PlannedPart {
  const { situation } = desired;
  const link = situation.links.find((each) => each.part === part) ?? null;
  const { flow } = inputs;
  const reference = referenceOf({ organisation: flow.organisation, agreement: flow.agreement, ...situation.key, part });
  const kind = want?.record.kind ?? link?.targetKind ?? situation.key.kind;
  const ruling = situation.rulings.find((each) => each.part === part) ?? null;
  const on = link === null ? null : bookedOn(link.wanted);
  const plan = planPart({
    part,
    want,
    source: desired.record,
    link: link && { ...link, seen: link.seen && standOf(link.seen) },
    candidates: want === null ? [] : (inputs.candidates.get(want) ?? []).map((candidate): Stand => standOf(candidate.observed)),
    ruling,
    ability: inputs.target.manifest.kinds[kind]?.write ?? null,
    closedThrough: inputs.target.manifest.role === 'ledger' ? inputs.closedThrough : null,
    // The credit note that takes an opening invoice back is a document of its own day.
    isOpening: desired.isOpening && (want === null || (bookedOn(want.record) ?? '') < flow.startsOn),
    isSettled: desired.record !== null && isSettled(desired.record),
    reference,
    isVoidPlain: on === null || isVoidStillPlain(on, { mapping: flow.mapping, today: inputs.today }),
  });
  return { part, want, link, reference, plan };
}

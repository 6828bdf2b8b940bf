import type { Kind } from '../core/records.ts';
import type { Loss } from '../booking/desire.ts';
import type { Step } from '../contract/connector.ts';
import type { PlannedKey, PlannedPart } from './plans.ts';
import { documentPrint } from './prints.ts';

/** One step that a key's plan asks for. */
export interface Draft {
  readonly key: PlannedKey;
  readonly part: PlannedPart;
  readonly step: Step;
  readonly targetKind: Kind;
  readonly losses: readonly Loss[];
  readonly why: string;
  /** What is asked, without what changes from one attempt to the next: equal prints ask for the same. */
  readonly print: string;
}

const draftsOf = new WeakMap<PlannedKey, readonly Draft[]>();

/** As `makeSteps`, made once: the order of writes and the writing both ask, and each print is a hash of a whole document. */
export function stepsOf(key: PlannedKey): readonly Draft[] {
  const known = draftsOf.get(key) ?? makeSteps(key);
  draftsOf.set(key, known);
  return known;
}

/** The steps of a key. One that is held in part takes nothing away: half a change would leave less than either state. */
function makeSteps(key: PlannedKey): readonly Draft[] {
  const isHeld = key.parts.some(({ plan }) => plan.do === 'hold');
  return key.parts.flatMap((part) => partSteps(key, part)).filter(({ step }) => step.do !== 'remove' || !isHeld);
}

function partSteps(key: PlannedKey, part: PlannedPart): readonly Draft[] {
  const { plan, reference } = part;
  const targetKind = part.want?.record.kind ?? part.link?.targetKind ?? key.desired.situation.key.kind;
  const draft = (step: Step, losses: readonly Loss[], why: string): Draft => ({
    key,
    part,
    step,
    targetKind,
    losses,
    why,
    print: documentPrint({ does: step.do, part: part.part, record: step.do === 'remove' ? null : step.record }),
  });
  switch (plan.do) {
    case 'create':
      return [draft({ do: 'create', record: plan.record, reference }, plan.losses, plan.why)];
    case 'update':
      return [
        draft(
          { do: 'update', id: plan.id, version: plan.version, record: { ...plan.record, id: plan.id }, before: plan.before, reference },
          plan.losses,
          plan.why,
        ),
      ];
    case 'remove':
      return [draft({ do: 'remove', id: plan.id, version: plan.version, before: plan.before }, [], plan.why)];
    case 'nothing':
    case 'adopt':
    case 'relink':
    case 'hold':
      return [];
  }
}

import type { WriteAbility } from '../core/ability.ts';
import type { Day } from '../core/day.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { Action, Loss, Question, Want } from '../booking/desire.ts';

/** All that planning may know of one part: what it should be, what stands for it, and what people said. */
export interface PartSituation {
  readonly part: string;
  /** Null: the record no longer asks for this part. */
  readonly want: Want | null;
  readonly link: PlannedLink | null;
  /** The record as the source shows it; null when it does not any more. */
  readonly source: AnyRecord | null;
  /** What could already be this document; only looked for when there is no link. */
  readonly candidates: readonly Stand[];
  readonly ruling: { readonly action: Action; readonly print: string | null } | null;
  readonly ability: WriteAbility | null;
  readonly closedThrough: Day | null;
  /** True for open documents from before the start: adopt or ask, never create (law F3). */
  readonly isOpening: boolean;
  /** True when nothing of it is open at the source any more: from before the start, it is adopted if it is there and else left out. */
  readonly isSettled: boolean;
  readonly reference: string;
  /** False when voids are no longer plain (law F20). */
  readonly isVoidPlain: boolean;
}

export interface PlannedLink {
  readonly targetKind: Kind;
  readonly targetId: string;
  readonly origin: 'ours' | 'adopted' | 'opening';
  readonly state: 'live' | 'void';
  readonly wanted: AnyRecord;
  readonly wantedPrint: string;
  readonly seen: Stand | null;
}

/** A document as it stands in the target. */
export interface Stand {
  readonly record: AnyRecord;
  readonly version: string;
  /** Our reference, when it carries one: then it is ours whatever our database remembers. */
  readonly reference: string | null;
  readonly isGone: boolean;
}

export type PartPlan =
  | { readonly do: 'nothing' }
  | { readonly do: 'create'; readonly record: AnyRecord; readonly losses: readonly Loss[]; readonly why: string }
  | {
      readonly do: 'update';
      readonly id: string;
      readonly version: string;
      readonly record: AnyRecord;
      readonly before: AnyRecord;
      readonly losses: readonly Loss[];
      readonly why: string;
    }
  | { readonly do: 'remove'; readonly id: string; readonly version: string; readonly before: AnyRecord; readonly why: string }
  /** Link a document that is already there; nothing is written to it. */
  | {
      readonly do: 'adopt';
      readonly targetId: string;
      readonly origin: 'ours' | 'adopted' | 'opening';
      readonly record: AnyRecord;
      readonly why: string;
    }
  /** Take what stands there as agreed: a person said so, or it was voided on both sides. */
  | { readonly do: 'relink'; readonly targetId: string; readonly state: 'live' | 'void'; readonly wanted: AnyRecord; readonly why: string }
  /** `mayPass`: a write of ours that is not settled yet may explain it, so it is looked at again before a person is asked. */
  | { readonly do: 'hold'; readonly question: Question; readonly mayPass?: boolean };

import type { Day, Instant } from '../core/day.ts';
import type { Amount } from '../core/decimal.ts';

/** GET /v1/flows/:flow/mapping */
export interface MappingShown {
  readonly flow: string;
  /** YAML with its comments, as it stands. */
  readonly text: string;
  readonly version: string;
  /** For editors that complete it. */
  readonly schema: unknown;
  /** What is used at the source and has no line here, most used first. */
  readonly unmapped: readonly {
    readonly what: 'tax' | 'category' | 'currency';
    readonly source: string;
    readonly documents: number;
    readonly proposed: string | null;
  }[];
  readonly decisions: readonly MappingDecision[];
}

export interface MappingDecision {
  /** Where it stands in the file ('accounts.sales'). */
  readonly path: string;
  readonly label: string;
  readonly value: string;
  /** The name of the account or rate behind the value, where it is one. */
  readonly valueName: string | null;
  readonly by: string | null;
  readonly because: string | null;
}

/**
 * POST /v1/flows/:flow/mapping/check {text} : problems by line. POST …/mapping/set {text, path, value, because} sets one decision in the text
 * that stands in the editor (saved or not), signs it with the person's name, and gives the new text, not saved.
 */
export interface MappingChecked {
  readonly problems: readonly { readonly line: number | null; readonly path: string | null; readonly message: string }[];
  readonly text: string;
}

/** POST /v1/flows/:flow/mapping/effect {text, month} : what it would do to the documents of a month. */
export interface MappingEffectShown {
  readonly month: string;
  readonly documents: number;
  readonly changes: readonly {
    readonly kind: string;
    readonly id: string;
    readonly number: string | null;
    readonly day: Day | null;
    readonly currency: string | null;
    readonly gross: Amount | null;
    readonly outcome: string;
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  }[];
  readonly movements: readonly {
    readonly account: string;
    readonly currency: string;
    readonly before: Amount;
    readonly after: Amount;
    readonly change: Amount;
  }[];
}

/** PUT /v1/flows/:flow/mapping {text, version, because} (409 when somebody saved meanwhile). GET …/mapping/history; POST …/mapping/restore {version}. */
export interface MappingVersionRow {
  readonly version: string;
  readonly madeAt: Instant;
  readonly by: string;
  readonly text: string;
}

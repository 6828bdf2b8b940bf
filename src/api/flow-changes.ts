import type { Day } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { ApiError } from './office.ts';

/**
 * POST /v1/flows/:flow/mode {mode} (`live` needs approve; answers 409 with `OpenBeforeStart[]` in `open` where law F3 forbids it).
 * POST /v1/flows/:flow/approval {approval}. POST /v1/flows/:flow/look marks every key to be looked at again.
 */
export interface StartRefused extends ApiError {
  readonly open: readonly OpenBeforeStart[];
}

export interface OpenBeforeStart {
  readonly kind: Kind;
  readonly number: string | null;
  readonly day: Day;
}

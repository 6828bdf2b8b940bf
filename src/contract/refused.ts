/**
 * invalid: the provider dislikes the content · unauthorized: sign in again · forbidden: not allowed, or the organisation is not
 * connected · missing: no such thing · conflict: somebody changed it meanwhile, or it exists already · locked: a closed period ·
 * throttled: too many calls.
 */
export type Reason = 'invalid' | 'unauthorized' | 'forbidden' | 'missing' | 'conflict' | 'locked' | 'throttled';

/** The provider answered no: nothing was written. Any other error from a write means that we do not know. */
export class Refused extends Error {
  readonly reason: Reason;
  readonly retryAfterSeconds: number | null;
  constructor(reason: Reason, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = 'Refused';
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

import type { Instant } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { Call, Outcome, Step, Writer } from '../contract/connector.ts';
import type { HttpRequest } from '../contract/http.ts';
import { Refused } from '../contract/refused.ts';
import type { Pass } from './pace-gate.ts';
import type { Opened } from './parts.ts';

export interface Sending {
  readonly kind: Kind | undefined;
  readonly request: HttpRequest;
  readonly steps: readonly Step[];
  readonly listenUntil: Instant;
}

/**
 * The only place from which a write leaves. The call was committed before; whatever is not a clear answer stays unknown.
 * `Refused` from sending itself (not signed in any more) means that nothing left.
 */
export async function sendCall(target: Opened, { kind, request, steps, listenUntil }: Sending, pass: Pass): Promise<readonly Outcome[]> {
  if (!kind) throw new Error(`a call to ${target.manifest.id} has no writes`);
  const writer = writerOf(target, kind);
  try {
    const response = await target.send({ request, listenUntil }, pass);
    const outcomes = writer.outcomes(steps, response);
    return steps.map((_, index) => outcomes[index] ?? { state: 'unknown', message: 'the answer had no place for it' });
  } catch (error) {
    if (error instanceof Refused) {
      const { reason, message, retryAfterSeconds } = error;
      return steps.map(() => ({ state: 'refused', reason, message, retryAfterSeconds }));
    }
    const message = error instanceof Error ? error.message : String(error);
    return steps.map(() => ({ state: 'unknown', message }));
  }
}

/** The calls for steps of one kind, each as full as the provider takes. */
export const callsFor = (target: Opened, kind: Kind, steps: readonly Step[], idempotencyKey: (index: number) => string): readonly Call[] =>
  writerOf(target, kind).calls(steps, idempotencyKey);

/** The writer of a kind. It is only ever given records of that kind. */
export function writerOf(target: Opened, kind: Kind): Writer {
  const writer: Writer | undefined = target.session.writers[kind];
  if (!writer) throw new Error(`${target.manifest.id} has no writer for ${kind}`);
  return writer;
}

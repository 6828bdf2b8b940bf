import assert from 'node:assert/strict';
import type { Outcome, Seen, Step, Writer } from '../../src/contract/connector.ts';
import { Refused } from '../../src/contract/refused.ts';
import type { Reason } from '../../src/contract/refused.ts';
import { referenceOf } from '../../src/core/fingerprint.ts';
import type { AnyRecord, Kind } from '../../src/core/records.ts';
import { sendOf } from './rig.ts';
import type { Rig } from './rig.ts';

/** Our reference for the n-th thing. */
export const reference = (n: number | string): string =>
  referenceOf({ organisation: 'o', agreement: 'a', kind: 'k', id: String(n), part: 'main' });

export const creation = (record: AnyRecord, n: number | string): Step => ({ do: 'create', record, reference: reference(n) });

export function writerFor(rig: Rig, kind: Kind): Writer {
  const writer: Writer | undefined = rig.session.writers[kind];
  assert.ok(writer, `the manifest says that a ${kind} can be written, and the session has no writer`);
  return writer;
}

export function readerFor(rig: Rig, kind: Kind) {
  const reader = rig.session.readers[kind];
  assert.ok(reader, `the manifest says that a ${kind} can be read, and the session has no reader`);
  return reader;
}

let keys = 0;
export const freshKey = (): string => {
  keys += 1;
  return `key-${keys}`;
};

/** Does what the engine does with a list of steps: group, send, read the answers. No answer at all is unknown. */
export async function write(rig: Rig, kind: Kind, steps: readonly Step[], key: string = freshKey()): Promise<readonly Outcome[]> {
  const writer = writerFor(rig, kind);
  await rig.session.prepare?.(steps);
  const outcomes: Outcome[] = [];
  for (const call of writer.calls(steps, (index) => `${key}-${index}`)) {
    const own = call.elements.map((index) => steps[index]).filter((step) => step !== undefined);
    const said = await answerTo(rig, writer, call.request, own);
    assert.equal(said.length, own.length, 'one outcome for each step of the call');
    call.elements.forEach((index, place) => {
      const outcome = said[place];
      if (outcome) outcomes[index] = outcome;
    });
  }
  return outcomes;
}

async function answerTo(
  rig: Rig,
  writer: Writer,
  request: Parameters<ReturnType<typeof sendOf>>[0],
  steps: readonly Step[],
): Promise<readonly Outcome[]> {
  try {
    return writer.outcomes(steps, await sendOf(rig)(request));
  } catch (error) {
    return steps.map(() => ({ state: 'unknown', message: String(error) }));
  }
}

/** One step that must land. */
export async function land(rig: Rig, step: Step, kind: Kind = kindOf(step)): Promise<Seen> {
  const [outcome] = await write(rig, kind, [step]);
  assert.equal(outcome?.state, 'landed', `a ${kind} should have landed: ${JSON.stringify(outcome)}`);
  return outcome.seen;
}

export const kindOf = (step: Step): Kind => (step.do === 'remove' ? step.before.kind : step.record.kind);

/** Everything that a reader shows from a bookmark on: the last version of each record. */
export async function readAll(
  rig: Rig,
  kind: Kind,
  cursor: string | null = null,
): Promise<{ readonly seen: ReadonlyMap<string, Seen>; readonly next: string; readonly pages: number }> {
  const seen = new Map<string, Seen>();
  let next = '';
  let pages = 0;
  for await (const page of readerFor(rig, kind).changes(cursor)) {
    for (const one of page.seen) seen.set(one.record.id, one);
    next = page.next;
    pages += 1;
    assert.ok(pages < 500, 'the reader does not come to an end');
    if (page.last) break;
  }
  return { seen, next, pages };
}

export async function refusedFor(reason: Reason, work: () => Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof Refused, `a clear no is Refused, not ${String(error)}`);
    assert.equal(error.reason, reason);
    return true;
  });
}

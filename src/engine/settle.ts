import type { Instant } from '../core/day.ts';
import type { Question } from '../booking/desire.ts';
import type { Outcome, Seen } from '../contract/connector.ts';
import { ask, lookAgain } from '../booking/questions.ts';
import { ownedPrint } from '../plan/owned.ts';
import { isVoid } from '../plan/plan.ts';
import type { Engine, Opened } from './parts.ts';
import type { Flow, SentCall, SentWrite } from './ports.ts';
import { sendCall, writerOf } from './send.ts';

/** What settling found for one write that was open. */
export interface SettledWrite {
  readonly write: SentWrite;
  readonly result:
    | { readonly is: 'outcome'; readonly outcome: Outcome }
    | { readonly is: 'vanished' }
    | { readonly is: 'duplicate'; readonly seen: readonly Seen[]; readonly question: Question }
    /** Not conclusive yet: nothing of this key is planned before then. */
    | { readonly is: 'wait'; readonly until: Instant };
}

/**
 * Unknown first: resolves writes that are still `sent` before anything is planned for their keys. While the target surely
 * remembers the call's key, the stored call is sent again byte for byte. Later we wait until it can no longer land, counted
 * from when we stopped listening (a slow worker may send late), and then look for our reference.
 */
export async function settle(engine: Engine, flow: Flow, target: Opened, open: readonly SentWrite[]): Promise<readonly SettledWrite[]> {
  const calls = new Map<string, SentWrite[]>();
  for (const write of open) calls.set(write.call.call, [...(calls.get(write.call.call) ?? []), write]);
  const settled: SettledWrite[] = [];
  for (const writes of calls.values()) {
    const call = writes[0]?.call;
    if (call) settled.push(...(await settleCall(engine, flow, target, call, writes)));
  }
  return settled;
}

async function settleCall(
  engine: Engine,
  flow: Flow,
  target: Opened,
  call: SentCall,
  writes: readonly SentWrite[],
): Promise<readonly SettledWrite[]> {
  const { manifest } = target;
  const now = engine.clock.now();
  const wait = (until: Instant) => writes.map((write): SettledWrite => ({ write, result: { is: 'wait', until } }));
  if (now < call.listenUntil) return wait(call.listenUntil);
  const resendBefore = call.sentAt + manifest.keySeconds * 1000;
  if (now + manifest.requestSeconds * 1000 < resendBefore) return resendCall(engine, flow, target, call, writes);
  const conclusive = call.listenUntil + manifest.settleSeconds * 1000;
  if (now < conclusive) return wait(conclusive);
  return findWrites(target, writes);
}

async function resendCall(
  engine: Engine,
  flow: Flow,
  target: Opened,
  call: SentCall,
  writes: readonly SentWrite[],
): Promise<readonly SettledWrite[]> {
  const pass = await target.enter('settle', call.request);
  const listenUntil = engine.clock.now() + target.manifest.requestSeconds * 1000;
  await engine.store.resend(flow.organisation, call.call, listenUntil);
  const steps = call.writes.map((each) => each.step);
  const kind = call.writes[0]?.targetKind;
  const outcomes = await sendCall(target, { kind, request: call.request, steps, listenUntil }, pass);
  return writes.map((write) => {
    const outcome = outcomes[write.position] ?? { state: 'unknown', message: 'the answer had no place for it' };
    if (outcome.state === 'unknown' || (outcome.state === 'refused' && outcome.reason === 'throttled')) {
      return { write, result: { is: 'wait', until: listenUntil } };
    }
    return { write, result: { is: 'outcome', outcome } };
  });
}

async function findWrites(target: Opened, writes: readonly SentWrite[]): Promise<readonly SettledWrite[]> {
  const settled: SettledWrite[] = [];
  for (const kind of new Set(writes.map((write) => write.targetKind))) {
    const some = writes.filter((write) => write.targetKind === kind);
    const found = await writerOf(target, kind).find(some.map((write) => write.step));
    settled.push(...some.map((write): SettledWrite => ({ write, result: resultOf(write, found) })));
  }
  return settled;
}

function resultOf(write: SentWrite, found: readonly Seen[]): SettledWrite['result'] {
  const { step } = write;
  if (step.do === 'create') {
    const mine = found.filter((seen) => seen.reference === step.reference);
    const [first] = mine;
    if (!first) return { is: 'vanished' };
    const alive = mine.filter((seen) => !isVoid(seen.record));
    if (alive.length > 1) return { is: 'duplicate', seen: alive, question: duplicateQuestion(alive) };
    return landed(alive[0] ?? first);
  }
  const there = found.find((seen) => seen.record.id === step.id);
  if (step.do === 'remove')
    return there && !isVoid(there.record)
      ? { is: 'vanished' }
      : landed(there ?? { record: step.before, version: step.version, reference: null });
  return there && ownedPrint(there.record) === ownedPrint(step.record) ? landed(there) : { is: 'vanished' };
}

const landed = (seen: Seen): SettledWrite['result'] => ({ is: 'outcome', outcome: { state: 'landed', seen, warnings: [] } });

const duplicateQuestion = (seen: readonly Seen[]): Question =>
  ask(
    'duplicate in the ledger',
    `${seen.length} documents in the ledger carry our reference for the same record.`,
    Object.fromEntries(seen.map((each, index) => [`ledger ${index + 1}`, each.record.id])),
    [lookAgain('All but one were voided in the ledger: look again')],
  );

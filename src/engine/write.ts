import { kinds } from '../core/records.ts';
import type { Kind } from '../core/records.ts';
import type { Outcome } from '../contract/connector.ts';
import type { HttpRequest } from '../contract/http.ts';
import { ownedPrint } from '../plan/owned.ts';
import { concludeKeys, resultFor } from './results.ts';
import type { PartResult } from './results.ts';
import { conclude, nameOf, reckonWrite } from './reckoning.ts';
import type { Turn } from './reckoning.ts';
import type { PlannedKey } from './plans.ts';
import type { Conclusion, IntendedWrite, LinkChange, Settled } from './ports.ts';
import { readOvertaken } from './overtaken.ts';
import { unsent } from './pace-gate.ts';
import { callsFor, sendCall } from './send.ts';
import { stepsOf } from './steps.ts';
import type { Draft } from './steps.ts';
import { whileUnderWay } from './under-way.ts';
import { isParked } from './undoing.ts';

/** A step on its way, with the row it will have. */
interface Outgoing extends Draft {
  readonly write: string;
  readonly batch: string;
}

interface OutgoingCall {
  readonly targetKind: Kind;
  readonly request: HttpRequest;
  readonly idempotencyKey: string;
  readonly call: string;
  readonly writes: readonly Outgoing[];
}

type SendOnly = ((key: { readonly kind: string; readonly id: string }) => boolean) | null;

/** Intends, sends and concludes the steps of a turn; concludes the keys that have none. Returns how many writes were sent. */
export async function writeOut(state: Turn, planned: readonly PlannedKey[], sendOnly: SendOnly): Promise<number> {
  const outgoing = await outgoingOf(state, planned, sendOnly);
  const sending = new Set(outgoing.map((each) => each.key));
  const idle = planned.filter((key) => !sending.has(key) && state.claims.has(nameOf(key.desired.situation.key)));
  await concludeKeys(
    state,
    idle.map((key) => resultFor(state, key, [])),
    adoptions(idle),
    idle,
  );
  const results = new Map<PlannedKey, PartResult[]>();
  const left = new Map<PlannedKey, number>();
  for (const each of outgoing) left.set(each.key, (left.get(each.key) ?? 0) + 1);
  const tally: Tally = { results, left, sent: 0, isOurs: true };
  if (outgoing.length > 0) await state.target.session.prepare?.(outgoing.map((each) => each.step));
  for (const group of outgoingCalls(state, outgoing)) await sendGroup(state, group, tally);
  return tally.sent;
}

interface Tally {
  readonly results: Map<PlannedKey, PartResult[]>;
  readonly left: Map<PlannedKey, number>;
  sent: number;
  /** False when the lease is gone: another worker has these keys, and settles what we committed. */
  isOurs: boolean;
}

/**
 * Sends calls of one group side by side, as many at once as the provider takes. When one lane stops (the provider takes no
 * more calls for a while), the others finish what they have sent, and then the turn ends with that reason.
 */
async function sendGroup(state: Turn, calls: readonly OutgoingCall[], tally: Tally): Promise<void> {
  const waiting = [...calls];
  const lanes = Math.min(waiting.length, Math.max(1, state.target.manifest.limits?.concurrent ?? 4));
  const lane = async (): Promise<void> => {
    for (let call = waiting.shift(); call && tally.isOurs; call = waiting.shift()) await sendOne(state, call, tally);
  };
  const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
}

/** Which steps leave now. What may not leave is planned: in shadow, in test mode, and while a batch waits for approval. */
async function outgoingOf(state: Turn, keys: readonly PlannedKey[], sendOnly: SendOnly): Promise<readonly Outgoing[]> {
  const { engine, flow } = state;
  const steps = keys.flatMap(stepsOf);
  if (steps.length === 0) return [];
  const isUndo = (each: Draft) => isParked(each.key.desired.situation);
  const approvedIn = (each: Draft): string | null => {
    const { planned, order } = each.key.desired.situation;
    if (isUndo(each)) return planned.find((row) => row.part === each.part.part && row.isApproved)?.batch ?? null;
    return order.approvals.find((row) => row.part === each.part.part && row.print === each.print)?.batch ?? null;
  };
  const isFree = (each: Draft) =>
    isUndo(each) ||
    (flow.mode === 'live' && (!flow.approval || approvedIn(each) !== null)) ||
    (flow.mode === 'test' && sendOnly !== null && sendOnly(each.key.desired.situation.key));
  const free = steps.filter(isFree);
  const waiting = steps.filter((each) => !isFree(each));
  const leaving = new Set(free.map((each) => each.key));
  if (waiting.length > 0) await planOnly(state, waiting, leaving);
  if (free.length === 0) return [];
  const fresh = free.every((each) => approvedIn(each) !== null)
    ? ''
    : await engine.store.batchFor(flow, {
        id: engine.chance.id(),
        purpose: flow.mode === 'test' ? 'test' : 'sync',
        state: 'sent',
        now: engine.clock.now(),
      });
  return free.map((each) => ({ ...each, write: engine.chance.id(), batch: approvedIn(each) ?? fresh }));
}

async function planOnly(state: Turn, drafts: readonly Draft[], leaving: ReadonlySet<PlannedKey>): Promise<void> {
  const { engine, flow, token } = state;
  const now = engine.clock.now();
  const batch = await engine.store.batchFor(flow, {
    id: engine.chance.id(),
    purpose: flow.mode === 'test' ? 'test' : 'sync',
    state: 'review',
    now,
  });
  const writes = drafts.map((each): IntendedWrite => ({ ...intended({ ...each, write: engine.chance.id(), batch }), sent: null }));
  await engine.store.intend({ flow, token, now, calls: [], writes });
  const resting = [...new Set(drafts.map((each) => each.key))].filter((key) => !leaving.has(key));
  await concludeKeys(
    state,
    resting.map((key) => resultFor(state, key, [])),
    adoptions(resting),
    resting,
  );
}

const intended = (each: Outgoing): Omit<IntendedWrite, 'sent'> => ({
  ...each.key.desired.situation.key,
  write: each.write,
  batch: each.batch,
  part: each.part.part,
  targetKind: each.targetKind,
  step: each.step,
  print: each.print,
  losses: each.losses,
  why: each.why,
  reference: each.part.reference,
});

/**
 * The calls in groups that must follow each other: first what goes away, allocations before the money they allocate, then
 * contacts before invoices before payments.
 */
function outgoingCalls(state: Turn, outgoing: readonly Outgoing[]): readonly (readonly OutgoingCall[])[] {
  const groups: OutgoingCall[][] = [];
  const order = [
    ...kinds.toReversed().map((targetKind) => ({ targetKind, removes: true })),
    ...kinds.map((targetKind) => ({ targetKind, removes: false })),
  ];
  for (const { targetKind, removes } of order) {
    const some = outgoing.filter((each) => each.targetKind === targetKind && (each.step.do === 'remove') === removes);
    if (some.length === 0) continue;
    const keys: string[] = [];
    const keyFor = (index: number): string => (keys[index] ??= state.engine.chance.id());
    const steps = some.map((each) => each.step);
    groups.push(
      [...callsFor(state.target, targetKind, steps, keyFor)].map((call, index) => ({
        targetKind,
        request: call.request,
        idempotencyKey: keyFor(index),
        call: state.engine.chance.id(),
        writes: call.elements.flatMap((element) => some[element] ?? []),
      })),
    );
  }
  return groups;
}

/** Admitted first, then committed, then sent: so the time limit begins when the request can really leave. */
async function sendOne(state: Turn, call: OutgoingCall, tally: Tally): Promise<void> {
  const { engine, flow, target, token } = state;
  const pass = await target.enter(state.purpose, call.request);
  const now = engine.clock.now();
  const listenUntil = now + target.manifest.requestSeconds * 1000;
  const { call: id, idempotencyKey, request } = call;
  const writes = call.writes.map((write, position): IntendedWrite => ({ ...intended(write), sent: { call: id, position } }));
  const isCommitted =
    listenUntil < state.leaseUntil &&
    (await engine.store.intend({ flow, token, now, calls: [{ call: id, idempotencyKey, request, listenUntil }], writes }));
  if (!isCommitted) {
    tally.isOurs = false;
    await pass.giveBack(unsent);
    return;
  }
  const steps = call.writes.map((write) => write.step);
  tally.sent += writes.length;
  await whileUnderWay(engine, { organisation: flow.organisation, connection: flow.target }, async () => {
    const outcomes = await sendCall(target, { kind: call.targetKind, request, steps, listenUntil }, pass);
    await overtaken(state, call, outcomes);
    await concludeCall(state, call, outcomes, tally);
  });
}

const overtaken = (state: Turn, call: OutgoingCall, outcomes: readonly Outcome[]): Promise<void> =>
  readOvertaken(
    state,
    call.writes.flatMap(({ targetKind, step }, index) => {
      const outcome = outcomes[index];
      return outcome ? [{ targetKind, step, outcome }] : [];
    }),
  );

async function concludeCall(state: Turn, call: OutgoingCall, outcomes: readonly Outcome[], tally: Tally): Promise<void> {
  const settled: Settled[] = [];
  const links: LinkChange[] = [];
  const seen: Conclusion['seen'][number][] = [];
  const done: PlannedKey[] = [];
  for (const [index, write] of call.writes.entries()) {
    const outcome: Outcome = outcomes[index] ?? { state: 'unknown', message: 'the answer had no place for it' };
    const row = {
      ...write.key.desired.situation.key,
      write: write.write,
      part: write.part.part,
      targetKind: write.targetKind,
      step: write.step,
    };
    if (outcome.state !== 'unknown') {
      const reckoned = reckonWrite(state, row, outcome);
      settled.push(reckoned.settled);
      if (reckoned.link) links.push(reckoned.link);
      if (reckoned.seen) seen.push(reckoned.seen);
    }
    tally.results.set(write.key, [...(tally.results.get(write.key) ?? []), { part: write.part, step: write.step, outcome }]);
    const open = (tally.left.get(write.key) ?? 1) - 1;
    tally.left.set(write.key, open);
    if (open === 0) done.push(write.key);
  }
  const keys = done.map((key) => resultFor(state, key, tally.results.get(key) ?? []));
  const isAnswered = outcomes.some((outcome) => outcome.state !== 'unknown');
  await conclude(state, {
    settled,
    links: [...links, ...adoptions(done)],
    seen,
    keys,
    answered: isAnswered ? [{ call: call.call, status: 200 }] : [],
  });
}

/** Links that need no write: documents that were there already, and agreements that a person or both sides made. */
function adoptions(planned: readonly PlannedKey[]): readonly LinkChange[] {
  return planned.flatMap(({ desired, parts }) =>
    parts.flatMap(({ part, plan, want, link }): readonly LinkChange[] => {
      const key = desired.situation.key;
      if (plan.do === 'adopt') {
        const wanted = { ...plan.record, id: plan.targetId };
        return [
          {
            ...key,
            part,
            targetKind: plan.record.kind,
            targetId: plan.targetId,
            origin: plan.origin,
            state: 'live',
            wanted,
            wantedPrint: ownedPrint(wanted),
          },
        ];
      }
      if (plan.do === 'relink' && link) {
        return [
          {
            ...key,
            part,
            targetKind: want?.record.kind ?? link.targetKind,
            targetId: plan.targetId,
            origin: link.origin,
            state: plan.state,
            wanted: plan.wanted,
            wantedPrint: ownedPrint(plan.wanted),
          },
        ];
      }
      return [];
    }),
  );
}

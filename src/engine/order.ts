import { documentsOf } from './order-port.ts';
import type { Awaited, KeyTask } from './order-port.ts';
import type { PlannedKey } from './plans.ts';
import type { Flow, KeyResult, Situation } from './ports.ts';
import { conclude, later, nameOf, parked, sourceOf } from './reckoning.ts';
import type { Turn } from './reckoning.ts';
import { stepsOf } from './steps.ts';
import { isParked } from './undoing.ts';

/** How long money that waits for its document looks again by itself, when nothing wakes it. */
const waitSeconds = 60;
/** As long as a person takes, and no quicker. */
const approvalSeconds = 3600;

/** A document that was tried for a day, every five minutes, and got nowhere holds up no money any more (law F10). */
const triesToWaitFor = 288;

/** The keys whose steps may leave now. The others are concluded: they wait for a document, or ask what was asked before. */
export async function inOrder(state: Turn, planned: readonly PlannedKey[]): Promise<readonly PlannedKey[]> {
  const known = planned.filter((key) => isRefusedAlready(key));
  const fresh = planned.filter((key) => !known.includes(key));
  const waiting = await behindTheirDocuments(state, fresh);
  const keys = [...known.map((key) => stillRefused(state, key)), ...waiting.values()].filter((key) => state.claims.has(nameOf(key)));
  if (keys.length > 0) await conclude(state, { keys });
  return fresh.filter((key) => !waiting.has(key));
}

/**
 * The order at the source is not the order of writes: an edit of an invoice may be on its way, or be tried again later, when the
 * payment of the edited invoice could already leave. The ledger would then refuse the payment for want of room, or the edit
 * because the invoice is paid. So money waits for a change of its document; what takes money back waits for nothing. Nor does it go
 * on account while its document is still to be made by this flow: money of a past day would be applied on another day than at the
 * source. A document that is held waits for a person, and money never does (law F10).
 */
async function behindTheirDocuments(state: Turn, planned: readonly PlannedKey[]): Promise<ReadonlyMap<PlannedKey, KeyResult>> {
  const { engine, flow } = state;
  const paying = planned.filter((key) => !isParked(key.desired.situation) && stepsOf(key).some(({ step }) => step.do !== 'remove'));
  const named = new Map(paying.map((key) => [key, key.desired.record === null ? [] : documentsOf(key.desired.record)]));
  const documents = [...new Map([...named.values()].flat().map((name) => [nameOf(name), name])).values()];
  if (documents.length === 0) return new Map();
  const now = engine.clock.now();
  const found = new Map((await engine.store.situations(flow, documents)).map((each) => [nameOf(each.key), each]));
  return new Map(
    [...named].flatMap(([key, names]) => {
      const missing = new Set(key.desired.missing.map(nameOf));
      for (const name of names) {
        const document = found.get(nameOf(name));
        const reason = document && reasonToWait(flow, document, { isMissing: missing.has(nameOf(name)), now });
        if (document && reason) return [[key, behind(state, key, { document, reason, now })]];
      }
      return [];
    }),
  );
}

interface Behind {
  readonly document: Situation;
  readonly reason: Reason;
  readonly now: number;
}

function behind(state: Turn, { desired }: PlannedKey, { document: { key, source }, reason, now }: Behind): KeyResult {
  const number = source !== null && 'number' in source.record ? source.record.number : null;
  const detail = `waits for ${key.kind === 'creditNote' ? 'credit note' : key.kind} ${number ?? key.id}, which ${reason}`;
  const until = now + (reason === 'waits for approval' ? approvalSeconds : waitSeconds) * 1000;
  const result = later(state, desired.situation.key, { cause: 'not sent yet', detail, waitsFor: key, until });
  return { ...result, standing: { ...result.standing, source: sourceOf(state, desired) } };
}

type Reason = 'was just made' | 'is changed first' | 'is on its way' | 'nobody has looked at yet' | 'waits for approval';

/** Why money waits for a document; null when it does not. `isMissing`: the money was reckoned without it. */
function reasonToWait(
  flow: Flow,
  { key, order }: Situation,
  { isMissing, now }: { readonly isMissing: boolean; readonly now: number },
): Reason | null {
  // Made by another worker or turn while this key was reckoned without it: it is reckoned again.
  if (order.isThere) return isMissing ? 'was just made' : isUnsettled(order.task, now) ? 'is changed first' : null;
  if (!flow.kinds.includes(key.kind)) return null;
  if (order.task !== null) return isOnItsWay(order.task, now) ? 'is on its way' : null;
  // Named before it was ever shown: it is looked at first, as whatever is waited for.
  if (order.stands === null) return 'nobody has looked at yet';
  return order.stands === 'pending' && flow.mode === 'live' && flow.approval ? 'waits for approval' : null;
}

type Task = Omit<KeyTask, 'first'> | null;

/** Due, being worked on, or tried again later: not what is held, nor what only waits for another day. */
const isUnsettled = (task: Task, now: number): boolean =>
  isUnderWay(task, now) || (task !== null && task.tries < triesToWaitFor && task.isPending);

/** Made soon, if not now: tried again, or waiting for a customer who is made soon. */
const isOnItsWay = (task: KeyTask, now: number): boolean => isUnderWay(task, now) || (isUnsettled(task, now) && !isStuck(task.first, now));

/** What waits for a customer who is held or left out waits for a person. One who was just made wakes it, or it looks again by itself. */
const isStuck = (first: Awaited | null, now: number): boolean =>
  first !== null && (first.stands === 'held' || first.stands === 'excluded') && !isUnderWay(first.task, now);

/** Due now, or in the hands of some worker. */
const isUnderWay = (task: Task, now: number): boolean => task !== null && (task.dueAt <= now || (task.leaseUntil ?? 0) > now);

/** What is asked again of the ledger, and nothing that it could have been refused for has changed, is refused again. */
function isRefusedAlready(key: PlannedKey): boolean {
  const { refusals } = key.desired.situation.order;
  if (refusals.length === 0 || isParked(key.desired.situation) || key.parts.some(({ plan }) => plan.do === 'hold')) return false;
  const steps = stepsOf(key);
  return steps.length > 0 && steps.every(({ part, print }) => refusals.some((each) => each.part === part.part && each.print === print));
}

function stillRefused(state: Turn, { desired }: PlannedKey): KeyResult {
  const result = parked(state, desired.situation);
  const detail = 'the ledger refused it, and nothing has changed there since';
  return { ...result, standing: { ...result.standing, detail, source: sourceOf(state, desired) } };
}

import type { KeyName } from '../booking/desire.ts';
import { documentsOf } from './order-port.ts';
import type { KeyTask } from './order-port.ts';
import type { PlannedKey } from './plans.ts';
import type { KeyResult, Situation } from './ports.ts';
import { conclude, later, nameOf, parked, sourceOf } from './reckoning.ts';
import type { Turn } from './reckoning.ts';
import { stepsOf } from './steps.ts';
import { isParked } from './undoing.ts';

/** How long money that waits for its document looks again by itself, when nothing wakes it. */
const waitSeconds = 60;

/** From then on a document that never gets anywhere holds up no money any more. */
const triesToWaitFor = 20;

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
 * because the invoice is paid. So money waits for a change of its document; what takes money back waits for nothing. A document that
 * is held waits for a person, and money never does (law F10). Nor does it go on account while its invoice, or the customer
 * that this waits for, is just being made by another worker or turn, or is tried again after too many calls.
 */
async function behindTheirDocuments(state: Turn, planned: readonly PlannedKey[]): Promise<ReadonlyMap<PlannedKey, KeyResult>> {
  const { engine, flow } = state;
  const paying = planned.filter((key) => !isParked(key.desired.situation) && stepsOf(key).some(({ step }) => step.do !== 'remove'));
  const named = new Map(paying.map((key) => [key, key.desired.record === null ? [] : documentsOf(key.desired.record)]));
  const documents = [...new Map([...named.values()].flat().map((name) => [nameOf(name), name])).values()];
  if (documents.length === 0) return new Map();
  const now = engine.clock.now();
  const found = await engine.store.situations(flow, documents);
  const isLinked = ({ links }: Situation): boolean => links.some((link) => link.state === 'live');
  const isFirst = ({ links, order }: Situation): boolean => links.length === 0 && isOnItsWay(order.task, now);
  const unsettled = namesOf(found.filter((each) => (isLinked(each) ? isUnsettled(each.order.task, now) : isFirst(each))));
  const linked = namesOf(found.filter(isLinked));
  return new Map(
    [...named].flatMap(([key, names]) => {
      // Made while this key was reckoned without it, by another worker or turn: it is reckoned again.
      const isNews = (state.claims.get(nameOf(key.desired.situation.key))?.tries ?? 0) < triesToWaitFor;
      const news = isNews ? namesIn(key.desired.missing) : new Set<string>();
      const first = names.find((name) => unsettled.has(nameOf(name)) || (news.has(nameOf(name)) && linked.has(nameOf(name))));
      if (first === undefined) return [];
      const wait = { cause: 'not sent yet', detail: `its ${wordFor(first)} goes first`, waitsFor: first };
      const result = later(state, key.desired.situation.key, { ...wait, until: now + waitSeconds * 1000 });
      return [[key, { ...result, standing: { ...result.standing, source: sourceOf(state, key.desired) } }]];
    }),
  );
}

const namesIn = (names: readonly KeyName[]): ReadonlySet<string> => new Set(names.map(nameOf));
const namesOf = (situations: readonly Situation[]): ReadonlySet<string> => namesIn(situations.map(({ key }) => key));

const wordFor = ({ kind }: KeyName): string => (kind === 'creditNote' ? 'credit note' : kind);

type Task = KeyTask['first'];

/** Due, being worked on, or tried again later: not what is held, nor what only waits for another day. */
const isUnsettled = (task: Task, now: number): boolean =>
  isUnderWay(task, now) || (task !== null && task.tries < triesToWaitFor && task.isPending);

/** Made soon, if not now: tried again, or waiting for a customer who is made soon. What waits for a held customer waits for a person. */
const isOnItsWay = (task: KeyTask | null, now: number): boolean =>
  isUnderWay(task, now) || (task !== null && isUnsettled(task, now) && (!task.waits || isUnsettled(task.first, now)));

/** Due now, or in the hands of some worker. */
const isUnderWay = (task: Task, now: number): boolean =>
  task !== null && task.tries < triesToWaitFor && (task.dueAt <= now || (task.leaseUntil ?? 0) > now);

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

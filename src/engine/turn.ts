import { chartIn, ledgerFacts, ledgerOf, readClosedThrough } from './facts.ts';
import { desireAll, todayOf } from './desires.ts';
import type { Desired } from './desires.ts';
import { lookAtSources, lookForCandidates } from './look.ts';
import { planParts, unlinkedWants } from './plans.ts';
import type { PlannedKey } from './plans.ts';
import type { Manifest } from '../contract/manifest.ts';
import type { Engine, Opened } from './parts.ts';
import type { Claim, FlowScope } from './ports.ts';
import type { Day } from '../core/day.ts';
import { bookedOn } from '../core/records.ts';
import { onOpenDays } from './undo-days.ts';
import { isParked, undoingOf } from './undoing.ts';
import { ReadingStopped, readFirst } from './read-first.ts';
import { settle } from './settle.ts';
import { conclude, concludeSettled, giveBack, keepHeld, later, nameOf } from './reckoning.ts';
import type { Turn } from './reckoning.ts';
import { inOrder } from './order.ts';
import { readOvertaken } from './overtaken.ts';
import { writeOut } from './write.ts';

export interface TurnOptions {
  readonly limit: number;
  readonly leaseSeconds: number;
  /** In mode `test`, the only keys that may be sent; everything else is planned. */
  readonly sendOnly?: (key: { readonly kind: string; readonly id: string }) => boolean;
  /** The worker stops: what would read a whole connection first ends after its page, and gives its keys back. */
  readonly ending?: AbortSignal | undefined;
}

/** From this many keys in one turn on, it is a backfill. */
const backfillFrom = 50;

export interface TurnReport {
  readonly claimed: number;
  readonly sent: number;
}

/** As many keys as fill whole calls: of 250 keys, calls that take thirty would leave one of ten behind in every turn. */
function wholeCalls(limit: number, { kinds: abilities }: Manifest): number {
  const most = Math.max(1, ...Object.values(abilities).map((ability) => ability?.write?.batch.elements ?? 1));
  return limit <= most ? limit : limit - (limit % most);
}

/**
 * One turn of a flow: claim, settle, look, desire, plan, intend, write, release. The same code for create, update and void;
 * it may stop anywhere, and the next turn takes up from what was committed.
 */
export async function turn(engine: Engine, scope: FlowScope, options: TurnOptions): Promise<TurnReport> {
  const flow = await engine.store.flow(scope);
  if (flow === null || flow.mode === 'off') return { claimed: 0, sent: 0 };
  const now = engine.clock.now();
  const token = engine.chance.id();
  const leaseUntil = now + options.leaseSeconds * 1000;
  const { manifest } = await engine.open(flow.organisation, flow.target);
  const claims = await engine.store.claim(scope, { limit: wholeCalls(options.limit, manifest), now, token, leaseUntil });
  if (claims.length === 0) return { claimed: 0, sent: 0 };
  const purpose = claims.length >= backfillFrom ? 'backfill' : 'work';
  const open = async (connection: string): Promise<Opened> => {
    const opened = await engine.open(flow.organisation, connection);
    return purpose === 'backfill' && opened.backfill ? { ...opened, session: opened.backfill } : opened;
  };
  const [source, target] = await Promise.all([open(flow.source), open(flow.target)]);
  const facts = await ledgerFacts(engine.store, flow.organisation, ledgerOf(flow, target));
  const named = new Map(claims.map((claim) => [nameOf(claim), claim]));
  const chart = chartIn(facts);
  const known: Turn = { engine, flow, source, target, facts, chart, token, leaseUntil, purpose, claims: named };
  try {
    const state = await withRules(known, options.ending);
    const free = await settleFirst(state, claims);
    const { desired, undoing } = await look(state, free);
    const planned = await planAll(state, desired);
    const undone = await onOpenDays(state, undoing);
    const leaving = await inOrder(state, planned);
    const sent = await writeOut(state, [...undone, ...leaving], options.sendOnly ?? null);
    return { claimed: claims.length, sent };
  } catch (error) {
    // Whatever was committed stays; the keys come back, later each time, with the reason in plain sight.
    await (error instanceof ReadingStopped ? leaveToNext(known, error) : giveBack(known, error));
    return { claimed: claims.length, sent: 0 };
  }
}

/** Nothing went wrong, so nothing is waited for: whoever works next takes these keys at once. */
async function leaveToNext(state: Turn, { message }: ReadingStopped): Promise<void> {
  const until = state.engine.clock.now();
  const keys = [...state.claims.values()].map((claim) => later(state, claim, { until, cause: 'not sent yet', detail: message }));
  await conclude(state, { keys });
}

/** Both sides of a ledger's flow are known before anything is planned: what is there, and the accounts and rates it moves. */
async function withRules(state: Turn, ending?: AbortSignal): Promise<Turn> {
  const { engine, flow, source, target } = state;
  const isFresh = await readFirst(engine, flow.organisation, target, ending);
  const isLedgerFresh = target.manifest.role !== 'ledger' && (await readFirst(engine, flow.organisation, source, ending));
  if (!isFresh && !isLedgerFresh) return state;
  const facts = await ledgerFacts(engine.store, flow.organisation, ledgerOf(flow, target));
  return { ...state, facts, chart: chartIn(facts) };
}

/** Resolves what is still open; returns the claims of which nothing is unknown any more. */
async function settleFirst(state: Turn, claims: readonly Claim[]): Promise<readonly Claim[]> {
  // Asked after the claim, in a statement of its own: what a worker wrote that lost these keys in that very moment is seen as well.
  const open = await state.engine.store.sentWrites(state.flow, claims);
  if (open.length === 0) return claims;
  const settled = await settle(state.engine, state.flow, state.target, open);
  await readOvertaken(
    state,
    settled.flatMap(({ write, result }) =>
      result.is === 'outcome' ? [{ targetKind: write.targetKind, step: write.step, outcome: result.outcome }] : [],
    ),
  );
  await concludeSettled(state, settled);
  return claims.filter((claim) => state.claims.has(nameOf(claim)));
}

interface Looked {
  readonly desired: readonly Desired[];
  readonly undoing: readonly PlannedKey[];
}

async function look(state: Turn, claims: readonly Claim[]): Promise<Looked> {
  if (claims.length === 0) return { desired: [], undoing: [] };
  const situations = await lookAtSources(state, claims);
  const undoing = situations.flatMap((situation) => undoingOf(situation) ?? []);
  const busy = new Set(undoing.map(({ desired }) => desired.situation));
  await keepHeld(
    state,
    situations.filter((situation) => isParked(situation) && !busy.has(situation)),
  );
  const free = situations.filter((situation) => !isParked(situation));
  return { desired: await desireAll(state.engine, state, free), undoing };
}

async function planAll(state: Turn, desired: readonly Desired[]): Promise<readonly PlannedKey[]> {
  const { engine, flow, target, facts } = state;
  const unlinked = unlinkedWants(desired);
  const makesDated = unlinked.some(({ record }) => bookedOn(record) !== null);
  // What is new will probably be written, so both questions are asked of the ledger at once.
  const [found, asked] = await Promise.all([
    lookForCandidates(
      state,
      unlinked.map(({ record }) => record),
    ),
    makesDated ? closedThroughOf(target) : undefined,
  ]);
  const byIndex = Map.groupBy(found, ({ index }) => index);
  const candidates = new Map(unlinked.map((want, index) => [want, byIndex.get(index) ?? []]));
  const plan = (closedThrough: Day | null): readonly PlannedKey[] => {
    const inputs = { flow, target, today: todayOf(facts, engine.clock.now()), closedThrough, candidates };
    return desired.map((each) => ({ desired: each, parts: planParts(each, inputs) }));
  };
  const open = plan(asked ?? null);
  // A closed period only forbids writes: a turn that writes nothing need not ask.
  if (asked !== undefined || !open.some(writesDated)) return open;
  const closedThrough = await closedThroughOf(target);
  return closedThrough === null ? open : plan(closedThrough);
}

const closedThroughOf = async (target: Opened): Promise<Day | null> =>
  target.manifest.role === 'ledger' ? await readClosedThrough(target) : null;

const writesDated = ({ parts }: PlannedKey): boolean =>
  parts.some(
    ({ plan }) =>
      ((plan.do === 'create' || plan.do === 'update') && bookedOn(plan.record) !== null) ||
      (plan.do === 'remove' && bookedOn(plan.before) !== null),
  );

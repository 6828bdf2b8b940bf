import type { Instant } from '../core/day.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { Kind } from '../core/records.ts';
import { ask, fix } from '../booking/questions.ts';
import type { KeyName, Question } from '../booking/desire.ts';
import type { Step } from '../contract/connector.ts';
import { undoneQuestion } from '../plan/again.ts';
import { planUndo } from '../plan/undo.ts';
import type { Inverse, Landed, UndoRefusal } from '../plan/undo.ts';
import type { Stand } from '../plan/situation.ts';
import type { Batch, BatchWrite, DecisionStore } from './batch-ports.ts';
import { abilitiesOf, readClosedThrough } from './facts.ts';
import { fetchById } from './fetch-by-id.ts';
import type { Engine, Opened } from './parts.ts';

export interface Deciding {
  readonly engine: Engine;
  readonly decisions: DecisionStore;
  readonly organisation: string;
  readonly by: string;
}

/** Lets a reviewed batch go, whole or in part; it leaves with the next turn, if it is still what was reviewed. */
export async function approveBatch(
  { engine, decisions, organisation, by }: Deciding,
  batch: string,
  keys: readonly KeyName[] | null,
): Promise<void> {
  await mustBe(decisions, organisation, batch, 'review', 'approved');
  await decisions.approve({ organisation, batch, keys, by, now: engine.clock.now() });
}

export async function declineBatch(
  { engine, decisions, organisation, by }: Deciding,
  batch: string,
  keys: readonly KeyName[] | null,
  because: string | null = null,
): Promise<void> {
  await mustBe(decisions, organisation, batch, 'review', 'declined');
  const reason = because?.trim() ?? '';
  const question = ask('declined', reason === '' ? `${by} declined to write it.` : `${by} declined to write it: ${reason}`, { batch }, [
    fix('retry', 'Plan it again', { do: 'retry' }),
  ]);
  await decisions.decline({ organisation, batch, keys, by, now: engine.clock.now(), question });
}

async function mustBe(decisions: DecisionStore, organisation: string, batch: string, state: string, wish: string): Promise<void> {
  const found = await decisions.batch(organisation, batch);
  if (found === null) throw new Error(`there is no batch '${batch}'; see them with: tieout plan`);
  if (found.state !== state) throw new Error(`batch ${batch} is ${found.state}; only a batch in review can be ${wish}`);
}

export interface UndoPlan {
  readonly batch: string;
  readonly flow: string;
  /** The writes of the batch that have landed. */
  readonly landed: readonly string[];
  readonly steps: readonly Inverse[];
  readonly refusals: readonly UndoRefusal[];
}

/** What undoing a batch would write, or why it is refused. Reads the documents as they are now; writes nothing. */
export async function previewUndo({ engine, decisions, organisation }: Deciding, batch: string): Promise<UndoPlan> {
  const found = await undoable(decisions, organisation, batch);
  const flow = await engine.store.flow({ organisation, flow: found.flow });
  if (flow === null) throw new Error(`the flow ${found.flow} of batch ${batch} is gone`);
  const writes = await decisions.writesOf(organisation, batch);
  const open = writes.filter((write) => write.state === 'sent');
  if (open.length > 0) throw new BeingWritten(batch, null);
  const target = await engine.open(organisation, flow.target);
  const byKind = Map.groupBy(
    writes.filter((write) => write.state === 'landed'),
    (write) => write.targetKind,
  );
  const landed = await Promise.all([...byKind].map(([kind, some]) => standing(target, kind, some)));
  const closedThrough = target.manifest.role === 'ledger' ? await readClosedThrough(target) : null;
  const known = writes.filter((write) => write.state === 'landed').map(({ write }) => write);
  return { batch, flow: flow.flow, landed: known, ...planUndo(landed.flat(), { closedThrough, abilities: abilitiesOf(target) }) };
}

async function undoable(decisions: DecisionStore, organisation: string, batch: string): Promise<Batch> {
  const found = await decisions.batch(organisation, batch);
  if (found === null) throw new Error(`there is no batch '${batch}'; see them with: tieout log --batches`);
  if (found.state === 'undone') throw new Error(`batch ${batch} was undone already`);
  if (found.purpose === 'undo') throw new Error(`batch ${batch} is itself an undo; answer its holds to make the documents again`);
  return found;
}

/** Some of a batch is being written at this moment: what would take it back is not known yet. Nothing was done. */
export class BeingWritten extends Error {
  /** When the worker that has it gives it back, also if that worker has ended; null: its answer is still awaited. */
  readonly until: Instant | null;

  constructor(batch: string, until: Instant | null) {
    super(
      until === null
        ? `some of batch ${batch} has been sent and not been answered yet; try again when it is`
        : `a worker has some of batch ${batch} at this moment; if it has ended, it gives that back at ${clockTime(until)} UTC at the latest: try again then`,
    );
    this.name = 'BeingWritten';
    this.until = until;
  }
}

/** '09:05:12' */
export const clockTime = (instant: Instant): string => new Date(instant).toISOString().slice(11, 19);

/** How often it is tried while a worker writes some of the batch, and how long is waited in between. */
const triesAtMost = 20;
const pauseMilliseconds = 250;

/**
 * Undoes a batch: the exact inverse, or nothing. Returns the undoing batch; the turns that follow carry it out. Throws `BeingWritten`
 * when workers leave no moment for it.
 */
export async function undoBatch(deciding: Deciding, batch: string): Promise<{ readonly undo: string | null; readonly plan: UndoPlan }> {
  const { engine, decisions, organisation } = deciding;
  const { clock } = engine;
  for (let tries = 1; ; tries += 1) {
    await undoable(decisions, organisation, batch);
    // The documents of a batch may be many: they are not fetched while a worker has one, since the undo could not be kept.
    const until = await decisions.writtenUntil(organisation, batch, clock.now());
    if (until === null) {
      const plan = await previewUndo(deciding, batch);
      if (plan.refusals.length > 0) return { undo: null, plan };
      const undo = await openUndo(deciding, plan);
      if (undo !== null) return { undo, plan };
    }
    if (tries === triesAtMost) throw new BeingWritten(batch, until);
    await clock.sleepUntil(clock.now() + pauseMilliseconds);
  }
}

/** Commits what was planned. Null while it cannot be. */
async function openUndo({ engine, decisions, organisation, by }: Deciding, plan: UndoPlan): Promise<string | null> {
  const { batch } = plan;
  const flow = await engine.store.flow({ organisation, flow: plan.flow });
  if (flow === null) throw new Error(`the flow ${plan.flow} of batch ${batch} is gone`);
  const target = await engine.open(organisation, flow.target);
  const undo = engine.chance.id();
  const writes = await decisions.writesOf(organisation, batch);
  const keys = [...new Map(writes.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()];
  const isOpened = await decisions.openUndo({
    organisation,
    flow: plan.flow,
    batch: undo,
    undoes: batch,
    by,
    now: engine.clock.now(),
    landed: plan.landed,
    writes: plan.steps.map((inverse) => {
      const step = stepOf(inverse);
      const { kind, id, part, targetKind } = inverse.of;
      const reference = writes.find((write) => write.write === inverse.of.write)?.reference ?? '';
      return {
        write: engine.chance.id(),
        key: { kind, id },
        part,
        targetKind,
        step,
        print: fingerprint(step),
        why: inverse.why,
        reference,
      };
    }),
    keys: keys.map((key) => ({
      key,
      question: undone(
        batch,
        target,
        writes.filter((write) => write.kind === key.kind && write.id === key.id),
      ),
    })),
  });
  return isOpened ? undo : null;
}

const stepOf = ({ of, stand, ...inverse }: Inverse): Step =>
  inverse.do === 'remove'
    ? { do: 'remove', id: of.targetId, version: stand.version, before: stand.record }
    : { do: 'update', id: of.targetId, version: stand.version, record: inverse.to, before: stand.record, reference: stand.reference ?? '' };

function undone(batch: string, target: Opened, writes: readonly BatchWrite[]): Question {
  const [write] = writes;
  if (!write) return undoneQuestion(batch, 'main', null);
  const isVoided = target.manifest.kinds[write.targetKind]?.write?.remove === 'void';
  return undoneQuestion(batch, write.part, write.step.do === 'create' && isVoided ? write.step.record : null);
}

/** The documents as they are now, read in bulk: an undo is never planned on what was remembered. */
async function standing(target: Opened, kind: Kind, writes: readonly BatchWrite[]): Promise<readonly Landed[]> {
  const ids = [...new Set(writes.flatMap((write) => write.targetId ?? []))];
  const stands = new Map<string, Stand>();
  for await (const { seen } of fetchById(target, kind, ids)) {
    for (const each of seen) stands.set(each.record.id, { ...each, isGone: false });
  }
  return writes.flatMap((write): readonly Landed[] => {
    const { step, targetId } = write;
    if (targetId === null) return [];
    const record = step.do === 'remove' ? step.before : step.record;
    const before = step.do === 'create' ? null : step.before;
    return [{ ...write, targetId, does: step.do, record: { ...record, id: targetId }, before, now: stands.get(targetId) ?? null }];
  });
}

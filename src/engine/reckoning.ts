import type { Instant } from '../core/day.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { KeyName, Question } from '../booking/desire.ts';
import { Refused } from '../contract/refused.ts';
import { ownedPrint } from '../plan/owned.ts';
import type { Chart } from '../proof/chart.ts';
import { sourcePostings } from '../proof/postings.ts';
import type { Outcome } from '../contract/connector.ts';
import { observed } from './facts.ts';
import type { Desired } from './desires.ts';
import type { Engine, LedgerFacts, Opened } from './parts.ts';
import type { Purpose } from './pacing.ts';
import type { Claim, Conclusion, Flow, KeyResult, LinkChange, SentWrite, Settled, Situation, Standing } from './ports.ts';
import type { SettledWrite } from './settle.ts';

/** What one turn works with. `claims` holds the keys that are not concluded yet. */
export interface Turn {
  readonly engine: Engine;
  readonly flow: Flow;
  readonly source: Opened;
  readonly target: Opened;
  readonly facts: LedgerFacts;
  /** The ledger's chart, in which both sides' postings are written. */
  readonly chart: Chart;
  readonly token: string;
  readonly leaseUntil: Instant;
  /** A backfill may use the whole of a limit; everyday work leaves some for settling and for people. */
  readonly purpose: Purpose;
  readonly claims: Map<string, Claim>;
}

export const nameOf = (key: KeyName): string => `${key.kind} ${key.id}`;

/** Commits a conclusion and forgets the keys that it concludes. */
export async function conclude(state: Turn, parts: Partial<Omit<Conclusion, 'flow' | 'token' | 'now'>>): Promise<void> {
  const { engine, flow, token } = state;
  const none = { settled: [], answered: [], links: [], seen: [], keys: [], happenings: [] };
  await engine.store.conclude({ flow, token, now: engine.clock.now(), ...none, ...parts });
  for (const key of parts.keys ?? []) state.claims.delete(nameOf(key));
}

/** What one write's outcome means for the books: the row, the link, and what the target showed. */
export function reckonWrite(
  state: Turn,
  write: Pick<SentWrite, 'write' | 'kind' | 'id' | 'part' | 'targetKind' | 'step'>,
  outcome: Exclude<Outcome, { state: 'unknown' }>,
) {
  const key = { kind: write.kind, id: write.id };
  const base = { write: write.write, key, part: write.part, targetKind: write.targetKind };
  if (outcome.state === 'refused') {
    const settled: Settled = { ...base, result: { state: 'refused', reason: outcome.reason, message: outcome.message } };
    return { settled, link: null, seen: null };
  }
  const settled: Settled = { ...base, result: { state: 'landed', targetId: outcome.seen.record.id, warnings: outcome.warnings } };
  return { settled, link: linkAfter(write, outcome.seen.record), seen: observed(outcome.seen, targetChart(state)) };
}

const targetChart = (state: Turn): Chart | null => (state.target.manifest.role === 'ledger' ? state.chart : null);

function linkAfter(write: Pick<SentWrite, 'kind' | 'id' | 'part' | 'targetKind' | 'step'>, seen: AnyRecord): LinkChange {
  const wanted = write.step.do === 'remove' ? write.step.before : write.step.record;
  return {
    kind: write.kind,
    id: write.id,
    part: write.part,
    targetKind: write.targetKind,
    targetId: seen.id,
    origin: 'ours',
    state: write.step.do === 'remove' ? 'void' : 'live',
    wanted,
    wantedPrint: ownedPrint(wanted),
  };
}

/** Commits what settling found. Keys that must wait, or that turned out doubled, are concluded with it. */
export async function concludeSettled(state: Turn, found: readonly SettledWrite[]): Promise<void> {
  const settled: Settled[] = [];
  const links: LinkChange[] = [];
  const seen: Conclusion['seen'][number][] = [];
  const blocked = new Map<string, KeyResult>();
  for (const { write, result } of found) {
    if (result.is === 'wait')
      blocked.set(
        nameOf(write),
        later(state, write, {
          until: result.until,
          cause: 'being settled',
          detail: 'its last call was not answered; it is looked for once it can no longer land',
        }),
      );
    if (result.is === 'vanished') settled.push(vanished(write));
    if (result.is === 'outcome' && result.outcome.state !== 'unknown') {
      const reckoned = reckonWrite(state, write, result.outcome);
      settled.push(reckoned.settled);
      if (reckoned.link) links.push(reckoned.link);
      if (reckoned.seen) seen.push(reckoned.seen);
    }
    if (result.is === 'duplicate') {
      const [first] = result.seen;
      if (!first) continue;
      const reckoned = reckonWrite(state, write, { state: 'landed', seen: first, warnings: [] });
      settled.push(reckoned.settled);
      if (reckoned.link) links.push(reckoned.link);
      seen.push(...result.seen.map((each) => observed(each, targetChart(state))));
      blocked.set(nameOf(write), held(state, write, result.question, null));
    }
  }
  const keys = [...blocked.entries()].flatMap(([name, key]) => (state.claims.has(name) ? [key] : []));
  await conclude(state, { settled, links, seen, keys });
}

const vanished = (write: SentWrite): Settled => ({
  write: write.write,
  key: { kind: write.kind, id: write.id },
  part: write.part,
  targetKind: write.targetKind,
  result: { state: 'vanished', reason: 'unknown', message: 'the call was not answered, and the target does not have it' },
});

/** Keys that only a person's answer sets free stay as they are. */
export async function keepHeld(state: Turn, situations: readonly Situation[]): Promise<void> {
  if (situations.length === 0) return;
  const keys = situations.flatMap((situation): readonly KeyResult[] =>
    state.claims.has(nameOf(situation.key)) ? [parked(state, situation)] : [],
  );
  await conclude(state, { keys });
}

export function parked(state: Turn, situation: Situation): KeyResult {
  const cause = situation.hold?.code === 'undone' ? 'undone' : 'held';
  const standing: Standing = { state: 'held', cause, detail: 'only a person can set it free', source: null };
  return {
    ...situation.key,
    generation: state.claims.get(nameOf(situation.key))?.generation ?? '0',
    standing,
    task: { is: 'done' },
    hold: 'keep',
  };
}

/** The turn could not be finished: every key that is not concluded comes back, later each time. */
export async function giveBack(state: Turn, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const throttled = error instanceof Refused ? error.retryAfterSeconds : null;
  const now = state.engine.clock.now();
  const keys = [...state.claims.values()].map((claim) =>
    later(state, claim, {
      until: now + (throttled ?? backOffSeconds(claim.tries)) * 1000,
      cause: 'not sent yet',
      detail: message,
      error: message,
    }),
  );
  await conclude(state, { keys, happenings: [{ key: null, what: 'turn not finished', detail: { error: message, keys: keys.length } }] });
  if (!(error instanceof Refused) && !isOutside(error)) throw error;
}

/** Our own mistakes stop the worker loudly; trouble outside is waited out. */
const isOutside = (error: unknown): boolean =>
  !(error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError);

/** 2, 4, 8 … seconds, at most five minutes. */
export const backOffSeconds = (tries: number): number => Math.min(2 ** Math.min(tries + 1, 9), 300);

interface Wait {
  readonly until: Instant;
  readonly cause: string;
  readonly detail: string;
  /** What went wrong, for the list of what is due. */
  readonly error?: string;
  /** The key that wakes this one when it is in the target. */
  readonly waitsFor?: KeyName;
}

/** Pending, and due again then. */
export function later(state: Turn, key: KeyName, { until, cause, detail, error = '', waitsFor }: Wait): KeyResult {
  const generation = state.claims.get(nameOf(key))?.generation ?? '0';
  return {
    kind: key.kind,
    id: key.id,
    generation,
    standing: { state: 'pending', cause, detail, source: null },
    task: { is: 'later', dueAt: until, waitsFor: waitsFor ?? null, error: error || null },
    // Nothing is decided yet, so no question is answered: least of all that something was undone.
    hold: 'keep',
  };
}

export function held(state: Turn, key: KeyName, question: Question, source: Standing['source']): KeyResult {
  const generation = state.claims.get(nameOf(key))?.generation ?? '0';
  return {
    kind: key.kind,
    id: key.id,
    generation,
    standing: { state: 'held', cause: 'held', detail: question.text, source },
    task: { is: 'done' },
    hold: question,
  };
}

/** What the source says of itself: its print, and what it adds to the source side of the proof. */
export function sourceOf(state: Pick<Turn, 'chart'>, desired: Desired): Standing['source'] {
  const { record, desire } = desired;
  const { source } = desired.situation;
  if (record === null || desired.situation.isEcho) return { number: null, bookedOn: null, print: '', postings: [] };
  const wants = desire.is === 'wanted' ? desire.parts.map((want) => want.record) : [];
  const through = desire.is === 'wanted' ? { mirror: desire.mirror ?? null, apart: desire.apart ?? '0' } : null;
  const isElsewhere = desire.is === 'excluded' && desire.elsewhere === true;
  return {
    number: 'number' in record ? record.number : null,
    bookedOn: bookedOn(record),
    // The print was made when the record was seen; the contact for counter sales is ours, and nobody saw it.
    print: source?.record === record ? source.print : fingerprint(record),
    postings: isElsewhere ? [] : sourcePostings(record, wants, state.chart, through),
  };
}

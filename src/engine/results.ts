import { sayAmount } from '../core/money.ts';
import { ask, lookAgain } from '../booking/questions.ts';
import { decimal, subtract } from '../core/decimal.ts';
import type { Question } from '../booking/desire.ts';
import type { Outcome, Step } from '../contract/connector.ts';
import { isSettled } from '../booking/book.ts';
import { movedField } from '../booking/moved.ts';
import { missingOpening } from '../plan/plan.ts';
import { ownedPrint } from '../plan/owned.ts';
import { recodings } from '../plan/merge.ts';
import { backOffSeconds, conclude, held, later, nameOf, parked, sourceOf } from './reckoning.ts';
import type { Turn } from './reckoning.ts';
import { isParked } from './undoing.ts';
import type { PlannedKey, PlannedPart } from './plans.ts';
import type { Conclusion, KeyResult, LinkChange } from './ports.ts';

export interface PartResult {
  readonly part: PlannedPart;
  readonly step: Step;
  readonly outcome: Outcome;
}

/** How long a key that waits for another looks again by itself, when nothing wakes it. */
const waitSeconds = 60;
/** What is done and awaits another key is woken by it; this is only for the case that nothing does. */
const awaitSeconds = 86_400;

/**
 * What the ledger refused is looked at once more: a write that was under way may have made room just before the question was asked, and
 * nothing tells of it afterwards. Where nothing has changed, nothing is sent.
 */
const secondLookSeconds = 600;

/** By then every write that was open is settled, and what it made is linked. */
const passSeconds = 300;
const timesToPass = 3;

const mayPass = (state: Turn, { desired, parts }: PlannedKey): boolean =>
  parts.some(({ plan }) => plan.do === 'hold' && plan.mayPass === true) &&
  (state.claims.get(nameOf(desired.situation.key))?.tries ?? 0) < timesToPass;

/** Where a key stands after its turn: one of four, with a cause, and what becomes of its task. */
export function resultFor(state: Turn, key: PlannedKey, results: readonly PartResult[]): KeyResult {
  const { desired, parts } = key;
  const name = desired.situation.key;
  const now = state.engine.clock.now();
  const source = sourceOf(state, desired);
  const withSource = (result: KeyResult): KeyResult => ({ ...result, standing: { ...result.standing, source } });
  const { desire } = desired;
  if (isParked(desired.situation)) return undoResult(state, key, results);
  if (desire.is === 'held') return held(state, name, desire.question, source);
  if (desire.is === 'excluded') return settledAs(state, key, { state: 'excluded', cause: desire.rule, detail: desire.why, source });
  if (desire.is === 'waiting') {
    const wait = { cause: 'not sent yet', detail: desire.why, waitsFor: desire.for };
    return isOpenBeforeLive(state, key)
      ? { ...later(state, name, { ...wait, until: now + awaitSeconds * 1000 }), ...askedAbout(state, key, source) }
      : withSource(later(state, name, { ...wait, until: now + waitSeconds * 1000 }));
  }
  if (mayPass(state, key)) {
    const detail = 'what the ledger has may be a write of ours whose answer was lost; it is looked at again before anybody is asked';
    return withSource(later(state, name, { until: now + passSeconds * 1000, cause: 'being settled', detail }));
  }
  const question = firstQuestion(state, key, results);
  if (question) {
    const asked = held(state, name, question, source);
    const isRefused = results.some(({ outcome }) => outcome.state === 'refused');
    return isRefused ? { ...asked, task: { is: 'later', dueAt: now + secondLookSeconds * 1000, waitsFor: null, error: null } } : asked;
  }
  const bad = results.find(({ outcome }) => outcome.state !== 'landed');
  if (bad) return withSource(comeBack(state, key, bad));
  const unsent = parts.some(({ plan }) => plan.do === 'create' || plan.do === 'update' || plan.do === 'remove') && results.length === 0;
  if (unsent)
    return settledAs(state, key, {
      state: 'pending',
      cause: 'not sent yet',
      detail: 'planned; it waits for approval or for the flow to go live',
      source,
    });
  // The ledger made something else of it than we asked for: look again at once, which names the difference.
  const strange = results.some(
    ({ step, outcome }) =>
      outcome.state === 'landed' && step.do !== 'remove' && ownedPrint(outcome.seen.record) !== ownedPrint(step.record),
  );
  if (strange)
    return withSource(
      later(state, name, { until: now, cause: 'being settled', detail: 'the ledger’s answer differs from what was asked' }),
    );
  const opened = results.some(({ part, outcome }) => outcome.state === 'landed' && part.want?.opens === true);
  if (opened) return withSource(later(state, name, { until: now, cause: 'not sent yet', detail: 'another part of it can go now' }));
  return atRest(state, key, desire, source);
}

/** Nothing is left to do: it stands in the target, or it was settled before the start and never will. */
function atRest(
  state: Turn,
  key: PlannedKey,
  desire: Extract<PlannedKey['desired']['desire'], { is: 'wanted' }>,
  source: KeyResult['standing']['source'],
): KeyResult {
  if (key.desired.isOpening && key.parts.every(({ plan, link }) => plan.do === 'nothing' && link === null)) {
    const detail = 'settled before the start, and the ledger does not have it';
    return settledAs(state, key, { state: 'excluded', cause: 'before start', detail, source });
  }
  const isMoved = desire.parts.some(({ losses }) => losses.some(({ field }) => field === movedField));
  const inSync = settledAs(state, key, {
    state: 'in sync',
    cause: isMoved ? 'moved from a closed period' : null,
    detail: settledThere(key),
    source,
  });
  const { awaits } = desire;
  const now = state.engine.clock.now();
  // Law F17: it is booked, and a person is asked about it all the same.
  if (desire.asks) return held(state, key.desired.situation.key, desire.asks, source);
  return awaits ? { ...inSync, task: { is: 'later', dueAt: now + awaitSeconds * 1000, waitsFor: awaits, error: null } } : inSync;
}

/**
 * Law F3: before a flow is live its customers are not made, and nothing waits for them: what was open before the start and has no
 * customer in the ledger cannot be there either.
 */
const isOpenBeforeLive = ({ flow }: Turn, { desired: { isOpening, record, situation } }: PlannedKey): boolean =>
  flow.mode !== 'live' &&
  isOpening &&
  record !== null &&
  !isSettled(record) &&
  !situation.rulings.some(({ action }) => action.do === 'createAnyway');

function askedAbout(state: Turn, key: PlannedKey, source: KeyResult['standing']['source']): Pick<KeyResult, 'standing' | 'hold'> {
  const { record, situation } = key.desired;
  if (record === null) throw new Error(`nothing is known of ${situation.key.kind} ${situation.key.id}`);
  const { standing, hold } = held(state, situation.key, missingOpening(record), source);
  return { standing, hold };
}

/** Law F43: what the ledger's people settled by a credit or a write-off is told as that, and never as money received. */
function settledThere({ desired, parts }: PlannedKey): string | null {
  const { record } = desired;
  const seen = parts.find(({ part }) => part === 'main')?.link?.seen?.record;
  if (record?.kind !== 'invoice' || seen?.kind !== 'invoice' || desired.desire.is !== 'wanted' || desired.desire.parts.length > 1)
    return null;
  const more = subtract(decimal(seen.credited), decimal(record.credited));
  return more.units <= 0n
    ? null
    : `${sayAmount(more, seen.currency)} are settled in the ledger by a credit note or a write-off that the source does not know`;
}

/** A key that is being undone stays held whatever comes; what did not land yet comes back. */
function undoResult(state: Turn, key: PlannedKey, results: readonly PartResult[]): KeyResult {
  const open = results.find(
    ({ outcome }) =>
      outcome.state === 'unknown' || (outcome.state === 'refused' && outcome.reason !== 'invalid' && outcome.reason !== 'missing'),
  );
  const rest = parked(state, key.desired.situation);
  return open ? { ...rest, task: comeBack(state, key, open).task } : rest;
}

const settledAs = (state: Turn, key: PlannedKey, standing: KeyResult['standing']): KeyResult => ({
  ...key.desired.situation.key,
  generation: state.claims.get(nameOf(key.desired.situation.key))?.generation ?? '0',
  standing,
  task: { is: 'done' },
  hold: null,
});

function firstQuestion(state: Turn, key: PlannedKey, results: readonly PartResult[]): Question | null {
  for (const { plan } of key.parts) if (plan.do === 'hold') return plan.question;
  for (const { part, outcome } of results) {
    if (outcome.state !== 'refused') continue;
    if (outcome.reason === 'locked') {
      return ask('period closed', `The ledger says the period is closed: ${outcome.message}`, { ledger: outcome.message }, [
        lookAgain('The period was opened in the ledger: look again'),
      ]);
    }
    const tries = state.claims.get(nameOf(key.desired.situation.key))?.tries ?? 0;
    const isFinal = outcome.reason === 'invalid' || outcome.reason === 'missing' || (outcome.reason === 'conflict' && tries >= 2);
    if (isFinal) return refusedQuestion(part, outcome.message);
  }
  return null;
}

/** Law F45: a credit that the ledger refuses to set against the invoice has gone to another one. */
const refusedQuestion = (part: PlannedPart, message: string): Question =>
  part.want?.record.kind === 'allocation'
    ? ask(
        'applied elsewhere',
        `The ledger refused to set the credit against its invoice: ${message}`,
        { part: part.part, ledger: message },
        [lookAgain('It was taken off the other invoice in the ledger: look again')],
      )
    : refusal(part, message);

const refusal = (part: PlannedPart, message: string): Question =>
  ask('refused', `The ledger refused it: ${message}`, { part: part.part, ledger: message }, [lookAgain('The cause was mended: try again')]);

/** Unknown: settled first, once it can no longer land. Throttled, signed out or overtaken: tried again later. */
function comeBack(state: Turn, key: PlannedKey, { outcome }: PartResult): KeyResult {
  const name = key.desired.situation.key;
  const now = state.engine.clock.now();
  const tries = state.claims.get(nameOf(name))?.tries ?? 0;
  if (outcome.state === 'refused') {
    // Also after a conflict: what made the document another one needs its time, and often is a write of ours that comes next.
    const seconds = outcome.retryAfterSeconds ?? backOffSeconds(tries);
    return later(state, name, { until: now + seconds * 1000, cause: 'not sent yet', detail: outcome.message, error: outcome.message });
  }
  const message = outcome.state === 'unknown' ? outcome.message : '';
  return later(state, name, { until: now, cause: 'being settled', detail: `the call was not answered (${message})`, error: message });
}

/** Concludes keys that need no call. Adoptions and recodings are told, so that `why` can show them. */
export async function concludeKeys(
  state: Turn,
  keys: readonly KeyResult[],
  links: readonly LinkChange[],
  planned: readonly PlannedKey[] = [],
): Promise<void> {
  if (keys.length === 0 && links.length === 0) return;
  await conclude(state, { keys, links, happenings: [...adopted(links), ...recoded(planned)] });
}

const adopted = (links: readonly LinkChange[]): Conclusion['happenings'] =>
  links
    .filter((link) => link.origin !== 'ours')
    .map((link) => ({
      key: { kind: link.kind, id: link.id },
      what: link.origin === 'opening' ? 'adopted as opening' : 'adopted',
      detail: { target: link.targetId },
    }));

const recoded = (planned: readonly PlannedKey[]): Conclusion['happenings'] =>
  planned.flatMap(({ desired }) =>
    desired.situation.links.flatMap((link) => {
      const source = desired.record;
      // What was adopted was coded by people before us: that is no recoding.
      const found = link.seen === null || link.origin !== 'ours' ? [] : recodings(link.wanted, link.seen.record);
      // The source's own word for the line, so that equal recodings can propose a rule of the mapping.
      const categoryOf = (line: number) => (source !== null && 'lines' in source ? (source.lines[line - 1]?.account ?? null) : null);
      const changes = found.map((change) => ({ ...change, category: categoryOf(change.line) }));
      return changes.length === 0 ? [] : [{ key: desired.situation.key, what: 'recoded in the ledger', detail: { changes } }];
    }),
  );

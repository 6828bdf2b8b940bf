import { addDays, firstDayOf, laterOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import type { Deciding } from './batches.ts';
import type { CloseAsked, ClosePorts } from './close-checks.ts';
import { NotAsked, answerHold } from './holds.ts';

export type Unlocked =
  | { readonly is: 'open'; readonly closedThrough: Day | null }
  /** It was not closed by our own word. */
  | { readonly is: 'not closed'; readonly closedThrough: Day | null }
  /** What was told to the tax office is not opened by a word about the books. */
  | { readonly is: 'tax filed'; readonly through: Day };

/** Opens the books again from a month on; what was asked because they were closed is looked at again. */
export async function unlockMonth(
  ports: ClosePorts,
  { organisation, ledger, month, flows }: CloseAsked,
  { by, because }: { readonly by: string; readonly because: string },
): Promise<Unlocked> {
  const { closings, engine, decisions } = ports;
  const of = { organisation, connection: ledger };
  const [before] = await closings.said(of);
  const from = firstDayOf(month);
  const filed = before?.taxFiledThrough ?? null;
  if (filed !== null && filed >= from) return { is: 'tax filed', through: filed };
  const closed = before?.closedThrough ?? null;
  if (closed === null || closed < from) return { is: 'not closed', closedThrough: laterOf(closed, filed) };
  const closedThrough = addDays(from, -1);
  await closings.say(of, { saidAt: engine.clock.now(), saidBy: by, closedThrough, taxFiledThrough: filed, because });
  const names = flows.filter(({ target }) => target === ledger).map(({ flow }) => flow);
  await askAgain({ engine, decisions, organisation, by }, names);
  return { is: 'open', closedThrough: laterOf(closedThrough, filed) };
}

/** What was held because its period was closed is looked at again, now that it is open. How many were asked again. */
export async function askAgain(deciding: Deciding, flows: readonly string[]): Promise<number> {
  const { decisions, organisation } = deciding;
  let asked = 0;
  for (const flow of flows) {
    for (const { hold, code } of await decisions.holds(organisation, { flow, limit: 100_000 })) {
      if (code !== 'period closed') continue;
      if (await isAskedAgain(deciding, hold)) asked += 1;
    }
  }
  return asked;
}

/** Somebody may answer it at the same moment, or a turn may close it: there is nothing left to do then, and the others are still asked. */
async function isAskedAgain(deciding: Deciding, hold: string): Promise<boolean> {
  try {
    await answerHold(deciding, { hold, fix: 'retry', because: 'the period was opened' });
    return true;
  } catch (cause) {
    if (cause instanceof NotAsked) return false;
    throw cause;
  }
}

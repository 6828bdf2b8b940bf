import { addDays, firstDayOf, laterOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import type { CloseAsked, ClosePorts } from './close-checks.ts';
import { answerHold } from './holds.ts';

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
  const { closings, engine } = ports;
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
  await askAgain(ports, { organisation, by, flows: names });
  return { is: 'open', closedThrough: laterOf(closedThrough, filed) };
}

async function askAgain(
  { engine, decisions }: ClosePorts,
  { organisation, by, flows }: { readonly organisation: string; readonly by: string; readonly flows: readonly string[] },
): Promise<void> {
  for (const flow of flows)
    for (const { hold, code } of await decisions.holds(organisation, { flow, limit: 100_000 }))
      if (code === 'period closed')
        await answerHold({ engine, decisions, organisation, by }, { hold, fix: 'retry', because: 'the period was opened' });
}

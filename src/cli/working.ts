import { round } from '../engine/worker.ts';
import type { FlowProgress } from '../engine/reading-port.ts';
import { counted } from './figures.ts';
import type { Desk } from './run.ts';

export interface Worked {
  readonly flows: readonly FlowProgress[];
  /** Whether nothing is due any more; otherwise the person stopped it, or something waits for longer than our patience. */
  readonly isQuiet: boolean;
  /** What keeps it from going on, where something does. */
  readonly trouble: string | null;
}

const patienceMilliseconds = 180_000;
// Something outside is wrong: it is tried some times, further and further apart, and then left to the server or to the person.
const troublePatienceMilliseconds = 5_000;

/**
 * Polls, turns and waits until nothing is due, with a line of progress. What comes due only after some minutes is left to the
 * server, or to the next time. When the person stops it, the turn under way ends first.
 */
export async function workUntilQuiet(desk: Desk): Promise<Worked> {
  const { office, progress, page, signal } = desk;
  const { engine, organisation, clock } = office;
  let most = 0;
  const show = async (): Promise<readonly FlowProgress[]> => {
    const flows = await office.reading.progress(organisation);
    const dirty = flows.reduce((sum, flow) => sum + flow.dirty, 0);
    most = Math.max(most, dirty);
    const done = flows.reduce((sum, flow) => sum + flow.inSync, 0);
    progress.show(
      `${counted(done, 'record', page)} in sync, ${counted(dirty, 'record', page)} due`,
      most === 0 ? null : (most - dirty) / most,
    );
    return flows;
  };
  const ticking = setInterval(() => void show().catch(() => undefined), 400);
  try {
    for (;;) {
      await round(engine, { organisation });
      const flows = await show();
      const due = flows.flatMap(({ nextDue }) => nextDue ?? []);
      const next = due.length === 0 ? null : Math.min(...due);
      if (next === null) return { flows, isQuiet: true, trouble: null };
      const trouble = flows.map(({ lastError }) => lastError).find((error) => error !== null) ?? null;
      const patience = trouble === null ? patienceMilliseconds : troublePatienceMilliseconds;
      if (signal.aborted || next - clock.now() > patience) return { flows, isQuiet: false, trouble };
      await clock.sleepUntil(Math.max(next, clock.now() + 1), signal).catch(() => undefined);
    }
  } finally {
    clearInterval(ticking);
  }
}

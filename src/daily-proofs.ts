import { isBeingProven, proveNow } from './engine/office-proof.ts';
import type { FlowFacts } from './engine/overview-port.ts';
import type { WholeOffice } from './office.ts';
import { proofDue } from './server/office-due-proofs.ts';
import { overviewStore } from './store/overview.ts';

/** Flows that are proven without being asked, so that the overview tells how the books are. */
export interface DailyProofs {
  /** Something was switched, answered or closed: there may be something to prove. */
  readonly changed: () => void;
  /** Proves what is due until it is stopped. */
  readonly tend: (note: (line: string) => void, stop: AbortSignal) => Promise<void>;
}

const minute = 60_000;
/** While something is on its way, and after somebody did something. */
const soon = 3_000;
const usually = 5 * minute;
/** What takes longer to arrive is proven as it is: the proof says that it is open. */
const longestWait = 10 * minute;
const afterFailure = 30 * minute;

export function dailyProofs(office: Pick<WholeOffice, 'pool' | 'clock' | 'organisation' | 'engine' | 'proofs' | 'closings'>): DailyProofs {
  const { clock } = office;
  let resting = new AbortController();
  return {
    changed: () => resting.abort(),
    tend: async (note, stop) => {
      const waiting: Waiting = { since: new Map(), until: new Map() };
      while (!stop.aborted) {
        resting = new AbortController();
        const isSoon = await look(office, waiting, note).catch((error: unknown) => {
          note(`error: the flows could not be proven by themselves: ${String(error)}`);
          return false;
        });
        // A page that answers a hundred questions wakes a hundred times; one look after it is enough.
        await clock.sleepUntil(clock.now() + soon, stop).catch(() => undefined);
        if (!isSoon) await clock.sleepUntil(clock.now() + usually, AbortSignal.any([stop, resting.signal])).catch(() => undefined);
      }
    },
  };
}

interface Waiting {
  /** Since when a flow waits for what is on its way. */
  readonly since: Map<string, number>;
  /** Until when a flow that could not be proven is left alone. */
  readonly until: Map<string, number>;
}

/** Proves what is due; whether something will be due as soon as it has arrived. */
async function look(
  { pool, clock, organisation, engine, proofs, closings }: Parameters<typeof dailyProofs>[0],
  { since, until }: Waiting,
  note: (line: string) => void,
): Promise<boolean> {
  const overview = overviewStore(pool);
  const [flows, made, timeZone] = await Promise.all([
    overview.flows(organisation),
    overview.lastProofs(organisation),
    overview.timeZone(organisation),
  ]);
  let isSoon = false;
  for (const flow of flows) {
    const now = clock.now();
    if (now < (until.get(flow.flow) ?? 0)) continue;
    const [closed] = await closings.said({ organisation, connection: flow.target.connection });
    const proof = made.find((one) => one.flow === flow.flow) ?? null;
    const due = proofDue({ flow, proof, closedAt: closed?.saidAt ?? null, now, timeZone });
    const waits = due === 'wait' && now - startOf(since, flow, now) < longestWait;
    if (due !== 'wait') since.delete(flow.flow);
    isSoon ||= waits;
    if (due === 'not due' || waits) continue;
    if (isBeingProven(engine, { organisation, flow: flow.flow })) {
      isSoon = true;
      continue;
    }
    const asked = { organisation, flow: flow.flow, source: flow.source.connection, target: flow.target.connection, period: null };
    await proveNow({ engine, proofs }, asked).catch((cause: unknown) => {
      until.set(flow.flow, clock.now() + afterFailure);
      note(`warning: ${flow.flow} could not be proven by itself and is tried again in half an hour: ${String(cause)}`);
    });
    since.delete(flow.flow);
  }
  return isSoon;
}

function startOf(since: Map<string, number>, { flow }: FlowFacts, now: number): number {
  const start = since.get(flow) ?? now;
  since.set(flow, start);
  return start;
}

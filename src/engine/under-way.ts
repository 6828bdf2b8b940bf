import type { Instant } from '../core/day.ts';
import type { Engine } from './parts.ts';

/** Writes of this process that have left for a connection and are not concluded yet. */
interface UnderWay {
  readonly began: Set<{ readonly organisation: string; readonly connection: string; readonly at: Instant }>;
  readonly ended: Set<() => void>;
}

type Timed = Pick<Engine, 'clock'>;

const ofEngine = new WeakMap<Timed, UnderWay>();

function of(engine: Timed): UnderWay {
  const known = ofEngine.get(engine) ?? { began: new Set(), ended: new Set() };
  ofEngine.set(engine, known);
  return known;
}

/** Runs the sending and the conclusion of one call. */
export async function whileUnderWay<T>(
  engine: Timed,
  to: { readonly organisation: string; readonly connection: string },
  work: () => Promise<T>,
): Promise<T> {
  const { began, ended } = of(engine);
  const call = { ...to, at: engine.clock.now() };
  began.add(call);
  try {
    return await work();
  } finally {
    began.delete(call);
    for (const tell of ended) tell();
  }
}

/** A call that takes longer holds up nothing any more. */
const longestMilliseconds = 5_000;

/**
 * When the first write that is under way left, for each connection that has one. A provider tells of our own write while its answer is
 * still being concluded; what it told before then cannot be about it.
 */
export function firstUnderWay(engine: Timed, organisation: string): Readonly<Record<string, Instant>> {
  const since = engine.clock.now() - longestMilliseconds;
  const first: Record<string, Instant> = {};
  for (const call of of(engine).began)
    if (call.organisation === organisation && call.at >= since)
      first[call.connection] = Math.min(call.at, first[call.connection] ?? call.at);
  return first;
}

/** Calls back whenever a call is concluded; returns how to end that. */
export function onConcluded(engine: Timed, tell: () => void): () => void {
  const { ended } = of(engine);
  ended.add(tell);
  return () => void ended.delete(tell);
}

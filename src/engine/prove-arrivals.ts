import { dayIn } from '../core/day.ts';
import type { Posting } from '../proof/posting.ts';
import { totalsDelta } from '../proof/totals.ts';
import type { Total } from '../proof/totals.ts';
import { desireAll } from './desires.ts';
import type { Knowing } from './desires.ts';
import { chartIn } from './facts.ts';
import type { LedgerFacts, Opened } from './parts.ts';
import type { Flow } from './ports.ts';
import type { Arrived, KeyFacts } from './proof-port.ts';
import { sourceOf } from './reckoning.ts';

/** What has arrived at the source since the last turn, booked as the next turn would book it. */
export interface Arrivals {
  /** The same keys; those that have arrived speak of what the source shows now. */
  readonly keys: readonly KeyFacts[];
  /** What that adds to the source's totals, which speak of the last turn. */
  readonly totals: readonly Total[];
  /** False: a record is not any more what it was when the keys were read. */
  readonly isCurrent: boolean;
}

/** As many as a statement takes at ease. */
const atOnce = 500;

/**
 * Books what has arrived as the mapping says, without writing anything: a difference is on its way only to the exact amount that
 * the next turn would move. What nothing is due to look at is no excuse for a difference, and keeps none of its causes.
 */
export async function arrivalsOf(
  { store, clock }: Knowing,
  { flow, target, facts }: { readonly flow: Flow; readonly target: Opened; readonly facts: LedgerFacts },
  keys: readonly KeyFacts[],
): Promise<Arrivals> {
  const arrived = keys.flatMap((key) => (key.arrived === null ? [] : [{ ...key, arrived: key.arrived }]));
  const shown = new Map<string, readonly Posting[]>();
  let isCurrent = true;
  for (let first = 0; first < arrived.length; first += atOnce) {
    const some = arrived.slice(first, first + atOnce);
    const situations = await store.situations(flow, some);
    // What a record names may have arrived with it, so it is taken to be there.
    const desired = await desireAll({ store, clock }, { flow, target, facts, presumes: true }, situations);
    for (const [index, each] of desired.entries()) {
      const { source, key } = each.situation;
      const was = some[index]?.arrived;
      isCurrent &&= source?.print === was?.print && ((source?.goneAt ?? null) !== null) === was?.isGone;
      shown.set(nameOf(key), sourceOf({ chart: chartIn(facts) }, each)?.postings ?? []);
    }
  }
  const moved = arrived.map((key) => ({ before: key.postings, after: shown.get(nameOf(key)) ?? [] }));
  const zone = facts.organisation?.timeZone ?? 'UTC';
  return {
    keys: keys.map((key) => {
      const postings = shown.get(nameOf(key));
      // Another note or due date moves nothing, and what was to be said of its figures is as true as before.
      if (key.arrived === null || postings === undefined || totalsDelta(key.postings, postings).length === 0) return key;
      return withArrival({ ...key, postings }, key.arrived, { flow, zone });
    }),
    totals: totalsDelta(
      moved.flatMap(({ before }) => before),
      moved.flatMap(({ after }) => after),
    ),
    isCurrent,
  };
}

const nameOf = ({ kind, id }: Pick<KeyFacts, 'kind' | 'id'>): string => `${kind} ${id}`;

function withArrival(key: KeyFacts, arrived: Arrived, { flow, zone }: { readonly flow: Flow; readonly zone: string }): KeyFacts {
  // A person's answer is waited for, whatever comes meanwhile.
  if (key.hold !== null) return key;
  const isNew = key.links.length === 0;
  const on = dayIn(zone, arrived.seenAt);
  const what = arrived.isGone
    ? `the source does not show it any more (read on ${on})`
    : isNew
      ? `it arrived at the source (read on ${on})`
      : `it changed at the source (read on ${on})`;
  const state = { state: 'pending', cause: 'not sent yet' } as const;
  if (arrived.hasWork) return { ...key, ...state, detail: `${what} and is not yet applied` };
  if (flow.mode === 'off') return { ...key, ...state, detail: `${what}, and nobody takes it up while the flow is off` };
  return { ...key, state: 'pending', cause: 'unexplained', detail: `${what}, and nothing is due that would apply it` };
}

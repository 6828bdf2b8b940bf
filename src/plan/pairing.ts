import { daysBetween } from '../core/day.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import { isSame } from './adopt.ts';
import type { Stand } from './situation.ts';

/** A wanted document without a link, and what could already be it. */
export interface Hopeful {
  readonly want: AnyRecord;
  readonly candidates: readonly Stand[];
}

/**
 * Which candidates each wanted document still has when all are looked at together (laws F1, F2). One document of the target
 * stands for one of the source: what surely is another's is no candidate any more, and of two equal payments of which one is
 * there already, one is that and the other is new. What carries our mark is paired by nobody: it belongs to the record that it
 * is marked with. Two customers may be one contact, so contacts keep all of theirs.
 */
export function pairOff(hopefuls: readonly Hopeful[]): readonly (readonly Stand[])[] {
  const sure = hopefuls.map(({ want, candidates }) =>
    want.kind === 'contact'
      ? []
      : candidates.filter(({ record, reference, isGone }) => !isGone && reference === null && isSame(want, record)),
  );
  const taken = new Map<string, number>();
  const distance = (index: number, stand: Stand): number => apart(hopefuls[index]?.want, stand.record);
  const groups = Map.groupBy(
    sure.flatMap((stands, index) => (stands.length === 0 ? [] : [{ stands, index }])),
    ({ stands }) => stands.map(nameOf).toSorted().join(' '),
  );
  for (const group of groups.values()) {
    const stands = group[0]?.stands ?? [];
    // More documents than wants: which one it is, only a person knows.
    if (stands.length > group.length) continue;
    const free = [...group];
    for (const stand of stands) {
      const nearest = free.toSorted((a, b) => distance(a.index, stand) - distance(b.index, stand) || a.index - b.index)[0];
      if (!nearest || taken.has(nameOf(stand))) continue;
      free.splice(free.indexOf(nearest), 1);
      taken.set(nameOf(stand), nearest.index);
    }
  }
  const paired = new Set(taken.values());
  return hopefuls.map(({ candidates }, index) =>
    candidates.filter((stand) => {
      const owner = taken.get(nameOf(stand));
      return owner === undefined ? !paired.has(index) || !sure[index]?.includes(stand) : owner === index;
    }),
  );
}

const nameOf = ({ record }: Stand): string => `${record.kind} ${record.id}`;

function apart(a: AnyRecord | undefined, b: AnyRecord): number {
  const [from, to] = [a === undefined ? null : bookedOn(a), bookedOn(b)];
  return from === null || to === null ? 0 : Math.abs(daysBetween(from, to));
}

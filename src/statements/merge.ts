import { daysBetween } from '../core/day.ts';
import { plainWord } from './csv-words.ts';
import type { StatementLine } from './statement.ts';

/** A line that is known already, under whatever name its keeper has for it. */
export interface KnownLine {
  readonly ref: string;
  readonly line: StatementLine;
}

export interface Merged {
  /** Lines that were not known. */
  readonly added: readonly StatementLine[];
  /** Known lines that were read again and tell nothing new. */
  readonly same: readonly string[];
  /** Known lines that the file tells more of, as they now are: what waited was booked, or its payments are told. */
  readonly changed: readonly KnownLine[];
  /** What a person should see: ids that the bank gave to other lines, or gave anew. */
  readonly odd: readonly string[];
}

/** So long after it was told as pending a line may still be booked. */
const longestWait = 14;

/**
 * Which lines of one account's file are new. By the bank's id where it is reliable; else by content, as often as it stands there: two
 * equal coffees are two lines, the same file twice adds nothing, and files that overlap add only what is new.
 */
export function merge(known: readonly KnownLine[], read: readonly StatementLine[]): Merged {
  const odd: string[] = [];
  const pairs = new Map<StatementLine, KnownLine>();
  const free = new Set(known);
  const pair = (line: StatementLine, found: KnownLine): void => {
    pairs.set(line, found);
    free.delete(found);
  };
  const ids = trustedIds(known, read, odd);
  pairById(known, read, { ids, odd, pair });
  pairByContent(free, read, { ids, pairs, pair });
  pairPending(free, read, { pairs, pair });
  const added = read.filter((line) => !pairs.has(line));
  const both = [...pairs].map(([line, { ref, line: before }]) => ({ ref, before, after: grown(before, line) }));
  return {
    added,
    same: both.filter(({ before, after }) => before === after).map(({ ref }) => ref),
    changed: both.filter(({ before, after }) => before !== after).map(({ ref, after }) => ({ ref, line: after })),
    odd,
  };
}

/** Tells a line's id where the bank gives it to one line only; null: the line is known by its content. */
type Ids = (line: StatementLine) => string | null;

const reliableId = ({ bankId }: StatementLine): string | null => (bankId?.isReliable === true ? bankId.id : null);

function trustedIds(known: readonly KnownLine[], read: readonly StatementLine[], odd: string[]): Ids {
  const inFile = tally(read.flatMap((line) => reliableId(line) ?? []));
  const inBooks = tally(known.flatMap(({ line }) => reliableId(line) ?? []));
  const shared = [...inFile.keys()].some((id) => inBooks.has(id));
  const repeated = [...inFile].filter(([, count]) => count > 1).length;
  if (repeated > 0) odd.push(`${repeated} of the bank's ids stand at more than one line; those lines are told apart by their content`);
  if (!shared && inBooks.size > 0) {
    // Some banks number anew with every download. Three lines that are known to the letter, and not one id, are no accident.
    const contents = tally(known.flatMap(({ line }) => (reliableId(line) === null ? [] : [contentOf(line)])));
    const met = read.filter((line) => reliableId(line) !== null && line.text !== '' && contents.has(contentOf(line))).length;
    if (met >= 3 && met * 2 >= Math.min(read.length, known.length)) {
      odd.push(`the bank gave new ids to ${met} lines that are known; all lines are told apart by their content`);
      return () => null;
    }
  }
  return (line) => {
    const id = reliableId(line);
    return id === null || (inFile.get(id) ?? 0) > 1 || (inBooks.get(id) ?? 0) > 1 ? null : id;
  };
}

interface Pairing {
  readonly ids: Ids;
  readonly pairs: ReadonlyMap<StatementLine, KnownLine>;
  readonly odd: string[];
  readonly pair: (line: StatementLine, found: KnownLine) => void;
}

function pairById(known: readonly KnownLine[], read: readonly StatementLine[], { ids, odd, pair }: Omit<Pairing, 'pairs'>): void {
  const byId = new Map(known.flatMap((each) => [[ids(each.line), each] as const]));
  for (const line of read) {
    const id = ids(line);
    const found = id === null ? undefined : byId.get(id);
    if (found === undefined) continue;
    const isSame = found.line.amount === line.amount && found.line.bookedOn === line.bookedOn;
    // What was not booked yet may still change its day and its amount under the same id.
    if (isSame || found.line.state !== 'booked') pair(line, found);
    else
      odd.push(
        `the bank's id ${id} was that of ${found.line.amount} on ${found.line.bookedOn}, and is now that of ${line.amount} on ${line.bookedOn}`,
      );
  }
}

/** One content is one group: as many of its lines as are known are the same, and the rest is new. */
function pairByContent(free: ReadonlySet<KnownLine>, read: readonly StatementLine[], { ids, pairs, pair }: Omit<Pairing, 'odd'>): void {
  const groups = new Map<string, { readonly withId: KnownLine[]; readonly without: KnownLine[] }>();
  for (const each of free) {
    const content = contentOf(each.line);
    const group = groups.get(content) ?? { withId: [], without: [] };
    (ids(each.line) === null ? group.without : group.withId).push(each);
    groups.set(content, group);
  }
  // A line with an id is another one than a known line with another id, so those without take these first.
  for (const line of read) {
    const group = pairs.has(line) ? undefined : groups.get(contentOf(line));
    const found = ids(line) === null ? (group?.withId.shift() ?? group?.without.shift()) : group?.without.shift();
    if (found !== undefined) pair(line, found);
  }
}

/** What waited is booked days later, and often in other words: the same amount, and at least one word in common. */
function pairPending(free: ReadonlySet<KnownLine>, read: readonly StatementLine[], { pairs, pair }: Omit<Pairing, 'ids' | 'odd'>): void {
  const waiting = new Map<string, KnownLine[]>();
  for (const each of free) {
    if (each.line.state !== 'pending') continue;
    waiting.set(each.line.amount, [...(waiting.get(each.line.amount) ?? []), each]);
  }
  if (waiting.size === 0) return;
  const booked = read
    .filter((line) => line.state === 'booked' && !pairs.has(line))
    .toSorted((a, b) => (a.bookedOn < b.bookedOn ? -1 : a.bookedOn > b.bookedOn ? 1 : 0));
  for (const line of booked) {
    const [best] = (waiting.get(line.amount) ?? [])
      .filter((each) => free.has(each) && mayBe(each.line, line))
      .toSorted((a, b) => nearness(a.line, line) - nearness(b.line, line));
    if (best !== undefined) pair(line, best);
  }
}

function mayBe(pending: StatementLine, booked: StatementLine): boolean {
  const days = daysBetween(pending.bookedOn, booked.bookedOn);
  if (days < -1 || days > longestWait || (pending.currency ?? booked.currency) !== (booked.currency ?? pending.currency)) return false;
  const words = new Set(wordsOf(pending));
  return words.size === 0 || wordsOf(booked).some((word) => words.has(word));
}

const wordsOf = ({ text, counterparty }: StatementLine): readonly string[] =>
  plainWord(`${text} ${counterparty.name ?? ''}`)
    .split(' ')
    .filter((word) => word.length >= 3);

const nearness = (pending: StatementLine, booked: StatementLine): number =>
  (plainWord(pending.text) === plainWord(booked.text) ? 0 : 100) + Math.abs(daysBetween(pending.bookedOn, booked.bookedOn));

const ranks = { info: 0, pending: 1, booked: 2 } as const;

/** The known line with what the file adds to it; the very same one where it adds nothing. A booked line never goes back to waiting. */
function grown(before: StatementLine, line: StatementLine): StatementLine {
  const isFurther = ranks[line.state] > ranks[before.state];
  const tells = before.parts.length === 0 && line.parts.length > 0;
  const names = before.bankId === null && line.bankId !== null;
  if (!isFurther && !tells && !names) return before;
  const base = isFurther ? line : before;
  return { ...base, bankId: before.bankId ?? line.bankId, parts: line.parts.length > 0 ? line.parts : before.parts };
}

/** Days and amounts as they are, words without their spelling: banks change blanks and capitals between two downloads. */
const contentOf = (line: StatementLine): string =>
  [line.bookedOn, line.amount, line.currency ?? '', plainWord(`${line.text} ${line.counterparty.name ?? ''}`)].join('\u0000');

function tally(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

import type { Sheet } from './sheet.ts';

/** Which items each line names: those of line n stand in `items` from `from[n]` up to `from[n + 1]`. */
export interface Named {
  readonly from: Int32Array;
  readonly items: readonly number[];
}

/** A number that more items than this share says nothing. */
const mostSharing = 3;
const mostNamed = 16;

export function namedItems({ items, lines }: Sheet): Named {
  const eachItem = numberIndex(tokensOf(items));
  const from = new Int32Array(lines.length + 1);
  const found: number[] = [];
  let start = 0;
  const add = (item: number): void => {
    if (found.length - start < mostNamed && !found.includes(item, start)) found.push(item);
  };
  const find = (a: number, b: number): void => eachItem(a, b, add);
  for (let line = 0; line < lines.length; line += 1) {
    start = found.length;
    from[line] = start;
    const text = lines[line]?.text ?? '';
    if (text !== '') eachToken(text, false, find);
  }
  from[lines.length] = found.length;
  return { from, items: found };
}

/** The words of all numbers, three places each: both hashes and the item. */
interface Tokens {
  readonly count: number;
  readonly places: Int32Array;
}

function tokensOf(items: Sheet['items']): Tokens {
  let places = new Int32Array(items.length * 6 + 18);
  let count = 0;
  let item = 0;
  const add = (a: number, b: number): void => {
    if (count * 3 === places.length) {
      const longer = new Int32Array(places.length * 2);
      longer.set(places);
      places = longer;
    }
    places[count * 3] = a;
    places[count * 3 + 1] = b;
    places[count * 3 + 2] = item;
    count += 1;
  };
  for (; item < items.length; item += 1) {
    const of = items[item];
    if (of === undefined) continue;
    if (of.number !== null) eachToken(of.number, true, add);
    if (of.bundle !== null) eachToken(of.bundle, true, add);
  }
  return { count, places };
}

export const namedBy = ({ from, items }: Named, line: number): readonly number[] => {
  const start = from[line] ?? 0;
  const end = from[line + 1] ?? 0;
  return start === end ? none : items.slice(start, end);
};

/** The one item that a line names; -1 when it names none or several. */
export const onlyNamed = ({ from, items }: Named, line: number): number => {
  const start = from[line] ?? 0;
  return (from[line + 1] ?? 0) - start === 1 ? (items[start] ?? -1) : -1;
};

export const namesAny = ({ from }: Named, line: number): boolean => from[line] !== from[line + 1];

const none: readonly number[] = [];

/**
 * Calls with two independent hashes of each word that has digits, without its punctuation and in one case, and of each row of
 * four digits or more within it: 'INV-001234' is found in 'inv 001234' too. 64 bits of hash: a chance hit among a billion words
 * and a million numbers is one in ten thousand, and would have to have the amount as well.
 */
function eachToken(text: string, isNumber: boolean, call: (a: number, b: number) => void): void {
  // One by one: taken out of an array together they cost as much as the text.
  let a = seedA;
  let b = seedB;
  let digits = 0;
  let letters = 0;
  let runA = seedA;
  let runB = seedB;
  let run = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? upper(text.charCodeAt(at)) : space;
    const isDigit = code >= 48 && code <= 57;
    const isLetter = (code >= 65 && code <= 90) || code > 127;
    if (!isDigit && run >= 4 && run < digits + letters) call(runA, runB);
    if (isDigit) {
      runA = Math.imul(runA ^ code, primeA);
      runB = Math.imul(runB ^ code, primeB);
      run += 1;
      digits += 1;
    } else if (run > 0) {
      runA = seedA;
      runB = seedB;
      run = 0;
    }
    if (isLetter) letters += 1;
    if (isDigit || isLetter) {
      a = Math.imul(a ^ code, primeA);
      b = Math.imul(b ^ code, primeB);
    } else if (code === space || (!isNumber && isEnd(code))) {
      if (digits > 0 && digits + letters >= 3) call(a, b);
      a = seedA;
      b = seedB;
      digits = 0;
      letters = 0;
    }
  }
}

const space = 32;
const [seedA, seedB, primeA, primeB] = [0x811c9dc5 | 0, 0x9747b28c | 0, 0x01000193, 0x5bd1e995];
const upper = (code: number): number => (code >= 97 && code <= 122 ? code - 32 : code === 9 || code === 10 ? space : code);
/** Comma, semicolon, colon, plus: between words, never within a number. */
const isEnd = (code: number): boolean => code === 44 || code === 59 || code === 58 || code === 43;

// Open addressing over one flat column of slots of two: a hash and the head of its list stand side by side, so that a look that finds
// nothing costs one trip to memory. A Map of a million strings took three times the memory.
function numberIndex({ count, places }: Tokens): (a: number, b: number, call: (item: number) => void) => void {
  const size = 2 ** Math.ceil(Math.log2(Math.max(count * 1.5, 16)));
  const slots = new Int32Array(size * 2);
  // The list of a slot: the word that came before each, plus one; zero ends it.
  const before = new Int32Array(count);
  const slotOf = (a: number, b: number): number => {
    let slot = ((a ^ (b >>> 7)) & (size - 1)) << 1;
    for (;;) {
      const head = slots[slot + 1] ?? 0;
      if (head === 0 || (slots[slot] === a && places[head * 3 - 2] === b)) return slot;
      slot = (slot + 2) & (size * 2 - 1);
    }
  };
  for (let at = 0; at < count; at += 1) {
    const a = places[at * 3] ?? 0;
    const slot = slotOf(a, places[at * 3 + 1] ?? 0);
    slots[slot] = a;
    before[at] = slots[slot + 1] ?? 0;
    slots[slot + 1] = at + 1;
  }
  const itemAt = (at: number): number => places[at * 3 - 1] ?? 0;
  return (a, b, call) => {
    const last = slots[slotOf(a, b) + 1] ?? 0;
    if (last === 0) return;
    if (before[last - 1] === 0) {
      call(itemAt(last));
      return;
    }
    const found = new Set<number>();
    for (let at = last; at !== 0; at = before[at - 1] ?? 0) found.add(itemAt(at));
    if (found.size <= mostSharing) for (const item of [...found].toReversed()) call(item);
  };
}

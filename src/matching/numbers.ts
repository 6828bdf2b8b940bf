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
  let tokens = 0;
  eachNumber(items, () => {
    tokens += 1;
  });
  const index = numberIndex(tokens);
  eachNumber(items, index.add);
  const from = new Int32Array(lines.length + 1);
  const found: number[] = [];
  let start = 0;
  const find = (a: number, b: number): void => {
    for (const item of index.find(a, b)) if (found.length - start < mostNamed && !found.includes(item, start)) found.push(item);
  };
  for (let line = 0; line < lines.length; line += 1) {
    start = found.length;
    from[line] = start;
    const text = lines[line]?.text ?? '';
    if (text !== '') eachToken(text, false, find);
  }
  from[lines.length] = found.length;
  return { from, items: found };
}

function eachNumber(items: Sheet['items'], call: (a: number, b: number, item: number) => void): void {
  let item = 0;
  const callWithItem = (a: number, b: number): void => call(a, b, item);
  for (; item < items.length; item += 1) {
    const of = items[item];
    if (of === undefined) continue;
    if (of.number !== null) eachToken(of.number, true, callWithItem);
    if (of.bundle !== null) eachToken(of.bundle, true, callWithItem);
  }
}

export const namedBy = ({ from, items }: Named, line: number): readonly number[] => {
  const start = from[line] ?? 0;
  const end = from[line + 1] ?? 0;
  return start === end ? none : items.slice(start, end);
};

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

interface NumberIndex {
  add(a: number, b: number, item: number): void;
  find(a: number, b: number): readonly number[];
}

// Open addressing over one flat column of slots of four: both hashes and the head of the list stand side by side, so that a look costs
// one trip to memory. A Map of a million strings took three times the memory.
function numberIndex(tokens: number): NumberIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(tokens * 1.5, 16)));
  const slots = new Int32Array(size * 4);
  // The list of a slot: each entry's item, and the entry before it plus one; zero ends it.
  const next = new Int32Array(tokens + 1);
  const owner = new Int32Array(tokens + 1);
  let entries = 0;
  const slotOf = (a: number, b: number): number => {
    let slot = ((a ^ (b >>> 7)) & (size - 1)) << 2;
    while (slots[slot + 2] !== 0 && (slots[slot] !== a || slots[slot + 1] !== b)) slot = (slot + 4) & (size * 4 - 1);
    return slot;
  };
  return {
    add(a, b, item) {
      const slot = slotOf(a, b);
      slots[slot] = a;
      slots[slot + 1] = b;
      entries += 1;
      owner[entries] = item;
      next[entries] = slots[slot + 2] ?? 0;
      slots[slot + 2] = entries;
    },
    find(a, b) {
      let at = slots[slotOf(a, b) + 2] ?? 0;
      if (at === 0) return none;
      if (next[at] === 0) return [owner[at] ?? 0];
      const found: number[] = [];
      for (; at !== 0; at = next[at] ?? 0) found.push(owner[at] ?? 0);
      const distinct = [...new Set(found)];
      return distinct.length > mostSharing ? none : distinct.toReversed();
    },
  };
}

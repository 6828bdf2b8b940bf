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
  const index = numberIndex(items.length);
  items.forEach(({ number, bundle }, item) => {
    if (number !== null) eachToken(number, true, (a, b) => index.add(a, b, item));
    if (bundle !== null) eachToken(bundle, true, (a, b) => index.add(a, b, item));
  });
  const from = new Int32Array(lines.length + 1);
  const found: number[] = [];
  lines.forEach(({ text }, line) => {
    from[line] = found.length;
    const start = found.length;
    if (text !== '')
      eachToken(text, false, (a, b) => {
        for (const item of index.find(a, b)) if (found.length - start < mostNamed && !found.includes(item, start)) found.push(item);
      });
  });
  from[lines.length] = found.length;
  return { from, items: found };
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
  let [a, b, digits, runA, runB, run, letters] = [seedA, seedB, 0, seedA, seedB, 0, 0];
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

// Open addressing over flat columns: a Map of a million strings took three times the memory.
function numberIndex(items: number): NumberIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(items * 5, 16)));
  const [keyA, keyB, head] = [new Int32Array(size), new Int32Array(size), new Int32Array(size).fill(-1)];
  const next: number[] = [];
  const owner: number[] = [];
  const slotOf = (a: number, b: number): number => {
    let slot = (a ^ (b >>> 7)) & (size - 1);
    while (head[slot] !== -1 && (keyA[slot] !== a || keyB[slot] !== b)) slot = (slot + 1) & (size - 1);
    return slot;
  };
  return {
    add(a, b, item) {
      const slot = slotOf(a, b);
      keyA[slot] = a;
      keyB[slot] = b;
      owner.push(item);
      next.push(head[slot] ?? -1);
      head[slot] = owner.length - 1;
    },
    find(a, b) {
      let at = head[slotOf(a, b)] ?? -1;
      if (at === -1) return none;
      const found: number[] = [];
      for (; at !== -1; at = next[at] ?? -1) found.push(owner[at] ?? 0);
      const distinct = found.length === 1 ? found : [...new Set(found)];
      return distinct.length > mostSharing ? none : distinct.toReversed();
    },
  };
}

import type { Sheet } from './sheet.ts';

/** Which items each line names: those of line n stand in `items` from `from[n]` up to `from[n + 1]`. */
export interface Named {
  readonly from: Int32Array;
  readonly items: readonly number[];
}

/** A number that more items than this share says nothing. */
const mostSharing = 3;
const mostNamed = 16;

/** What is settled is named by nothing, and shares its number all the same: so that a run says no more of a number than the one before. */
export function namedItems({ items, settled, lines }: Sheet): Named {
  const { tokens: ofLines, from: tokensFrom } = tokensOfLines(lines);
  const eachItem = numberIndex(tokensOf(settled.length === 0 ? items : [...items, ...settled], wordsOf(ofLines)));
  const from = new Int32Array(lines.length + 1);
  const found: number[] = [];
  let start = 0;
  const add = (item: number): void => {
    if (!found.includes(item, start)) found.push(item);
  };
  for (let line = 0; line < lines.length; line += 1) {
    start = found.length;
    from[line] = start;
    for (let at = tokensFrom[line] ?? 0; at < (tokensFrom[line + 1] ?? 0) && found.length - start < mostNamed; at += 1)
      eachItem(ofLines.a[at] ?? 0, ofLines.b[at] ?? 0, add);
    if (settled.length > 0) for (const item of found.splice(start)) if (item < items.length) found.push(item);
  }
  from[lines.length] = found.length;
  return { from, items: found };
}

/** Words with digits, in columns: both hashes, and the row that has the word. */
interface Tokens {
  count: number;
  a: Int32Array;
  b: Int32Array;
  row: Int32Array;
}

const noTokens = (room: number): Tokens => ({ count: 0, a: new Int32Array(room), b: new Int32Array(room), row: new Int32Array(room) });

function addToken(tokens: Tokens, row: number, a: number, b: number): void {
  if (tokens.count === tokens.a.length) {
    const [shorter, room] = [tokens.count, tokens.count * 2];
    const longer = noTokens(room);
    longer.a.set(tokens.a.subarray(0, shorter));
    longer.b.set(tokens.b);
    longer.row.set(tokens.row);
    tokens.a = longer.a;
    tokens.b = longer.b;
    tokens.row = longer.row;
  }
  tokens.a[tokens.count] = a;
  tokens.b[tokens.count] = b;
  tokens.row[tokens.count] = row;
  tokens.count += 1;
}

/** Where the tokens of each line begin, one more than there are lines. */
function tokensOfLines(lines: Sheet['lines']): { readonly tokens: Tokens; readonly from: Int32Array } {
  const tokens = noTokens(lines.length + 16);
  const from = new Int32Array(lines.length + 1);
  let line = 0;
  const add = (a: number, b: number): void => addToken(tokens, line, a, b);
  for (; line < lines.length; line += 1) {
    from[line] = tokens.count;
    const text = lines[line]?.text ?? '';
    if (text !== '') eachToken(text, remittance, add);
  }
  from[lines.length] = tokens.count;
  return { tokens, from };
}

/** The words of the items' numbers that some line may have written. */
function tokensOf(items: Sheet['items'], isWritten: (a: number, b: number) => boolean): Tokens {
  const tokens = noTokens(Math.ceil(items.length / 2) + 16);
  const yearOf = yearFinder();
  let item = 0;
  const add = (a: number, b: number): void => {
    if (isWritten(a, b)) addToken(tokens, item, a, b);
  };
  for (; item < items.length; item += 1) {
    const of = items[item];
    if (of === undefined) continue;
    if (of.number !== null) eachToken(of.number, yearOf(of.number, of.bookedOn), add);
    if (of.bundle !== null) eachToken(of.bundle, yearOf(of.bundle, of.bookedOn), add);
  }
  return tokens;
}

/**
 * Whether a word may be one of these: one bit for each, among eight times as many (B. Bloom, Space/Time Trade-offs in Hash Coding, 1970).
 * Most items are named by no line, and their words need not be kept; the bits fit near the processor, an index of all words does not.
 */
function wordsOf({ count, a, b }: Tokens): (a: number, b: number) => boolean {
  const last = 2 ** Math.ceil(Math.log2(Math.max(count * 8, 64))) - 1;
  const bits = new Uint8Array((last + 1) / 8);
  for (let at = 0; at < count; at += 1) {
    const bit = placeOf(a[at] ?? 0, b[at] ?? 0) & last;
    bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return (ofA, ofB) => {
    const bit = placeOf(ofA, ofB) & last;
    return ((bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0;
  };
}

const placeOf = (a: number, b: number): number => a ^ (b >>> 7);

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
 * Calls with two independent hashes of each word that has digits, without its punctuation and in one case, and of each row of four
 * digits or more that does not begin it: 'INV-001234' is found in 'inv 001234' too. The year of a number is no word and no such row.
 * 64 bits of hash: a chance hit among a billion words and a million numbers is one in ten thousand, and would have to have the amount
 * as well.
 */
function eachToken(text: string, of: TextOf, call: (a: number, b: number) => void): void {
  const { isNumber, yearAt } = of;
  // One by one: taken out of an array together they cost as much as the text.
  let a = seedA;
  let b = seedB;
  let digits = 0;
  let letters = 0;
  let runA = seedA;
  let runB = seedB;
  let run = 0;
  let year = false;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? upper(text.charCodeAt(at)) : space;
    const isDigit = code >= 48 && code <= 57;
    const isLetter = (code >= 65 && code <= 90) || code > 127;
    if (!isDigit && run >= 4) {
      if (at - run === yearAt) year = true;
      else if (run < digits + letters) call(runA, runB);
    }
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
      if (digits > 0 && digits + letters >= 3 && !(year && digits + letters === 4)) call(a, b);
      year = false;
      a = seedA;
      b = seedB;
      digits = 0;
      letters = 0;
    }
  }
}

/** A remittance, or the number of an item with the place of its year; -1: it has none. */
interface TextOf {
  readonly isNumber: boolean;
  readonly yearAt: number;
}

const remittance: TextOf = { isNumber: false, yearAt: -1 };

/**
 * Answers of each number where the year of its day stands in it, or one beside that year, as in 'INV-2026-0042': every number of that
 * year has it, and it says nothing of which of them is meant. A number has one year at most, and is more than its year; '2043' on an
 * invoice of 2026 is a number as any other.
 */
function yearFinder(): (number: string, day: string) => TextOf {
  const without: TextOf = { isNumber: true, yearAt: -1 };
  let own = '';
  let beside: readonly string[] = [];
  return (number, day) => {
    if (own === '' || !day.startsWith(own)) {
      own = day.slice(0, 4);
      beside = [own, String(Number(own) - 1), String(Number(own) + 1)];
    }
    for (const year of beside) {
      const yearAt = groupIn(number, year);
      if (yearAt >= 0) return hasDigit(number.slice(0, yearAt) + number.slice(yearAt + 4)) ? { isNumber: true, yearAt } : without;
    }
    return without;
  };
}

/** Where these digits stand in a text with no others next to them; -1: nowhere. */
function groupIn(text: string, digits: string): number {
  for (let at = text.indexOf(digits); at !== -1; at = text.indexOf(digits, at + 1))
    if (!hasDigit(text.charAt(at - 1)) && !hasDigit(text.charAt(at + digits.length))) return at;
  return -1;
}

const hasDigit = (text: string): boolean => /\d/u.test(text);

const space = 32;
const [seedA, seedB, primeA, primeB] = [0x811c9dc5 | 0, 0x9747b28c | 0, 0x01000193, 0x5bd1e995];
const upper = (code: number): number => (code >= 97 && code <= 122 ? code - 32 : code === 9 || code === 10 ? space : code);
/** Comma, semicolon, colon, plus: between words, never within a number. */
const isEnd = (code: number): boolean => code === 44 || code === 59 || code === 58 || code === 43;

// Open addressing over one flat column of slots of two: a hash and the head of its list stand side by side, so that a look that finds
// nothing costs one trip to memory. A Map of a million strings took three times the memory.
function numberIndex({ count, a, b, row }: Tokens): (a: number, b: number, call: (item: number) => void) => void {
  const size = 2 ** Math.ceil(Math.log2(Math.max(count * 1.5, 16)));
  const slots = new Int32Array(size * 2);
  // The list of a slot: the word that came before each, plus one; zero ends it.
  const before = new Int32Array(count);
  const slotOf = (ofA: number, ofB: number): number => {
    let slot = (placeOf(ofA, ofB) & (size - 1)) << 1;
    for (;;) {
      const head = slots[slot + 1] ?? 0;
      if (head === 0 || (slots[slot] === ofA && b[head - 1] === ofB)) return slot;
      slot = (slot + 2) & (size * 2 - 1);
    }
  };
  for (let at = 0; at < count; at += 1) {
    const slot = slotOf(a[at] ?? 0, b[at] ?? 0);
    slots[slot] = a[at] ?? 0;
    before[at] = slots[slot + 1] ?? 0;
    slots[slot + 1] = at + 1;
  }
  return (ofA, ofB, call) => {
    const last = slots[slotOf(ofA, ofB) + 1] ?? 0;
    if (last === 0) return;
    if (before[last - 1] === 0) {
      call(row[last - 1] ?? 0);
      return;
    }
    const found: number[] = [];
    // The words of an item stand behind each other. A year may stand in every number of the books: its list is not gone to the end.
    for (let at = last; at !== 0 && found.length <= mostSharing; at = before[at - 1] ?? 0)
      if (found.at(-1) !== row[at - 1]) found.push(row[at - 1] ?? 0);
    if (found.length <= mostSharing) for (const item of found.toReversed()) call(item);
  };
}

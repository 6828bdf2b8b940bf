/** A piece of a line that is written in one direction; pieces stand in the order in which they are seen, from left to right. */
export interface Piece {
  readonly text: string;
  readonly isRightToLeft: boolean;
}

interface Token {
  readonly text: string;
  /** 'n': punctuation and spaces, which go with what stands around them. 'd': figures, which read from left to right everywhere. */
  readonly sort: 'l' | 'r' | 'd' | 'n';
}

const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const tokens =
  /([\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{M}]+)|(\p{N}+(?:[.,:/-]\p{N}+)*)|([\p{L}\p{M}]+)|([^\p{L}\p{M}\p{N}]+)/gu;
const sorts = ['r', 'd', 'l', 'n'] as const;

/** Whether a paragraph begins on the right: its first letter says so. */
export const beginsRight = (text: string): boolean => rightToLeft.test(/\p{L}/u.exec(text)?.[0] ?? '');

/**
 * A line in the order in which it is seen: the bidirectional algorithm of Unicode (UAX #9) as far as names, addresses and figures
 * need it, without marks that embed or override. Font and PDF writer turn the letters within a piece around, and not the pieces.
 */
export function seenFromLeft(line: string, isRight: boolean): readonly Piece[] {
  const read = [...line.matchAll(tokens)].map((match): Token => ({
    text: match[0],
    sort: sorts[match.slice(1).findIndex((part) => part !== undefined)] ?? 'n',
  }));
  const levels = levelsOf(read, isRight ? 1 : 0);
  const pieces = read.map(({ text, sort }, index): Piece & { readonly level: number } => {
    const level = levels[index] ?? 0;
    return { text: sort === 'n' && level % 2 === 1 ? mirrored(text) : text, isRightToLeft: sort === 'r', level };
  });
  return reordered(pieces).map(({ text, isRightToLeft }) => ({ text, isRightToLeft }));
}

/** Even: from left to right. What stands between two of one direction goes with them, other things with the paragraph. */
function levelsOf(read: readonly Token[], base: 0 | 1): readonly number[] {
  const strong = directions(read, base);
  return read.map(({ sort }, index) => {
    const direction = strong[index] ?? base;
    if (sort === 'd') return direction === 1 ? 2 : base === 1 ? 2 : 0;
    return direction === 1 ? 1 : base === 1 ? 2 : 0;
  });
}

function directions(read: readonly Token[], base: 0 | 1): readonly (0 | 1)[] {
  const own = read.map(({ sort }, index): 0 | 1 | null => {
    if (sort === 'n') return null;
    if (sort === 'r') return 1;
    if (sort === 'l') return 0;
    const before = read.slice(0, index).findLast((token) => token.sort === 'l' || token.sort === 'r');
    return before === undefined ? base : before.sort === 'r' ? 1 : 0;
  });
  return own.map((direction, index) => {
    if (direction !== null) return direction;
    const [before, after] = [
      own.slice(0, index).findLast((one) => one !== null) ?? base,
      own.slice(index + 1).find((one) => one !== null) ?? base,
    ];
    return before === after ? before : base;
  });
}

/** From the highest level down to the lowest odd one, each run of at least that level is turned around. */
function reordered<T extends { readonly level: number }>(pieces: readonly T[]): readonly T[] {
  let seen = [...pieces];
  for (let level = 2; level >= 1; level -= 1) {
    const next: T[] = [];
    let run: T[] = [];
    for (const piece of seen) {
      if (piece.level >= level) run.push(piece);
      else {
        next.push(...run.toReversed(), piece);
        run = [];
      }
    }
    seen = [...next, ...run.toReversed()];
  }
  return seen;
}

const mirrors: Readonly<Record<string, string>> = {
  '(': ')',
  ')': '(',
  '[': ']',
  ']': '[',
  '{': '}',
  '}': '{',
  '<': '>',
  '>': '<',
  '«': '»',
  '»': '«',
};

const mirrored = (text: string): string =>
  Array.from(text)
    .map((letter) => mirrors[letter] ?? letter)
    .toReversed()
    .join('');

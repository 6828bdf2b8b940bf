/** One column of a table. Figures stand right; text gives way when the terminal is narrow. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** May be broken over lines. The widest one gives way first. */
  readonly gives?: boolean;
  /** Left out when there is no room for it, the last such column first. */
  readonly isExtra?: boolean;
}

const gap = 2;
const narrowest = 12;

/**
 * Lines of an aligned table that fit into the width; nothing is cut off, what is too long goes on below. Where not even that fits,
 * each row stands in lines of its own, every cell beside its title.
 */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  if (rows.length === 0) return [];
  const shown = fitting(columns, rows, width);
  const picked = rows.map((row) => shown.map((index) => row[index] ?? ''));
  const titles = shown.map((index) => columns[index]?.title ?? '');
  const rules = shown.flatMap((index) => columns[index] ?? []);
  const widths = widthsOf(rules, [titles, ...picked], width);
  if (widths.reduce((a, b) => a + b, 0) + gap * (widths.length - 1) > width) return stacked(titles, picked, width);
  const lines = [titles, ...picked].flatMap((row) => rowLines(row, rules, widths));
  const head = rowLines(titles, rules, widths).length;
  const rule = widths.map((each) => '─'.repeat(each)).join(' '.repeat(gap));
  return [...lines.slice(0, head), rule, ...lines.slice(head)];
}

/** A row is headed by its cells without a title, or by its first one. */
function stacked(titles: readonly string[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  const heads = titles.includes('') ? titles.map((title) => title === '') : titles.map((_, index) => index === 0);
  return rows.flatMap((row) => [
    ...wrapped(row.filter((cell, index) => heads[index] && cell !== '').join(' '), width),
    ...row.flatMap((cell, index) => (heads[index] || cell === '' ? [] : indented(`${titles[index] ?? ''}: ${cell}`, width))),
  ]);
}

/** Which columns stay: extra ones go, from the last, until the others have their least width. */
function fitting(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly number[] {
  const least = (index: number): number => {
    const natural = Math.max(length(columns[index]?.title ?? ''), ...rows.map((row) => length(row[index] ?? '')));
    return columns[index]?.gives ? Math.min(natural, narrowest) : natural;
  };
  let shown = columns.map((_, index) => index);
  const total = (of: readonly number[]): number => of.reduce((sum, index) => sum + least(index), 0) + gap * (of.length - 1);
  for (const index of shown.toReversed()) {
    if (total(shown) <= width) break;
    if (columns[index]?.isExtra) shown = shown.filter((each) => each !== index);
  }
  return shown;
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): readonly number[] {
  const widths = columns.map((_, index) => Math.max(1, ...rows.map((row) => length(row[index] ?? ''))));
  const tooMuch = (): number => widths.reduce((a, b) => a + b, 0) + gap * (widths.length - 1) - width;
  while (tooMuch() > 0) {
    const givers = columns.flatMap((column, index) => (column.gives && (widths[index] ?? 0) > narrowest ? [index] : []));
    const widest = givers.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function rowLines(row: readonly string[], columns: readonly Column[], widths: readonly number[]): readonly string[] {
  const cells = row.map((cell, index) => (columns[index]?.gives ? wrapped(cell, widths[index] ?? cell.length) : [cell]));
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, index) => padded(cell[line] ?? '', widths[index] ?? 0, columns[index]?.align === 'right'))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

const padded = (text: string, width: number, isRight: boolean): string => {
  const room = ' '.repeat(Math.max(0, width - length(text)));
  return isRight ? room + text : text + room;
};

/** Letters as a terminal counts them, near enough: marks that sit on other letters take no room, East Asian ones take two. */
export const length = (text: string): number =>
  Array.from(text).reduce(
    (sum, letter) =>
      sum + (/\p{M}/u.test(letter) ? 0 : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(letter) ? 2 : 1),
    0,
  );

/** Text in lines of at most that width, broken between words, and within one only where it is longer than a line. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const rest = length(word) > width ? pieces(word, width) : [word];
      for (const piece of rest) {
        if (line === '') line = piece;
        else if (length(line) + 1 + length(piece) <= width) line += ` ${piece}`;
        else {
          lines.push(line);
          line = piece;
        }
      }
    }
    lines.push(line);
  }
  return lines;
}

/** By letters as they are counted: none is cut in half. */
function pieces(word: string, width: number): readonly string[] {
  const found: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && length(piece + letter) > width) {
      found.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...found, piece];
}

/** Wrapped text whose further lines stand under the first one's text. */
export const indented = (text: string, width: number, by = 2): readonly string[] => {
  const lead = ' '.repeat(by);
  return wrapped(text, Math.max(width - by, narrowest)).map((line) => lead + line);
};

/** What names and texts of others must not do to a terminal: move its cursor, rename its window, turn the direction of a line. */
const controls = /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;
export const withoutControls = (text: string): string => text.replaceAll(controls, '\ufffd');

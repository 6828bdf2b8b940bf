/** A line of a text file, with its number from 1. */
export interface TextLine {
  readonly text: string;
  readonly at: number;
}

/** Splits text that comes by the piece into lines; any of the three kinds of line end, also one that a piece cuts in two. */
export function textLines(): { push(text: string): readonly TextLine[]; end(): readonly TextLine[] } {
  let rest = '';
  let count = 0;
  const next = (text: string): TextLine => ({ text, at: (count += 1) });
  return {
    push: (text) => {
      const all = rest + text;
      // A carriage return at the very end may be half of a line end.
      const held = all.endsWith('\r') ? '\r' : '';
      const lines = all.slice(0, all.length - held.length).split(/\r\n|\n|\r/);
      rest = `${lines.pop() ?? ''}${held}`;
      return lines.map(next);
    },
    end: () => {
      const left = rest.split(/\r\n|\n|\r/);
      rest = '';
      if (left.at(-1) === '') left.pop();
      return left.map(next);
    },
  };
}

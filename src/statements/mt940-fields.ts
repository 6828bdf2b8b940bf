import { textLines } from './text-lines.ts';
import type { TextLine } from './text-lines.ts';

/** A field of a SWIFT message: ':61:' is the tag '61'; its text may go over lines. `end` is the mark behind a message. */
export interface MtField {
  readonly tag: string;
  readonly text: string;
  readonly at: number;
}

const begins = /^\s*:(\d{2}[A-Z]?):(.*)$/;
/** The envelope of a message, and what banks write around it. */
const isEnvelope = (text: string): boolean => /^\s*\{\d:/.test(text);
const isEnd = (text: string): boolean => /^-\}?\s*$|^-X{1,3}\s*$/.test(text);

/** Cuts MT940 and MT942 into fields. What stands before the first field, and between messages, belongs to the bank's own wrapping. */
export function mtFields(): { push(text: string): readonly MtField[]; end(): readonly MtField[] } {
  const lines = textLines();
  let open: { readonly tag: string; readonly at: number; text: string } | null = null;
  let broken = '';
  const ended = (): readonly MtField[] => {
    const field = open;
    open = null;
    return field === null ? [] : [{ ...field, text: field.text.replace(/\n+$/, '') }];
  };
  const take = (line: TextLine): readonly MtField[] => {
    // Some banks break a line within a tag.
    const text = broken + line.text;
    broken = '';
    if (/^:\d{0,2}[A-Z]?$/.test(text)) {
      broken = text;
      return [];
    }
    if (isEnd(text)) return [...ended(), { tag: 'end', text: '', at: line.at }];
    const start = begins.exec(isEnvelope(text) ? text.replace(/^.*\{4:\s*/, '') : text);
    if (start !== null) {
      const before = ended();
      open = { tag: start[1] ?? '', text: start[2] ?? '', at: line.at };
      return before;
    }
    if (open !== null && !isEnvelope(text)) open.text += `\n${text}`;
    return [];
  };
  return {
    push: (text) => lines.push(text).flatMap(take),
    end: () => [...lines.end().flatMap(take), ...ended()],
  };
}

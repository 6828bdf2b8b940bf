import { textLines } from './text-lines.ts';
import type { TextLine } from './text-lines.ts';

/** A record with its continuations (88) put behind it: '16' and its fields, the last of which may be text with commas. */
export interface BaiRecord {
  readonly code: string;
  readonly fields: readonly string[];
  readonly at: number;
}

const begins = /^\s*(01|02|03|16|88|49|98|99),/;
/** Some programs write several records on one line; a record ends with a slash. */
const within = /\/\s+(?=(?:01|02|03|16|88|49|98|99),)/;

/** Cuts BAI2 into records. What is no record of its own continues the text before it. */
export function baiRecords(): { push(text: string): readonly BaiRecord[]; end(): readonly BaiRecord[] } {
  const lines = textLines();
  let open: { readonly code: string; readonly at: number; body: string; isText: boolean } | null = null;
  const ended = (): readonly BaiRecord[] => {
    const record = open;
    open = null;
    return record === null ? [] : [{ code: record.code, at: record.at, fields: fieldsOf(record.code, record.body) }];
  };
  const take = (piece: string, at: number): readonly BaiRecord[] => {
    const code = begins.exec(piece)?.[1];
    const bare = withoutEnd(piece);
    if (code === undefined || code === '88') {
      if (open === null) return [];
      const more = code === undefined ? bare : bare.slice(bare.indexOf(',') + 1);
      // Text runs on as it is; other fields begin anew behind a continuation.
      open.body += open.isText ? `\n${more}` : `,${more}`;
      open.isText ||= open.code === '16' && hasText(open.body);
      return [];
    }
    const before = ended();
    const body = bare.slice(bare.indexOf(',') + 1);
    open = { code, at, body, isText: code === '16' && hasText(body) };
    return before;
  };
  const takeLine = ({ text, at }: TextLine): readonly BaiRecord[] =>
    text.trim() === '' ? [] : text.split(within).flatMap((piece) => take(piece, at));
  return {
    push: (text) => lines.push(text).flatMap(takeLine),
    end: () => [...lines.end().flatMap(takeLine), ...ended()],
  };
}

const withoutEnd = (piece: string): string => piece.trim().replace(/\/$/, '');

/** How many fields a funds type takes with it (Cash Management Balance Reporting Specifications, version 2: Funds Type). */
export function fundsLength(fields: readonly string[], from: number): number {
  switch ((fields[from] ?? '').trim().toUpperCase()) {
    case 'V':
      return 3;
    case 'S':
      return 4;
    case 'D': {
      const count = fields[from + 1]?.trim() ?? '';
      return 2 + 2 * (/^\d{1,3}$/.test(count) ? Number(count) : 0);
    }
    default:
      return 1;
  }
}

/** Type, amount, funds, the bank's and the customer's references: what stands behind them is text. */
const textAt = (fields: readonly string[]): number => 4 + fundsLength(fields, 2);
const hasText = (body: string): boolean => {
  const fields = body.split(',');
  return fields.length > textAt(fields);
};

function fieldsOf(code: string, body: string): readonly string[] {
  const fields = body.split(',');
  if (code !== '16') return fields.map((field) => field.trim());
  const at = textAt(fields);
  return [...fields.slice(0, at).map((field) => field.trim()), ...(fields.length > at ? [fields.slice(at).join(',')] : [])];
}

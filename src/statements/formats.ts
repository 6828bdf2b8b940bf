/** What kinds of file there are; `null` where the first text does not say. */
export type StatementFormat = 'ofx' | 'qif' | 'camt' | 'mt940' | 'bai2' | 'csv';

/** The format by the first text of a file: what it says, never what it is called. */
export function formatOf(head: string): StatementFormat | null {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (/<OFX\b/i.test(text) || /^OFXHEADER\s*:/i.test(text)) return 'ofx';
  if (text.startsWith('<')) return /<(?:\w+:)?(?:Document|BkToCstmr\w+)\b/.test(text) ? 'camt' : null;
  if (/^!(?:Type:|Account|Option:|Clear:)/im.test(text)) return 'qif';
  if (/^01,[^\r\n]*(?:\/|\r|\n)/.test(text) && /(?:^|[\r\n/]\s*)0[23],/.test(text)) return 'bai2';
  if (text.startsWith('{1:F01') || /^\s*:(?:20|25|28C?|6[0-5][FM]?|86|13D?|34F|21):/m.test(text)) return 'mt940';
  return /[,;\t|]/.test(text) ? 'csv' : null;
}

const strange: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a ZIP archive or a workbook'],
  ['%PDF', 'a PDF'],
  ['\u00D0\u00CF\u0011\u00E0', 'an Excel file of before 2007'],
];

/** What a file is that is no text at all; null where it may be text. */
export function strangeFile(first: Uint8Array): string | null {
  const start = String.fromCharCode(...first.subarray(0, 4));
  return strange.find(([magic]) => start.startsWith(magic))?.[1] ?? null;
}

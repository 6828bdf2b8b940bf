import { equal, readDecimal } from '../../core/decimal.ts';
import type { Decimal } from '../../core/decimal.ts';

/** How a file writes figures: 1,234.56 (or 1234.56) against 1.234,56 (or 1234,56). One for the whole file. */
export type Decimals = 'point' | 'comma';

// A group of thousands is always three digits, so 0.001 is never a thousand.
const shapes: Readonly<Record<Decimals, RegExp>> = {
  point: /^(\d+|[1-9]\d{0,2}(?:([,' \u00a0\u202f\u2019])\d{3})(?:\2\d{3})*)?(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/,
  comma: /^(\d+|[1-9]\d{0,2}(?:([.' \u00a0\u202f\u2019])\d{3})(?:\2\d{3})*)?(?:,(\d+))?(?:[eE]([+-]?\d{1,2}))?$/,
};

/** Reads a figure as people and programs write it: currency signs, (12.50) or 12.50- for negative, groups of thousands. */
export function readFigure(text: string, decimals: Decimals): Decimal | null {
  if (/^-?\d{1,15}$/.test(text) || (decimals === 'point' && /^-?\d{1,15}\.\d{1,15}$/.test(text))) return readDecimal(text);
  const bare = text.replace(/^[\s\u00a0]*[£$€¥₹]?[\s\u00a0]*|[\s\u00a0]*[£$€¥₹]?[\s\u00a0]*$/g, '').replace('\u2212', '-');
  const signed = /^(?:\((.+)\)|([+-]?)[£$€¥₹]?(.*?)(-?))$/.exec(bare);
  if (!signed) return null;
  const [, inBrackets, sign = '', plain = '', trailing = ''] = signed;
  if (sign !== '' && trailing !== '') return null;
  const figure = shapes[decimals].exec(inBrackets ?? plain);
  if (!figure) return null;
  const [, whole, , fraction, exponent] = figure;
  if (whole === undefined && fraction === undefined) return null;
  const digits = (whole ?? '0').replace(/\D/g, '');
  const isNegative = inBrackets !== undefined || sign === '-' || trailing === '-';
  return readDecimal(
    `${isNegative ? '-' : ''}${digits}${fraction === undefined ? '' : `.${fraction}`}${exponent === undefined ? '' : `e${exponent}`}`,
  );
}

/** What one figure says about the file's way of writing: the only way it can be read, or that both ways give another value. */
export function figureSays(text: string): Decimals | 'either' | 'differs' | 'neither' {
  if (/^-?\d*$/.test(text)) return text === '' || text === '-' ? 'neither' : 'either';
  const [point, comma] = [readFigure(text, 'point'), readFigure(text, 'comma')];
  if (point === null) return comma === null ? 'neither' : 'comma';
  if (comma === null) return 'point';
  return equal(point, comma) ? 'either' : 'differs';
}

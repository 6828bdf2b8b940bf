/**
 * Reads a figure as a person types it: '1.234,50', '1,234.50', '1 234.5', '12,5'. Gives canonical decimal text, or null. A separator that
 * stands once, with three digits after it, is what the person's locale says it is.
 */
export function readFigure(typed: string, locale: string): string | null {
  const text = typed.replaceAll(/[\s\u00a0\u202f’']/g, '').replaceAll('−', '-');
  if (!/^-?[\d.,]*\d[\d.,]*$/.test(text)) return null;
  const decimal = decimalMarkOf(text, locale);
  const group = decimal === ',' ? '.' : ',';
  const whole = text.replaceAll(group, '');
  const plain = decimal === null ? whole.replaceAll(',', '') : whole.replace(decimal, '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? plain : /^-?\.\d+$/.test(plain) ? plain.replace('.', '0.') : null;
}

/** Canonical text as the person would type it, so that reading it gives the same again. */
export const typedFigure = (figure: string, locale: string): string => figure.replace('.', markOf(locale));

function decimalMarkOf(text: string, locale: string): '.' | ',' | null {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (last === -1) return null;
  const mark = text.charAt(last) === ',' ? ',' : '.';
  const other = mark === ',' ? '.' : ',';
  // With both of them the later one is the decimal mark; one that stands several times groups.
  if (text.includes(other)) return mark;
  if (text.indexOf(mark) !== last) return other;
  return text.length - last - 1 === 3 && markOf(locale) !== mark ? other : mark;
}

const markOf = (locale: string): '.' | ',' =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value === ',' ? ',' : '.';

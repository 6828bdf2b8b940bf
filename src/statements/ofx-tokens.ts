/** A piece of an OFX file: an aggregate that begins or ends, or a leaf with its value. */
export type OfxToken =
  | { readonly is: 'begin' | 'end'; readonly name: string; readonly at: number }
  | { readonly is: 'leaf'; readonly name: string; readonly value: string; readonly at: number };

/** The aggregates that statements are made of (OFX 2.3, sections 3 and 11); any other element without a value is an empty leaf. */
const aggregates: ReadonlySet<string> = new Set(
  `OFX SIGNONMSGSRSV1 SONRS STATUS FI BANKMSGSRSV1 STMTTRNRS STMTRS BANKACCTFROM BANKACCTTO BANKTRANLIST STMTTRN PAYEE CURRENCY ORIGCURRENCY
  LEDGERBAL AVAILBAL BALLIST BAL CREDITCARDMSGSRSV1 CCSTMTTRNRS CCSTMTRS CCACCTFROM CCACCTTO INVSTMTMSGSRSV1 INVSTMTTRNRS INVSTMTRS
  INVACCTFROM INVTRANLIST INVBANKTRAN INVBAL INVPOSLIST SECLISTMSGSRSV1 SECLIST BANKTRANLISTP STMTTRNP`.split(/\s+/),
);

/**
 * Cuts OFX, old (SGML, where leaves have no end) and new (XML), into tokens. Banks mix the two: closed and open leaves, everything on
 * one line, empty leaves, ampersands that were not written as entities.
 */
export function ofxTokens(): { push(text: string): readonly OfxToken[]; end(): readonly OfxToken[] } {
  let rest = '';
  let at = 1;
  const cut = (text: string, isLast: boolean): readonly OfxToken[] => {
    const found: OfxToken[] = [];
    let from = 0;
    for (;;) {
      const open = text.indexOf('<', from);
      if (open < 0) break;
      const element = elementAt(text, open, isLast);
      if (element === null) {
        at += countLines(text, from, open);
        rest = text.slice(open);
        return found;
      }
      at += countLines(text, from, open);
      const token = tokenOf(element, at);
      if (token !== null) found.push(token);
      at += countLines(text, open, element.through);
      from = element.through;
    }
    at += countLines(text, from, text.length);
    rest = '';
    return found;
  };
  return { push: (text) => cut(rest + text, false), end: () => cut(rest, true) };
}

interface Element {
  readonly tag: string;
  readonly value: string;
  readonly through: number;
}

/** The element that begins here with the text that follows it; null while its end has not come yet. */
function elementAt(text: string, open: number, isLast: boolean): Element | null {
  const special = text.startsWith('<!--', open) ? '-->' : text.startsWith('<?', open) ? '?>' : null;
  if (special !== null) {
    const close = text.indexOf(special, open);
    if (close >= 0) return { tag: '', value: '', through: close + special.length };
    return isLast ? { tag: '', value: '', through: text.length } : null;
  }
  const close = text.indexOf('>', open);
  if (close < 0) return isLast ? { tag: '', value: '', through: text.length } : null;
  const tag = text.slice(open + 1, close).trim();
  const isQuoted = text.startsWith('<![CDATA[', close + 1);
  const end = isQuoted ? text.indexOf(']]>', close) : text.indexOf('<', close);
  if (end < 0 && !isLast) return null;
  const through = end < 0 ? text.length : isQuoted ? end + 3 : end;
  const value = isQuoted ? text.slice(close + 10, end < 0 ? text.length : end) : unescaped(text.slice(close + 1, through));
  return { tag, value, through };
}

const plainName = /^[A-Z0-9.]+$/;

function tokenOf({ tag, value }: Element, at: number): OfxToken | null {
  // Nearly every name is plain already, and a long file has millions of them.
  const name = plainName.test(tag) ? tag : (tag.replace(/^\//, '').replace(/\/$/, '').split(/\s/)[0]?.toUpperCase() ?? '');
  if (name === '' || name.startsWith('!')) return null;
  if (tag.startsWith('/')) return aggregates.has(name) ? { is: 'end', name, at } : null;
  if (tag.endsWith('/')) return null;
  if (aggregates.has(name)) return { is: 'begin', name, at };
  const bare = value.trim();
  const trimmed = /\s\s|[\t\r\n]/.test(bare) ? bare.replaceAll(/\s+/g, ' ') : bare;
  return trimmed === '' ? null : { is: 'leaf', name, value: trimmed, at };
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Entities become what they stand for; an ampersand that begins none stays one. */
const unescaped = (text: string): string =>
  text.includes('&')
    ? text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (whole, number: string, hex: string, name: string) =>
        name !== undefined
          ? (entities[name.toLowerCase()] ?? whole)
          : letterOf(number === undefined ? Number.parseInt(hex, 16) : Number(number), whole),
      )
    : text;

const letterOf = (code: number, otherwise: string): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise);

function countLines(text: string, from: number, through: number): number {
  let count = 0;
  for (let index = text.indexOf('\n', from); index >= 0 && index < through; index = text.indexOf('\n', index + 1)) count += 1;
  return count;
}

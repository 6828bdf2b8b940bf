import { faults } from './faults.ts';

/** A statement of the query language, read and not yet looked at. */
export interface Statement {
  readonly from: string;
  /** Null: everything; 'count': how many. */
  readonly fields: readonly string[] | 'count' | null;
  readonly where: readonly Condition[];
  readonly order: readonly { readonly field: string; readonly isDescending: boolean }[];
  readonly start: number;
  readonly max: number;
}

export interface Condition {
  readonly field: string;
  readonly is: '=' | '<' | '>' | '<=' | '>=' | 'in' | 'like';
  readonly values: readonly string[];
}

interface Token {
  readonly text: string;
  readonly isText: boolean;
}

const pattern = /\s*(?:'((?:[^'\\]|\\.)*)'|(<=|>=|!=|<>|[=<>(),*])|([^\s'=<>(),*]+))/y;

function tokensOf(statement: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = statement.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw faults.parse(`Encountered " "${text.charAt(at)}"" at line 1, column ${at + 1}.`);
    const [, quoted, sign, plain] = match;
    tokens.push(
      quoted === undefined ? { text: sign ?? plain ?? '', isText: false } : { text: quoted.replaceAll(/\\(.)/g, '$1'), isText: true },
    );
  }
  return tokens;
}

/** Reads `select * from Invoice where … orderby … startposition 1 maxresults 100`. There is no or, no not and no join. */
export function readQuery(text: string): Statement {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = (ahead = 0): string => {
    const token = tokens[at + ahead];
    return token === undefined || token.isText ? '' : token.text.toLowerCase();
  };
  const take = (): Token => {
    const token = tokens[at];
    if (!token) throw faults.parse('Encountered "<EOF>": the statement ends too early.');
    at += 1;
    return token;
  };
  const expect = (...words: readonly string[]): void => {
    for (const word of words) {
      const token = take();
      if (token.isText || token.text.toLowerCase() !== word) throw faults.parse(`Encountered "${token.text}". Was expecting: "${word}"`);
    }
  };
  const skip = (word: string): boolean => {
    if (peek() !== word) return false;
    at += 1;
    return true;
  };

  expect('select');
  const fields = readFields({ skip, take, expect });
  expect('from');
  const from = take().text;
  const where: Condition[] = [];
  if (skip('where')) {
    do where.push(readCondition({ skip, take, expect }));
    while (skip('and'));
  }
  const order: { readonly field: string; readonly isDescending: boolean }[] = [];
  let [start, max] = [1, 100];
  while (at < tokens.length) {
    if (skip('orderby') || (peek(1) === 'by' && skip('order') && skip('by'))) {
      do {
        const field = take().text;
        order.push({ field, isDescending: !skip('asc') && skip('desc') });
      } while (skip(','));
    } else if (skip('startposition')) start = wholeNumber(take().text, 1);
    else if (skip('maxresults')) max = Math.min(wholeNumber(take().text, 1), 1000);
    else throw faults.parse(`Encountered " "${take().text}"". Was expecting one of: "and", "orderby", "startposition", "maxresults"`);
  }
  return { from, fields, where, order, start, max };
}

interface Reader {
  readonly skip: (word: string) => boolean;
  readonly take: () => Token;
  readonly expect: (...words: readonly string[]) => void;
}

function readFields({ skip, take, expect }: Reader): Statement['fields'] {
  if (skip('*')) return null;
  const first = take().text;
  if (first.toLowerCase() === 'count') {
    expect('(', '*', ')');
    return 'count';
  }
  const fields = [first];
  while (skip(',')) fields.push(skip('*') ? '*' : take().text);
  return fields;
}

const signs = ['=', '<', '>', '<=', '>=', 'in', 'like'] as const;

function readCondition({ skip, take, expect }: Reader): Condition {
  const field = take().text;
  const sign = take().text.toLowerCase();
  const is = signs.find((one) => one === sign);
  if (!is) throw faults.parse(`Encountered "${sign}". Was expecting one of: "=", "<", ">", "<=", ">=", "in", "like"`);
  if (is !== 'in') return { field, is, values: [take().text] };
  expect('(');
  const values = [take().text];
  while (skip(',')) values.push(take().text);
  expect(')');
  return { field, is, values };
}

function wholeNumber(text: string, least: number): number {
  if (!/^\d+$/.test(text)) throw faults.parse(`Encountered "${text}". Was expecting a number`);
  const value = Number(text);
  if (value < least) throw faults.badQuery(`value ${text} is too small. Min allowed value is ${least}`);
  return value;
}

import { compare, readDecimal } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { BadQuery } from './refusals.ts';

/** What a column of a row holds: dates are milliseconds, figures are decimals. */
export type Value = string | boolean | null | number | Decimal;

/** The columns of a resource by the names that `where` and `order` use ('Contact.ContactID'). */
export type Columns<T> = Readonly<Record<string, (row: T) => Value>>;

export interface Where<T> {
  readonly matches: (row: T) => boolean;
  /** Columns that must equal a text for the row to match at all, so that an index may serve. */
  readonly equals: readonly { readonly column: string; readonly text: string }[];
}

type Node<T> =
  | { readonly kind: 'column'; readonly name: string; readonly read: (row: T) => Value }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'computed'; readonly read: (row: T) => Value; readonly equals: Where<T>['equals'] };

/** Reads the subset of .NET expressions that Xero documents. Throws `BadQuery` for anything else. */
export function readWhere<T>(text: string, columns: Columns<T>): Where<T> {
  const tokens = tokensOf(text);
  const reader = { tokens, at: 0, columns };
  const node = either(reader);
  if (reader.at < tokens.length) throw new BadQuery(`'${tokens[reader.at]}' was not expected in the where clause`);
  const read = readOf(node);
  return { matches: (row) => read(row) === true, equals: node.kind === 'computed' ? node.equals : [] };
}

interface Tokens<T> {
  readonly tokens: readonly string[];
  at: number;
  readonly columns: Columns<T>;
}

const pattern = /\s*("(?:[^"\\]|\\.)*"|==|!=|<=|>=|&&|\|\||[<>()!,.]|-?\d+(?:\.\d+)?|[A-Za-z_][A-Za-z_0-9]*)/y;

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.trimEnd().length) {
    const from = pattern.lastIndex;
    const found = pattern.exec(text);
    if (found?.[1] === undefined) throw new BadQuery(`the where clause cannot be read from '${text.slice(from, from + 20)}'`);
    tokens.push(found[1]);
  }
  if (tokens.length === 0) throw new BadQuery('the where clause is empty');
  return tokens;
}

const next = <T>(reader: Tokens<T>): string | undefined => reader.tokens[reader.at];

function accept<T>(reader: Tokens<T>, ...words: readonly string[]): string | null {
  const token = next(reader);
  if (token === undefined || !words.includes(token.toUpperCase())) return null;
  reader.at += 1;
  return token;
}

function expect<T>(reader: Tokens<T>, word: string): void {
  if (accept(reader, word) === null) throw new BadQuery(`'${word}' was expected in the where clause, not '${next(reader) ?? 'its end'}'`);
}

function either<T>(reader: Tokens<T>): Node<T> {
  let left = both(reader);
  while (accept(reader, 'OR', '||') !== null) {
    const [a, b] = [readOf(left), readOf(both(reader))];
    left = { kind: 'computed', read: (row) => a(row) === true || b(row) === true, equals: [] };
  }
  return left;
}

function both<T>(reader: Tokens<T>): Node<T> {
  let left = comparison(reader);
  while (accept(reader, 'AND', '&&') !== null) {
    const right = comparison(reader);
    const [a, b] = [readOf(left), readOf(right)];
    left = { kind: 'computed', read: (row) => a(row) === true && b(row) === true, equals: [...equalsOf(left), ...equalsOf(right)] };
  }
  return left;
}

const equalsOf = <T>(node: Node<T>): Where<T>['equals'] => (node.kind === 'computed' ? node.equals : []);

function comparison<T>(reader: Tokens<T>): Node<T> {
  const left = operand(reader);
  const operator = accept(reader, '==', '!=', '<', '>', '<=', '>=');
  if (operator === null) return left;
  const right = operand(reader);
  const [a, b] = [readOf(left), readOf(right)];
  const holds = comparers[operator] ?? (() => false);
  const named = operator === '==' && left.kind === 'column' && right.kind === 'constant' ? { column: left.name, text: right.value } : null;
  const equals = named !== null && typeof named.text === 'string' ? [{ column: named.column, text: named.text }] : [];
  return { kind: 'computed', read: (row) => holds(a(row), b(row)), equals };
}

const comparers: Readonly<Record<string, (a: Value, b: Value) => boolean>> = {
  '==': (a, b) => orderOf(a, b) === 0,
  '!=': (a, b) => orderOf(a, b) !== 0,
  '<': (a, b) => (orderOf(a, b) ?? 1) < 0,
  '>': (a, b) => (orderOf(a, b) ?? -1) > 0,
  '<=': (a, b) => (orderOf(a, b) ?? 1) <= 0,
  '>=': (a, b) => (orderOf(a, b) ?? -1) >= 0,
};

/** Null where the two cannot be compared (a date with nothing), which makes every comparison but != false. */
export function orderOf(a: Value, b: Value): number | null {
  if (a === b) return 0;
  if (a === null || b === null || typeof a === 'boolean' || typeof b === 'boolean') return null;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'object' && typeof b === 'object') return compare(a, b);
  return null;
}

function operand<T>(reader: Tokens<T>): Node<T> {
  if (accept(reader, '!') !== null) {
    const inner = readOf(operand(reader));
    return { kind: 'computed', read: (row) => inner(row) !== true, equals: [] };
  }
  if (accept(reader, '(') !== null) {
    const inner = either(reader);
    expect(reader, ')');
    return inner;
  }
  const token = next(reader);
  if (token === undefined) throw new BadQuery('the where clause ends too early');
  reader.at += 1;
  if (token.startsWith('"')) return methods(reader, { kind: 'constant', value: unquote(token) });
  if (/^-?\d/.test(token)) return { kind: 'constant', value: readDecimal(token) };
  const constant = { TRUE: true, FALSE: false, NULL: null }[token.toUpperCase()];
  if (constant !== undefined) return { kind: 'constant', value: constant };
  if (token.toLowerCase() === 'guid') return { kind: 'constant', value: (argumentsOf(reader)[0] ?? '').toLowerCase() };
  if (token === 'DateTime') return { kind: 'constant', value: dateTime(reader) };
  return methods(reader, columnOf(reader, token));
}

const unquote = (token: string): string => token.slice(1, -1).replaceAll(/\\(.)/g, '$1');

function argumentsOf<T>(reader: Tokens<T>): readonly string[] {
  expect(reader, '(');
  const found: string[] = [];
  while (accept(reader, ')') === null) {
    const token = next(reader);
    if (token === undefined) throw new BadQuery("')' was expected at the end of the where clause");
    if (token !== ',') found.push(token.startsWith('"') ? unquote(token) : token);
    reader.at += 1;
  }
  return found;
}

function dateTime<T>(reader: Tokens<T>): number {
  if (accept(reader, '.') !== null) {
    expect(reader, 'PARSE');
    const text = argumentsOf(reader)[0] ?? '';
    const at = Date.parse(
      /[zZ]|[+-]\d\d:?\d\d$/.test(text)
        ? text
        : text.includes('T')
          ? `${text}Z`
          : `${text.replace(' ', 'T')}${text.includes(' ') ? 'Z' : 'T00:00:00Z'}`,
    );
    if (Number.isNaN(at)) throw new BadQuery(`'${text}' is not a date`);
    return at;
  }
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0] = argumentsOf(reader).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const methodNames = new Set(['ToLower', 'ToUpper', 'Contains', 'StartsWith', 'EndsWith']);

function columnOf<T>(reader: Tokens<T>, first: string): Node<T> {
  let name = first;
  while (next(reader) === '.' && !methodNames.has(reader.tokens[reader.at + 1] ?? '')) {
    name += `.${reader.tokens[reader.at + 1] ?? ''}`;
    reader.at += 2;
  }
  // Dates are nullable in Xero's expressions, and callers write Date.Value as often as Date.
  const read = reader.columns[name] ?? reader.columns[name.replace(/\.Value$/, '')];
  if (!read) throw new BadQuery(`No property or field '${name}' exists`);
  return { kind: 'column', name, read };
}

function methods<T>(reader: Tokens<T>, subject: Node<T>): Node<T> {
  let node = subject;
  while (accept(reader, '.') !== null) {
    const method = next(reader) ?? '';
    reader.at += 1;
    const argument = argumentsOf(reader)[0] ?? '';
    const read = readOf(node);
    const apply = textMethods[method];
    if (!apply) throw new BadQuery(`No method '${method}' exists`);
    node = {
      kind: 'computed',
      read: (row) => {
        const value = read(row);
        return typeof value === 'string' ? apply(value, argument) : null;
      },
      equals: [],
    };
  }
  return node;
}

const textMethods: Readonly<Record<string, (text: string, argument: string) => Value>> = {
  ToLower: (text) => text.toLowerCase(),
  ToUpper: (text) => text.toUpperCase(),
  Contains: (text, part) => text.includes(part),
  StartsWith: (text, part) => text.startsWith(part),
  EndsWith: (text, part) => text.endsWith(part),
};

function readOf<T>(node: Node<T>): (row: T) => Value {
  if (node.kind === 'constant') return () => node.value;
  return node.read;
}

import { LineCounter, isMap, isNode, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { z } from 'zod';

/** What is wrong in a file that a person wrote, and where: shown beside the line. Lines and columns count from one. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly seen: string;
  readonly expected: string;
  readonly fix: string;
}

/**
 * Reads YAML that a person wrote, strictly: a key that means nothing is a problem, with the nearest one that does.
 * Scalars arrive as the text that was written (an account '090' stays '090', a rate '17.50' never becomes a float); only
 * null, true and false are themselves.
 */
export function readWritten<T>(text: string, schema: z.ZodType<T>): { readonly value: T } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseYaml(text, lines);
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) =>
        placed(lines, error.pos[0], { seen: 'text that is not YAML', expected: yamlRule(error.message), fix: 'correct the line' }),
      ),
    };
  }
  const alias = firstAlias(document);
  if (alias !== null) {
    const fix = 'write it out where it is meant';
    return { problems: [placed(lines, alias, { seen: 'an alias (*name)', expected: 'what it stands for', fix })] };
  }
  const result = schema.safeParse(document.toJS() ?? {}, { reportInput: true });
  if (result.success) return { value: result.data };
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, { document, lines, shape }));
  return { problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) };
}

/** The document with its comments, for reading and for careful changes. */
export const parseYaml = (text: string, lineCounter = new LineCounter()): Document.Parsed =>
  parseDocument(text, { schema: 'failsafe', customTags: ['null', 'bool'], lineCounter, prettyErrors: false });

/**
 * Where the first alias stands; null when there is none. A few lines of aliases of aliases stand for more than the machine holds, and
 * who decides on an account reads it where it counts.
 */
function firstAlias(document: Document.Parsed): number | null {
  let found: number | null = null;
  visit(document, {
    Alias: (_key, node) => {
      found = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

interface Place {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  readonly shape: unknown;
}
type Issue = z.core.$ZodIssue;

function problemsOf(issue: Issue, place: Place): readonly Problem[] {
  const at = (path: readonly PropertyKey[]): number => offsetOf(place.document, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(place.shape, issue.path);
    return issue.keys.map((key) => {
      const near = nearest(key, known);
      const fix = near === null ? 'remove it' : `write '${near}'`;
      return placed(place.lines, at([...issue.path, key]), { seen: `the key '${key}'`, expected: `one of ${known.join(', ')}`, fix });
    });
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of a union (a code, or named entries) the branch that fits what was written says what is wrong with it.
    const branch = issue.errors.find((errors) => !errors.some((error) => error.path.length === 0 && error.code === 'invalid_type'));
    return (branch ?? issue.errors[0] ?? []).flatMap((inner) => problemsOf({ ...inner, path: [...issue.path, ...inner.path] }, place));
  }
  const name = issue.path.at(-1);
  if (issue.input === undefined && issue.code !== 'custom') {
    const where = issue.path.length > 1 ? ` under ${issue.path.slice(0, -1).map(String).join('.')}` : '';
    return [placed(place.lines, at(issue.path), { seen: 'nothing', expected: expectedOf(issue), fix: `add '${String(name)}:'${where}` })];
  }
  const options = issue.code === 'invalid_value' ? issue.values.map(String) : issue.code === 'invalid_union' ? optionsOf(issue) : [];
  // A union that no discriminator matched reports the entries around it.
  const input = issue.code === 'invalid_union' ? (entriesOf(issue.input)[String(name)] ?? issue.input) : issue.input;
  const near = typeof input === 'string' ? nearest(input, options) : null;
  return [
    placed(place.lines, at(issue.path), {
      seen: shown(input),
      expected: expectedOf(issue),
      ...(near === null ? {} : { fix: `write '${near}'` }),
    }),
  ];
}

function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return `one of ${optionsOf(issue).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' ? 'some text' : `at least ${String(issue.minimum)}`;
    case 'custom':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'too_big':
    case 'unrecognized_keys':
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'named entries (key: value)',
  record: 'named entries (key: value)',
  array: 'a list',
  boolean: 'true or false',
};

// Zod leaves the options of a union out of its type, and names them only when a discriminator matched none.
const optionsOf = (issue: object): readonly string[] =>
  'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];

function shown(input: unknown): string {
  if (input === null || input === undefined) return 'nothing';
  if (typeof input === 'string') return `'${input.length > 60 ? `${input.slice(0, 60)}…` : input}'`;
  if (typeof input === 'boolean') return String(input);
  return Array.isArray(input) ? 'a list' : 'named entries';
}

function placed(
  lines: LineCounter,
  offset: number,
  says: { readonly seen: string; readonly expected: string; readonly fix?: string },
): Problem {
  const { line, col } = lines.linePos(offset);
  return {
    line: Math.max(line, 1),
    column: Math.max(col, 1),
    seen: says.seen,
    expected: says.expected,
    fix: says.fix ?? `write ${says.expected}`,
  };
}

const yamlRule = (message: string): string =>
  message === 'Map keys must be unique' ? 'each key once' : `YAML (${message.replace(/\.?\s*$/, '')})`;

/** Where a path stands in the text; where it is missing, its nearest parent. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1).map(keyText), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => String(item.key) === String(key));
      if (pair && isNode(pair.key)) {
        const value = isNode(pair.value) && length === path.length ? pair.value.range : null;
        return (isMap(pair.value) || value === null ? pair.key.range?.[0] : value?.[0]) ?? 0;
      }
    } else {
      const item = document.getIn(path.slice(0, length).map(keyText), true);
      if (isNode(item)) return item.range?.[0] ?? 0;
    }
  }
  return document.contents?.range?.[0] ?? 0;
}

const keyText = (key: PropertyKey): string | number => (typeof key === 'number' ? key : String(key));

/** The keys that a JSON schema allows at a path, in any of its branches. */
function keysAt(shape: unknown, path: readonly PropertyKey[]): readonly string[] {
  let shapes = branchesOf(shape);
  for (const step of path) {
    shapes = shapes.flatMap((inner) =>
      branchesOf(
        typeof step === 'number' ? inner['items'] : (entriesOf(inner['properties'])[String(step)] ?? inner['additionalProperties']),
      ),
    );
  }
  return [...new Set(shapes.flatMap((inner) => Object.keys(entriesOf(inner['properties']))))];
}

function branchesOf(shape: unknown): readonly Readonly<Record<string, unknown>>[] {
  const entries = entriesOf(shape);
  const inner = [entries['anyOf'], entries['oneOf'], entries['allOf']].flatMap((list) => (Array.isArray(list) ? list : []));
  return [entries, ...inner.flatMap(branchesOf)];
}

const entriesOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};

/** The option that differs least from what was written, if that is little enough to be a slip. */
export function nearest(written: string, options: readonly string[]): string | null {
  const ranked = options
    .map((option) => ({ option, away: distance(written.toLowerCase(), option.toLowerCase()) }))
    .toSorted((a, b) => a.away - b.away);
  const best = ranked[0];
  return best && best.away <= Math.max(2, Math.floor(written.length / 3)) ? best.option : null;
}

/** How many letters must be put in, taken out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

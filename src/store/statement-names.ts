import type { PoolClient } from 'pg';

/** So many texts are named; a text that is put together anew each time would otherwise fill every connection's memory. */
const mostNames = 500;

const names = new Map<string, string>();

/**
 * Has a connection's statements kept ready by the database, by a name for each text: a small turn's statements touch a few rows,
 * and to read and plan their text again takes the database longer than to run them. Statements without values go as they are.
 */
export function nameStatements(client: Pick<PoolClient, 'query'>): void {
  const plain: unknown = client.query.bind(client);
  if (typeof plain !== 'function') return;
  const query = (...asked: readonly unknown[]): unknown => Reflect.apply(plain, client, named(asked));
  Object.defineProperty(client, 'query', { value: query, configurable: true });
}

function named(asked: readonly unknown[]): readonly unknown[] {
  const [text, values, ...rest] = asked;
  if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return asked;
  const name = nameOf(text);
  return name === null ? asked : [{ name, text, values }, ...rest];
}

function nameOf(text: string): string | null {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= mostNames) return null;
  const name = `tieout_${names.size}`;
  names.set(text, name);
  return name;
}

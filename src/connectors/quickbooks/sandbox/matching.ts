import { compare, readDecimal } from '../../../core/decimal.ts';
import { faults } from './faults.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Condition, Statement } from './query.ts';

/** What a row shows to a query: its content with Id, MetaData and so on. */
export type Shown = Fields;

/** The rows that a statement asks for, in its order, before paging. `fieldsKnown` are the names that the object may have. */
export function select(rows: Iterable<Shown>, statement: Statement, fieldsKnown: ReadonlySet<string>): readonly Shown[] {
  for (const name of [...statement.where.map(({ field }) => field), ...statement.order.map(({ field }) => field)]) {
    const [first = ''] = name.split('.');
    if (!knownAs(fieldsKnown, first)) throw faults.badQuery(`property ${name} not found for Entity ${statement.from}`);
  }
  const tests = statement.where.map(testOf);
  // Only active names and items are found, unless the statement asks for others.
  const wantsActive = !statement.where.some(({ field }) => field.toLowerCase() === 'active');
  const found: Shown[] = [];
  for (const row of rows) {
    if (wantsActive && row['Active'] === false) continue;
    if (tests.every((test) => test(row))) found.push(row);
  }
  return statement.order.length === 0 ? found : found.toSorted(orderOf(statement.order));
}

function knownAs(names: ReadonlySet<string>, wanted: string): boolean {
  if (names.has(wanted)) return true;
  for (const name of names) if (name.toLowerCase() === wanted.toLowerCase()) return true;
  return false;
}

/** The text of a field that may lie deeper ('MetaData.LastUpdatedTime'); a reference counts as its value. */
function valueAt(row: Fields, path: readonly string[]): string | undefined {
  let value: unknown = row;
  for (const step of path) {
    if (!isFields(value)) return undefined;
    const holder: Fields = value;
    value = holder[step] ?? Object.entries(holder).find(([name]) => name.toLowerCase() === step.toLowerCase())?.[1];
  }
  if (isFields(value)) value = value['value'] ?? value['Address'] ?? value['FreeFormNumber'];
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : undefined;
}

function testOf({ field, is, values }: Condition): (row: Shown) => boolean {
  const path = field.split('.');
  const [wanted = ''] = values;
  switch (is) {
    case 'in': {
      const among = new Set(values.map((one) => one.toLowerCase()));
      return (row) => among.has((valueAt(row, path) ?? '').toLowerCase());
    }
    case 'like': {
      const escaped = wanted.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('%', '.*');
      const pattern = new RegExp(`^${escaped}$`, 'is');
      return (row) => pattern.test(valueAt(row, path) ?? '');
    }
    case '=':
      return (row) => order(valueAt(row, path), wanted, field) === 0;
    case '<':
      return (row) => order(valueAt(row, path), wanted, field) < 0;
    case '>':
      return (row) => order(valueAt(row, path), wanted, field) > 0;
    case '<=':
      return (row) => order(valueAt(row, path), wanted, field) <= 0;
    case '>=':
      return (row) => order(valueAt(row, path), wanted, field) >= 0;
  }
}

const timed = /time$/i;

/** Below, equal or above; not a number where the row has no such value, so that no comparison holds. */
function order(have: string | undefined, wanted: string, field: string): number {
  if (have === undefined) return Number.NaN;
  if (timed.test(field)) return Date.parse(have) - instantOf(wanted);
  const [left, right] = [readDecimal(have), readDecimal(wanted)];
  if (left && right) return compare(left, right);
  const [a, b] = [have.toLowerCase(), wanted.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}

const instants = new Map<string, number>();

function instantOf(text: string): number {
  const known = instants.get(text);
  if (known !== undefined) return known;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw faults.badQuery(`value ${text} is not a valid date and time`);
  if (instants.size > 1000) instants.clear();
  instants.set(text, at);
  return at;
}

const orderOf =
  (keys: Statement['order']) =>
  (a: Shown, b: Shown): number => {
    for (const { field, isDescending } of keys) {
      const [left, right] = [valueAt(a, field.split('.')), valueAt(b, field.split('.'))];
      const difference = right === undefined ? (left === undefined ? 0 : 1) : left === undefined ? -1 : order(left, right, field);
      if (difference !== 0) return isDescending ? -difference : difference;
    }
    return 0;
  };

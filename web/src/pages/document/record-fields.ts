import type { AnyRecord } from '../../../../src/core/records.ts';

export interface RecordField {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Two canonical records field by field, in the order in which a record names its fields; a record that is not there has none. */
export function comparedRecords(before: AnyRecord | null, after: AnyRecord | null): readonly RecordField[] {
  const [old, fresh] = [flat(before), flat(after)];
  const names = new Set([...fresh.keys(), ...old.keys()]);
  return [...names].map((field) => ({ field, before: old.get(field) ?? null, after: fresh.get(field) ?? null }));
}

/** The day on which a record counts, whatever its kind calls it; null for records that move no money. */
export function dayOf(record: AnyRecord): string | null {
  for (const name of days) {
    const value: unknown = Reflect.get(record, name);
    if (typeof value === 'string') return value;
  }
  return null;
}

const days = ['issuedOn', 'paidOn', 'refundedOn', 'allocatedOn', 'madeOn', 'arrivesOn', 'closedOn', 'bookedOn'];

// Names of the machinery: which kind it is stands above the table, and ids say nothing to a person.
const left = new Set(['kind', 'id']);

function flat(record: AnyRecord | null): Map<string, string> {
  const found = new Map<string, string>();
  if (record !== null) collect(record, '', found);
  return found;
}

function collect(value: unknown, path: string, found: Map<string, string>): void {
  if (value === null || value === undefined || value === '') return;
  if (typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      const isLeft = left.has(name) && (path === '' || /\.\d+$/.test(path));
      if (!isLeft) collect(inner, path === '' ? name : `${path}.${name}`, found);
    }
    return;
  }
  if (typeof value === 'boolean') found.set(path, value ? 'yes' : 'no');
  if (typeof value === 'string' || typeof value === 'number') found.set(path, `${value}`);
}

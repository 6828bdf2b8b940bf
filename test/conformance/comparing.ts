import assert from 'node:assert/strict';
import type { Kind } from '../../src/core/records.ts';
import type { AnyRecord } from '../../src/core/records.ts';
import { abilityOf } from './rig.ts';
import type { Subject } from './rig.ts';

/** Every field that the provider has a place for is what was sent. Ids are its own, and what it drops it says. */
export function assertAsSent(subject: Subject, kind: Kind, sent: AnyRecord, got: AnyRecord, also: readonly string[] = []): void {
  const dropped = ['id', ...abilityOf(subject, kind).drops, ...also];
  assert.deepEqual(withoutFields(got, dropped), withoutFields(sent, dropped));
}

function withoutFields(record: AnyRecord, dropped: readonly string[]): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(record), (key, value: unknown) =>
    key === 'lines' && Array.isArray(value) ? value.map(withoutId) : value,
  );
  for (const path of dropped) drop(copy, path.split('.'));
  return copy;
}

const withoutId = (line: unknown): unknown => (typeof line === 'object' && line !== null && 'id' in line ? { ...line, id: null } : line);

function drop(value: unknown, [name = '', ...rest]: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (rest.length === 0) Reflect.deleteProperty(value, name);
  else drop(Reflect.get(value, name), rest);
}

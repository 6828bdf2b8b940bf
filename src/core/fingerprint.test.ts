import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount, readDecimal } from './decimal.ts';
import { canonicalJson, fingerprint } from './fingerprint.ts';

const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'));

test('in whatever order the members of a record come, its print is the same', () =>
  fc.assert(fc.property(json, (value) => assert.equal(fingerprint(backwards(value)), fingerprint(value)))));

test('members are in the order of their names, few or many', () =>
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-zé😀]{1,4}$/u), { minLength: 1, maxLength: 60 }), (names) => {
      const value = Object.fromEntries(names.map((name) => [name, 1]));
      assert.deepEqual(Object.keys(JSON.parse(canonicalJson(value))), names.toSorted());
    }),
  ));

test('canonical JSON says the same as the value, and nothing else says it', () =>
  fc.assert(fc.property(json, (value) => assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value))))));

test('members without a value do not count, and stand for nothing in a list', () => {
  assert.equal(canonicalJson({ number: 'INV-7', due: undefined }), canonicalJson({ number: 'INV-7' }));
  assert.equal(canonicalJson([undefined, { b: 1, a: 2 }]), '[null,{"a":2,"b":1}]');
});

test('a figure is written in its one canonical form, whatever form it came in', () =>
  fc.assert(
    fc.property(fc.tuple(fc.constantFrom('', '-'), fc.nat(), fc.stringMatching(/^(\.\d{1,8})?$/)), ([sign, whole, fraction]) => {
      const text = `${sign}${whole}${fraction}`;
      const once = amount(text);
      assert.equal(amount(once), once);
      assert.deepEqual(readDecimal(once), readDecimal(text));
      assert.match(once, /^(0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d*[1-9])$/);
    }),
  ));

function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
}

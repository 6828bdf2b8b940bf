import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount } from '../../core/decimal.ts';
import { parseJson, writeJson } from '../../core/json.ts';
import { dayOf, figureOf, instantOf, isWire, number, textOf } from './wire.ts';

test('figures are canonical, however they were written', () => {
  const written: readonly (readonly [string, string])[] = [
    ['120', '120'],
    ['120.0', '120'],
    ['120.50', '120.5'],
    ['0.0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['0.05', '0.05'],
    ['-12.30', '-12.3'],
    ['1e3', '1000'],
    ['1.5E-3', '0.0015'],
    ['007', '7'],
    ['188.98000000000002', '188.98000000000002'],
  ];
  for (const [text, canonical] of written) assert.equal(figureOf({ Total: text }, 'Total'), canonical, text);
  assert.equal(figureOf({}, 'Total'), null);
  assert.throws(() => figureOf({ Total: 'free' }, 'Total'), /Total 'free' where a number was expected/);
});

test('a figure that is sent and read again is the same figure', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat({ max: 8 }), (units, scale) => {
      const text = amount({ units, scale });
      const back = parseJson(writeJson({ Total: number(text) }));
      assert.ok(isWire(back));
      assert.equal(figureOf(back, 'Total'), text);
    }),
  );
});

test('dates are days in UTC, in every form that Xero writes', () => {
  for (const text of ['/Date(1776988800000+0000)/', '/Date(1776988800000)/', '2026-04-24T00:00:00', '2026-04-24 00:00:00', '2026-04-24']) {
    assert.equal(dayOf({ Date: text }, 'Date'), '2026-04-24', text);
  }
  assert.equal(dayOf({}, 'Date'), null);
  assert.throws(() => dayOf({ Date: 'yesterday' }, 'Date'), /where a date was expected/);
});

test('stamps without a zone are UTC', () => {
  const at = Date.parse('2026-04-24T11:59:36.527Z');
  for (const text of [
    `/Date(${at}+0000)/`,
    `/Date(${at})/`,
    '2026-04-24T11:59:36.527',
    '2026-04-24T11:59:36.5270000',
    '2026-04-24 11:59:36.527+00:00',
  ]) {
    assert.equal(instantOf({ At: text }, 'At'), at, text);
  }
});

test('an empty text is no text', () => {
  assert.deepEqual([textOf({ Name: '' }, 'Name'), textOf({ Name: null }, 'Name'), textOf({}, 'Name')], [null, null, null]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { amount } from '../../core/decimal.ts';
import { figureSays, readFigure } from './figures.ts';
import type { Decimals } from './figures.ts';

const read = (text: string, decimals: Decimals): string | null => {
  const value = readFigure(text, decimals);
  return value && amount(value);
};

test('figures are read in every usual writing, exactly', () => {
  const point = {
    '1,234.56': '1234.56',
    "1'234.56": '1234.56',
    '1 234.56': '1234.56',
    '1234.5600': '1234.56',
    '.5': '0.5',
    '£ 12.50': '12.5',
    '-£12.50': '-12.5',
    '(12.50)': '-12.5',
    '12.50-': '-12.5',
    '\u221212': '-12',
    '12.5 €': '12.5',
    '1.5E-3': '0.0015',
    '188.98000000000002': '188.98000000000002',
    '1,234,567': '1234567',
  };
  const comma = {
    '1.234,56': '1234.56',
    '1 234,56': '1234.56',
    '1\u00a0234,56': '1234.56',
    ',5': '0.5',
    '12,50 €': '12.5',
    '1.234.567': '1234567',
    '-0,001': '-0.001',
  };
  for (const [text, value] of Object.entries(point)) assert.equal(read(text, 'point'), value, text);
  for (const [text, value] of Object.entries(comma)) assert.equal(read(text, 'comma'), value, text);
});

test('what is no figure is not made into one', () => {
  for (const text of [
    '',
    '-',
    'abc',
    '1.2.3',
    '12,34.5',
    '1,23',
    '--5',
    '-5-',
    '1,2345',
    '0,001.5',
    '12 50',
    '1e999',
    'NaN',
    '5%',
    '(',
    '()',
    '£',
  ]) {
    assert.equal(readFigure(text, 'point'), null, text);
  }
  assert.equal(readFigure('12.5', 'comma'), null);
});

test('a figure says how its file is written only if it can be read one way', () => {
  assert.equal(figureSays('2.55'), 'point');
  assert.equal(figureSays('0.001'), 'point');
  assert.equal(figureSays('1234.567'), 'point');
  assert.equal(figureSays('2,5'), 'comma');
  assert.equal(figureSays('1.234,5'), 'comma');
  assert.equal(figureSays('1,234'), 'differs');
  assert.equal(figureSays('1.234'), 'differs');
  assert.equal(figureSays('12'), 'either');
  assert.equal(figureSays('twelve'), 'neither');
});

test('any amount, written out with groups in either way, is read back as it was', () => {
  const grouped = (whole: string, separator: string): string => whole.replace(/\B(?=(\d{3})+$)/g, separator);
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 15n), fc.integer({ min: 1, max: 99 }), fc.boolean(), (whole, cents, isNegative) => {
      const [sign, fraction] = [isNegative ? '-' : '', String(cents).padStart(2, '0')];
      const value = amount(`${sign}${whole}.${fraction}`);
      assert.equal(read(`${sign}${grouped(String(whole), ',')}.${fraction}`, 'point'), value);
      assert.equal(read(`${sign}${grouped(String(whole), '.')},${fraction}`, 'comma'), value);
    }),
  );
});

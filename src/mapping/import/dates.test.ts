import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateSays, readDate } from './dates.ts';

const london = 'Europe/London';

test('dates are read in every usual writing', () => {
  for (const text of [
    '2011-04-03',
    '2011-4-3',
    '2011/04/03',
    '20110403',
    '2011-04-03 08:26:00',
    '2011-04-03T08:26',
    '03/04/2011',
    '3.4.2011 8:26',
    '03-04-11',
    '3 Apr 2011',
    '03-Apr-11',
    '3 April 2011 08:26',
    'Apr 3, 2011',
    'April 3rd 2011',
    '03/04/2011 8:26 PM',
  ]) {
    assert.equal(readDate(text, 'dayFirst', london), '2011-04-03', text);
  }
  assert.equal(readDate('12/1/2010 8:26', 'monthFirst', london), '2010-12-01');
});

test('what is no day is not made into one', () => {
  for (const text of [
    '',
    'soon',
    '31/02/2011',
    '2011-13-01',
    '2011-04-03x',
    '03/04',
    '1/1/1',
    '2011-04-03T25',
    'Foo 3, 2011',
    '2011-04-03 08:26 Mars',
  ]) {
    assert.equal(readDate(text, 'dayFirst', london), null, text);
  }
});

test('a moment with an offset is the day it falls on at home; a time without one never moves the day', () => {
  assert.equal(readDate('2026-10-31T23:30:00Z', 'dayFirst', 'Europe/Berlin'), '2026-11-01');
  assert.equal(readDate('2026-11-01T00:30:00+02:00', 'dayFirst', london), '2026-10-31');
  assert.equal(readDate('2026-11-01 00:30:00 +0200', 'dayFirst', london), '2026-10-31');
  assert.equal(readDate('2026-10-31 23:59:59', 'dayFirst', 'Pacific/Auckland'), '2026-10-31');
});

test('a date says which order its file has only if it can be read one way', () => {
  assert.equal(dateSays('13/04/2011'), 'dayFirst');
  assert.equal(dateSays('04/13/2011'), 'monthFirst');
  assert.equal(dateSays('03/04/2011'), 'differs');
  assert.equal(dateSays('04/04/2011'), 'either');
  assert.equal(dateSays('2011-04-03'), 'either');
  assert.equal(dateSays('13/13/2011'), 'neither');
});

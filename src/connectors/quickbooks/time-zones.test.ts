import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoneOf } from './time-zones.ts';

test('the zone of a company is the one that had the offsets of its stamps', () => {
  assert.equal(zoneOf('US', ['2026-05-05T02:08:54.543-07:00']), 'America/Los_Angeles');
  assert.equal(zoneOf('US', ['2026-01-05T02:08:54-07:00']), 'America/Denver');
  assert.equal(zoneOf('GB', ['2026-07-01T09:00:00+01:00']), 'Europe/London');
  assert.equal(zoneOf('GB', ['2026-01-01T09:00:00+00:00']), 'Europe/London');
});

test('a stamp of summer and one of winter tell zones apart that one does not', () => {
  assert.equal(zoneOf('US', ['2026-07-01T00:00:00-07:00', '2026-01-01T00:00:00-07:00']), 'America/Phoenix');
});

test('where no zone of the country fits, or nothing is known, none is guessed', () => {
  assert.equal(zoneOf('GB', ['2026-07-01T09:00:00-07:00']), null);
  assert.equal(zoneOf(null, ['2026-07-01T09:00:00+01:00']), null);
  assert.equal(zoneOf('US', []), null);
  assert.equal(zoneOf('US', ['2026-07-01T09:00:00Z']), null);
});

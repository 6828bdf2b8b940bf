import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kitNamed } from '../engine/ledger-kit.ts';
import { climates } from './weather.ts';
import { runWorld } from './world-run.ts';

// The longer run is `npm run simulate`; these are the same worlds, smaller, so that every climate is met in every test run.
for (const [index, climate] of climates.entries()) {
  test(`nothing is lost, doubled or wrong in this climate: ${climate.name}`, async () => {
    const { wrong, objects } = await runWorld(climate, 4711 + index, 25, kitNamed('xero'));
    assert.deepEqual(wrong, []);
    assert.ok(objects >= 25);
  });
}

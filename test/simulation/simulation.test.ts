import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kitNamed } from '../engine/ledger-kit.ts';
import { climateNamed, climates } from './weather.ts';
import type { Climate } from './weather.ts';
import { runWorld } from './world-run.ts';

// The longer run is `npm run simulate`; these are the same worlds, smaller. Every climate is met with one ledger in every test run,
// and the others meet those that differ most between ledgers.
const skip = process.env['TIEOUT_TEST_SIMULATION'] === 'apart' && 'the whole simulation has a run of its own here';

async function liveThrough(climate: Climate, seed: number, ledger: string): Promise<void> {
  const { wrong, objects } = await runWorld(climate, seed, 25, kitNamed(ledger));
  assert.deepEqual(wrong, []);
  assert.ok(objects >= 25);
}

for (const [index, climate] of climates.entries()) {
  test(`nothing is lost, doubled or wrong in this climate: ${climate.name}`, { skip }, () => liveThrough(climate, 4711 + index, 'xero'));
}

for (const name of ['requests that land late', 'people in the ledger', 'everything']) {
  test(`nothing is lost, doubled or wrong in QuickBooks in this climate: ${name}`, { skip }, () =>
    liveThrough(climateNamed(name), 4711, 'quickbooks'),
  );
}

for (const ledger of ['xero', 'quickbooks']) {
  test(`nothing is doubled by a ledger that does again what is sent again: ${ledger}`, { skip }, () =>
    liveThrough(climateNamed('answers that are lost'), 4711, `${ledger}-without-keys`),
  );
}

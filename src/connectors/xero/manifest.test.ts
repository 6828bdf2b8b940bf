import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kinds } from '../../core/records.ts';
import { readAll } from '../../../test/conformance/acting.ts';
import { startRig } from '../../../test/conformance/xero-rig.ts';
import { xero, xeroWith } from './connector.ts';

test('a day of polling all kinds takes at most a third of the calls that Xero allows', async () => {
  const rig = await startRig(xero);
  try {
    const { next } = await readAll(rig, 'invoice');
    assert.ok(next);
    const before = rig.sandbox.stats().calls;
    for (const kind of kinds.filter((each) => xero.manifest.kinds[each]?.read === true)) await readAll(rig, kind);
    const calls = rig.sandbox.stats().calls - before;
    for (const perDay of [1000, 5000]) {
      const { poll, limits } = xeroWith({ perDay }).manifest;
      assert.equal(limits?.perDay, perDay);
      assert.ok((86_400 / poll.everySeconds) * calls <= perDay / 3, `${calls} calls every ${poll.everySeconds} seconds`);
    }
  } finally {
    await rig.close();
  }
});

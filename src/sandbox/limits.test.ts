import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createGate } from './limits.ts';

test('whatever the rhythm of the calls, no minute and no day sees more than its limit, and no wait is longer than it must be', () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 40_000 }), { maxLength: 200 });
  fc.assert(
    fc.property(pauses, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 }), (all, perMinute, perDay) => {
      const gate = createGate({ perMinute, perDay, concurrent: 1 });
      const admitted: number[] = [];
      let now = 0;
      const within = (milliseconds: number, at: number) => admitted.filter((call) => call > at - milliseconds).length;
      for (const pause of all) {
        now += pause;
        const [inMinute, inDay] = [within(60_000, now), within(86_400_000, now)];
        const answer = gate.admit(now);
        assert.equal(answer.admitted, inMinute < perMinute && inDay < perDay);
        if (answer.admitted) {
          admitted.push(now);
          answer.done();
          assert.deepEqual(answer.left, { minute: perMinute - inMinute - 1, day: perDay - inDay - 1 });
        } else {
          const [window, limit] = answer.problem === 'day' ? [86_400_000, perDay] : [60_000, perMinute];
          const opens = now + answer.retryAfterSeconds * 1000;
          assert.ok(within(window, opens) < limit, 'after the wait there is room');
          assert.ok(within(window, opens - 1001) >= limit, 'a second earlier there was none');
          now = opens;
        }
      }
    }),
  );
});

test('no second and no minute of batches sees more than its limit, and other calls do not count as batches', () => {
  const calls = fc.array(fc.record({ pause: fc.integer({ min: 0, max: 900 }), isBatch: fc.boolean() }), { maxLength: 300 });
  fc.assert(
    fc.property(calls, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), (all, perSecond, batchPerMinute) => {
      const gate = createGate({ perMinute: 1_000, perSecond, batchPerMinute, perDay: null, concurrent: 1 });
      const admitted: { readonly at: number; readonly isBatch: boolean }[] = [];
      let now = 0;
      for (const { pause, isBatch } of all) {
        now += pause;
        const inSecond = admitted.filter((call) => call.at > now - 1_000).length;
        const batches = admitted.filter((call) => call.isBatch && call.at > now - 60_000).length;
        const answer = gate.admit(now, isBatch ? 'batch' : undefined);
        const wanted = inSecond >= perSecond ? 'second' : isBatch && batches >= batchPerMinute ? 'batch' : 'admitted';
        assert.equal(answer.admitted ? 'admitted' : answer.problem, wanted);
        if (!answer.admitted) continue;
        admitted.push({ at: now, isBatch });
        answer.done();
      }
    }),
  );
});

test('a call that is under way counts against those at once, and no longer when it is done', () => {
  const gate = createGate({ perMinute: 10, perDay: null, concurrent: 1 });
  const first = gate.admit(0);
  const second = gate.admit(0);
  assert.ok(!second.admitted);
  assert.equal(second.problem, 'concurrent');
  assert.ok(first.admitted);
  first.done();
  assert.ok(gate.admit(0).admitted);
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { asking, startToy } from '../../test/sandbox/toy.ts';
import { virtualClock } from './clock.ts';
import { startHost } from './host.ts';

const start = Date.parse('2026-11-01T09:00:00Z');
const secret = 'the signing key';

interface Delivered {
  readonly events: readonly { readonly id: string }[];
  readonly first: number;
  readonly last: number;
}

/** A toy sandbox and a listener that checks signatures; `answering` is what the listener says to a good one. */
const withListener = async (
  work: (parts: {
    readonly sell: (id: string) => Promise<unknown>;
    readonly register: (options?: {
      readonly lose?: number;
      readonly double?: number;
      readonly reorder?: number;
      readonly seed?: number;
    }) => void;
    readonly heard: Delivered[];
    readonly quiet: (seconds?: number) => Promise<void>;
    readonly answer: (status: number) => void;
    readonly state: () => Promise<unknown>;
  }) => Promise<void>,
  checksSignature = true,
) => {
  const clock = virtualClock(start);
  const sandbox = await startToy(clock);
  const heard: Delivered[] = [];
  let status = 200;
  const listener = await startHost({
    clock,
    routes: [
      {
        prefix: '/hook',
        answer: ({ body, headers }) => {
          const isGood = headers['signature'] === createHmac('sha256', secret).update(body).digest('base64');
          if (checksSignature && !isGood) return { status: 401, body: '' };
          if (status === 200) heard.push(JSON.parse(body));
          return { status, body: '' };
        },
      },
    ],
  });
  try {
    await work({
      sell: asking(sandbox, (await sandbox.grant()).accessToken).sell,
      register: (options = {}) => sandbox.webhooks({ url: `${listener.url}/hook`, secret, ...options }),
      heard,
      quiet: (seconds = 1) => clock.sleepUntil(clock.now() + seconds * 1000),
      answer: (next) => (status = next),
      state: async () => (await fetch(`${sandbox.url}/_sandbox/webhooks`)).json(),
    });
  } finally {
    await sandbox.close();
    await listener.close();
  }
};

const ids = (heard: readonly Delivered[]) => heard.flatMap(({ events }) => events.map(({ id }) => id));
const names = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);

test('a listener that tells good signatures from bad ones hears of each sale, in order, without a gap in the sequence', () =>
  withListener(async ({ sell, register, heard, quiet, state }) => {
    register();
    await quiet();
    assert.deepEqual(heard, [{ events: [], first: 0, last: 0 }]);
    for (const id of names(20)) await sell(id);
    await quiet();
    assert.deepEqual(ids(heard), names(20));
    let next = 1;
    for (const { first, last, events } of heard.slice(1)) {
      assert.deepEqual([first, last], [next, next + events.length - 1]);
      next = last + 1;
    }
    assert.deepEqual(await state(), { is: 'on' });
  }));

test('sales that come together go out together', () =>
  withListener(async ({ sell, register, heard, quiet }) => {
    register();
    await quiet();
    await Promise.all(names(60).map((id) => sell(id)));
    await quiet();
    assert.equal(ids(heard).length, 60);
    assert.ok(heard.length < 60, `${heard.length} deliveries`);
  }));

test('a listener that takes any signature never hears anything, and after a day is given up', () =>
  withListener(async ({ sell, register, heard, quiet, state }) => {
    register();
    await sell('A');
    await quiet(3600);
    assert.deepEqual(ids(heard), []);
    assert.deepEqual(await state(), { is: 'handshake' });
    await quiet(86_400);
    assert.match(JSON.stringify(await state()), /401 to a bad signature/);
  }, false));

test('what a listener did not take is sent again, less and less often, until it does', () =>
  withListener(async ({ sell, register, heard, quiet, answer }) => {
    register();
    await quiet();
    answer(503);
    await sell('A');
    await quiet(600);
    assert.deepEqual(ids(heard), []);
    answer(200);
    await quiet(600);
    assert.deepEqual(ids(heard), ['A']);
  }));

test('what happens while nobody has shaken hands yet, and what a former address did not take, is told as soon as somebody does', () =>
  withListener(async ({ sell, register, heard, quiet, answer }) => {
    answer(503);
    register();
    await sell('A');
    await quiet();
    answer(200);
    await quiet(60);
    assert.deepEqual(ids(heard), ['A']);
    answer(503);
    await sell('B');
    await quiet();
    await sell('C');
    register();
    await quiet();
    answer(200);
    await quiet(60);
    assert.deepEqual(ids(heard).toSorted(), ['A', 'B', 'C']);
  }));

test('a listener that fails for a day is switched off', () =>
  withListener(async ({ sell, register, quiet, answer, state }) => {
    register();
    await quiet();
    answer(500);
    await sell('A');
    await quiet(2 * 86_400);
    assert.match(JSON.stringify(await state()), /"off"/);
  }));

test('lost, doubled and reordered events are the same ones again for the same seed', () =>
  withListener(async ({ sell, register, heard, quiet }) => {
    const run = async (prefix: string) => {
      heard.length = 0;
      register({ lose: 0.2, double: 0.2, reorder: 0.2, seed: 7 });
      await quiet();
      for (const id of names(40)) await sell(prefix + id);
      await quiet(6);
      return ids(heard).map((id) => id.slice(1));
    };
    const once = await run('a');
    assert.deepEqual(await run('b'), once);
    assert.ok(new Set(once).size < 40, 'some are lost');
    assert.ok(new Set(once).size < once.length, 'some are doubled');
    assert.notDeepEqual(
      once,
      once.toSorted((x, y) => Number(x.slice(1)) - Number(y.slice(1))),
      'some are reordered',
    );
  }));

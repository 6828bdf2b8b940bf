import assert from 'node:assert/strict';
import type { Kind } from '../../src/core/records.ts';
import { creation, freshKey, land, readAll, readerFor, write, writerFor } from './acting.ts';
import { withWrites } from './checks-writing.ts';
import { writableKinds } from './rig.ts';
import type { Check, Rig, Subject } from './rig.ts';
import { samplesFor } from './samples.ts';

const withStorms = (rig: Rig, subject: Subject): string | null =>
  rig.weather === null ? 'a network between us and the provider' : withWrites(rig, subject);

/** One document of each kind is written in this weather; what is said of it, and what a look finds then. */
async function inWeather(
  rig: Rig,
  subject: Subject,
  announce: () => void,
  inspect: (parts: { readonly kind: Kind; readonly state: string; readonly found: () => Promise<number> }) => Promise<void>,
) {
  const samples = samplesFor(rig, subject);
  for (const kind of writableKinds(subject)) {
    const step = creation(await samples.of(kind, 1), `${kind} 1`);
    announce();
    const [outcome] = await write(rig, kind, [step]);
    await inspect({ kind, state: outcome?.state ?? 'nothing', found: async () => (await writerFor(rig, kind).find([step])).length });
  }
}

export const settlingChecks: readonly Check[] = [
  {
    title: 'calls a lost request unknown, and a look finds nothing',
    needs: withStorms,
    run: (rig, subject) =>
      inWeather(
        rig,
        subject,
        () => rig.weather?.('drop', { writesOnly: true }),
        async ({ kind, state, found }) => {
          assert.equal(state, 'unknown', kind);
          assert.equal(await found(), 0, kind);
        },
      ),
  },
  {
    title: 'calls a lost reply unknown, and a look finds the document',
    needs: withStorms,
    run: (rig, subject) =>
      inWeather(
        rig,
        subject,
        () => rig.weather?.('swallow', { writesOnly: true }),
        async ({ kind, state, found }) => {
          assert.equal(state, 'unknown', kind);
          assert.equal(await found(), 1, kind);
        },
      ),
  },
  {
    title: 'calls an answer of 5xx unknown',
    needs: withStorms,
    run: (rig, subject) =>
      inWeather(
        rig,
        subject,
        () => rig.weather?.('unavailable', { writesOnly: true }),
        async ({ kind, state, found }) => {
          assert.equal(state, 'unknown', kind);
          assert.equal(await found(), 0, kind);
        },
      ),
  },
  {
    title: 'finds what landed late, once the settle time is over',
    needs: withStorms,
    run: async (rig, subject) => {
      const { requestSeconds, settleSeconds } = subject.connector.manifest;
      await inWeather(
        rig,
        subject,
        () => rig.weather?.('late', { writesOnly: true, lateSeconds: settleSeconds }),
        async ({ kind, state, found }) => {
          assert.equal(state, 'unknown', kind);
          assert.equal(await found(), 0, `not yet: ${kind}`);
          await rig.pass(requestSeconds + settleSeconds);
          assert.equal(await found(), 1, kind);
        },
      );
    },
  },
  {
    title: 'settles a lost reply by sending the same call again, without a second document',
    needs: (rig, subject) =>
      subject.connector.manifest.keySeconds === 0 ? 'a provider that remembers idempotency keys' : withStorms(rig, subject),
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const step = creation(await samples.of(kind, 1), `${kind} again`);
        const key = freshKey();
        rig.weather?.('swallow', { writesOnly: true });
        await write(rig, kind, [step], key);
        await rig.pass(subject.connector.manifest.keySeconds - 5);
        const [again] = await write(rig, kind, [step], key);
        assert.equal(again?.state, 'landed', kind);
        assert.equal((await writerFor(rig, kind).find([step])).length, 1, kind);
      }
    },
  },
  {
    title: 'reports throttling with the seconds to wait, and nothing is written',
    needs: withStorms,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const steps = [creation(await samples.of(kind, 1), `${kind} 1`), creation(await samples.of(kind, 2), `${kind} 2`)];
        const { length } = writerFor(rig, kind).calls(steps, String);
        rig.weather?.('throttle', { writesOnly: true, count: length });
        for (const outcome of await write(rig, kind, steps)) {
          assert.ok(
            outcome.state === 'refused' && outcome.reason === 'throttled' && outcome.retryAfterSeconds === 1,
            `${kind}: ${JSON.stringify(outcome)}`,
          );
        }
        assert.deepEqual(await writerFor(rig, kind).find(steps), [], kind);
      }
    },
  },
  {
    title: 'reports an expired token and a lost connection as such, for every element',
    needs: withStorms,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      const steps = [creation(await samples.of('contact', 1), 1), creation(await samples.of('contact', 2), 2)];
      rig.weather?.('forbid', { writesOnly: true });
      assert.deepEqual(
        (await write(rig, 'contact', steps)).map((outcome) => outcome.state === 'refused' && outcome.reason),
        ['forbidden', 'forbidden'],
      );
      rig.weather?.('expireToken', { writesOnly: true });
      assert.deepEqual(
        (await write(rig, 'contact', steps)).map((outcome) => outcome.state === 'refused' && outcome.reason),
        ['unauthorized', 'unauthorized'],
      );
    },
  },
  {
    title: 'takes no answer that it cannot read for a yes or a no',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const record = await samples.of(kind, 1);
        const removal = { do: 'remove', id: '00000000-0000-4000-8000-000000000001', version: '1', before: record } as const;
        for (const steps of [[creation(record, 1), creation(record, 2)], [creation(record, 1)], [removal]]) {
          for (const [status, body] of nonsense) {
            const outcomes = writerFor(rig, kind).outcomes(steps, { status, headers: {}, body });
            assert.ok(
              outcomes.length === steps.length && outcomes.every(({ state }) => state === 'unknown'),
              `${steps[0]?.do} ${kind}: ${status} ${body} is ${JSON.stringify(outcomes)}`,
            );
          }
        }
      }
    },
  },
  {
    title: 'finds changed and removed documents by their ids',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const { record, version } = await land(rig, creation(await samples.of(kind, 1), `${kind} 1`));
        const found = await writerFor(rig, kind).find([{ do: 'remove', id: record.id, version, before: record }]);
        assert.deepEqual(
          found.map((seen) => seen.record.id),
          [record.id],
          kind,
        );
        assert.deepEqual(found, await readerFor(rig, kind).fetch([record.id]), kind);
      }
    },
  },
  {
    title: 'reads its own writes in the next pass',
    needs: withWrites,
    run: async (rig, subject) => {
      const samples = samplesFor(rig, subject);
      for (const kind of writableKinds(subject)) {
        const { next } = await readAll(rig, kind);
        const { record } = await land(rig, creation(await samples.of(kind, 1), `${kind} 1`));
        await rig.pass(30);
        assert.ok((await readAll(rig, kind, next)).seen.has(record.id), kind);
      }
    },
  },
];

const nonsense = [
  [200, '<html>Please sign in</html>'],
  [200, '{'],
  [200, '[]'],
  [200, '{"Status":"OK"}'],
  [502, 'Bad gateway'],
  [500, '{"Message":"An error occurred"}'],
  [302, ''],
] as const;

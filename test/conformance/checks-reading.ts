import assert from 'node:assert/strict';
import type { Kind } from '../../src/core/records.ts';
import type { Check, Rig } from './rig.ts';
import { readAll, readerFor, refusedFor } from './acting.ts';

const withWeather = (rig: Rig): string | null => (rig.weather === null ? 'a network between us and the provider' : null);
const withScreen = (rig: Rig): string | null => (rig.screen.kinds.length === 0 ? 'a way for people to make records' : null);

/** Puts seven records of a kind, a while apart or all in the same instant. */
async function seven(rig: Rig, kind: Kind, secondsApart: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= 7; n += 1) {
    ids.push(await rig.screen.add(kind, n));
    if (secondsApart > 0) await rig.pass(secondsApart);
  }
  return ids;
}

const missing = (ids: readonly string[], seen: { readonly has: (id: string) => boolean }): readonly string[] =>
  ids.filter((id) => !seen.has(id));

export const readingChecks: readonly Check[] = [
  {
    title: 'says whose account it opened',
    run: async ({ session }) => {
      const organisation = await session.organisation();
      assert.ok(organisation.id !== '' && organisation.name !== '', 'an id and a name');
      assert.match(organisation.baseCurrency, /^[A-Z]{3}$/);
      assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone: organisation.timeZone }), 'a zone that calendars know');
    },
  },
  {
    title: 'reports an expired token as unauthorized, in whatever is read',
    needs: withWeather,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        rig.weather?.('expireToken', { count: 2 });
        await refusedFor('unauthorized', () => readAll(rig, kind));
        await refusedFor('unauthorized', () => readerFor(rig, kind).fetch(['00000000-0000-4000-8000-000000000001']));
      }
    },
  },
  {
    title: 'reports a connection that was taken away as forbidden',
    needs: withWeather,
    run: async (rig) => {
      rig.weather?.('forbid');
      await refusedFor('forbidden', () => rig.session.organisation());
    },
  },
  {
    title: 'reports throttling of a read with the seconds to wait',
    needs: withWeather,
    run: async (rig) => {
      rig.weather?.('throttle');
      await assert.rejects(rig.session.organisation(), { reason: 'throttled', retryAfterSeconds: 1 });
    },
  },
  {
    title: 'does not take a provider that is down for a no',
    needs: withWeather,
    run: async (rig) => {
      for (const bad of ['unavailable', 'drop', 'swallow'] as const) {
        rig.weather?.(bad);
        await assert.rejects(rig.session.organisation(), (error: Error) => error.name !== 'Refused');
      }
    },
  },
  ...[0, 60].map((apart): Check => ({
    title: `reads every record, across pages, when they changed ${apart === 0 ? 'in the same instant' : 'a minute apart'}`,
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const ids = await seven(rig, kind, apart);
        const { seen, pages } = await readAll(rig, kind);
        assert.deepEqual(missing(ids, seen), [], `of seven records of kind ${kind}`);
        assert.ok(pages > 1, 'pages of three cannot hold seven');
      }
    },
  })),
  ...[0, 60].map((apart): Check => ({
    title: `skips nothing when stopped after any page and resumed, when records changed ${apart === 0 ? 'in the same instant' : 'a minute apart'}`,
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const ids = await seven(rig, kind, apart);
        const { pages } = await readAll(rig, kind);
        for (let stop = 1; stop < pages; stop += 1) await resumedAfter(rig, kind, stop, ids);
      }
    },
  })),
  ...[0, 60].map((apart): Check => ({
    title: `skips nothing while records change between pages, when they were made ${apart === 0 ? 'in the same instant' : 'a minute apart'}`,
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const ids = await seven(rig, kind, apart);
        const seen = new Set<string>();
        const turns = [0, 1, 2, 3];
        // After every page something that was read already changes, and with it the order of all that follows.
        for await (const page of readerFor(rig, kind).changes(null)) {
          for (const { record } of page.seen) seen.add(record.id);
          const next = turns.shift();
          const changed = next === undefined ? undefined : ids[next];
          if (changed !== undefined) await rig.screen.touch(kind, changed);
          if (apart > 0) await rig.pass(apart);
          if (page.last) break;
        }
        assert.deepEqual(missing(ids, seen), [], `of seven records of kind ${kind}`);
      }
    },
  })),
  {
    title: 'shows a record again that changed after its page was read, in the same pass or the next',
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const [first = ''] = await seven(rig, kind, 60);
        let touched = false;
        let next = '';
        const versions: string[] = [];
        for await (const page of readerFor(rig, kind).changes(null)) {
          versions.push(...page.seen.filter(({ record }) => record.id === first).map(({ version }) => version));
          if (!touched && versions.length > 0) {
            await rig.pass(60);
            await rig.screen.touch(kind, first);
            touched = true;
          }
          next = page.next;
          if (page.last) break;
        }
        const later = await readAll(rig, kind, next);
        const last = later.seen.get(first)?.version ?? versions.at(-1);
        const [now] = await readerFor(rig, kind).fetch([first]);
        assert.equal(last, now?.version, `the newest version of a ${kind}`);
        assert.notEqual(now?.version, versions[0], 'a change makes another version');
      }
    },
  },
  {
    title: 'a later pass shows what changed since, and not everything again',
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const ids = await seven(rig, kind, 60);
        const { next } = await readAll(rig, kind);
        await rig.pass(600);
        await rig.screen.touch(kind, ids[2] ?? '');
        const { seen } = await readAll(rig, kind, next);
        assert.ok(seen.has(ids[2] ?? ''), `the changed ${kind}`);
        assert.ok(!seen.has(ids[0] ?? ''), 'what did not change is not read again');
      }
    },
  },
  {
    title: 'shows a record that was stamped before the pass and became visible after it',
    needs: (rig) => (rig.hide === null ? 'records that show late' : withScreen(rig)),
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const id = await rig.screen.add(kind, 1);
        await rig.screen.add(kind, 2);
        await rig.pass(3);
        rig.hide?.(id);
        const { seen, next } = await readAll(rig, kind);
        assert.ok(!seen.has(id), 'it is hidden at first');
        rig.hide?.(null);
        await rig.pass(30);
        assert.ok((await readAll(rig, kind, next)).seen.has(id), `the ${kind} that showed late`);
      }
    },
  },
  {
    title: 'reads by id what the listing shows, field by field',
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const ids = await seven(rig, kind, 60);
        const { seen } = await readAll(rig, kind);
        const fetched = await readerFor(rig, kind).fetch(ids);
        assert.equal(fetched.length, ids.length);
        for (const one of fetched) assert.deepEqual(one, seen.get(one.record.id));
        assert.deepEqual(await readerFor(rig, kind).fetch(ids.slice(3, 4)), [seen.get(ids[3] ?? '')], 'one alone');
      }
    },
  },
  {
    title: 'leaves out an id that is nowhere, and what is no id at all',
    needs: withScreen,
    run: async (rig) => {
      for (const kind of rig.screen.kinds) {
        const id = await rig.screen.add(kind, 1);
        const fetched = await readerFor(rig, kind).fetch(['00000000-0000-4000-8000-000000000001', id, 'not an id']);
        assert.deepEqual(
          fetched.map(({ record }) => record.id),
          [id],
        );
        assert.deepEqual(await readerFor(rig, kind).fetch([]), []);
      }
    },
  },
  {
    title: 'shows what people removed, as void or archived or gone, by id and in the next pass',
    needs: (rig) => (rig.screen.remove === null ? 'a way for people to remove records' : withScreen(rig)),
    run: async (rig, subject) => {
      for (const kind of rig.screen.kinds) {
        const [id = ''] = await seven(rig, kind, 60);
        const { next } = await readAll(rig, kind);
        await rig.pass(600);
        await rig.screen.remove?.(kind, id);
        const [now] = await readerFor(rig, kind).fetch([id]);
        assert.ok(now === undefined || isOver(now.record), `a removed ${kind} is over: ${JSON.stringify(now?.record)}`);
        assert.ok(
          now !== undefined || subject.connector.manifest.kinds[kind]?.write?.remove !== 'void',
          `a void ${kind} is no missing one`,
        );
        const { seen } = await readAll(rig, kind, next);
        assert.deepEqual(seen.get(id), now, 'the next pass says the same');
        if (now === undefined) continue;
        const together = await readerFor(rig, kind).fetch([id, ...(await seven(rig, kind, 0))]);
        assert.ok(
          together.some(({ record }) => record.id === id),
          'it is still there among others',
        );
      }
    },
  },
  {
    title: 'follows a contact that was merged into another',
    needs: (rig) => (rig.screen.merge === null ? 'contacts that can be merged' : null),
    run: async (rig) => {
      const [from, into] = [await rig.screen.add('contact', 1), await rig.screen.add('contact', 2)];
      const { next } = await readAll(rig, 'contact');
      await rig.pass(600);
      await rig.screen.merge?.(from, into);
      const { seen } = await readAll(rig, 'contact', next);
      const gone = seen.get(from)?.record;
      assert.ok(gone?.kind === 'contact' && gone.state === 'archived' && gone.mergedInto === into, JSON.stringify(gone));
    },
  },
];

const over: readonly unknown[] = ['void', 'archived', 'cancelled'];
const isOver = (record: object): boolean => 'state' in record && over.includes(record.state);

async function resumedAfter(rig: Rig, kind: Kind, stop: number, ids: readonly string[]): Promise<void> {
  const seen = new Set<string>();
  let cursor: string | null = null;
  let pages = 0;
  for await (const page of readerFor(rig, kind).changes(null)) {
    for (const { record } of page.seen) seen.add(record.id);
    cursor = page.next;
    pages += 1;
    if (pages === stop) break;
  }
  const rest = await readAll(rig, kind, cursor);
  for (const id of rest.seen.keys()) seen.add(id);
  assert.deepEqual(missing(ids, seen), [], `of seven records of kind ${kind}, stopped after page ${stop}`);
}

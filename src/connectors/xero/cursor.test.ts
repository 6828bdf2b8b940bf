import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readerFor } from '../../../test/conformance/acting.ts';
import { startRig } from '../../../test/conformance/xero-rig.ts';
import { xeroWith } from './connector.ts';
import { readCursor, writeCursor } from './cursor.ts';

/** What people do between two pages, and whether the reader is stopped there and resumed from its bookmark. */
const moments = fc.array(
  fc.record({
    adds: fc.nat({ max: 3 }),
    changes: fc.array(fc.nat({ max: 30 }), { maxLength: 4 }),
    seconds: fc.nat({ max: 3 }),
    stops: fc.boolean(),
  }),
  { minLength: 3, maxLength: 12 },
);

test('whatever people do between pages, and wherever a pass is stopped, this pass and the next show the newest of everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 6 }),
      fc.nat({ max: 12 }),
      fc.constantFrom(0, 7, 60),
      moments,
      async (pageSize, atFirst, apart, planned) => {
        const rig = await startRig(xeroWith({ pageSize }));
        try {
          const schedule = [...planned];
          const ids: string[] = [];
          const add = async (): Promise<void> => {
            ids.push(await rig.screen.add('contact', ids.length));
          };
          for (let n = 0; n <= atFirst; n += 1) {
            await add();
            await rig.pass(apart);
          }
          const shown = new Map<string, string>();
          let cursor: string | null = null;
          let isOver = false;
          while (!isOver) {
            for await (const page of readerFor(rig, 'contact').changes(cursor)) {
              for (const { record, version } of page.seen) shown.set(record.id, version);
              cursor = page.next;
              isOver = page.last;
              const moment = schedule.shift();
              if (moment === undefined || page.last) continue;
              await rig.pass(moment.seconds);
              for (let n = 0; n < moment.adds; n += 1) await add();
              for (const place of moment.changes) await rig.screen.touch('contact', ids[place % ids.length] ?? '');
              if (moment.stops) break;
            }
          }
          for await (const page of readerFor(rig, 'contact').changes(cursor)) {
            for (const { record, version } of page.seen) shown.set(record.id, version);
          }
          const now = (await readerFor(rig, 'contact').fetch(ids)).map(({ record, version }) => [record.id, version]);
          assert.equal(now.length, ids.length);
          assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(now));
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a bookmark is plain text, and one that is none is refused', () => {
  const place = { since: 1_794_214_800_000, page: 3, by: 'id', begun: 1_794_214_801_000 } as const;
  assert.deepEqual(readCursor(writeCursor(place)), place);
  assert.deepEqual(readCursor(null), { since: null, page: 1, by: 'change', begun: null });
  assert.throws(() => readCursor('12'), /is not a bookmark of Xero/);
});

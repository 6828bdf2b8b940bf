import assert from 'node:assert/strict';
import { test } from 'node:test';
import { part } from './part.ts';
import { britishAccount } from './server.ts';
import { openBench } from './testing.ts';

test('prints are sold once, however often the shop is asked for', async () => {
  const { company, clock, person } = openBench(britishAccount);
  const screens = {
    today: '2026-11-02',
    now: clock.at,
    documents: (kind: Parameters<typeof company.documents>[0]) => Promise.resolve(company.documents(kind)),
    person: (edit: Parameters<typeof person>[0]) => Promise.resolve(person(edit)),
  };
  const sold = (): number => company.documents('payment').length;
  assert.equal(sold(), 0);
  await part.before(screens);
  assert.equal(sold(), 12);
  await part.before(screens);
  assert.equal(sold(), 12);
});

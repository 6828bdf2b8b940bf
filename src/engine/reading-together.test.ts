import assert from 'node:assert/strict';
import { test } from 'node:test';
import { together } from './reading-together.ts';

/** Readings that end when they are told to. */
function desk() {
  const begun: { readonly end: () => void; readonly fail: () => void }[] = [];
  const read = (): Promise<void> =>
    new Promise((resolve, reject) => void begun.push({ end: resolve, fail: () => reject(new Error('no answer')) }));
  const share = together();
  return { begun, ask: (name = 'ledger') => share(name, read) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('who asks while somebody reads shares the next reading, which begins when the first one has ended', async () => {
  const { begun, ask } = desk();
  const first = ask();
  const [second, third] = [ask(), ask()];
  await settled();
  assert.equal(begun.length, 1);
  begun[0]?.end();
  await first;
  await settled();
  assert.equal(begun.length, 2);
  const fourth = ask();
  begun[1]?.end();
  await Promise.all([second, third]);
  await settled();
  assert.equal(begun.length, 3, 'what was asked during the second reading is not in it');
  begun[2]?.end();
  await fourth;
  void ask();
  assert.equal(begun.length, 4, 'nobody reads, so it begins at once');
  begun[3]?.end();
});

test('a reading that fails fails for those who share it, and the next one is made all the same; another name waits for nobody', async () => {
  const { begun, ask } = desk();
  const [first, second, third] = [ask(), ask(), ask()];
  void ask('bank');
  assert.equal(begun.length, 2);
  begun[0]?.fail();
  await assert.rejects(first, /no answer/);
  await settled();
  begun[2]?.fail();
  await assert.rejects(second, /no answer/);
  await assert.rejects(third, /no answer/);
  begun[1]?.end();
});

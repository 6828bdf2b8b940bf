import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { canonicalJson } from '../../src/core/fingerprint.ts';
import { addDeedAlone, auditLines, checkAudit } from '../../src/store/audit.ts';
import { testDatabase } from '../../src/store/testing.ts';
import { expectStatus, openPeople } from './kit.ts';

const deed = (action: string, detail: Record<string, unknown> = {}) => ({ at: 1, actor: 'Ada', action, subject: 's', detail });

async function unprotected(pool: { query(text: string): Promise<unknown> }, change: string): Promise<void> {
  await pool.query('alter table audit disable trigger user');
  await pool.query(change);
  await pool.query('alter table audit enable trigger user');
}

test('the trail tells who did what, and leaves out what nobody may read', async (t) => {
  const { first, person } = await openPeople(t);
  const ada = await first();
  const bob = await person('Bob', 'viewer');
  await ada.ask('PATCH', '/v1/organisation', { name: 'Acme Ltd' });
  await ada.ask('PATCH', `/v1/members/${bob.id}`, { role: 'bookkeeper' });
  await bob.ask('PUT', '/v1/book', { name: 'x' });
  const made = await ada.ask('POST', '/v1/api-keys', { label: 'till', role: 'viewer' });
  const page = await expectStatus(ada.ask('GET', '/v1/audit'), 200);
  const lines = Array.isArray(page.body['lines']) ? page.body['lines'] : [];
  assert.deepEqual(
    lines.map(({ actor, action }: { actor: string; action: string }) => `${actor}: ${action}`),
    [
      'Ada: made the API key "till"',
      'Ada: made Bob bookkeeper',
      'Ada: changed the settings of the organisation',
      'Bob: signed in',
      'Ada: signed up as the first owner',
    ],
  );
  assert.equal(page.text.includes(String(made.body['key'])), false);
  const filtered = await ada.ask('GET', '/v1/audit?actor=bob');
  assert.equal((Array.isArray(filtered.body['lines']) ? filtered.body['lines'] : []).length, 1);
  const two = await ada.ask('GET', '/v1/audit?limit=2');
  assert.equal(two.body['before'], 4);
  assert.equal((await bob.ask('GET', '/v1/audit')).status, 403);
});

test('who has an export can check it without us', async (t) => {
  const { first } = await openPeople(t);
  const ada = await first();
  await ada.ask('PATCH', '/v1/organisation', { name: 'Acmé "Ltd"\\ 😀' });
  const exported = await expectStatus(ada.ask('GET', '/v1/audit/export'), 200);
  let previousHash = '0'.repeat(64);
  const lines = exported.text.trim().split('\n');
  assert.equal(lines.length, 2);
  for (const line of lines) {
    const { hash, ...told } = JSON.parse(line);
    const expected = createHash('sha256')
      .update(canonicalJson({ organisation: 'acme', ...told, previousHash }))
      .digest('hex');
    assert.equal(hash, expected);
    previousHash = hash;
  }
  const checked = await expectStatus(ada.ask('GET', '/v1/audit/check'), 200);
  assert.deepEqual(checked.body, { lines: 2, isWhole: true, brokenAt: null, head: previousHash });
});

test('the database itself refuses to change, remove or empty what was written', async () => {
  const { pool, close } = await testDatabase();
  await addDeedAlone(pool, 'acme', deed('first'));
  for (const change of [`update audit set actor = 'Eve'`, 'delete from audit', 'truncate audit'])
    await assert.rejects(pool.query(change), /only ever added to/);
  await close();
});

test('a line that somebody changed, moved or took out behind our back is noticed, and which one it is', async () => {
  for (const [change, brokenAt] of [
    [`update audit set actor = 'Eve' where number = 3`, 3],
    [`update audit set detail = '{"amount":"999.00"}' where number = 2`, 2],
    [`update audit set at = 2 where number = 5`, 5],
    [`delete from audit where number = 4`, 4],
    [`delete from audit where number = 1`, 1],
    [
      `update audit set number = 9 where number = 2; update audit set number = 2 where number = 3; update audit set number = 3 where number = 9`,
      2,
    ],
  ] as const) {
    const { pool, close } = await testDatabase();
    for (const action of ['one', 'two', 'three', 'four', 'five']) await addDeedAlone(pool, 'acme', deed(action, { amount: '1.10' }));
    assert.equal((await checkAudit(pool, 'acme')).isWhole, true);
    await unprotected(pool, change);
    const checked = await checkAudit(pool, 'acme');
    assert.deepEqual([checked.isWhole, checked.brokenAt], [false, brokenAt], change);
    await close();
  }
});

test('lines taken off the end are noticed by whoever has kept the last hash', async () => {
  const { pool, close } = await testDatabase();
  for (const action of ['one', 'two']) await addDeedAlone(pool, 'acme', deed(action));
  const { head } = await checkAudit(pool, 'acme');
  await unprotected(pool, 'delete from audit where number = 2');
  const after = await checkAudit(pool, 'acme');
  assert.equal(after.isWhole, true);
  assert.notEqual(after.head, head);
  await close();
});

test('deeds that come together from many sides form one chain, each organisation its own', async () => {
  const { pool, close } = await testDatabase();
  await Promise.all(Array.from({ length: 40 }, (_, index) => addDeedAlone(pool, index % 2 === 0 ? 'acme' : 'bolt', deed(`deed ${index}`))));
  for (const organisation of ['acme', 'bolt']) {
    const { lines, isWhole } = await checkAudit(pool, organisation);
    assert.deepEqual([lines, isWhole], [20, true]);
  }
  await close();
});

test('whatever somebody types can be kept and still follows', async () => {
  const { pool, close } = await testDatabase();
  const odd = {
    text: 'NUL \u0000 half \ud800 emoji 😀',
    number: 1e21,
    tiny: 1.1e-7,
    nothing: null,
    left: undefined,
    list: [1.1, '1.10'],
    ö: { b: 1, a: 2 },
  };
  await addDeedAlone(pool, 'acme', deed('odd \u0000 \udc00', odd));
  await addDeedAlone(pool, 'acme', deed('after'));
  assert.equal((await checkAudit(pool, 'acme')).isWhole, true);
  const texts = [];
  for await (const { detail } of auditLines(pool, 'acme')) texts.push(detail['text']);
  assert.deepEqual(texts, ['NUL  half \ufffd emoji 😀', undefined]);
  await close();
});

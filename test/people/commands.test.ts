import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCommandLine } from '../cli/command-line.ts';

test('whoever runs Tieout lets the first owner in by a link, lists who is here, and sees that in the trail', async () => {
  const line = await openCommandLine();
  assert.match((await line.run(['people'])).out, /Nobody has signed up yet/);
  const invited = await line.run(['people', 'invite', 'Ada@Example.com', '--url', 'https://books.example.com/']);
  assert.match(invited.out, /^https:\/\/books\.example\.com\/invitation\?token=[\w-]{43}\n/);
  assert.match((await line.run(['people', 'invite', 'ada'])).err, /An e-mail address is needed/);
  assert.match((await line.run(['people', 'reset', 'bob@example.com'])).err, /Nobody here has the address/);
  assert.match((await line.run(['people', 'invite', 'a@b.c', '--role', 'king'])).err, /is no role/);
  assert.match((await line.run(['audit'])).out, /Ada +invited ada@example\.com/);
  const whole = await line.run(['audit', '--verify']);
  assert.deepEqual([whole.code, /1 line/.test(whole.out)], [0, true]);
  const file = join(line.folder, 'audit.jsonl');
  await line.run(['audit', '--out', file]);
  assert.equal((await readFile(file, 'utf8')).trim().split('\n').length, 1);
  await line.database.pool.query('alter table audit disable trigger user');
  await line.database.pool.query(`update audit set action = 'invited nobody'`);
  const broken = await line.run(['audit', '--verify']);
  assert.deepEqual([broken.code, /line 1 was changed/.test(broken.out)], [1, true]);
  await line.close();
});

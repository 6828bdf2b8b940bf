import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openCommandLine } from './command-line.ts';

test('the address of a server is an address, and has no password in it', async () => {
  const line = await openCommandLine();
  try {
    for (const server of ['localhost:8000/books', 'ftp://host/books', 'http://ada:secret@host/books', 'host', 'http://host/books?x=1']) {
      const ran = await line.run(['connect', 'tryton', '--server', server, '--user', 'ada']);
      assert.equal(ran.code, 1, server);
      assert.match(ran.err, /is not an address such as http:\/\/host:8000\/books/, server);
    }
  } finally {
    await line.close();
  }
});

test('a key of webhooks that is empty, with which anybody can sign, is refused before anything is kept', async () => {
  const line = await openCommandLine();
  try {
    for (const key of ['', ' ', 'whsec_one two']) {
      const ran = await line.run(['connect', 'stripe', '--sandbox', '--webhook-key', key]);
      assert.deepEqual([ran.code, /is empty or has a space in it/.test(ran.err)], [1, true], key);
    }
    const { rows } = await line.database.pool.query('select 1 from secret');
    assert.deepEqual(rows, []);
  } finally {
    await line.close();
  }
});

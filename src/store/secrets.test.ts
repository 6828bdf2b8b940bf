import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { keyFromFile, keyFromText, secretsUnder } from './secrets.ts';

const key = keyFromText('00'.repeat(32));
const row = 'connection/acme/xero-1';

test('a sealed token opens in its own row and shows nothing of itself', () => {
  const sealed = secretsUnder(key).seal('refresh-token-ä', row);
  assert.equal(secretsUnder(key).open(sealed, row), 'refresh-token-ä');
  assert.ok(!sealed.includes('refresh') && !sealed.includes(Buffer.from('refresh').toString('base64url')));
});

test('the same token sealed twice looks different', () => {
  const secrets = secretsUnder(key);
  assert.notEqual(secrets.seal('token', row), secrets.seal('token', row));
});

test('a token moved into the row of another connection does not open', () => {
  const secrets = secretsUnder(key);
  const sealed = secrets.seal('token', row);
  assert.throws(() => secrets.open(sealed, 'connection/acme/xero-2'), /connection\/acme\/xero-2 does not open/);
});

test('a sealed token with any one character changed does not open', () => {
  const secrets = secretsUnder(key);
  const sealed = secrets.seal('token', row);
  const start = sealed.lastIndexOf('.') + 1;
  // The last character of base64url may carry bits that mean nothing, so it is left out.
  for (let at = start; at < sealed.length - 1; at += 1) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    assert.throws(() => secrets.open(changed, row), /does not open/);
  }
});

test('a token cut short does not open', () => {
  const secrets = secretsUnder(key);
  const sealed = secrets.seal('token', row);
  for (const length of [sealed.length - 2, sealed.lastIndexOf('.') + 10]) {
    assert.throws(() => secrets.open(sealed.slice(0, length), row), /does not open/);
  }
});

test('a token sealed under another key says so', () => {
  const sealed = secretsUnder(keyFromText('11'.repeat(32))).seal('token', row);
  assert.throws(() => secretsUnder(key).open(sealed, row), /sealed under another key/);
});

test('a key is 32 bytes, in base64 or hexadecimal, and anything else is refused with the way to make one', () => {
  assert.deepEqual(Buffer.from(keyFromText(`${Buffer.alloc(32).toString('base64')}\n`)), Buffer.alloc(32));
  assert.throws(() => keyFromText('too short'), /openssl rand -base64 32/);
});

test('the key file is made once, for its owner only, also when many ask at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-key-'));
  const keys = await Promise.all([1, 2, 3, 4].map(() => keyFromFile(folder)));
  assert.equal(new Set(keys.map((made) => Buffer.from(made).toString('hex'))).size, 1);
  assert.equal((await stat(join(folder, 'key'))).mode & 0o777, 0o600);
  await rm(folder, { recursive: true });
});

test('a damaged key file is refused and left as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tieout-key-'));
  await writeFile(join(folder, 'key'), 'half');
  await assert.rejects(keyFromFile(folder), /32 bytes/);
  await rm(folder, { recursive: true });
});

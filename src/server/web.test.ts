import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { createServer } from './server.ts';
import type { TieoutServer } from './server.ts';
import { webRoutes } from './web.ts';

const html = { host: 'localhost', accept: 'text/html,application/xhtml+xml' };

describe('the pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tieout-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>the app</title>');
  writeFileSync(join(folder, 'early.js'), '1;');
  writeFileSync(join(folder, 'assets/main-abc123.js'), '2;');
  const opened = serverWith(folder);
  after(async () => {
    await (await opened).close();
    rmSync(folder, { recursive: true });
  });

  test('an address within the app, opened in a browser, is answered with the app', async () => {
    const { app } = await opened;
    for (const url of ['/', '/holds', '/documents/f/invoice/INV-7?tab=why', '/authors']) {
      const answer = await app.inject({ url, headers: html });
      assert.equal(answer.statusCode, 200, url);
      assert.match(answer.body, /the app/);
      assert.equal(answer.headers['cache-control'], 'no-cache');
    }
  });

  test('what belongs to the server is never answered with a page', async () => {
    const { app } = await opened;
    for (const url of ['/v1/nothing', '/auth/nothing', '/oauth/x', '/hooks/x', '/connect/x', '/assets/old-hash.js', '/v1'])
      assert.doesNotMatch((await app.inject({ url, headers: html })).body, /the app/, url);
  });

  test('a program that asks for an unknown address is told that there is nothing', async () => {
    const { app } = await opened;
    const answer = await app.inject({ url: '/holds', headers: { host: 'localhost', accept: 'application/json' } });
    assert.equal(answer.statusCode, 404);
  });

  test('whoever asks whether the server is there and takes any answer, as curl and monitors do, is given the page', async () => {
    const { app } = await opened;
    for (const accept of ['*/*', undefined])
      for (const url of ['/', '/?from=monitor']) {
        const answer = await app.inject({ url, headers: { host: 'localhost', ...(accept !== undefined && { accept }) } });
        assert.equal(answer.statusCode, 200, `${url} ${accept}`);
        assert.match(answer.body, /the app/);
      }
    const { statusCode } = await app.inject({ url: '/', headers: { host: 'localhost', accept: 'application/json' } });
    assert.equal(statusCode, 404);
  });

  test('a picture that is not there is not answered with a page', async () => {
    const { app } = await opened;
    for (const accept of ['text/html', '*/*', 'image/avif,image/webp,*/*;q=0.8']) {
      const answer = await app.inject({ url: '/favicon.ico', headers: { host: 'localhost', accept } });
      assert.equal(answer.statusCode, 404, accept);
      assert.doesNotMatch(answer.body, /the app/);
    }
  });

  test('files with a hash in their name may be kept for ever', async () => {
    const { app } = await opened;
    const answer = await app.inject({ url: '/assets/main-abc123.js', headers: { host: 'localhost' } });
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['cache-control']), /immutable/);
  });

  test('no path leads out of the folder', async () => {
    const { app } = await opened;
    for (const url of ['/assets/../../package.json', '/assets/%2e%2e/%2e%2e/package.json', '/assets/..%2findex.html'])
      assert.notEqual((await app.inject({ url, headers: { host: 'localhost' } })).statusCode, 200, url);
  });

  test('the page runs no script but ours and stands in no frame', async () => {
    const { app } = await opened;
    const { headers } = await app.inject({ url: '/', headers: html });
    assert.match(String(headers['content-security-policy']), /script-src 'self';/);
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.equal(headers['x-frame-options'], 'DENY');
  });
});

test('where the pages are not built, the server says how they are', async () => {
  const server = await serverWith(join(tmpdir(), 'there-is-no-such-folder'));
  const answer = await server.app.inject({ url: '/', headers: html });
  assert.equal(answer.statusCode, 503);
  assert.match(answer.body, /npm run web:build/);
  await server.close();
});

function serverWith(folder: string): Promise<TieoutServer> {
  return createServer({
    publicUrl: null,
    version: '0',
    log: () => undefined,
    probe: async () => undefined,
    routes: [webRoutes(folder)],
    api: { scopeOf: async () => ({ is: 'stranger' }), routes: [] },
  });
}

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { HttpResponse } from '../contract/http.ts';
import { Unanswered, openWire } from './wire.ts';
import type { WireRequest } from './wire.ts';

async function provider(
  answer: RequestListener,
  work: (send: (path: string) => Promise<HttpResponse>) => Promise<void>,
  longest?: number,
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const net = openWire(longest);
  const base: WireRequest = { method: 'POST', url: `http://127.0.0.1:${address.port}`, headers: {}, body: '{"Name":"Ärger"}' };
  try {
    await work((path) => net.wire({ ...base, url: base.url + path }, new AbortController().signal));
  } finally {
    net.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('an answer that comes zipped, or in pieces, is read whole', () =>
  provider(
    (request, response) => {
      if (request.url === '/zipped') response.setHeader('content-encoding', 'gzip').end(gzipSync('"Größe"'));
      else request.pipe(response);
    },
    async (send) => {
      assert.equal((await send('/zipped')).body, '"Größe"');
      assert.equal((await send('/echo')).body, '{"Name":"Ärger"}');
    },
  ));

test('an answer that breaks off in the middle is no answer', () =>
  provider(
    (_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"Invoices":[', () => response.destroy());
    },
    async (send) => {
      await assert.rejects(send('/Invoices'), (cause) => cause instanceof Unanswered && cause.mayHaveArrived);
    },
  ));

test('an answer that is longer than any, or unzips to more, is no answer and does not fill the machine', () =>
  provider(
    (request, response) => {
      if (request.url === '/bomb') response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(1_000_000)));
      else if (request.url === '/fits') response.end('x'.repeat(10_000));
      else response.end('x'.repeat(10_001));
    },
    async (send) => {
      const isTooLong = (cause: unknown): boolean =>
        cause instanceof Unanswered && cause.mayHaveArrived && cause.message.includes('longer than 10000 bytes');
      assert.equal((await send('/fits')).body.length, 10_000);
      await assert.rejects(send('/bomb'), isTooLong);
      await assert.rejects(send('/long'), isTooLong);
    },
    10_000,
  ));

test('a redirect is shown, not followed', () => {
  let asked = 0;
  return provider(
    (_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    },
    async (send) => {
      assert.equal((await send('/here')).status, 302);
      assert.equal(asked, 1);
    },
  );
});

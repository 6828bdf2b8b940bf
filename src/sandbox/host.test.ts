import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { virtualClock } from './clock.ts';
import { startHost } from './host.ts';

const start = Date.parse('2026-11-01T09:00:00Z');

const withHost = async (work: (url: string, clock: ReturnType<typeof virtualClock>) => Promise<void>) => {
  const clock = virtualClock(start);
  const host = await startHost({
    clock,
    routes: [
      {
        prefix: '/echo',
        answer: ({ method, path, query, body }) => ({ status: 200, body: [method, path, query.toString(), body].join('|') }),
      },
      { prefix: '/echo/deeper', answer: () => ({ status: 200, body: 'the longest prefix' }) },
      { prefix: '/nothing', answer: () => ({ status: 204, body: '' }) },
      { prefix: '/cut', answer: () => ({ cut: true }) },
    ],
  });
  try {
    await work(host.url, clock);
  } finally {
    await host.close();
  }
};

test('a request reaches the route with the longest prefix, with its query and its body as they were sent', () =>
  withHost(async (url) => {
    const text = async (path: string, body?: string) =>
      (await fetch(url + path, { method: body === undefined ? 'GET' : 'PUT', ...(body !== undefined && { body }) })).text();
    assert.equal(await text('/echo/a%20b?where=x%3D%3D1', '{"Ä":1.10}'), 'PUT|/echo/a%20b|where=x%3D%3D1|{"Ä":1.10}');
    assert.equal(await text('/echo/deeper'), 'the longest prefix');
    assert.equal((await fetch(`${url}/elsewhere`)).status, 404);
    assert.equal((await fetch(`${url}/nothing`)).status, 204);
  }));

test('a connection that is cut gives no answer, and the next one is served', () =>
  withHost(async (url) => {
    await assert.rejects(fetch(`${url}/cut`));
    assert.equal((await fetch(`${url}/echo`)).status, 200);
  }));

test('a client that goes away in the middle of its request does not stop the time', () =>
  withHost(async (url, clock) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('PUT /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await once(socket, 'connect');
    const asleep = clock.sleepUntil(start + 1000);
    socket.destroy();
    await asleep;
    assert.equal((await fetch(`${url}/echo`)).status, 200);
  }));

test('an address on which somebody listens already is refused with the reason', () =>
  withHost(async (url, clock) => {
    await assert.rejects(startHost({ clock, routes: [], port: Number(new URL(url).port) }), /EADDRINUSE/);
  }));

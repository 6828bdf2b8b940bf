import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { addLive } from '../../src/server/office-live.ts';
import { officeServer } from '../../src/server/office-parts.ts';
import { scopeRequests } from '../../src/server/scope.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { openOffice } from './open-office.ts';
import type { TestOffice } from './open-office.ts';

/** Reads the messages of a page of that organisation until one names it, or the stream ends. */
async function listen({ server }: TestOffice, address: string, of: string) {
  const answer = await fetch(`${address}/v1/live`, { headers: { 'x-caller': `Ada/viewer/${of}` } });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  const reader = answer.body?.getReader();
  assert.ok(reader && server);
  let heard = '';
  return {
    heard: () => heard,
    until: async (name: string): Promise<boolean> => {
      while (!heard.includes(`"${name}"`)) {
        const { done, value } = await reader.read();
        if (done) return false;
        heard += new TextDecoder().decode(value);
      }
      return true;
    },
  };
}

test('a page hears at once what another process changed, and nothing of other organisations', async (t) => {
  const office = await openOffice(t);
  const address = await office.server.listen({ port: 0 });
  const page = await listen(office, address, 'acme');
  const other = await listen(office, address, 'other');
  const { id } = await office.bench.sell.invoice({ contact: await office.bench.sell.customer('Ada Ltd') });
  await office.bench.sync();
  assert.ok(await page.until(`document billing-to-ledger invoice ${id}`));
  assert.ok(page.heard().includes('"standings"'));
  await office.server.close();
  assert.equal(await other.until('overview'), false);
  assert.equal(other.heard(), 'retry: 2000\n\n');
});

test('whoever is no longer let in hears nothing more, and the stream ends', async (t) => {
  const app = fastify({ forceCloseConnections: true });
  t.after(() => app.close());
  let isLetIn = true;
  let time = 0;
  let hear: (names: readonly string[]) => void = () => assert.fail('nobody listens');
  scopeRequests(app, async () =>
    isLetIn
      ? { is: 'known', organisation: 'acme', actor: { kind: 'person', person: 'ada', name: 'Ada', role: 'viewer' } }
      : { is: 'stranger' },
  );
  addLive(
    officeServer(app, () => undefined),
    {
      clock: { ...realClock(), now: () => time },
      live: {
        subscribe: (_organisation, heard) => {
          hear = heard;
          return () => undefined;
        },
        close: () => Promise.resolve(),
      },
    },
  );
  const address = await app.listen({ port: 0 });
  const reader = (await fetch(`${address}/v1/live`)).body?.getReader() ?? assert.fail();
  const next = async (): Promise<string> => {
    const { done, value } = await reader.read();
    return done ? 'ended' : new TextDecoder().decode(value);
  };
  assert.equal(await next(), 'retry: 2000\n\n');
  hear(['holds']);
  assert.match(await next(), /"holds"/);
  isLetIn = false;
  time += 10_000;
  hear(['a secret']);
  assert.equal(await next(), 'ended');
});

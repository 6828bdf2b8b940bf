import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { patientPolls } from '../../src/engine/poll-pace.ts';
import { withServer } from '../integrations/kit.ts';
import type { Kit } from '../integrations/kit.ts';

const organisation = 'acme';

async function connect(kit: Kit): Promise<string> {
  const begun = await kit.ask('POST', '/v1/connections/begin', { provider: 'xero', sandbox: true });
  return (await kit.consent(begun, 'Harbour Studio Ltd')).searchParams.get('connected') ?? '';
}

async function endedThere({ office }: Kit, connection: string): Promise<void> {
  const found = await office.connections.connection({ organisation, connection });
  const body = JSON.stringify({ does: 'disconnect', account: found?.account });
  const done = await fetch(`${found?.hosts['api'] ?? ''}/_sandbox/person`, { method: 'POST', body });
  z.object({ status: z.literal(200) }).parse({ status: done.status });
}

test('a connection that waits for its person is told of once, and once when it is read again, by whichever worker', () =>
  withServer(async (kit) => {
    const { engine, pool } = kit.office;
    const news: string[] = [];
    const workers = [patientPolls((line) => news.push(line)), patientPolls((line) => news.push(line))];
    const connection = await connect(kit);
    const poll = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        // Its time has come, as if half a minute had passed.
        await pool.query('delete from lease where organisation = $1 and name = $2', [organisation, `poll ${connection}`]);
        for (const worker of workers) await worker(engine, organisation, connection);
      }
    };
    await poll(1);
    assert.deepEqual(news, []);
    await endedThere(kit, connection);
    // The first no is only to one call; who it is for is asked after it.
    await poll(4);
    assert.equal(news.length, 1);
    assert.match(news[0] ?? '', new RegExp(`^warning: '${connection}' cannot be read until somebody signs in\\. Xero `));
    assert.equal(await connect(kit), connection);
    await poll(3);
    assert.deepEqual(news.slice(1), [`info: '${connection}' is read again`]);
  }));

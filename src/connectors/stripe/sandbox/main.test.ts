import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connectSandbox } from '../../../sandbox/sandbox-client.ts';
import { isFields } from './fields.ts';

const main = new URL('./main.ts', import.meta.url);

test('a sandbox in a process of its own is driven like one in ours, and ends with who started it', async () => {
  const child = spawn(process.execPath, [fileURLToPath(main), '--virtual', '--start', '2026-11-02T10:00:00Z'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const told: unknown = JSON.parse(String(line));
  assert.ok(isFields(told) && typeof told['url'] === 'string');
  const sandbox = await connectSandbox(told['url']);
  const id = await sandbox.person({ does: 'create', kind: 'contact', fields: { name: 'Ada Ltd' } });
  assert.equal(sandbox.documents('contact')[0]?.['id'], id);
  await assert.rejects(sandbox.person({ does: 'create', kind: 'payment', fields: { amount: 0 } }), /greater than or equal to 1/);
  const { accessToken } = await sandbox.grant();
  const seen = await fetch(`${sandbox.url}/v1/customers/${id}`, { headers: { authorization: `Bearer ${accessToken}` } });
  assert.equal(seen.status, 200);
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
});

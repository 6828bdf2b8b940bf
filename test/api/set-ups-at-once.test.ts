import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { withServer } from '../integrations/kit.ts';
import type { Kit } from '../integrations/kit.ts';

const setup = z.looseObject({ flow: z.string() });

async function connected(kit: Kit): Promise<string> {
  await kit.done('POST', '/v1/connections/inside', { provider: 'billing', company: 'Harbour Studio' });
  const begun = await kit.ask('POST', '/v1/connections/begin', { provider: 'xero', sandbox: true });
  return (await kit.consent(begun, 'Harbour Studio Ltd')).searchParams.get('connected') ?? '';
}

/** The same request three times in the same moment; what each was answered. */
const thrice = (kit: Kit, path: string, body: object) => Promise.all([1, 2, 3].map(() => kit.done('POST', path, body)));

const flows = async ({ office }: Kit) => (await office.flows.all()).map(({ source, target, mode }) => `${source} → ${target} ${mode}`);

test('whoever clicks three times sets up one flow, and goes live with one that comes back', () =>
  withServer(async (kit) => {
    const target = await connected(kit);
    const made = await thrice(kit, '/v1/setups', { source: 'billing', target, isTwoWay: true });
    const names = new Set(made.map((each) => setup.parse(each).flow));
    assert.equal(names.size, 1);
    assert.deepEqual(await flows(kit), [`billing → ${target} off`]);
    const [flow = ''] = names;
    await thrice(kit, `/v1/setups/${encodeURIComponent(flow)}/activate`, { mode: 'shadow' });
    assert.deepEqual(await flows(kit), [`billing → ${target} shadow`, `${target} → billing shadow`]);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { eventually, withServer } from './kit.ts';
import type { Kit } from './kit.ts';

const setup = z.looseObject({
  flow: z.string(),
  mode: z.string(),
  startsOn: z.string(),
  kinds: z.array(z.string()),
  cleanUp: z.array(
    z.looseObject({ proposal: z.string(), survivor: z.string().nullable(), contacts: z.array(z.looseObject({ name: z.string() })) }),
  ),
});
const refused = z.looseObject({
  error: z.string(),
  open: z.array(z.object({ kind: z.string(), number: z.string().nullable(), day: z.string() })),
});
const made = z.looseObject({ id: z.string() });

/** A book and a ledger, connected; what is sold is dated as said. */
async function connected(kit: Kit, days: readonly string[]): Promise<string> {
  await kit.done('POST', '/v1/connections/inside', { provider: 'billing', company: 'Harbour Studio' });
  const { id } = made.parse(await kit.done('POST', '/v1/contacts', { name: 'Lovelace Engines' }));
  for (const issuedOn of days)
    await kit.done('POST', '/v1/invoices', {
      contact: id,
      issuedOn,
      currency: 'GBP',
      lines: [{ description: 'Design', unitPrice: '100' }],
    });
  const begun = await kit.ask('POST', '/v1/connections/begin', { provider: 'xero', sandbox: true });
  return (await kit.consent(begun, 'Harbour Studio Ltd')).searchParams.get('connected') ?? '';
}

async function inLedger({ office }: Kit, kind: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const app = await office.connections.app('acme', 'xero');
  const answer = await fetch(`${app?.hosts['api'] ?? ''}/_sandbox/documents?kind=${kind}`);
  return z.array(z.record(z.string(), z.unknown())).parse(await answer.json());
}

const path = (flow: string, deed: string): string => `/v1/setups/${encodeURIComponent(flow)}/${deed}`;

test('what is open from before the first day stops a flow from going live until somebody has said what becomes of it', () =>
  withServer(async (kit) => {
    const target = await connected(kit, ['2026-09-15', '2026-10-02']);
    const { flow } = setup.parse(await kit.done('POST', '/v1/setups', { source: 'billing', target, startsOn: '2026-10-01' }));
    const stopped = await kit.ask('POST', path(flow, 'activate'), { mode: 'live' });
    assert.equal(stopped.status, 409);
    const { open } = refused.parse(stopped.body);
    assert.deepEqual(
      open.map(({ kind, day }) => [kind, day]),
      [['invoice', '2026-09-15']],
    );
    assert.equal((await inLedger(kit, 'invoice')).length, 0);
    const [hold] = await kit.office.decisions.holds('acme', { flow, limit: 10 });
    const action = { do: 'exclude', because: 'it is in the old books' } as const;
    const answer = {
      organisation: 'acme',
      hold: hold?.hold ?? '',
      by: 'Ada',
      now: kit.office.clock.now(),
      action,
      ruling: { part: '*', print: null },
    };
    await kit.office.decisions.answer(answer);
    assert.equal(setup.parse(await kit.done('POST', path(flow, 'activate'), { mode: 'live' })).mode, 'live');
    assert.equal(
      (
        await eventually(
          () => inLedger(kit, 'invoice'),
          (seen) => seen.length > 0,
        )
      ).length,
      1,
    );
  }));

test('a flow in shadow plans and writes nothing', () =>
  withServer(async (kit) => {
    const target = await connected(kit, ['2026-10-02']);
    const { flow } = setup.parse(await kit.done('POST', '/v1/setups', { source: 'billing', target, startsOn: '2026-10-01' }));
    assert.equal(setup.parse(await kit.done('POST', path(flow, 'activate'), { mode: 'shadow' })).mode, 'shadow');
    const planned = async () => (await kit.office.reading.progress('acme')).find((one) => one.flow === flow)?.planned ?? 0;
    await eventually(planned, (many) => many > 0);
    assert.deepEqual([(await inLedger(kit, 'contact')).length, (await inLedger(kit, 'invoice')).length], [0, 0]);
  }));

test('a customer whom the ledger has under a longer name goes to that one, and none is made beside it', () =>
  withServer(async (kit) => {
    const target = await connected(kit, ['2026-10-02']);
    const app = await kit.office.connections.app('acme', 'xero');
    const person = { does: 'create', kind: 'contact', fields: { Name: 'Lovelace Engines International' } };
    await fetch(`${app?.hosts['api'] ?? ''}/_sandbox/person`, { method: 'POST', body: JSON.stringify(person) });
    const { flow } = setup.parse(await kit.done('POST', '/v1/setups', { source: 'billing', target, startsOn: '2026-10-01' }));
    const look = async () => setup.parse(await kit.done('GET', `/v1/setups/${encodeURIComponent(flow)}`)).cleanUp;
    // What is known of the source alone may be proposed first; the ledger is read on the way.
    const isBoth = ({ contacts }: { readonly contacts: readonly { readonly name: string }[] }): boolean =>
      contacts[0]?.name === 'Lovelace Engines International';
    const found = (await eventually(look, (proposals) => proposals.some(isBoth))).find(isBoth);
    await kit.done('POST', path(flow, 'clean-up'), { proposal: found?.proposal, decision: 'merge' });
    await kit.done('POST', path(flow, 'activate'), { mode: 'live' });
    const [invoice] = await eventually(
      () => inLedger(kit, 'invoice'),
      (seen) => seen.length === 1,
    );
    assert.equal(z.looseObject({ Name: z.string() }).parse(invoice?.['Contact']).Name, 'Lovelace Engines International');
    assert.equal((await inLedger(kit, 'contact')).length, 1);
  }));

test('a first day that nobody names is that of the oldest open document, and what both sides have is set up', () =>
  withServer(async (kit) => {
    const target = await connected(kit, ['2026-08-11', '2026-10-02']);
    const proposed = setup.parse(await kit.done('POST', '/v1/setups', { source: 'billing', target }));
    assert.equal(proposed.startsOn, '2026-08-11');
    assert.deepEqual(proposed.kinds, ['contact', 'invoice', 'creditNote', 'payment', 'refund', 'allocation']);
    const backwards = await kit.ask('POST', '/v1/setups', { source: target, target: 'billing' });
    assert.equal(backwards.status, 400);
  }));

test('a choice that the ledger does not have is refused before it is written down', () =>
  withServer(async (kit) => {
    const target = await connected(kit, ['2026-10-02']);
    const { flow } = setup.parse(await kit.done('POST', '/v1/setups', { source: 'billing', target }));
    const before = await kit.office.flows.mappingText({ organisation: 'acme', flow });
    for (const wrong of [{ sales: '999' }, { payments: 'nowhere' }, { taxes: [{ source: null, target: 'NO-SUCH' }] }])
      assert.equal((await kit.ask('PATCH', `/v1/setups/${encodeURIComponent(flow)}`, wrong)).status, 400);
    assert.equal(await kit.office.flows.mappingText({ organisation: 'acme', flow }), before);
  }));

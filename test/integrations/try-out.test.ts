import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { eventually, withServer } from './kit.ts';

const tryOut = z.object({
  state: z.string(),
  step: z.string(),
  done: z.number(),
  of: z.number(),
  problem: z.string().nullable(),
  flow: z.string().nullable(),
});
const setup = z.looseObject({
  steps: z.array(z.object({ step: z.string(), state: z.string() })),
  chosen: z.looseObject({ sales: z.string(), payments: z.string() }),
  taxes: z.array(z.looseObject({ source: z.string().nullable(), target: z.string().nullable() })),
  cleanUp: z.array(z.looseObject({ what: z.string(), contacts: z.array(z.looseObject({ name: z.string() })) })),
  findings: z.array(z.looseObject({ check: z.string(), ok: z.boolean() })),
});

test('whoever tries it out finds a small year sold, a ledger connected, and everything from the accounts on left to do', () =>
  withServer(async (kit) => {
    assert.equal(tryOut.parse(await kit.done('GET', '/v1/try')).state, 'not begun');
    assert.equal(tryOut.parse(await kit.done('POST', '/v1/try')).state, 'under way');
    const look = async () => tryOut.parse(await kit.done('GET', '/v1/try'));
    const ready = await eventually(look, ({ state }) => state !== 'under way', 60);
    assert.deepEqual([ready.state, ready.problem, ready.done], ['ready', null, ready.of]);
    const connected = z.array(z.looseObject({ label: z.string(), isSandbox: z.boolean() })).parse(await kit.done('GET', '/v1/connections'));
    assert.deepEqual(
      connected.map(({ isSandbox }) => isSandbox),
      [false, true, true],
    );
    const flow = encodeURIComponent(ready.flow ?? '');
    const begun = setup.parse(await kit.done('GET', `/v1/setups/${flow}`));
    assert.deepEqual(
      begun.steps.filter(({ state }) => state === 'done' || state === 'next').map(({ step, state }) => `${step} ${state}`),
      ['organisation done', 'accounts next', 'direction done'],
    );
    assert.deepEqual(
      begun.taxes.map(({ source, target }) => [source, target]),
      [
        ['GB20', 'OUTPUT2'],
        ['GB0', 'ZERORATEDOUTPUT'],
      ],
    );
    const names = begun.cleanUp
      .filter(({ what }) => what === 'duplicates')
      .map(({ contacts }) => contacts.map(({ name }) => name).toSorted());
    assert.deepEqual(names, [['AWS', 'Amazon Web Services, Inc.', 'Amazon.com']]);
    // The account that is proposed takes no payments yet: that is met, and mended.
    assert.equal(begun.chosen.payments, '615');
    const failing = async () =>
      setup.parse(await kit.done('POST', `/v1/setups/${flow}/check`)).findings.flatMap(({ check, ok }) => (ok ? [] : [check]));
    assert.deepEqual(await failing(), ['payments go to 615 Customer payments']);
    await kit.done('POST', '/v1/try/ledger', { does: 'enablePayments', account: '615' });
    assert.deepEqual(await failing(), []);
    assert.equal(tryOut.parse(await kit.done('POST', '/v1/try')).flow, ready.flow);
    // Live, what is paid in the ledger is heard of and paid here.
    await kit.done('POST', `/v1/setups/${flow}/activate`, { mode: 'live' });
    const invoices = z.looseObject({ records: z.array(z.looseObject({ number: z.string(), status: z.string() })) });
    const open = invoices.parse(await kit.done('GET', '/v1/invoices?status=open&limit=1')).records[0]?.number ?? '';
    const paying = async () => (await kit.ask('POST', '/v1/try/ledger', { does: 'pay', id: open })).status;
    await eventually(paying, (status) => status === 200, 40);
    const paid = async () => invoices.parse(await kit.done('GET', `/v1/invoices?number=${open}`)).records[0]?.status;
    await eventually(paid, (status) => status === 'paid', 20);
  }));

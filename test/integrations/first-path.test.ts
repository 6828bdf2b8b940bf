import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { poll } from '../../src/engine/poll.ts';
import { eventually, withServer } from './kit.ts';
import type { Kit } from './kit.ts';

const finding = z.object({ check: z.string(), ok: z.boolean(), seen: z.string(), expected: z.string(), fix: z.string().nullable() });
const setupShape = z.object({
  flow: z.string(),
  mode: z.string(),
  startsOn: z.string(),
  steps: z.array(z.object({ step: z.string(), state: z.string(), why: z.string().nullable() })),
  chosen: z.looseObject({ sales: z.string(), payments: z.string().nullable() }),
  taxes: z.array(
    z.object({
      source: z.string().nullable(),
      percent: z.string().nullable(),
      proposed: z.string().nullable(),
      target: z.string().nullable(),
      documents: z.number(),
    }),
  ),
  findings: z.array(finding),
  cleanUp: z.array(
    z.object({
      proposal: z.string(),
      what: z.string(),
      survivor: z.string().nullable(),
      contacts: z.array(z.looseObject({ id: z.string(), name: z.string() })),
      decision: z.string().nullable(),
    }),
  ),
  testInvoice: z
    .looseObject({ number: z.string().nullable(), passed: z.boolean(), fields: z.array(z.looseObject({ ok: z.boolean() })) })
    .nullable(),
});
type Setup = z.infer<typeof setupShape>;

const stateOf = ({ steps }: Setup, name: string): string => steps.find(({ step }) => step === name)?.state ?? '';

/** A book in billing with three customers that are one, and an invoice for each. */
async function sellSomething(kit: Kit): Promise<void> {
  await kit.done('POST', '/v1/connections/inside', { provider: 'billing', company: 'Harbour Studio' });
  await kit.done('POST', '/v1/tax-rates', { id: 'GB20', name: 'VAT 20 %', components: [{ name: 'VAT', percent: '20' }] });
  for (const name of ['Amazon Web Services, Inc.', 'AWS', 'Amazon.com']) {
    const made = z.object({ id: z.string() }).parse(await kit.done('POST', '/v1/contacts', { name, evenIfSimilar: true }));
    const lines = [{ description: 'Design', unitPrice: '100', taxes: ['GB20'] }];
    await kit.done('POST', '/v1/invoices', { contact: made.id, issuedOn: '2026-10-02', currency: 'GBP', lines });
  }
}

const path = (flow: string, deed = ''): string => `/v1/setups/${encodeURIComponent(flow)}${deed}`;

test('a bookkeeper connects two systems and goes live: consent, choices, a check that fails and is mended, a test invoice', () =>
  withServer(async (kit) => {
    await sellSomething(kit);
    const begun = await kit.ask('POST', '/v1/connections/begin', { provider: 'xero', sandbox: true });
    const back = await kit.consent(begun, 'Harbour Studio Ltd');
    assert.equal(back.pathname, '/integrations');
    const target = back.searchParams.get('connected') ?? '';
    assert.equal(target, 'xero-harbour-studio-ltd');

    const made = setupShape.parse(await kit.done('POST', '/v1/setups', { source: 'billing', target, startsOn: '2026-01-01' }));
    const { flow } = made;
    assert.equal(made.chosen.sales, '200');
    assert.deepEqual(made.taxes, [{ source: 'GB20', percent: '20', proposed: 'OUTPUT2', target: 'OUTPUT2', documents: 3 }]);
    assert.deepEqual([stateOf(made, 'organisation'), stateOf(made, 'accounts'), stateOf(made, 'activate')], ['done', 'next', 'later']);

    const choices = { sales: '200', payments: '850', taxes: [{ source: 'GB20', target: 'OUTPUT2' }], because: 'agreed with Robin' };
    const chosen = setupShape.parse(await kit.done('PATCH', path(flow), choices));
    assert.deepEqual([stateOf(chosen, 'taxes'), stateOf(chosen, 'check')], ['done', 'next']);
    const checked = setupShape.parse(await kit.done('POST', path(flow, '/check')));
    const failed = checked.findings.filter(({ ok }) => !ok);
    assert.deepEqual(
      failed.map(({ check }) => check),
      ['payments go to 850 Suspense'],
    );
    assert.match(failed[0]?.fix ?? '', /tick "Enable payments to this account"/);
    assert.equal(stateOf(checked, 'check'), 'blocked');
    const early = await kit.ask('POST', path(flow, '/activate'), { mode: 'live' });
    assert.equal(early.status, 409);
    assert.deepEqual(z.object({ findings: z.array(finding) }).parse(early.body).findings.length, 1);

    await kit.done('POST', '/v1/try/ledger', { does: 'enablePayments', account: '850' });
    const again = setupShape.parse(await kit.done('POST', path(flow, '/check')));
    assert.deepEqual([stateOf(again, 'check'), stateOf(again, 'clean up'), stateOf(again, 'test invoice')], ['done', 'next', 'next']);

    const [duplicates] = again.cleanUp.filter(({ what }) => what === 'duplicates');
    assert.equal(duplicates?.contacts.length, 3);
    const cleaned = setupShape.parse(
      await kit.done('POST', path(flow, '/clean-up'), { proposal: duplicates?.proposal, decision: 'merge' }),
    );
    assert.equal(cleaned.cleanUp.find(({ proposal }) => proposal === duplicates?.proposal)?.decision, 'merge');

    const walked = setupShape.parse(await kit.done('POST', path(flow, '/test-invoice'), {}));
    assert.equal(walked.testInvoice?.passed, true, JSON.stringify(walked.testInvoice));
    assert.ok((walked.testInvoice?.fields.length ?? 0) > 10);
    assert.equal(stateOf(walked, 'activate'), 'next');
    assert.equal(walked.mode, 'test');

    const live = setupShape.parse(await kit.done('POST', path(flow, '/activate'), { mode: 'live' }));
    assert.deepEqual([live.mode, stateOf(live, 'activate')], ['live', 'done']);
    const { invoices, contacts } = await eventually(
      () => inLedger(kit),
      (seen) => seen.invoices.length === 3,
    );
    assert.deepEqual(new Set(invoices.map(({ contact }) => contact)).size, 1);
    assert.equal(contacts.length, 1);
    // Nobody asks for a proof: what went live proves itself when everything has arrived.
    const overview = z.object({ proven: z.object({ word: z.string() }).nullable() });
    const proven = await eventually(
      async () => overview.parse(await kit.done('GET', '/v1/overview')).proven,
      (seen) => seen !== null,
    );
    assert.deepEqual(proven, { word: 'ties out' });
  }));

test('what is paid in the ledger is paid at the source, where the set-up lets payments come back', () =>
  withServer(async (kit) => {
    await sellSomething(kit);
    const begun = await kit.ask('POST', '/v1/connections/begin', { provider: 'xero', sandbox: true });
    const target = (await kit.consent(begun, 'Harbour Studio Ltd')).searchParams.get('connected') ?? '';
    const { flow } = setupShape.parse(
      await kit.done('POST', '/v1/setups', { source: 'billing', target, startsOn: '2026-01-01', isTwoWay: true }),
    );
    await kit.done('PATCH', path(flow), { payments: '090' });
    await kit.done('POST', path(flow, '/activate'), { mode: 'live' });
    const { invoices } = await eventually(
      () => inLedger(kit),
      (seen) => seen.invoices.length === 3,
    );
    await kit.done('POST', '/v1/try/ledger', { does: 'pay', id: invoices[0]?.number });
    // The next poll, or the webhook of a sandbox that knows where to tell, reads it.
    await poll(kit.office.engine, 'acme', target, ['payment']);
    const status = z.object({ records: z.array(z.object({ status: z.string() })) });
    const look = async () => status.parse(await kit.done('GET', `/v1/invoices?number=${invoices[0]?.number ?? ''}`)).records[0]?.status;
    assert.equal(await eventually(look, (seen) => seen === 'paid'), 'paid');
  }));

/** The customers' invoices in the sandbox's own books, with the contacts that stand for the three. */
async function inLedger({ office }: Kit) {
  const app = await office.connections.app('acme', 'xero');
  const documents = async (kind: string) => {
    const answer = await fetch(`${app?.hosts['api'] ?? ''}/_sandbox/documents?kind=${kind}`);
    return z.array(z.looseObject({})).parse(await answer.json());
  };
  const invoice = z.object({ InvoiceNumber: z.string(), Contact: z.object({ ContactID: z.string() }) });
  const invoices = (await documents('invoice')).map((each) => {
    const { InvoiceNumber, Contact } = invoice.parse(each);
    return { number: InvoiceNumber, contact: Contact.ContactID };
  });
  return { invoices, contacts: await documents('contact') };
}

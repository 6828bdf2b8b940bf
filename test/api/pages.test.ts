import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import { xero } from '../../src/connectors/xero/connector.ts';
import { documentFacts, pageOfTarget } from '../../src/engine/office-document.ts';
import { ledger, organisation, outward } from '../engine/world.ts';
import { bookedInvoice, inBooks } from '../laws/scene.ts';

test('a document can be opened in the ledger’s own app, in the organisation whose it is, as soon as that was read', () =>
  inBooks(async (bench) => {
    const { engine } = bench.life;
    const { session } = await engine.open(organisation, ledger);
    const page = '/AccountsReceivable/View.aspx?InvoiceID=6c1f';
    // A session that has asked nothing yet does not know the short code of the organisation.
    const fresh = xero.open({ http: () => Promise.reject(new Error('nobody is asked')), account: 'x' });
    assert.equal(fresh.pageOf?.('invoice', '6c1f'), `https://go.xero.com${page}`);
    await session.organisation();
    assert.match(
      session.pageOf?.('invoice', '6c1f') ?? '',
      /^https:\/\/go\.xero\.com\/organisationlogin\/default\.aspx\?shortcode=![A-Z0-9]+&redirecturl=/,
    );
    assert.ok(session.pageOf?.('invoice', '6c1f')?.endsWith(`&redirecturl=${page}`));
    assert.equal(session.pageOf?.('journal', '6c1f'), null);
    const { id, inLedger } = await bookedInvoice(bench);
    const key = { kind: 'invoice', id } as const;
    const linkOf = async (of: typeof engine) => (await documentFacts(of, outward, key))?.parts.map(({ link }) => link);
    // A sandbox stands in for the provider, whose app knows nothing of its documents.
    assert.deepEqual(await linkOf(engine), [null]);
    const { pageOf } = session;
    assert.ok(pageOf);
    const real: typeof engine = { ...engine, open: async (...of) => ({ ...(await engine.open(...of)), pageOf }) };
    assert.deepEqual(await linkOf(real), [pageOf('invoice', inLedger)]);
    const flow = await engine.store.flow(outward);
    assert.ok(flow);
    assert.equal(await pageOfTarget(real, flow, key), pageOf('invoice', inLedger));
    assert.equal(await pageOfTarget(real, flow, { kind: 'invoice', id: 'nobody' }), null);
  }));

test('in QuickBooks a document has an address by its id, and what is made of several parts has none', () => {
  const { pageOf } = quickbooks.open({ http: () => Promise.reject(new Error('nobody is asked')), account: '1' });
  assert.equal(pageOf?.('invoice', '130'), 'https://app.qbo.intuit.com/app/invoice?txnId=130');
  assert.equal(pageOf?.('creditNote', '131'), 'https://app.qbo.intuit.com/app/creditmemo?txnId=131');
  assert.equal(pageOf?.('payment', 'Deposit 7'), null);
  assert.equal(pageOf?.('transfer', '9'), null);
});

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OAuthClient from 'intuit-oauth';
import nodeQuickBooks from 'node-quickbooks';
import { startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { realClock } from '../../src/sandbox/clock.ts';

// Intuit's own client for signing in, and the client for the Accounting API that most applications on Node.js use, against our
// sandbox. Neither was written by us. Both are sent to another address only by what they offer for that: `setAuthorizeURLs`, the
// static `environment`, and the property `endpoint`.

/** Answers as they come: whatever the parser makes of them. */
type Body = ReturnType<typeof JSON.parse>;

// Its types are those of a module of another kind than it is.
const QuickBooks: Body = nodeQuickBooks;
const comeBackTo = 'http://localhost:9/callback';

let sandbox: Sandbox;
let signIn: OAuthClient;

/** The consent page as a browser would send it back. */
async function consent(url: string, decision: 'approve' | 'deny', company?: string): Promise<string> {
  const html = await (await fetch(url)).text();
  const hidden = [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const form = new URLSearchParams(hidden.map(([, name = '', value = '']): [string, string] => [name, value]));
  if (company !== undefined) form.set('account', company);
  form.set('decision', decision);
  const response = await fetch(`${sandbox.url}/connect/oauth2`, { method: 'POST', body: form, redirect: 'manual' });
  return response.headers.get('location') ?? '';
}

function client(): OAuthClient {
  const made = new OAuthClient({
    clientId: 'tieout-sandbox',
    clientSecret: 'tieout-sandbox-secret',
    environment: 'sandbox',
    redirectUri: comeBackTo,
  });
  made.setAuthorizeURLs({
    authorizeEndpoint: `${sandbox.url}/connect/oauth2`,
    tokenEndpoint: `${sandbox.url}/oauth2/v1/tokens/bearer`,
    revokeEndpoint: `${sandbox.url}/v2/oauth2/tokens/revoke`,
    userInfoEndpoint: `${sandbox.url}/v1/openid_connect/userinfo`,
  });
  return made;
}

const agreeUrl = (): string =>
  signIn.authorizeUri({ scope: [OAuthClient.scopes.Accounting, OAuthClient.scopes.OpenId], state: 'the state' });

describe('intuit-oauth against the QuickBooks sandbox', () => {
  before(async () => {
    sandbox = await startQuickBooksSandbox({ clock: realClock(), limits: null });
    signIn = client();
  });
  after(() => sandbox.close());

  test('signs in, and learns the company from the way back', async () => {
    const company = sandbox.accounts[1] ?? '';
    const back = await consent(agreeUrl(), 'approve', company);
    await signIn.createToken(back);
    const token = signIn.getToken();
    assert.equal(token.realmId, company);
    assert.equal(token.expires_in, 3600);
    assert.equal(token.x_refresh_token_expires_in, 8_726_400);
  });

  test('refreshes, and the refresh token that was used is worth nothing afterwards', async () => {
    await signIn.createToken(await consent(agreeUrl(), 'approve', sandbox.accounts[0]));
    const first = signIn.getToken().refresh_token;
    await signIn.refresh();
    assert.notEqual(signIn.getToken().refresh_token, first);
    await assert.rejects(signIn.refreshUsingToken(first), /invalid/i);
  });

  test('comes back with access_denied when the person cancels', async () => {
    const back = new URL(await consent(agreeUrl(), 'deny'));
    assert.deepEqual([...back.searchParams.keys()].toSorted(), ['error', 'state']);
  });

  test('calls the API of the company that was chosen, and of no other', async () => {
    const [studio = '', shop = ''] = sandbox.accounts;
    await signIn.createToken(await consent(agreeUrl(), 'approve', studio));
    const { json } = await signIn.makeApiCall({ url: `${sandbox.url}/v3/company/${studio}/companyinfo/${studio}?minorversion=75` });
    assert.equal(json.CompanyInfo.CompanyName, 'Harbour Studio Ltd');
    await assert.rejects(signIn.makeApiCall({ url: `${sandbox.url}/v3/company/${shop}/companyinfo/${shop}` }));
  });

  test('reads who signed in, and revokes', async () => {
    await signIn.createToken(await consent(agreeUrl(), 'approve', sandbox.accounts[0]));
    const { json } = await signIn.getUserInfo();
    assert.equal(json.email, 'robin@harbour.example');
    const { access_token: token } = signIn.getToken();
    await signIn.revoke();
    const answer = await fetch(`${sandbox.url}/v3/company/${sandbox.accounts[0]}/preferences`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(answer.status, 401);
  });
});

describe('node-quickbooks against the QuickBooks sandbox', () => {
  let call: (method: string, ...args: readonly unknown[]) => Promise<Body>;
  let customer: Body;

  before(async () => {
    sandbox = await startQuickBooksSandbox({ clock: realClock(), limits: null });
    const { accessToken } = await sandbox.grant();
    const [realm] = sandbox.accounts;
    const books: Body = new QuickBooks('tieout-sandbox', 'secret', accessToken, false, realm, true, false, 75, '2.0', null);
    books.endpoint = `${sandbox.url}/v3/company/`;
    call = (method, ...args) =>
      new Promise((resolve, reject) => {
        books[method](...args, (error: Body, body: Body) =>
          error ? reject(new Error(JSON.stringify(error.response?.data ?? error))) : resolve(body),
        );
      });
    customer = await call('createCustomer', { DisplayName: 'Ada Ltd', PrimaryEmailAddr: { Address: 'ada@example.com' } });
  });
  after(() => sandbox.close());

  const sale = (DocNumber: string, amount: number): Body => ({
    CustomerRef: { value: customer.Id },
    DocNumber,
    TxnDate: '2026-11-01',
    Line: [
      {
        Amount: amount,
        DetailType: 'SalesItemLineDetail',
        SalesItemLineDetail: { ItemRef: { value: '1' }, Qty: 2, UnitPrice: amount / 2, TaxCodeRef: { value: '2' } },
      },
    ],
  });

  test('creates, reads, updates and voids an invoice', async () => {
    const created = await call('createInvoice', sale('A-1', 100));
    assert.deepEqual([created.TotalAmt, created.TxnTaxDetail.TotalTax, created.Balance], [120, 20, 120]);
    const { Id, SyncToken } = created;
    const updated = await call('updateInvoice', { Id, SyncToken, PrivateNote: 'note' });
    assert.deepEqual([updated.PrivateNote, updated.SyncToken, updated.TotalAmt], ['note', '1', 120]);
    await assert.rejects(call('updateInvoice', { Id, SyncToken, PrivateNote: 'late' }), /5010/);
    await call('voidInvoice', { Id, SyncToken: '1' });
    const read = await call('getInvoice', Id);
    assert.deepEqual([read.TotalAmt, read.Balance, read.PrivateNote], [0, 0, 'Voided - note']);
  });

  test('pays an invoice, and takes the payment back', async () => {
    const invoice = await call('createInvoice', sale('A-2', 50));
    const payment = await call('createPayment', {
      CustomerRef: { value: customer.Id },
      TotalAmt: 60,
      DepositToAccountRef: { value: '35' },
      Line: [{ Amount: 60, LinkedTxn: [{ TxnId: invoice.Id, TxnType: 'Invoice' }] }],
    });
    assert.equal((await call('getInvoice', invoice.Id)).Balance, 0);
    await call('voidPayment', { Id: payment.Id, SyncToken: payment.SyncToken });
    assert.equal((await call('getInvoice', invoice.Id)).Balance, 60);
  });

  test('finds by criteria, counts, and fetches page by page', async () => {
    for (const number of ['B-1', 'B-2', 'B-3']) await call('createInvoice', sale(number, 10));
    const found = await call('findInvoices', [
      { field: 'DocNumber', value: 'B-%', operator: 'LIKE' },
      { field: 'TotalAmt', value: '1', operator: '>' },
      { field: 'fetchAll', value: true },
      { field: 'limit', value: 2 },
      { field: 'asc', value: 'DocNumber' },
    ]);
    assert.deepEqual(
      found.QueryResponse.Invoice.map(({ DocNumber }: Body) => DocNumber),
      ['B-1', 'B-2', 'B-3'],
    );
    const counted = await call('findCustomers', { count: true });
    assert.equal(counted.QueryResponse.totalCount, 1);
  });

  test('the same requestId makes one invoice', async () => {
    const first = await call('createInvoice', { ...sale('C-1', 10), requestId: 'key-1' });
    const second = await call('createInvoice', { ...sale('C-1', 10), requestId: 'key-1' });
    assert.equal(second.Id, first.Id);
  });

  test('sends a batch whose items stand for themselves', async () => {
    const { BatchItemResponse } = await call('batch', [
      { bId: '1', operation: 'create', Customer: { DisplayName: 'Bea Ltd' } },
      { bId: '2', operation: 'create', Customer: { DisplayName: 'Ada Ltd' } },
      { bId: '3', Query: "select * from Customer where DisplayName = 'Bea Ltd'" },
    ]);
    assert.equal(BatchItemResponse[0].Customer.DisplayName, 'Bea Ltd');
    assert.equal(BatchItemResponse[1].Fault.Error[0].code, '6240');
    assert.equal(BatchItemResponse[2].QueryResponse.Customer.length, 1);
  });

  test('sees what changed and what was deleted', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const { Id, SyncToken } = await call('createInvoice', sale('D-1', 10));
    await call('deleteInvoice', { Id, SyncToken });
    const { CDCResponse } = await call('changeDataCapture', ['Invoice', 'Customer', 'Bill'], since);
    const [invoices, customers, bills] = CDCResponse[0].QueryResponse;
    assert.equal(invoices.Invoice.find((one: Body) => one.Id === Id)?.status, 'Deleted');
    assert.ok(customers.Customer.length >= 1);
    assert.deepEqual(bills, {});
  });

  test('reports balance', async () => {
    const trial = await call('reportTrialBalance', { start_date: '2026-01-01', end_date: '2026-12-31' });
    const [, debit, credit] = trial.Rows.Row.at(-1).Summary.ColData;
    assert.equal(debit.value, credit.value);
    assert.notEqual(debit.value, '0.00');
    const profit = await call('reportProfitAndLoss', { start_date: '2026-01-01', end_date: '2026-12-31' });
    assert.equal(profit.Rows.Row.at(-1).group, 'NetIncome');
    const sheet = await call('reportBalanceSheet', { end_date: '2026-12-31' });
    const [assets, rest] = sheet.Rows.Row.map(({ Summary }: Body) => Summary.ColData[1].value);
    assert.equal(assets, rest);
    const aged = await call('reportAgedReceivables', { report_date: '2026-12-31' });
    assert.equal(aged.Rows.Row[0].ColData[0].value, 'Ada Ltd');
  });
});

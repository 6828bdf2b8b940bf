import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { CreditNote, Invoice, LineAmountTypes, Payment, XeroClient } from 'xero-node';
import type { Contact } from 'xero-node';
import { startXeroSandbox } from '../../src/connectors/xero/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { realClock } from '../../src/sandbox/clock.ts';

// Xero's own SDK, which we did not write, against our sandbox. Its hosts are fixed in its code, so the identity client is replaced by
// one that was discovered here, and the address of each request is rewritten on the way out (provider-xero, section 11, 1 and 3).

const comeBackTo = 'http://localhost:9/callback';
const scopes =
  'openid profile email offline_access accounting.contacts accounting.settings accounting.invoices accounting.payments ' +
  'accounting.banktransactions accounting.reports.trialbalance.read accounting.reports.profitandloss.read ' +
  'accounting.reports.balancesheet.read accounting.reports.aged.read';

interface Redirectable {
  readonly interceptors: { readonly request: { use(change: (config: { url?: string }) => unknown): number; eject(id: number): void } };
}

const fromSdk = createRequire(createRequire(import.meta.url).resolve('xero-node'));
const axios: Redirectable = fromSdk('axios');
const { Issuer, custom } = fromSdk('openid-client');

let sandbox: Sandbox;
let xero: XeroClient;
let tenant: string;
let undo = () => {};

const redirect = (url: string): number =>
  axios.interceptors.request.use((config) => {
    const to = config.url?.replace('https://identity.xero.com', url).replace('https://api.xero.com', url);
    return { ...config, url: to };
  });

/** The consent page as a browser would send it back: what is hidden in it, the organisations that were ticked, and the button. */
async function consent(url: string, organisations: readonly string[], decision: 'approve' | 'deny' = 'approve'): Promise<string> {
  const html = await (await fetch(url)).text();
  const form = new URLSearchParams(
    [...html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]): [string, string] => [
      name ?? '',
      value ?? '',
    ]),
  );
  for (const [, id = '', name = ''] of html.matchAll(/name="account" value="([^"]+)"[^>]*>\s*<span><strong>([^<]+)/g)) {
    if (organisations.includes(name)) form.append('account', id);
  }
  form.set('decision', decision);
  const response = await fetch(`${sandbox.url}/identity/connect/authorize`, { method: 'POST', body: form, redirect: 'manual' });
  return response.headers.get('location') ?? '';
}

async function client(): Promise<XeroClient> {
  const made = new XeroClient({
    clientId: 'tieout-sandbox',
    clientSecret: 'tieout-sandbox-secret',
    redirectUris: [comeBackTo],
    scopes: scopes.split(' '),
    state: 'the state',
  });
  custom.setHttpOptionsDefaults({ timeout: 10_000 });
  const issuer = await Issuer.discover(sandbox.url);
  made.openIdClient = new issuer.Client({
    client_id: 'tieout-sandbox',
    client_secret: 'tieout-sandbox-secret',
    redirect_uris: [comeBackTo],
  });
  return made;
}

const account = async (code: string): Promise<string> => {
  const { body } = await xero.accountingApi.getAccounts(tenant, undefined, `Code=="${code}"`);
  return body.accounts?.[0]?.accountID ?? '';
};

const today = new Date().toISOString().slice(0, 10);

const sale = (invoiceNumber: string, contact: Contact, unitAmount: number): Invoice => ({
  type: Invoice.TypeEnum.ACCREC,
  status: Invoice.StatusEnum.AUTHORISED,
  invoiceNumber,
  contact: { contactID: contact.contactID ?? '' },
  date: today,
  dueDate: today,
  lineAmountTypes: LineAmountTypes.Exclusive,
  lineItems: [{ description: 'Design', quantity: 2, unitAmount, accountCode: '200', taxType: 'OUTPUT2' }],
});

/** What the SDK rejects with is a JSON string. */
const refusal = async (asked: Promise<unknown>): Promise<{ status: number; text: string }> => {
  try {
    await asked;
  } catch (error) {
    const { response } = JSON.parse(String(error));
    return { status: response.statusCode, text: JSON.stringify(response.body) };
  }
  throw new Error('it was accepted');
};

interface Rows {
  readonly cells?: readonly { readonly value?: string }[];
  readonly rows?: readonly Rows[];
}

const cells = (rows: readonly Rows[]): string[][] =>
  rows.flatMap((row) => [...(row.cells ? [row.cells.map((cell) => cell.value ?? '')] : []), ...cells(row.rows ?? [])]);

describe('xero-node against the Xero sandbox', () => {
  let ada: Contact;

  before(async () => {
    sandbox = await startXeroSandbox({ clock: realClock(), limits: null });
    const id = redirect(sandbox.url);
    undo = () => axios.interceptors.request.eject(id);
    xero = await client();
    const location = await consent((await xero.buildConsentUrl()).replace('https://login.xero.com', sandbox.url), ['Harbour Studio Ltd']);
    await xero.apiCallback(location);
    [tenant = ''] = (await xero.updateTenants()).map((one: { tenantId: string }) => one.tenantId);
    const { body } = await xero.accountingApi.createContacts(tenant, { contacts: [{ name: 'Ada Ltd', emailAddress: 'ada@example.com' }] });
    const [created] = body.contacts ?? [];
    assert.ok(created);
    ada = created;
  });
  after(async () => {
    undo();
    await sandbox.close();
  });

  const invoiced = async (number: string, unitAmount: number): Promise<Invoice> => {
    const { body } = await xero.accountingApi.createInvoices(tenant, { invoices: [sale(number, ada, unitAmount)] });
    const [invoice] = body.invoices ?? [];
    assert.ok(invoice);
    return invoice;
  };
  const invoiceNow = async (id: string | undefined): Promise<Invoice | undefined> =>
    (await xero.accountingApi.getInvoice(tenant, id ?? '')).body.invoices?.[0];

  test('signs in through the consent page and sees only the organisation that was picked', async () => {
    assert.deepEqual(
      xero.tenants.map((one: { tenantName: string; orgData: { baseCurrency: string } }) => [one.tenantName, one.orgData.baseCurrency]),
      [['Harbour Studio Ltd', 'GBP']],
    );
    const claims = xero.readTokenSet().claims();
    assert.equal(claims.email, 'robin@harbour.example');
  });

  test('lists accounts, tax rates and contacts', async () => {
    const accounts = (await xero.accountingApi.getAccounts(tenant)).body.accounts ?? [];
    assert.ok(accounts.some(({ code, name }) => code === '200' && name === 'Sales'));
    const rates = (await xero.accountingApi.getTaxRates(tenant)).body.taxRates ?? [];
    assert.equal(Number(rates.find(({ taxType }) => taxType === 'OUTPUT2')?.effectiveRate), 20);
    const { body } = await xero.accountingApi.getContacts(tenant, undefined, undefined, undefined, undefined, 1);
    assert.deepEqual(
      body.contacts?.map(({ name }) => name),
      ['Ada Ltd'],
    );
  });

  test('creates an invoice, whose tax and totals are right, and finds it again by number', async () => {
    const invoice = await invoiced('SDK-1', 50);
    assert.deepEqual([invoice.subTotal, invoice.totalTax, invoice.total, invoice.amountDue], [100, 20, 120, 120]);
    const { body } = await xero.accountingApi.getInvoices(
      tenant,
      undefined,
      'InvoiceNumber=="SDK-1"',
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      1,
    );
    assert.deepEqual(
      body.invoices?.map(({ invoiceID }) => invoiceID),
      [invoice.invoiceID],
    );
    assert.equal(body.invoices?.[0]?.lineItems?.length, 1);
  });

  test('a second invoice with the same number is refused in Xero’s words', async () => {
    await invoiced('SDK-2', 10);
    const { status, text } = await refusal(invoiced('SDK-2', 10));
    assert.equal(status, 400);
    assert.match(text, /Invoice # must be unique\./);
  });

  test('pays an invoice in two parts, after which it is paid', async () => {
    const invoice = await invoiced('SDK-3', 25);
    const bank = await account('090');
    const pay = (amount: number): Payment => ({
      invoice: { invoiceID: invoice.invoiceID ?? '' },
      account: { accountID: bank },
      date: today,
      amount,
    });
    await xero.accountingApi.createPayment(tenant, pay(20));
    assert.equal((await invoiceNow(invoice.invoiceID))?.amountDue, 40);
    await xero.accountingApi.createPayments(tenant, { payments: [pay(40)] });
    assert.equal(String((await invoiceNow(invoice.invoiceID))?.status), 'PAID');
    const { text } = await refusal(xero.accountingApi.createPayment(tenant, pay(1)));
    assert.match(text, /Payment amount exceeds the amount outstanding on this document|paid/i);
  });

  test('credits an invoice by allocating a credit note to it', async () => {
    const invoice = await invoiced('SDK-4', 30);
    const { body } = await xero.accountingApi.createCreditNotes(tenant, {
      creditNotes: [
        {
          type: CreditNote.TypeEnum.ACCRECCREDIT,
          status: CreditNote.StatusEnum.AUTHORISED,
          contact: { contactID: ada.contactID ?? '' },
          date: today,
          lineAmountTypes: LineAmountTypes.Exclusive,
          lineItems: [{ description: 'Returned', quantity: 1, unitAmount: 30, accountCode: '200', taxType: 'OUTPUT2' }],
        },
      ],
    });
    const [credit] = body.creditNotes ?? [];
    await xero.accountingApi.createCreditNoteAllocation(tenant, credit?.creditNoteID ?? '', {
      allocations: [{ invoice: { invoiceID: invoice.invoiceID ?? '' }, amount: 36, date: today }],
    });
    const now = await invoiceNow(invoice.invoiceID);
    assert.deepEqual([now?.amountCredited, now?.amountDue], [36, 36]);
  });

  test('voids an invoice, which takes it out of the books', async () => {
    const invoice = await invoiced('SDK-5', 500);
    const before = sandbox.trialBalance()['610'];
    const { body } = await xero.accountingApi.updateInvoice(tenant, invoice.invoiceID ?? '', {
      invoices: [{ invoiceID: invoice.invoiceID ?? '', status: Invoice.StatusEnum.VOIDED }],
    });
    assert.equal(String(body.invoices?.[0]?.status), 'VOIDED');
    assert.equal(Number(before) - Number(sandbox.trialBalance()['610']), 1200);
  });

  test('reads a trial balance whose debits equal its credits, and which is that of the sandbox’s own books', async () => {
    const rows = cells((await xero.accountingApi.getReportTrialBalance(tenant, today)).body.reports?.[0]?.rows ?? []);
    const totals = rows.find(([name]) => name === 'Total');
    assert.ok(totals);
    assert.equal(totals[3], totals[4]);
    const receivable = rows.find(([name]) => name?.includes('(610)'));
    assert.equal(receivable?.[3], sandbox.trialBalance()['610']);
  });

  test('reads profit and loss and a balance sheet that agree on the result', async () => {
    const profit = cells(
      (await xero.accountingApi.getReportProfitAndLoss(tenant, `${today.slice(0, 7)}-01`, today)).body.reports?.[0]?.rows ?? [],
    );
    const net = profit.find(([name]) => name === 'Net Profit')?.[1];
    const sheet = cells((await xero.accountingApi.getReportBalanceSheet(tenant, today)).body.reports?.[0]?.rows ?? []);
    const assets = sheet.find(([name]) => name === 'Net Assets')?.[1];
    assert.equal(net, assets);
    assert.equal(sheet.find(([name]) => name === 'Total Equity')?.[1], assets);
  });

  test('reads what a customer owes, invoice by invoice', async () => {
    const report = await xero.accountingApi.getReportAgedReceivablesByContact(tenant, ada.contactID ?? '');
    const text = JSON.stringify(report.body.reports?.[0]?.rows ?? []);
    assert.match(text, /SDK-1/);
    assert.doesNotMatch(text, /SDK-5/);
  });

  test('the same idempotency key makes one invoice, however often it is sent', async () => {
    const send = () => xero.accountingApi.createInvoices(tenant, { invoices: [sale('SDK-6', ada, 1)] }, false, undefined, 'key-6');
    const [first, second] = [await send(), await send()];
    assert.equal(second.body.invoices?.[0]?.invoiceID, first.body.invoices?.[0]?.invoiceID);
    const { status } = await refusal(
      xero.accountingApi.createInvoices(tenant, { invoices: [sale('SDK-7', ada, 1)] }, false, undefined, 'key-6'),
    );
    assert.equal(status, 400);
  });

  test('a refresh gives new tokens that work', async () => {
    const old = xero.readTokenSet();
    const fresh = await xero.refreshToken();
    assert.notEqual(fresh.refresh_token, old.refresh_token);
    assert.notEqual(fresh.access_token, old.access_token);
    await xero.accountingApi.getOrganisations(tenant);
  });

  test('a scope that was not granted is refused', async () => {
    const { status, text } = await refusal(xero.accountingApi.getManualJournals(tenant));
    assert.equal(status, 401);
    assert.match(text, /AuthorizationUnsuccessful/);
  });

  test('a second consent adds the other organisation; disconnecting takes one away; revoking ends it all', async () => {
    const other = await client();
    await other.apiCallback(
      await consent((await other.buildConsentUrl()).replace('https://login.xero.com', sandbox.url), ['Harbour Shop GmbH']),
    );
    const tenants: { id: string; tenantName: string; tenantId: string }[] = await other.updateTenants(false);
    assert.deepEqual(
      tenants.map(({ tenantName }) => tenantName).toSorted((a, b) => a.localeCompare(b)),
      ['Harbour Shop GmbH', 'Harbour Studio Ltd'],
    );
    const studio = tenants.find(({ tenantId }) => tenantId === tenant);
    await other.disconnect(studio?.id ?? '');
    assert.equal((await refusal(other.accountingApi.getOrganisations(tenant))).status, 403);
    const token = other.readTokenSet();
    await other.revokeToken();
    other.setTokenSet(token);
    const shop = tenants.find(({ tenantId }) => tenantId !== tenant);
    assert.equal((await refusal(other.accountingApi.getOrganisations(shop?.tenantId ?? ''))).status, 401);
  });
});

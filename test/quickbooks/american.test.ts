import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quickbooks } from '../../src/connectors/quickbooks/connector.ts';
import { americanCompany, startQuickBooksSandbox } from '../../src/connectors/quickbooks/sandbox/server.ts';
import type { Outcome, Session, Step } from '../../src/contract/connector.ts';
import type { Http } from '../../src/contract/http.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Invoice } from '../../src/core/records.ts';
import { virtualClock } from '../../src/sandbox/clock.ts';
import { reference } from '../conformance/acting.ts';
import { fetchHttp } from '../fetch-http.ts';

interface Shop {
  readonly sandbox: Sandbox;
  readonly session: Session;
  readonly http: Http;
  readonly customer: string;
}

async function withShop(settings: Readonly<Record<string, unknown>>, work: (shop: Shop) => Promise<void>): Promise<void> {
  const sandbox = await startQuickBooksSandbox({
    clock: virtualClock(Date.parse('2026-11-09T17:00:00Z')),
    limits: null,
    companies: [americanCompany],
  });
  try {
    await sandbox.person({ does: 'setting', fields: { CustomTxnNumbers: true, ...settings } });
    const { accessToken } = await sandbox.grant();
    const http = fetchHttp(sandbox.url, () => accessToken);
    const session = quickbooks.open({ http, account: americanCompany.id, timeZone: americanCompany.timeZone });
    const customer = await sandbox.person({ does: 'create', kind: 'contact', fields: { DisplayName: 'Ada Inc' } });
    await work({ sandbox, session, http, customer });
  } finally {
    await sandbox.close();
  }
}

const sale = (contact: string, rate: string, tax: string): Invoice => {
  const line = {
    id: null,
    description: 'Chairs',
    quantity: '3',
    unitPrice: '33.35',
    discount: null,
    amount: '100.05',
    account: '79',
    item: null,
  };
  const post = { ...line, description: 'Delivery', quantity: '1', unitPrice: '10', amount: '10', taxes: [{ rate: 'NON', amount: '0' }] };
  const gross = { '8': '118.05', '8.01': '118.06' }[tax] ?? '';
  return {
    kind: 'invoice',
    id: '',
    number: 'S-1001',
    contact,
    issuedOn: '2026-11-05',
    dueOn: '2026-12-05',
    currency: 'USD',
    exchangeRate: null,
    amountsAre: 'exclusive',
    lines: [{ ...line, taxes: [{ rate, amount: tax }] }, post],
    discount: null,
    totals: { net: '110.05', tax, gross },
    reference: 'PO 7',
    notes: null,
    state: 'open',
    paid: '0',
    credited: '0',
  };
};

async function make({ session, http }: Shop, record: Invoice): Promise<Outcome | undefined> {
  const steps: readonly Step<Invoice>[] = [{ do: 'create', record, reference: reference(1) }];
  await session.prepare?.(steps);
  const writer = session.writers.invoice;
  const [call] = writer?.calls(steps, () => 'one') ?? [];
  assert.ok(writer && call);
  return writer.outcomes(steps, await http(call.request))[0];
}

test('an American sale is taxed line by line at the one rate of the document, with the source’s own tax', () =>
  withShop({}, async (shop) => {
    const record = sale(shop.customer, '2', '8.01');
    const outcome = await make(shop, record);
    assert.ok(outcome?.state === 'landed' && outcome.seen.record.kind === 'invoice', JSON.stringify(outcome));
    const { totals, lines } = outcome.seen.record;
    assert.deepEqual([totals, outcome.warnings], [record.totals, []]);
    assert.deepEqual(
      lines.map((line) => line.taxes),
      [[{ rate: '2', amount: '8.01' }], [{ rate: 'NON', amount: '0' }]],
    );
  }));

test('where automated sales tax keeps its own tax, the landed invoice shows it and a warning says by how much', () =>
  withShop({ TaxModel: 'automated', HonourTotalTax: false }, async (shop) => {
    const outcome = await make(shop, sale(shop.customer, 'TAX', '8.01'));
    assert.ok(outcome?.state === 'landed' && outcome.seen.record.kind === 'invoice', JSON.stringify(outcome));
    assert.equal(outcome.seen.record.totals.tax, '8');
    assert.deepEqual(outcome.warnings, ['QuickBooks booked 118.05 with 8 tax, and not 118.06 with 8.01 tax']);
  }));

test('where automated sales tax honours what was sent, the totals are the source’s', () =>
  withShop({ TaxModel: 'automated' }, async (shop) => {
    const outcome = await make(shop, sale(shop.customer, 'TAX', '8.01'));
    assert.ok(outcome?.state === 'landed' && outcome.seen.record.kind === 'invoice', JSON.stringify(outcome));
    assert.deepEqual([outcome.seen.record.totals.tax, outcome.warnings], ['8.01', []]);
  }));

test('a company’s zone is told from the stamps of its answers', () =>
  withShop({}, async ({ http }) => {
    const { timeZone } = await quickbooks.open({ http, account: americanCompany.id }).organisation();
    assert.equal(timeZone, 'America/Los_Angeles');
  }));

test('a company that numbers its documents itself, or applies money itself, is told before the first write', () =>
  withShop({ CustomTxnNumbers: false, AutoApplyCredit: true, AutoApplyPayments: true }, async ({ session }) => {
    const wants = { paymentAccounts: [], bankAccounts: [], lines: [], currencies: ['USD', 'EUR'], from: '2026-11-01', granted: [] };
    const failed = (await session.preflight?.(wants))?.filter(({ ok }) => !ok).map(({ check }) => check);
    assert.deepEqual(failed, [
      'currency EUR is switched on',
      'documents keep the numbers of the source',
      'credits are applied by the source alone',
      'payments are applied by the source alone',
      'permission com.intuit.quickbooks.accounting',
    ]);
  }));

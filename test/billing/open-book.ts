import type { InvoiceDraft, LineDraft, New, PaymentDraft } from '../../src/billing/book.ts';
import { billingService } from '../../src/billing/service.ts';
import type { Billing, Result } from '../../src/billing/service.ts';
import type { BillingKind, Kept } from '../../src/billing/book.ts';
import { statusOf } from '../../src/billing/status.ts';
import { billingStore } from '../../src/store/billing.ts';
import { testDatabase } from '../../src/store/testing.ts';
import type { TestDatabase } from '../../src/store/testing.ts';

/** A book of an English agency in an empty database, on 1 March 2026, with a customer and value added tax. */
export interface TestBook {
  readonly database: TestDatabase;
  readonly billing: Billing;
  readonly organisation: string;
  readonly customer: string;
  /** Moves the day on which it is. */
  today(day: string): void;
  close(): Promise<void>;
}

export const anOrganisation = 'org_agency';

export async function openTestBook(): Promise<TestBook> {
  const database = await testDatabase();
  await addOrganisation(database, anOrganisation);
  let now = Date.parse('2026-03-01T12:00:00Z');
  let ids = 0;
  const billing = billingService({ store: billingStore(database.pool), now: () => now, newId: () => `${(ids += 1)}` });
  await openBook(billing, anOrganisation);
  const customer = await addContact(billing, anOrganisation, 'Ada Ltd');
  return {
    database,
    billing,
    organisation: anOrganisation,
    customer,
    today: (day) => (now = Date.parse(`${day}T12:00:00Z`)),
    close: () => database.close(),
  };
}

export async function addOrganisation(database: TestDatabase, organisation: string): Promise<void> {
  await database.pool.query('insert into organisation (organisation, name, created_at) values ($1, $1, 0)', [organisation]);
}

export async function openBook(billing: Billing, organisation: string): Promise<void> {
  const series = { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CN-', digits: 4 } };
  await billing.openBook(organisation, {
    name: 'Agency Ltd',
    country: 'GB',
    baseCurrency: 'GBP',
    timeZone: 'Europe/London',
    roundsTax: 'perLine',
    series,
  });
  const component = { name: 'VAT', percent: '20', compound: false };
  await billing.create(organisation, 'taxRate', [{ id: 'GB20', name: 'VAT on income', components: [component] }]);
}

export async function addContact(billing: Billing, organisation: string, name: string): Promise<string> {
  return one(await billing.create(organisation, 'contact', [contactDraft(name)])).record.id;
}

export const contactDraft = (name: string, more: Partial<New<'contact'>> = {}): New<'contact'> => ({
  name,
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: true,
  isSupplier: false,
  ...more,
});

export const line = (unitPrice: string, more: Partial<LineDraft> = {}): LineDraft => ({
  description: 'Design work',
  quantity: '1',
  unitPrice,
  discount: null,
  taxes: ['GB20'],
  account: 'services',
  item: null,
  ...more,
});

/** An invoice over one line, due in thirty days, in pounds. */
export const invoiceDraft = (contact: string | null, unitPrice: string, more: Partial<New<'invoice'>> = {}): New<'invoice'> => ({
  number: null,
  contact,
  issuedOn: '2026-03-01',
  dueOn: '2026-03-31',
  currency: 'GBP',
  exchangeRate: null,
  amountsAre: 'exclusive',
  lines: [line(unitPrice)],
  discount: null,
  reference: null,
  notes: null,
  state: 'open',
  ...more,
});

export const creditNoteDraft = (contact: string | null, unitPrice: string, more: Partial<New<'creditNote'>> = {}): New<'creditNote'> => {
  const { dueOn: _due, ...draft }: InvoiceDraft = invoiceDraft(contact, unitPrice);
  return { ...draft, invoice: null, allocate: false, ...more };
};

export const paymentDraft = (
  amount: string,
  allocations: PaymentDraft['allocations'],
  more: Partial<New<'payment'>> = {},
): New<'payment'> => ({
  contact: null,
  paidOn: '2026-03-05',
  amount,
  currency: 'GBP',
  account: 'bank',
  accountAmount: null,
  method: null,
  reference: null,
  allocations,
  ...more,
});

/** The record of a list of one; throws with the refusal when it was not made. */
export function one<K extends BillingKind>(results: readonly Result<K>[]): Kept<K> {
  const [result] = results;
  if (result?.state === 'made') return result.kept;
  throw new Error(result === undefined ? 'nothing was made' : `${result.refusal.code}: ${result.refusal.seen ?? ''}`);
}

export const code = <K extends BillingKind>(results: readonly Result<K>[]): string =>
  results.map((result) => (result.state === 'made' ? 'made' : result.refusal.code)).join(' ');

/** The book's documents as a bookkeeper would list them: 'INV-0001 120 open 120 overdue'. */
export async function books({ billing, organisation }: TestBook, asOf = '2026-03-10'): Promise<readonly string[]> {
  const query = { after: null, limit: 1000, contact: null, number: null, invoice: null, status: null };
  const lists = await Promise.all((['invoice', 'creditNote'] as const).map((kind) => billing.read.list(organisation, kind, query)));
  return lists
    .flat()
    .map(
      ({ kept: { record, open } }) =>
        `${record.number ?? 'draft'} ${record.totals.gross} ${record.currency} open ${open} ${statusOf(record, asOf)}`,
    );
}

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { longestAnswer } from './first-time.ts';

// What pages are looked at with: names that are too long or written from right to left, figures of every size, lists that do not end
// on the first screen, and one of every state. Everything goes through the public API.

/** The ids that the addresses of single records need, by the name that stands in `pages.ts`. */
export type KnownIds = Readonly<Record<string, string>>;

export type AskApi = <Answer>(method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, data?: unknown) => Promise<Answer>;

/** Asks the API as whoever is signed in on the page. */
export const apiOf =
  (page: Page, address: string): AskApi =>
  async <Answer>(method: string, path: string, data?: unknown) => {
    const answer = await page.request.fetch(`${address}${path}`, {
      method,
      headers: { origin: address },
      timeout: longestAnswer,
      ...(data === undefined ? {} : { data }),
    });
    assert.ok(answer.ok(), `${method} ${path}: ${await answer.text()}`);
    const read: Answer = await answer.json();
    return read;
  };

const names = [
  'Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikationsgesellschaft mbH & Co. Kommanditgesellschaft auf Aktien',
  'شركة النور الحديثة للتجارة والمقاولات العامة والتوريدات المحدودة',
  'חברת הספנות והמסחר של נמל חיפה (1998) בע״מ',
  'The Worshipful Company of Very Patient Bookkeepers, Auditors and Keepers of the Long Ledger of Lower Saxony and Elsewhere',
  "O'Neill & Søn <Ålesund> ApS",
  'Αφοί Παπαδοπούλου & Σία Ο.Ε. Ναυτιλιακά και Λογιστικά',
];

interface Made {
  readonly id: string;
}

/** The days count back from the newest invoice that is there, so that nothing is dated after today. */
export async function makeHardBooks(ask: AskApi): Promise<KnownIds> {
  const { records } = await ask<{ readonly records: readonly { readonly issuedOn: string }[] }>('GET', '/v1/invoices?order=newest&limit=1');
  const today = records[0]?.issuedOn ?? '2026-11-20';
  const contacts: string[] = [];
  for (const [at, name] of names.entries()) {
    const email = `accounts.payable.department.number.${at}@a-rather-long-host-name-for-a-company.example`;
    const address = {
      lines: ['Zwischen den Brücken 118a, Hinterhaus'],
      city: 'Cuxhaven',
      region: null,
      postalCode: '27472',
      country: 'DE',
    };
    contacts.push(
      (await ask<Made>('POST', '/v1/contacts', { name, email, address, taxNumber: `DE12345678${at}`, evenIfSimilar: true })).id,
    );
  }
  const { invoice, draft } = await makeInvoices(ask, contacts, today);
  const [customer = ''] = contacts;
  const correction = {
    contact: customer,
    invoice,
    issuedOn: today,
    currency: 'GBP',
    lines: [line('Two of them came back', '64.25', '2')],
    allocate: true,
    notes: 'Agreed by telephone.',
  };
  const creditNote = (await ask<Made>('POST', '/v1/credit-notes', correction)).id;
  const paid = { contact: customer, paidOn: today, amount: '100.00', currency: 'GBP', method: 'Bank transfer', reference: 'شكرا INV-0061' };
  await ask('POST', '/v1/payments', { ...paid, allocations: [{ invoice, amount: '100.00' }] });
  await ask('POST', '/v1/payments', { ...paid, amount: '12345678.9', reference: null });
  await ask('PUT', '/v1/book/sender', {
    address: { lines: ['1 Quay', 'Second floor'], city: 'Bristol', region: null, postalCode: 'BS1 1AA', country: 'GB' },
    taxNumber: 'GB 123 4567 89',
    email: 'books@analytical-engines.example',
    phone: '+44 117 496 0000',
    payTo: 'IBAN GB33 BUKB 2020 1555 5555 55\nBIC BUKBGB22',
  });
  const recurring = await makeRetainer(ask, contacts, today);
  await ask('POST', '/v1/invitations', { email: 'somebody.with.a.long.name@a-rather-long-host-name.example', role: 'approver' });
  await ask('POST', '/v1/api-keys', { label: 'The shop that sends its orders every night at half past two', role: 'creator' });
  return { invoice, draft, creditNote, recurring, contact: contacts[1] ?? '' };
}

const line = (description: string, unitPrice: string, quantity = '1') => ({ description, unitPrice, quantity, taxes: ['GB20'] });

async function makeInvoices(ask: AskApi, contacts: readonly string[], today: string): Promise<{ invoice: string; draft: string }> {
  const [customer = '', arabic = '', hebrew = '', company = ''] = contacts;
  const usual = { contact: customer, issuedOn: today, dueOn: today, currency: 'GBP' };
  const many = Array.from({ length: 24 }, (_, at) =>
    line(`Website care, part ${at + 1} of the agreement of the first of March`, '64.25', '1.5'),
  );
  const described = line(`${'A description that explains at length what was done, '.repeat(6)}and why.`, '1234567.89');
  const long = await ask<Made>('POST', '/v1/invoices', {
    ...usual,
    lines: [described, ...many],
    discount: { percent: '12.5' },
    reference: 'PO 4711/2026/0000000000000000000000000000000012',
    notes: 'Payable within 30 days.\nPlease name the number of the invoice.\nشكرا جزيلا لثقتكم',
  });
  await ask('POST', '/v1/invoices', { ...usual, contact: arabic, lines: [line('تصميم واجهة المحل', '4800')] });
  await ask('POST', '/v1/invoices', {
    ...usual,
    contact: hebrew,
    currency: 'JPY',
    lines: [{ ...line('Photographs', '480000'), taxes: [] }],
  });
  await ask('POST', '/v1/invoices', {
    ...usual,
    contact: company,
    currency: 'KWD',
    lines: [{ ...line('Freight', '1234.567'), taxes: [] }],
  });
  const draft = await ask<Made>('POST', '/v1/invoices', { ...usual, state: 'draft', lines: [line('Not yet issued', '0.01')] });
  const wrong = await ask<Made>('POST', '/v1/invoices', { ...usual, lines: [line('A mistake', '99999999999.99')] });
  await ask('POST', `/v1/invoices/${wrong.id}/void`);
  for (let at = 0; at < 100; at += 1) {
    const contact = contacts[at % contacts.length] ?? customer;
    await ask('POST', '/v1/invoices', { ...usual, contact, lines: [line(`Hosting, week ${at + 1}`, `${at}9.99`)] });
  }
  return { invoice: long.id, draft: draft.id };
}

async function makeRetainer(ask: AskApi, [customer = '']: readonly string[], today: string): Promise<string> {
  const invoice = { contact: customer, currency: 'GBP', amountsAre: 'exclusive', lines: [line('Retainer for {month}', '2400')] };
  const rest = { discount: null, reference: null, notes: null };
  const rhythm = { every: 1, unit: 'month' };
  const name = 'Retainer of the whole department for design, care and hosting, as agreed in the spring';
  const made = await ask<Made>('POST', '/v1/recurring-invoices', { name, rhythm, startsOn: today, invoice: { ...invoice, ...rest } });
  return made.id;
}

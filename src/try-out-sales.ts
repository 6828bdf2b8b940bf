import type { ContactDraft } from './billing/book.ts';
import type { New } from './billing/book.ts';
import type { Billing } from './billing/service.ts';
import { addDays } from './core/day.ts';
import type { Day } from './core/day.ts';

const nobody: ContactDraft = {
  name: '',
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: true,
  isSupplier: false,
};

const street = (line: string, city: string, country: string) => ({ lines: [line], city, region: null, postalCode: null, country });

// Three that are one, one that nobody can write to, and names as they come.
const customers: readonly ContactDraft[] = [
  { ...nobody, name: 'Alder Bakery Ltd', email: 'office@alder-bakery.example', address: street('3 Mill Lane', 'Bristol', 'GB') },
  { ...nobody, name: 'Birch & Sons Joinery', email: 'accounts@birch-joinery.example', taxNumber: 'GB 123 4567 82' },
  { ...nobody, name: 'Amazon Web Services, Inc.', email: 'payables@amazon.example', taxNumber: 'GB 727 2558 21' },
  { ...nobody, name: 'Cedar Dental Practice', email: 'hello@cedar-dental.example' },
  { ...nobody, name: 'AWS', email: 'events@amazon.example' },
  { ...nobody, name: 'Hazel Gardens', email: 'hazel@hazel-gardens.example' },
  { ...nobody, name: 'Amazon.com' },
  { ...nobody, name: 'Juniper Kitchens', email: 'office@juniper.example', address: street('18 Harbour Road', 'Cork', 'IE') },
  { ...nobody, name: 'מאפיית הנמל', email: 'shalom@namal.example', address: street('5 Namal St', 'Haifa', 'IL') },
  { ...nobody, name: 'Larch Travel' },
  { ...nobody, name: 'Maple Optics Ltd', email: 'buchhaltung@maple-optics.example', address: street('Lindenweg 4', 'Hamburg', 'DE') },
  { ...nobody, name: 'Oak Legal LLP', email: 'accounts@oak-legal.example', taxNumber: 'GB 998 8776 65' },
];
const inEuros = new Set([7, 10]);
const abroad = new Set([7, 8, 10]);

const services: readonly (readonly [description: string, price: string])[] = [
  ['Design day', '520'],
  ['Website care, one month', '95'],
  ['Copywriting, per page', '64.25'],
  ['Hosting, one month', '29.99'],
  ['Workshop', '425'],
  ['Photographs', '33.33'],
];

const monthsBack = 12;
const aMonth = 5;

/** A small year of an agency's sales up to today: every invoice but those of the last weeks is paid. */
export async function sellSmallYear(billing: Billing, organisation: string, today: Day): Promise<void> {
  await made(billing, organisation, 'taxRate', [rate('GB20', '20'), rate('GB0', '0')]);
  const contacts = await made(
    billing,
    organisation,
    'contact',
    customers.map((each) => ({ ...each, evenIfSimilar: true })),
  );
  const drafts = invoicesUntil(today, contacts);
  const invoices = await made(billing, organisation, 'invoice', drafts);
  const payments = invoices.flatMap((invoice, place): readonly New<'payment'>[] => {
    const paidOn = addDays(invoice.issuedOn, 9 + (place % 12));
    if (paidOn > addDays(today, -25)) return [];
    const { id, contact, currency, totals } = invoice;
    const money = { contact, currency, account: null, accountAmount: null, method: 'bank transfer', reference: null };
    return [{ ...money, paidOn, amount: totals.gross, allocations: [{ invoice: id, amount: totals.gross }] }];
  });
  await made(billing, organisation, 'payment', payments);
}

const rate = (id: string, percent: string) => ({ id, name: `VAT ${percent} %`, components: [{ name: 'VAT', percent, compound: false }] });

function invoicesUntil(today: Day, contacts: readonly { readonly id: string }[]): readonly New<'invoice'>[] {
  const many = monthsBack * aMonth;
  const days = Math.floor(365 / many);
  return Array.from({ length: many }, (_, place) => {
    const customer = (place * 5) % customers.length;
    const issuedOn = addDays(today, -days * (many - 1 - place));
    return {
      number: null,
      contact: contacts[customer]?.id ?? null,
      issuedOn,
      dueOn: addDays(issuedOn, place % 2 === 0 ? 14 : 30),
      currency: inEuros.has(customer) ? 'EUR' : 'GBP',
      exchangeRate: null,
      amountsAre: 'exclusive',
      lines: Array.from({ length: 1 + (place % 3) }, (_line, line) => {
        const [description, unitPrice] = services[(place + line) % services.length] ?? ['Design day', '520'];
        const taxes = [abroad.has(customer) ? 'GB0' : 'GB20'];
        return { description, quantity: line === 1 ? '2.5' : '1', unitPrice, discount: null, taxes, account: null, item: null };
      }),
      discount: null,
      reference: place % 4 === 0 ? `PO ${1000 + place}` : null,
      notes: null,
      state: 'open',
    };
  });
}

/** Records that are meant to be possible; one that is refused ends the try-out with its reason. */
async function made<K extends 'taxRate' | 'contact' | 'invoice' | 'payment'>(
  billing: Billing,
  organisation: string,
  kind: K,
  drafts: readonly New<K>[],
) {
  const results = await billing.create(organisation, kind, drafts);
  return results.map((result) => {
    if (result.state === 'refused') throw new Error(`billing refused a ${kind}: ${result.refusal.message} ${result.refusal.seen ?? ''}`);
    return result.kept.record;
  });
}

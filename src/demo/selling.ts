import { z } from 'zod';
import { amount, compare, decimal, subtract } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import type { SoldInvoice, Year } from './year.ts';

/** Billing as another program meets it: over HTTP, with a key. */
export interface Shopfront {
  readonly address: string;
  readonly key: string;
}

const made = z.object({ state: z.literal('made'), record: z.looseObject({ id: z.string() }) });
const refused = z.object({ state: z.literal('refused'), error: z.looseObject({ message: z.string(), seen: z.string().nullable() }) });
const results = z.object({ results: z.array(z.union([made, refused])) });
const invoiceShown = z.looseObject({ id: z.string(), contact: z.string(), currency: z.string(), totals: z.object({ gross: z.string() }) });
type InvoiceShown = z.infer<typeof invoiceShown>;

const atOnce = 100;

/** Enters the whole year. Returns how many records of each kind were made. */
export async function enterYear(front: Shopfront, year: Year): Promise<Readonly<Record<string, number>>> {
  await post(front, 'tax-rates', [rate('GB20', '20'), rate('GB0', '0')]);
  const customers = await post(front, 'contacts', year.customers);
  const drafts = year.invoices.map((sold) => invoiceDraft(sold, customers[sold.customer]?.id ?? ''));
  const invoices = (await post(front, 'invoices', drafts)).map((record) => invoiceShown.parse(record));
  const invoice = (place: number): InvoiceShown => {
    const found = invoices[place];
    if (!found) throw new Error(`there is no invoice ${place}`);
    return found;
  };
  const payments = await post(front, 'payments', paymentDrafts(year, invoice));
  const credits = await post(
    front,
    'credit-notes',
    year.credits.map((credit) => creditDraft(year, credit, invoice(credit.invoice))),
  );
  const refunds = await post(
    front,
    'refunds',
    year.credits.flatMap((credit, place) =>
      credit.isRefunded
        ? [{ creditNote: credits[place]?.id ?? '', refundedOn: credit.issuedOn, amount: invoice(credit.invoice).totals.gross }]
        : [],
    ),
  );
  for (const place of year.voids) await call(front, `invoices/${invoice(place).id}/void`, {});
  return {
    contacts: customers.length,
    invoices: invoices.length,
    payments: payments.length,
    creditNotes: credits.length,
    refunds: refunds.length,
    voids: year.voids.length,
  };
}

const rate = (id: string, percent: string) => ({ id, name: `VAT ${percent} %`, components: [{ name: 'VAT', percent }] });

const invoiceDraft = ({ issuedOn, dueOn, currency, lines, discount, reference }: SoldInvoice, contact: string) => ({
  contact,
  issuedOn,
  dueOn,
  currency,
  lines: lines.map(({ tax, ...line }) => ({ ...line, taxes: [tax] })),
  discount,
  reference,
});

/** The first of two pays its share, in whole pennies; the last one pays what is left. */
function paymentDrafts(year: Year, invoice: (place: number) => InvoiceShown) {
  const left = new Map<number, Decimal>();
  return year.payments.map(({ invoice: place, paidOn, share }) => {
    const { id, contact, currency, totals } = invoice(place);
    const open = left.get(place) ?? decimal(totals.gross);
    const part = { units: (unitsOfCents(totals.gross) * BigInt(share)) / 100n, scale: 2 };
    const paid = share === 100 || compare(part, open) > 0 ? open : part;
    left.set(place, subtract(open, paid));
    const sum = amount(paid);
    return { contact, paidOn, amount: sum, currency, allocations: [{ invoice: id, amount: sum }], reference: `Transfer ${paidOn}` };
  });
}

const unitsOfCents = (text: string): bigint => {
  const { units, scale } = decimal(text);
  return units * 10n ** BigInt(2 - Math.min(scale, 2));
};

function creditDraft(year: Year, credit: Year['credits'][number], { id, contact, currency }: InvoiceShown) {
  const sold = year.invoices[credit.invoice];
  return {
    contact,
    invoice: id,
    issuedOn: credit.issuedOn,
    currency,
    lines: (sold?.lines ?? []).map(({ tax, ...line }) => ({ ...line, taxes: [tax] })),
    discount: sold?.discount ?? null,
    allocate: !credit.isRefunded,
  };
}

/** Makes records in lists; one that is refused ends the demo, because its year is meant to be possible. */
async function post(front: Shopfront, path: string, drafts: readonly object[]): Promise<readonly { readonly id: string }[]> {
  const records: { readonly id: string }[] = [];
  for (let from = 0; from < drafts.length; from += atOnce) {
    const answer = results.parse(await call(front, path, drafts.slice(from, from + atOnce)));
    for (const result of answer.results) {
      if (result.state === 'refused') throw new Error(`billing refused one of ${path}: ${result.error.message} ${result.error.seen ?? ''}`);
      records.push(result.record);
    }
  }
  return records;
}

async function call({ address, key }: Shopfront, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${address}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status >= 300) throw new Error(`billing answered ${response.status} to ${path}: ${text.slice(0, 400)}`);
  return JSON.parse(text);
}

import { readAll, readOrNull } from './api.ts';
import type { Line } from './api.ts';
import { lesserOf, sizeOf, sumOf } from './figures.ts';
import { byRate, minus, shareOf, taxesOf } from './taxes.ts';
import type { Tax } from './taxes.ts';
import { childOf, idOf, listOf, needSeconds, needText, textOf, wholeOf, wholeOrZero } from './wire.ts';
import type { Wire } from './wire.ts';

/** What stands behind a balance transaction: the charge that it goes back to, what that paid, and the tax within its part. */
export interface Behind {
  readonly charge: Wire | null;
  /** The customer's amount that it is about, in the charge's currency. */
  readonly part: bigint;
  readonly invoices: readonly { readonly invoice: string; readonly units: bigint }[];
  readonly creditNote: string | null;
  readonly taxes: readonly Tax[];
}

/** What a charge was for. Taxes are those of the whole. */
export interface Sale {
  readonly gross: bigint;
  readonly invoices: readonly { readonly invoice: string; readonly units: bigint }[];
  readonly taxes: readonly Tax[];
}

const noSale: Sale = { gross: 0n, invoices: [], taxes: [] };

/**
 * What was read of charges already. Days and payouts sum what was shown one by one before, so they share it with that pass; each pass
 * over the balance begins with a fresh one.
 */
export interface Memory {
  charge(id: string): Promise<Wire | null>;
  sale(charge: Wire): Promise<Sale>;
}

/** More than this is forgotten and read again: a big account would fill the machine. */
const mostRemembered = 50_000;

/**
 * `isLong`: for many charges, so it is worth a request to know that an account has no invoices or no checkout pages at all, and not to
 * look for them behind each charge.
 */
export function freshMemory(line: Line, isLong: boolean): Memory {
  const uses = remembering(async (path: string) => !isLong || (await hasAny(line, path)));
  const sales = remembering(async (_id: string, charge: Wire) => readSale(line, charge, uses));
  const charges = remembering((id: string) => readOrNull(line, `/v1/charges/${encodeURIComponent(id)}`));
  return { charge: charges, sale: (charge) => sales(needText(charge, 'id'), charge) };
}

async function hasAny(line: Line, path: string): Promise<boolean> {
  const answer = await readOrNull(line, path, [['limit', '1']]);
  return answer !== null && listOf(answer, 'data').length > 0;
}

/** What stands behind one balance transaction. Null where no charge does. */
export async function behindOf(line: Line, row: Wire, memory: Memory): Promise<Behind | null> {
  const source = childOf(row, 'source');
  const what = source === null ? null : textOf(source, 'object');
  if (source === null || (what !== 'charge' && what !== 'refund' && what !== 'dispute')) return null;
  const id = idOf(source, 'charge');
  const charge = what === 'charge' ? source : id === null ? null : await memory.charge(id);
  const part = partOf(row, source);
  if (charge === null) return { charge, part, invoices: [], creditNote: null, taxes: [] };
  const sale = await memory.sale(charge);
  const invoices = spread(sale.invoices, part);
  if (what !== 'refund') return { charge, part, invoices, creditNote: null, taxes: shareOf(sale.taxes, part, sale.gross) };
  const note = await creditNoteOf(line, needText(source, 'id'), invoices);
  const taxes = note === null ? await refundedTaxes(line, source, sale) : noteTaxes(note, part);
  return { charge, part, invoices, creditNote: note === null ? null : needText(note, 'id'), taxes };
}

/**
 * The part of a charge that a row is about. In one currency it is the row's own: a dispute may take less than the charge, and of an
 * authorisation that was captured in part the whole is put into the balance and the rest taken out again.
 */
function partOf(row: Wire, source: Wire): bigint {
  if (textOf(row, 'currency') === textOf(source, 'currency')) return sizeOf(wholeOrZero(row, 'amount'));
  const whole = wholeOrZero(source, 'amount');
  return textOf(row, 'reporting_category') === 'partial_capture_reversal' ? whole - wholeOrZero(source, 'amount_captured') : whole;
}

/**
 * Since 2025 neither side names the other: an invoice payment does, by the payment intent ("Basil: multiple payments on an invoice").
 * An invoice always has a customer. Where there is none, or no invoice, a page of Stripe's own may have worked out tax.
 */
async function readSale(line: Line, charge: Wire, uses: (path: string) => Promise<boolean>): Promise<Sale> {
  const intent = idOf(charge, 'payment_intent');
  if (intent === null) return noSale;
  const mayBeInvoiced = idOf(charge, 'customer') !== null && (await uses(invoicePayments));
  const payments = mayBeInvoiced
    ? await readAll(line, invoicePayments, [
        ['payment[type]', 'payment_intent'],
        ['payment[payment_intent]', intent],
        ['expand[]', 'data.invoice'],
      ])
    : [];
  const paid = payments.filter((payment) => wholeOrZero(payment, 'amount_paid') > 0n);
  if (paid.length > 0) return saleOfInvoices(line, paid);
  return (await uses(checkoutSessions)) ? saleOfCheckout(line, intent) : noSale;
}

const invoicePayments = '/v1/invoice_payments';
const checkoutSessions = '/v1/checkout/sessions';

async function saleOfInvoices(line: Line, payments: readonly Wire[]): Promise<Sale> {
  const invoices: Sale['invoices'][number][] = [];
  const taxes: Tax[] = [];
  for (const payment of payments) {
    const invoice = idOf(payment, 'invoice');
    if (invoice === null) continue;
    const units = wholeOrZero(payment, 'amount_paid');
    const whole = childOf(payment, 'invoice') ?? (await readOrNull(line, `/v1/invoices/${encodeURIComponent(invoice)}`)) ?? {};
    invoices.push({ invoice, units });
    taxes.push(...shareOf(taxesOf(whole, 'total_taxes'), units, wholeOrZero(whole, 'total')));
  }
  return { gross: sumOf(invoices.map(({ units }) => units)), invoices, taxes: byRate(taxes) };
}

async function saleOfCheckout(line: Line, intent: string): Promise<Sale> {
  const answer = await readOrNull(line, checkoutSessions, [
    ['payment_intent', intent],
    ['limit', '1'],
    ['expand[]', 'data.total_details.breakdown'],
  ]);
  const [session] = answer === null ? [] : listOf(answer, 'data');
  if (session === undefined) return noSale;
  const rows = listOf(childOf(childOf(session, 'total_details') ?? {}, 'breakdown') ?? {}, 'taxes');
  const taxes = rows.map((row) => ({ rate: idOf(row, 'rate') ?? 'unknown', units: wholeOrZero(row, 'amount'), isIncluded: false }));
  return { gross: wholeOf(session, 'amount_total') ?? 0n, invoices: [], taxes: byRate(taxes) };
}

/** A part of what a charge paid, laid on its invoices in their order. */
function spread(invoices: Sale['invoices'], part: bigint): Behind['invoices'] {
  let left = part;
  return invoices.flatMap(({ invoice, units }) => {
    const here = lesserOf(units, left);
    left -= here;
    return here > 0n ? [{ invoice, units: here }] : [];
  });
}

/** The credit note that a refund pays out: credit notes name their refunds, and not the other way round. */
async function creditNoteOf(line: Line, refund: string, invoices: Behind['invoices']): Promise<Wire | null> {
  for (const { invoice } of invoices) {
    const notes = await readAll(line, '/v1/credit_notes', [['invoice', invoice]]);
    const found = notes.find((note) => listOf(note, 'refunds').some((one) => idOf(one, 'refund') === refund));
    if (found) return found;
  }
  return null;
}

const noteTaxes = (note: Wire, part: bigint): readonly Tax[] =>
  byRate(shareOf(taxesOf(note, 'total_taxes'), part, wholeOrZero(note, 'total')));

/**
 * The tax of a refund without a credit note: the share of all that is refunded by now, less what earlier refunds returned, so that
 * the last one returns exactly the rest.
 */
async function refundedTaxes(line: Line, refund: Wire, sale: Sale): Promise<readonly Tax[]> {
  if (sale.taxes.length === 0) return [];
  const all = await readAll(line, '/v1/refunds', [['charge', idOf(refund, 'charge') ?? '']]);
  const key = (one: Wire): string => `${String(needSeconds(one, 'created')).padStart(12, '0')} ${needText(one, 'id')}`;
  const earlier = all.filter((one) => key(one) < key(refund) && isKept(one));
  const before = sumOf(earlier.map((one) => sizeOf(wholeOrZero(one, 'amount'))));
  const through = lesserOf(before + wholeOrZero(refund, 'amount'), sale.gross);
  return minus(shareOf(sale.taxes, through, sale.gross), shareOf(sale.taxes, lesserOf(before, sale.gross), sale.gross));
}

const isKept = (refund: Wire): boolean => !['failed', 'canceled'].includes(textOf(refund, 'status') ?? '');

/** Asks once for each name. What failed is asked for again. */
function remembering<T, More extends readonly unknown[]>(
  read: (name: string, ...more: More) => Promise<T>,
): (name: string, ...more: More) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (name, ...more) => {
    const before = known.get(name);
    if (before) return before;
    if (known.size >= mostRemembered) known.clear();
    const asked = read(name, ...more);
    known.set(name, asked);
    asked.catch(() => known.delete(name));
    return asked;
  };
}

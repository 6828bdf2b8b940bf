import { addDays, firstDayOf, lastDayOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { seededChance } from '../sandbox/chance.ts';

/** Twelve whole months of an agency's sales. Documents name each other by their place in these lists. */
export interface Year {
  readonly from: Day;
  readonly through: Day;
  readonly customers: readonly { readonly name: string; readonly email: string }[];
  readonly invoices: readonly SoldInvoice[];
  readonly payments: readonly Received[];
  readonly credits: readonly Credited[];
  /** Places of invoices that are voided in their own month. */
  readonly voids: readonly number[];
}

export interface SoldInvoice {
  readonly customer: number;
  readonly issuedOn: Day;
  readonly dueOn: Day;
  readonly currency: 'GBP' | 'EUR';
  readonly lines: readonly SoldLine[];
  readonly discount: { readonly percent: string } | null;
  readonly reference: string | null;
  readonly fate: Fate;
}

/** What becomes of an invoice in the course of the year. */
export type Fate = 'paid' | 'paid in two' | 'open' | 'credited' | 'refunded' | 'void';

export interface SoldLine {
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discount: { readonly percent: string } | null;
  readonly tax: 'GB20' | 'GB0';
  readonly account: string | null;
}

/** `share` of the invoice's total, in hundredths; the last one takes what is left. */
export interface Received {
  readonly invoice: number;
  readonly paidOn: Day;
  readonly share: number;
}

export interface Credited {
  readonly invoice: number;
  readonly issuedOn: Day;
  /** Given back in money, because the invoice was paid; otherwise set against it. */
  readonly isRefunded: boolean;
}

const firms = 'Alder,Birch,Cedar,Elm,Hazel,Juniper,Larch,Maple,Oak,Pine,Rowan,Willow'.split(',');
const trades = 'Bakery,Books,Cycles,Dental,Gardens,Joinery,Kitchens,Legal,Optics,Pottery,Travel,Wines'.split(',');
const services: readonly (readonly [text: string, price: readonly string[], account: string | null])[] = [
  ['Design day', ['480', '520', '610'], null],
  ['Website care, one month', ['95', '120', '149.5'], 'care'],
  ['Copywriting, per page', ['64.25', '72', '80'], null],
  ['Hosting, one month', ['18.99', '29.99', '45'], 'care'],
  ['Workshop', ['350', '425', '990'], null],
  ['Photographs', ['11.35', '27.4', '33.33'], null],
];

/** The same seed and months give the same year. */
export function inventYear(fromMonth: string, seed: number): Year {
  const chance = seededChance(seed);
  const pick = <T>(of: readonly T[]): T => {
    const found = of[Math.floor(chance() * of.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const between = (low: number, high: number): number => low + Math.floor(chance() * (high - low + 1));
  const customers = Array.from({ length: 36 }, (_, index) => {
    const name = `${firms[index % firms.length]} ${trades[(index * 5 + Math.floor(index / 12)) % trades.length]}`;
    return { name: index % 3 === 0 ? `${name} Ltd` : name, email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com` };
  });
  const months = Array.from({ length: 12 }, (_, index) => monthAfter(fromMonth, index));
  const line = (tax: SoldLine['tax']): SoldLine => {
    const [description, prices, account] = pick(services);
    const discount = chance() < 0.12 ? { percent: pick(['5', '10', '12.5']) } : null;
    return { description, quantity: pick(['1', '1', '2', '3', '1.5', '0.25']), unitPrice: pick(prices), discount, tax, account };
  };
  const invoices: SoldInvoice[] = [];
  for (const month of months) {
    const days = Array.from({ length: between(6, 9) }, () => addDays(firstDayOf(month), between(0, 26))).toSorted();
    for (const issuedOn of days) {
      const isAbroad = chance() < 0.18;
      const customer = isAbroad ? between(30, 35) : between(0, 29);
      const tax = isAbroad ? 'GB0' : 'GB20';
      invoices.push({
        customer,
        issuedOn,
        dueOn: addDays(issuedOn, pick([14, 30])),
        currency: isAbroad ? 'EUR' : 'GBP',
        lines: Array.from({ length: between(1, 5) }, () => line(tax)),
        discount: chance() < 0.08 ? { percent: '5' } : null,
        reference: chance() < 0.3 ? `PO ${between(1000, 9999)}` : null,
        // Customers abroad pay when the year is over: what they owe stands in euros at its end.
        fate: isAbroad ? 'open' : fateOf(chance()),
      });
    }
  }
  const through = lastDayOf(months.at(-1) ?? fromMonth);
  return { from: firstDayOf(fromMonth), through, customers, invoices, ...settlements(invoices, through, between) };
}

function fateOf(share: number): Fate {
  if (share < 0.68) return 'paid';
  if (share < 0.8) return 'paid in two';
  if (share < 0.9) return 'open';
  if (share < 0.95) return 'credited';
  return share < 0.98 ? 'refunded' : 'void';
}

type Settlements = Pick<Year, 'payments' | 'credits' | 'voids'>;

function settlements(invoices: readonly SoldInvoice[], through: Day, between: (low: number, high: number) => number): Settlements {
  const payments: Received[] = [];
  const credits: Credited[] = [];
  const voids: number[] = [];
  for (const [invoice, { issuedOn, fate }] of invoices.entries()) {
    const on = (days: number): Day => addDays(issuedOn, days);
    const early = on(between(1, 6));
    switch (fate) {
      case 'paid':
      case 'paid in two': {
        const first = on(between(8, 30));
        if (fate === 'paid in two') payments.push({ invoice, paidOn: early, share: 40 });
        if (first <= through) payments.push({ invoice, paidOn: first, share: 100 });
        break;
      }
      case 'refunded':
        payments.push({ invoice, paidOn: early, share: 100 });
        credits.push({ invoice, issuedOn: on(7), isRefunded: true });
        break;
      case 'credited':
        credits.push({ invoice, issuedOn: on(3), isRefunded: false });
        break;
      case 'void':
        voids.push(invoice);
        break;
      case 'open':
        break;
    }
  }
  return {
    payments: payments.filter(({ paidOn }) => paidOn <= through).toSorted((a, b) => (a.paidOn < b.paidOn ? -1 : 1)),
    credits: credits.filter((credit) => credit.issuedOn <= through),
    voids,
  };
}

export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = year * 12 + (number - 1) + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`;
}

import { add, amount, decimal, divide, multiply, round, subtract, sum } from '../../src/core/decimal.ts';
import type { Decimal } from '../../src/core/decimal.ts';
import { placesOf } from '../../src/core/money.ts';
import type { Discount, Invoice, Line } from '../../src/core/records.ts';
import { totalDocument } from '../../src/core/totals.ts';
import type { LineToTotal } from '../../src/core/totals.ts';
import type { Chance } from '../../src/sandbox/chance.ts';

/**
 * How the platforms of this world work out their invoices. `whole`: right to the penny, by either model of rounding taxes.
 * `subCent`: totals that were never rounded (118.9881). `finePrices`: line amounts from prices finer than a penny.
 * `unitGross`: prices rounded with tax in them, so that quantity times price is not the line. `floats`: figures as a binary
 * fraction prints them (188.98000000000002). `totalsAlone`: lines that miss the total by a penny or so.
 */
export const styles = ['whole', 'whole', 'whole', 'subCent', 'finePrices', 'unitGross', 'floats', 'totalsAlone'] as const;
export type Style = (typeof styles)[number];

export const percents = { VAT20: '20', VAT19: '19', VAT7: '7', VAT0: '0' } as const;
type Rate = keyof typeof percents;
const rates: readonly Rate[] = ['VAT20', 'VAT19', 'VAT7', 'VAT0'];

export interface Drawn {
  readonly style: Style;
  readonly invoice: Invoice;
}

/** An invoice as some platform shows it. The same chance, the same invoice. */
export function drawInvoice(chance: Chance): Drawn {
  const upTo = (most: number): number => Math.floor(chance() * most);
  const style = styles[upTo(styles.length)] ?? 'whole';
  const drawn = {
    lines: Array.from({ length: 1 + upTo(8) }, () => drawLine(chance)),
    discount: upTo(4) === 0 ? percentOff(chance) : null,
    amountsAre: upTo(2) === 0 ? ('exclusive' as const) : ('inclusive' as const),
    roundsTax: upTo(2) === 0 ? ('perLine' as const) : ('perDocument' as const),
    currency: upTo(5) === 0 ? 'EUR' : 'GBP',
  };
  const exact = invoiceOf(drawn, style === 'subCent' || style === 'finePrices' ? 2 : 0);
  return { style, invoice: skewed(exact, style, chance) };
}

type Basket = {
  readonly lines: readonly LineToTotal[];
  readonly discount: Discount | null;
  readonly amountsAre: 'exclusive' | 'inclusive';
  readonly roundsTax: 'perLine' | 'perDocument';
  readonly currency: string;
};

function drawLine(chance: Chance): LineToTotal {
  const upTo = (most: number): number => Math.floor(chance() * most);
  const rate = rates[upTo(rates.length)] ?? 'VAT20';
  const places = upTo(3) === 0 ? 4 : 2;
  const isReturn = upTo(12) === 0;
  const price = amount({ units: BigInt(1 + upTo(places === 4 ? 900_000 : 90_000)) * (isReturn ? -1n : 1n), scale: places });
  const quantity = upTo(3) === 0 ? amount({ units: BigInt(1 + upTo(4000)), scale: 3 }) : String(1 + upTo(12));
  return {
    quantity,
    unitPrice: price,
    discount: !isReturn && upTo(4) === 0 ? percentOff(chance) : null,
    taxes: [{ rate, percent: percents[rate], compound: false }],
  };
}

const percentOff = (chance: Chance): Discount => ({ percent: amount({ units: BigInt(1 + Math.floor(chance() * 5000)), scale: 2 }) });

function invoiceOf({ lines, discount, amountsAre, roundsTax, currency }: Basket, finer: number): Invoice {
  const places = placesOf(currency) + finer;
  const hasWorth = (off: Discount | null) => {
    const model = { roundsTax, amountsAre, unitPricePlaces: 8, places, rounding: 'halfUp' } as const;
    return totalDocument({ lines, discount: off }, model);
  };
  const plain = hasWorth(null);
  // A discount needs something to be taken from.
  const off = plain.lines.some((line) => decimal(line.amount).units < 0n) ? null : discount;
  const { lines: totalled, totals } = off === null ? plain : hasWorth(off);
  return {
    kind: 'invoice',
    id: 'inv_1',
    number: 'INV-001',
    contact: 'con_1',
    issuedOn: '2026-11-10',
    dueOn: null,
    currency,
    exchangeRate: null,
    amountsAre,
    lines: lines.map(({ quantity, unitPrice, discount: less }, index): Line => ({
      id: null,
      description: `Part ${index + 1}`,
      quantity,
      unitPrice,
      discount: less,
      amount: totalled[index]?.amount ?? '0',
      taxes: totalled[index]?.taxes ?? [],
      account: null,
      item: null,
    })),
    discount: off,
    totals,
    reference: null,
    notes: null,
    state: 'open',
    paid: '0',
    credited: '0',
  };
}

function skewed(invoice: Invoice, style: Style, chance: Chance): Invoice {
  switch (style) {
    case 'whole':
    case 'subCent':
      return invoice;
    case 'finePrices':
      return withWholeTotals(invoice);
    case 'unitGross':
      return { ...invoice, lines: invoice.lines.map(roundedPrice) };
    case 'floats':
      return asFloats(invoice);
    case 'totalsAlone':
      return withOtherTotal(invoice, chance);
  }
}

/** The customer pays whole pennies, however fine the lines are. */
function withWholeTotals(invoice: Invoice): Invoice {
  const places = placesOf(invoice.currency);
  const [net, tax] = [round(decimal(invoice.totals.net), places), round(decimal(invoice.totals.tax), places)];
  return { ...invoice, totals: { net: amount(net), tax: amount(tax), gross: amount(add(net, tax)) } };
}

/** The price that is printed: what one unit comes to, in whole pennies. */
function roundedPrice(line: Line): Line {
  const quantity = decimal(line.quantity);
  return { ...line, discount: null, unitPrice: amount(divide(decimal(line.amount), quantity, 2)) };
}

/** As a program sends it that adds up binary fractions. */
function asFloats(invoice: Invoice): Invoice {
  const binary = (figures: readonly string[]): string =>
    amount(decimal(figures.reduce((total, figure) => total + Number(figure), 0).toFixed(14)));
  const nets = invoice.lines.map((line) =>
    invoice.amountsAre === 'inclusive'
      ? amount(subtract(decimal(line.amount), sum(line.taxes.map((tax) => decimal(tax.amount)))))
      : line.amount,
  );
  const taxes = invoice.lines.flatMap((line) => line.taxes.map((tax) => tax.amount));
  const [net, tax] = [binary(invoice.discount === null ? nets : [invoice.totals.net]), binary(taxes)];
  return { ...invoice, totals: { net, tax, gross: binary([net, tax]) } };
}

/** Somebody rounded the total by itself. */
function withOtherTotal(invoice: Invoice, chance: Chance): Invoice {
  const cents = BigInt(Math.floor(chance() * 15)) - 7n;
  const by: Decimal = { units: cents, scale: 2 };
  const { net, tax, gross } = invoice.totals;
  return { ...invoice, totals: { net: amount(add(decimal(net), by)), tax, gross: amount(add(decimal(gross), by)) } };
}

/** Whether a platform's own arithmetic is right: only then may nobody be asked. */
export function isRight({ totals, currency, lines }: Invoice): boolean {
  const places = placesOf(currency);
  const isWhole = (figure: string): boolean => subtract(decimal(figure), round(decimal(figure), places)).units === 0n;
  return (
    [totals.net, totals.tax, totals.gross, ...lines.flatMap((line) => [line.amount, ...line.taxes.map((tax) => tax.amount)])].every(
      isWhole,
    ) && multiply(subtract(add(decimal(totals.net), decimal(totals.tax)), decimal(totals.gross)), decimal('1')).units === 0n
  );
}

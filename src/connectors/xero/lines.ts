import { amount, compare, decimal, divide, equal, fits, isZero, multiply, round, subtract } from '../../core/decimal.ts';
import type { Amount, Decimal } from '../../core/decimal.ts';
import type { AmountsAre, Discount, Line, Totals } from '../../core/records.ts';
import { accountOfLine, lineAccount } from './accounts.ts';
import { figureOf, figureOrZero, listOf, needFigure, number, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

const hundred = decimal('100');
const half: Decimal = { units: 5n, scale: 3 };

/** Prices and quantities have four places (with `unitdp=4`), amounts two, in every currency. */
const pricePlaces = 4;
const amountPlaces = 2;

const lineAmountTypes: Readonly<Record<AmountsAre, string>> = { exclusive: 'Exclusive', inclusive: 'Inclusive', noTax: 'NoTax' };

/** Always sent: what Xero assumes without it differs from one kind of document to another. */
export const toLineAmountTypes = (amountsAre: AmountsAre): string => lineAmountTypes[amountsAre];

export function amountsAreOf(wire: Wire): AmountsAre {
  const types = textOf(wire, 'LineAmountTypes')?.toLowerCase();
  if (types === 'inclusive') return 'inclusive';
  return types === 'notax' ? 'noTax' : 'exclusive';
}

/** A line with no figures and no account is text between lines. */
const isTextOnly = (line: Line): boolean =>
  line.account === null &&
  line.item === null &&
  line.taxes.length === 0 &&
  [line.quantity, line.amount, line.unitPrice].every((figure) => amount(figure) === '0');

/**
 * One line as Xero takes it. Tax is always given, never left to be worked out, and LineAmount always stands beside the figures
 * that lead to it: if Xero gets to another amount it refuses the line instead of booking a different total.
 */
export function toLine(line: Line, amountsAre: AmountsAre, canDiscount: boolean): Outgoing {
  const id = line.id === null ? {} : { LineItemID: line.id };
  if (isTextOnly(line)) return { ...id, Description: line.description };
  return {
    ...id,
    Description: line.description,
    ...toFigures(line, canDiscount),
    LineAmount: number(line.amount),
    ...(line.item === null ? {} : { ItemCode: line.item }),
    ...lineAccount(line.account),
    ...toTax(line, amountsAre),
  };
}

function toTax(line: Line, amountsAre: AmountsAre): Outgoing {
  if (line.taxes.length > 1) throw new Error(`a Xero line takes one tax, and '${line.description}' has ${line.taxes.length}`);
  if (amountsAre === 'noTax') return {};
  const tax = line.taxes[0];
  // Without a TaxType Xero would take the account's own: no tax must be said.
  return tax === undefined ? { TaxType: 'NONE', TaxAmount: number('0') } : { TaxType: tax.rate, TaxAmount: number(tax.amount) };
}

/**
 * Xero rounds quantity × price − discount to two places, and which way it rounds half a cent is not documented. So, in order:
 * the figures as they are, where they lead to the line's amount beyond doubt; with the discount as an amount; without the
 * price (Xero then derives it from the amount and the quantity); one unit.
 */
function toFigures(line: Line, canDiscount: boolean): Outgoing {
  const [quantity, price, target] = [decimal(line.quantity), decimal(line.unitPrice), decimal(line.amount)];
  const fitting = fits(quantity, pricePlaces) && fits(price, pricePlaces);
  const full = multiply(quantity, price);
  const plain = { Quantity: number(line.quantity), UnitAmount: number(line.unitPrice) };
  if (fitting && line.discount === null && leadsTo(full, target)) return plain;
  if (fitting && canDiscount && line.discount !== null) {
    const asSaid = discounted(line.discount, full, target);
    if (asSaid !== null) return { ...plain, ...asSaid };
    const rest = subtract(round(full, amountPlaces), target);
    if (compare(rest, decimal('0')) > 0 && leadsTo(subtract(full, rest), target)) return { ...plain, DiscountAmount: number(amount(rest)) };
  }
  if (fits(quantity, pricePlaces) && !isZero(quantity)) return { Quantity: number(line.quantity) };
  return { Quantity: number('1'), UnitAmount: number(line.amount) };
}

/** The discount in the form it has, if Xero gets from it to the line's amount. */
function discounted(discount: Discount, full: Decimal, target: Decimal): Outgoing | null {
  if ('percent' in discount) {
    const percent = decimal(discount.percent);
    const left = divide(multiply(full, subtract(hundred, percent)), hundred, 12);
    return fits(percent, pricePlaces) && leadsTo(left, target) ? { DiscountRate: number(discount.percent) } : null;
  }
  const less = decimal(discount.amount);
  return fits(less, amountPlaces) && leadsTo(subtract(full, less), target) ? { DiscountAmount: number(discount.amount) } : null;
}

/** True when rounding to two places gives the target however a tie is broken. */
function leadsTo(exact: Decimal, target: Decimal): boolean {
  const gap = subtract(exact, target);
  const size = gap.units < 0n ? { units: -gap.units, scale: gap.scale } : gap;
  return compare(size, half) < 0;
}

export function fromLine(wire: Wire, amountsAre: AmountsAre): Line {
  const rate = textOf(wire, 'TaxType');
  const lineAmount = figureOrZero(wire, 'LineAmount');
  const tax = figureOrZero(wire, 'TaxAmount');
  return {
    id: textOf(wire, 'LineItemID'),
    description: textOf(wire, 'Description') ?? '',
    quantity: figureOrZero(wire, 'Quantity'),
    unitPrice: figureOrZero(wire, 'UnitAmount'),
    discount: discountOf(wire),
    amount: lineAmount,
    taxes: amountsAre === 'noTax' || rate === null ? [] : [{ rate, amount: tax }],
    account: accountOfLine(wire),
    item: textOf(wire, 'ItemCode'),
  };
}

function discountOf(wire: Wire): Discount | null {
  const percent = figureOf(wire, 'DiscountRate');
  if (percent !== null && percent !== '0') return { percent };
  const less = figureOf(wire, 'DiscountAmount');
  return less !== null && less !== '0' ? { amount: less } : null;
}

export const toLines = (lines: readonly Line[], amountsAre: AmountsAre, canDiscount: boolean): readonly Outgoing[] =>
  lines.map((line) => toLine(line, amountsAre, canDiscount));

export const linesOf = (wire: Wire): readonly Line[] => {
  const amountsAre = amountsAreOf(wire);
  return listOf(wire, 'LineItems').map((line) => fromLine(line, amountsAre));
};

export const totalsOf = (wire: Wire): Totals => ({
  net: figureOrZero(wire, 'SubTotal'),
  tax: figureOrZero(wire, 'TotalTax'),
  gross: needFigure(wire, 'Total'),
});

/** True when two sets of lines would be sent alike. */
export const sameLines = (a: readonly Line[], b: readonly Line[]): boolean =>
  a.length === b.length && a.every((line, index) => sameLine(line, b[index]));

const sameLine = (a: Line, b: Line | undefined): boolean =>
  b !== undefined &&
  (a.id === null || a.id === b.id) &&
  a.description === b.description &&
  sameAmount(a.quantity, b.quantity) &&
  sameAmount(a.unitPrice, b.unitPrice) &&
  JSON.stringify(a.discount) === JSON.stringify(b.discount) &&
  sameAmount(a.amount, b.amount) &&
  a.taxes.length === b.taxes.length &&
  a.taxes.every((tax, index) => tax.rate === b.taxes[index]?.rate && sameAmount(tax.amount, b.taxes[index].amount)) &&
  a.account === b.account &&
  a.item === b.item;

const sameAmount = (a: Amount, b: Amount): boolean => equal(decimal(a), decimal(b));

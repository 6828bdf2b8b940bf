import { amount, compare, decimal, divide, equal, fits, isZero, multiply, subtract } from '../../core/decimal.ts';
import type { Amount, Decimal } from '../../core/decimal.ts';
import type { AmountsAre, Line, Totals } from '../../core/records.ts';
import type { Books } from './books.ts';
import { amountsAreOf, codeOfLine, netOf, taxesOfLines, toLineTax, unitPriceOf } from './taxes.ts';
import { childOf, figureOf, figureOrZero, listOf, needFigure, number, ref, refOf, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

const half: Decimal = { units: 5n, scale: 3 };
export const pricePlaces = 5;

/** A line with no figures and no account is text between lines. */
const isTextOnly = (line: Line): boolean =>
  line.account === null &&
  line.item === null &&
  line.taxes.length === 0 &&
  [line.quantity, line.amount, line.unitPrice].every((figure) => amount(figure) === '0');

const idPart = (line: Line): Outgoing => (line.id === null ? {} : { Id: line.id });

/**
 * A line of a sale. It reaches its account through an item alone: the one it names, or the one that stands for its account. An
 * account without an item is named as it is, which QuickBooks refuses in words that name it.
 */
export function toSalesLine(line: Line, amountsAre: AmountsAre, books: Books): Outgoing {
  if (isTextOnly(line)) return { ...idPart(line), Description: line.description, DetailType: 'DescriptionOnly', DescriptionLineDetail: {} };
  const item = line.item ?? books.itemFor(line.account ?? '') ?? `no item for account ${line.account ?? '(none)'}`;
  return {
    ...idPart(line),
    Description: line.description,
    Amount: number(netOf(line, amountsAre)),
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: {
      ItemRef: ref(item),
      ...toFigures(line, amountsAre),
      ...toLineTax(line, amountsAre, books),
      ...(amountsAre === 'inclusive' ? { TaxInclusiveAmt: number(line.amount) } : {}),
    },
  };
}

/** The quantity and the price where they lead to the amount beyond doubt; otherwise the amount stands alone. */
function toFigures(line: Line, amountsAre: AmountsAre): Outgoing {
  const net = netOf(line, amountsAre);
  const price = line.discount === null ? unitPriceOf(net, line.quantity, line.unitPrice, amountsAre) : null;
  if (price === null || !fits(decimal(line.quantity), pricePlaces)) return {};
  const gap = subtract(multiply(decimal(line.quantity), decimal(price)), decimal(net));
  const size = gap.units < 0n ? { units: -gap.units, scale: gap.scale } : gap;
  return compare(size, half) < 0 ? { Qty: number(line.quantity), UnitPrice: number(price) } : {};
}

/** A line of money spent: straight to an account. */
export function toExpenseLine(line: Line, amountsAre: AmountsAre, books: Books): Outgoing {
  return {
    ...idPart(line),
    Description: line.description,
    Amount: number(netOf(line, amountsAre)),
    DetailType: 'AccountBasedExpenseLineDetail',
    AccountBasedExpenseLineDetail: {
      AccountRef: accountRef(line.account, books),
      ...toLineTax(line, amountsAre, books),
      ...(amountsAre === 'inclusive' ? { TaxInclusiveAmt: number(line.amount) } : {}),
    },
  };
}

/** By number or id. What is no account is sent as it is, which QuickBooks refuses in words that name it. */
export const accountRef = (name: string | null, books: Books): Outgoing => ref(books.account(name ?? '')?.id ?? name ?? '(no account)');

interface ReadLine {
  readonly line: Omit<Line, 'taxes'>;
  readonly code: string | null;
  readonly net: Amount;
}

/** The lines of a document. What QuickBooks adds up for itself is no line; bundles are taken apart. */
export function linesOf(wire: Wire, books: Books): readonly Line[] {
  const amountsAre = amountsAreOf(wire);
  const read = listOf(wire, 'Line').flatMap((line) => readLine(line, wire, amountsAre, books));
  const taxes = taxesOfLines(wire, read, books);
  return read.map(({ line, code }, index) => ({
    ...line,
    taxes: amountsAre === 'noTax' || code === null ? [] : [{ rate: code, amount: taxes[index] ?? '0' }],
  }));
}

function readLine(line: Wire, document: Wire, amountsAre: AmountsAre, books: Books): readonly ReadLine[] {
  switch (textOf(line, 'DetailType') ?? '') {
    case 'SubTotalLineDetail':
    case 'TaxLineDetail':
      return [];
    case 'GroupLineDetail':
      return listOf(childOf(line, 'GroupLineDetail') ?? {}, 'Line').flatMap((inner) => readLine(inner, document, amountsAre, books));
    case 'DiscountLineDetail':
      return [discountLine(line, document, books)];
    default:
      return [plainLine(line, document, amountsAre, books)];
  }
}

const detailOf = (line: Wire): Wire =>
  childOf(line, 'SalesItemLineDetail') ??
  childOf(line, 'AccountBasedExpenseLineDetail') ??
  childOf(line, 'ItemBasedExpenseLineDetail') ??
  childOf(line, 'DepositLineDetail') ??
  {};

function plainLine(line: Wire, document: Wire, amountsAre: AmountsAre, books: Books): ReadLine {
  const detail = detailOf(line);
  const net = figureOrZero(line, 'Amount');
  const full = amountsAre === 'inclusive' ? (figureOf(detail, 'TaxInclusiveAmt') ?? net) : net;
  const item = refOf(detail, 'ItemRef');
  const account = accountIn(detail, item, books);
  const figures = figuresOf(detail, full, amountsAre);
  return {
    line: {
      id: textOf(line, 'Id'),
      description: textOf(line, 'Description') ?? '',
      ...(net === '0' && account === null ? { quantity: '0', unitPrice: '0' } : figures),
      discount: null,
      amount: full,
      account,
      item: item === null || isOurItem(item, account, books) ? null : item,
    },
    code: codeOfLine(refOf(detail, 'TaxCodeRef'), document, books),
    net,
  };
}

/** The item that stands for an account is no item of the seller's. */
const isOurItem = (item: string, account: string | null, books: Books): boolean => account !== null && books.itemFor(account) === item;

function accountIn(detail: Wire, item: string | null, books: Books): string | null {
  const id = refOf(detail, 'AccountRef') ?? refOf(detail, 'ItemAccountRef') ?? (item === null ? null : books.accountOfItem(item));
  return id === null ? null : books.accountName(id);
}

/** Prices of inclusive lines are shown without tax: what one costs with it follows from the amount. */
function figuresOf(detail: Wire, full: Amount, amountsAre: AmountsAre): Pick<Line, 'quantity' | 'unitPrice'> {
  const [quantity, price] = [figureOf(detail, 'Qty'), figureOf(detail, 'UnitPrice')];
  if (quantity === null || price === null || isZero(decimal(quantity))) return { quantity: '1', unitPrice: full };
  if (amountsAre !== 'inclusive') return { quantity, unitPrice: price };
  const each = divide(decimal(full), decimal(quantity), 8);
  return equal(multiply(each, decimal(quantity)), decimal(full))
    ? { quantity, unitPrice: amount(each) }
    : { quantity: '1', unitPrice: full };
}

/** A discount on the whole document is a line that takes something off. */
function discountLine(line: Wire, document: Wire, books: Books): ReadLine {
  const detail = childOf(line, 'DiscountLineDetail') ?? {};
  const less = amount(subtract(decimal('0'), decimal(figureOrZero(line, 'Amount'))));
  const account = refOf(detail, 'DiscountAccountRef');
  return {
    line: {
      id: textOf(line, 'Id'),
      description: textOf(line, 'Description') ?? 'Discount',
      quantity: '1',
      unitPrice: less,
      discount: null,
      amount: less,
      account: account === null ? null : books.accountName(account),
      item: null,
    },
    code: codeOfLine(refOf(detail, 'TaxCodeRef'), document, books),
    net: less,
  };
}

export function totalsOf(wire: Wire): Totals {
  const gross = needFigure(wire, 'TotalAmt');
  const tax = figureOrZero(childOf(wire, 'TxnTaxDetail') ?? {}, 'TotalTax');
  return { net: amount(subtract(decimal(gross), decimal(tax))), tax, gross };
}

/** The accounts and items that lines name, so that what is unknown of them can be read first. */
export function namedIn(wires: readonly Wire[]): { readonly accounts: readonly string[]; readonly items: readonly string[] } {
  const details = wires.flatMap((wire) => listOf(wire, 'Line').map(detailOf));
  const accounts = details.flatMap((detail) => refOf(detail, 'AccountRef') ?? refOf(detail, 'ItemAccountRef') ?? []);
  return { accounts, items: details.flatMap((detail) => refOf(detail, 'ItemRef') ?? []) };
}

/** True when two sets of lines would be sent alike. */
export const sameLines = (a: readonly Line[], b: readonly Line[]): boolean =>
  a.length === b.length && a.every((line, index) => JSON.stringify(comparable(line)) === JSON.stringify(comparable(b[index] ?? line)));

const comparable = (line: Line): unknown => ({
  ...line,
  id: null,
  quantity: amount(line.quantity),
  unitPrice: amount(line.unitPrice),
  amount: amount(line.amount),
  taxes: line.taxes.map((tax) => [tax.rate, amount(tax.amount)]),
});

import { equal } from '../../../core/decimal.ts';
import type { Decimal } from '../../../core/decimal.ts';
import { accountIn, requireForLines, requireTax } from './chart.ts';
import { centsIn, decimalIn, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { messages } from './messages.ts';
import type { Account, Item, ItemSide, Line } from './model.ts';
import { Invalid } from './refusals.ts';
import type { State } from './state.ts';
import { taxOf, workOutLine } from './totals.ts';
import type { LineAmountTypes } from './totals.ts';
import { trackingOf } from './tracking.ts';

/** What the document around the lines says about them. */
export interface LineRules {
  readonly types: LineAmountTypes;
  readonly unitPlaces: number;
  readonly isSale: boolean;
  readonly mayDiscount: boolean;
  /** Approved documents need a description and an account on every line that has an amount. */
  readonly isApproved: boolean;
  /** Overpayments have their one line on the control account, where no other document may write. */
  readonly isOnControl: boolean;
}

/** Lines that come with the id of an existing one change it; the others are new; existing ones that are not named are gone. */
export function composeLines(state: State, sent: readonly Fields[], existing: readonly Line[], rules: LineRules): readonly Line[] {
  return sent.map((fields) => {
    const id = textIn(fields, 'LineItemID')?.toLowerCase();
    return composeLine(state, fields, existing.find((line) => line.id === id) ?? null, rules);
  });
}

function composeLine(state: State, fields: Fields, before: Line | null, rules: LineRules): Line {
  const item = itemOf(state, fields, before);
  const side = item === null ? noSide : rules.isSale ? item.sales : item.purchase;
  const account = lineAccount(state, fields, { before, side, rules });
  const figures = figuresOf(fields, before, side, rules);
  const description =
    textIn(fields, 'Description') ?? before?.description ?? (rules.isSale ? item?.description : item?.purchaseDescription) ?? null;
  const isText = figures.unitAmount === null && figures.lineAmount === 0n;
  if (rules.isApproved && !isText && !account) throw new Invalid(messages.accountNeeded);
  if (rules.isApproved && (description === null || description === '')) throw new Invalid(messages.descriptionNeeded);
  const taxType = isText ? null : taxTypeOf(fields, before, side, { account, types: rules.types });
  const line = {
    id: before?.id ?? state.newId(),
    description,
    ...figures,
    taxType,
    itemId: item?.id ?? null,
    accountId: account?.id ?? null,
    tracking: trackingOf(state, listIn(fields, 'Tracking')) ?? before?.tracking ?? [],
  };
  return { ...line, taxAmount: taxAmountOf(state, fields, { before, line, account, types: rules.types }) };
}

const noSide: ItemSide = { unitPrice: null, account: null, taxType: null };

function itemOf(state: State, fields: Fields, before: Line | null): Item | null {
  const code = textIn(fields, 'ItemCode');
  if (code === '') return null;
  if (code === undefined) return (before?.itemId && state.tables.items.get(before.itemId)) || null;
  const item = state.tables.items.one('code', code);
  if (!item) throw new Invalid(messages.itemUnknown(code));
  return item;
}

function lineAccount(
  state: State,
  fields: Fields,
  of: { readonly before: Line | null; readonly side: ItemSide; readonly rules: LineRules },
): Account | undefined {
  const named = accountIn(state, fields, 'AccountCode');
  const kept = of.before?.accountId ? state.tables.accounts.get(of.before.accountId) : undefined;
  const account = named ?? kept ?? (of.side.account === null ? undefined : state.tables.accounts.get(of.side.account));
  if (!account || of.rules.isOnControl || account === kept) return account;
  return requireForLines(account);
}

type Figures = Pick<Line, 'quantity' | 'unitAmount' | 'lineAmount' | 'discountRate' | 'discountAmount'>;

function figuresOf(fields: Fields, before: Line | null, side: ItemSide, rules: LineRules): Figures {
  const [rate, off] = [decimalIn(fields, 'DiscountRate'), centsIn(fields, 'DiscountAmount')];
  const isDiscounted = (rate !== undefined && rate.units !== 0n) || (off !== undefined && off !== 0n);
  if (isDiscounted && !rules.mayDiscount) throw new Invalid(messages.discountNotHere);
  const [quantity, unitAmount, lineAmount] = [
    decimalIn(fields, 'Quantity'),
    decimalIn(fields, 'UnitAmount'),
    centsIn(fields, 'LineAmount'),
  ];
  const isTouched = [quantity, unitAmount, lineAmount, rate, off].some((figure) => figure !== undefined);
  if (before && !isTouched) {
    return {
      quantity: before.quantity,
      unitAmount: before.unitAmount,
      lineAmount: before.lineAmount,
      discountRate: before.discountRate,
      discountAmount: before.discountAmount,
    };
  }
  const sent = {
    quantity: quantity ?? before?.quantity ?? undefined,
    unitAmount: unitAmount ?? (lineAmount === undefined ? (before?.unitAmount ?? side.unitPrice ?? undefined) : undefined),
    lineAmount,
    discountRate: off === undefined ? (rate ?? before?.discountRate ?? undefined) : undefined,
    discountAmount: rate === undefined ? (off ?? before?.discountAmount ?? undefined) : undefined,
  };
  return { ...workOutLine(sent, rules.unitPlaces), discountRate: sent.discountRate ?? null, discountAmount: sent.discountAmount ?? null };
}

function taxTypeOf(
  fields: Fields,
  before: Line | null,
  side: ItemSide,
  of: { readonly account: Account | undefined; readonly types: LineAmountTypes },
): string | null {
  if (of.types === 'NoTax') return 'NONE';
  // A new account alone leaves the tax as it is: recoding must not change what is owed.
  return textIn(fields, 'TaxType') || (before?.taxType ?? side.taxType ?? of.account?.taxType ?? null);
}

interface TaxSubject {
  readonly before: Line | null;
  readonly line: Omit<Line, 'taxAmount'>;
  readonly account: Account | undefined;
  readonly types: LineAmountTypes;
}

// A tax amount that was sent stands as it is, so that a caller can match another system to the cent.
function taxAmountOf(state: State, fields: Fields, { before, line, account, types }: TaxSubject): bigint {
  if (types === 'NoTax' || line.taxType === null) return 0n;
  const rate = requireTax(
    state,
    line.taxType,
    line.accountId === before?.accountId && line.taxType === before?.taxType ? undefined : account,
  );
  const sent = centsIn(fields, 'TaxAmount');
  if (sent !== undefined) return sent;
  if (before && before.lineAmount === line.lineAmount && before.taxType === line.taxType) return before.taxAmount;
  return taxOf(line.lineAmount, rate.effectiveRate, types);
}

/** The lines under another way of stating amounts: unit amounts stay, and taxes are worked out anew. */
export function retaxed(state: State, lines: readonly Line[], types: LineAmountTypes): readonly Line[] {
  return lines.map((line) => {
    if (types === 'NoTax') return { ...line, taxType: line.taxType === null ? null : 'NONE', taxAmount: 0n };
    if (line.taxType === null) return line;
    return { ...line, taxAmount: taxOf(line.lineAmount, requireTax(state, line.taxType, undefined).effectiveRate, types) };
  });
}

/** What discounts took off all lines, in hundredths. */
export function totalDiscount(lines: readonly Line[]): bigint {
  let total = 0n;
  for (const line of lines) {
    if (!isDiscounted(line) || line.quantity === null || line.unitAmount === null) continue;
    total += fullAmount(line.quantity, line.unitAmount) - line.lineAmount;
  }
  return total;
}

const isDiscounted = (line: Line): boolean =>
  (line.discountRate !== null && line.discountRate.units !== 0n) || (line.discountAmount !== null && line.discountAmount !== 0n);

const fullAmount = (quantity: Decimal, unitAmount: Decimal): bigint =>
  workOutLine({ quantity, unitAmount, lineAmount: undefined, discountRate: undefined, discountAmount: undefined }, 4).lineAmount;

/** True when two sets of lines say the same about amounts and taxes, whatever accounts they stand on. */
export const sameAmounts = (a: readonly Line[], b: readonly Line[]): boolean =>
  a.length === b.length &&
  a.every((line, index) => {
    const other = b[index];
    return (
      other !== undefined &&
      line.lineAmount === other.lineAmount &&
      line.taxAmount === other.taxAmount &&
      sameFigure(line.quantity, other.quantity) &&
      sameFigure(line.unitAmount, other.unitAmount)
    );
  });

/** True when the accounts and tax types are the same too. */
export const sameCoding = (a: readonly Line[], b: readonly Line[]): boolean =>
  a.length === b.length &&
  a.every(
    (line, index) => line.accountId === b[index]?.accountId && line.taxType === b[index]?.taxType && line.itemId === b[index]?.itemId,
  );

const sameFigure = (a: Decimal | null, b: Decimal | null): boolean => (a === null || b === null ? a === b : equal(a, b));

/** The amount of a line without tax, in hundredths. */
export const netOf = (line: Line, types: LineAmountTypes): bigint =>
  types === 'Inclusive' ? line.lineAmount - line.taxAmount : line.lineAmount;

import { multiply } from '../../../core/decimal.ts';
import { discountsGiven } from './chart.ts';
import { faults } from './faults.ts';
import { centsIn, centsOf, childIn, decimalIn, figure, flagIn, listIn, noFields, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { State } from './state.ts';
import { checkLineCode, ratesOf } from './tax.ts';
import type { Side, Taxable } from './tax.ts';

/** How tax stands in the amounts of a document. */
export interface TaxMode {
  readonly side: Side;
  /** A tax code on each line counts. */
  readonly isTaxed: boolean;
  readonly isInclusive: boolean;
  readonly isGlobal: boolean;
}

export function taxModeOf(state: State, body: Fields, side: Side): TaxMode {
  const model = state.settings().TaxModel;
  const isGlobal = model === 'global';
  // An absent word is taken as TaxExcluded; Intuit does not say.
  const isTaxed = model !== 'none' && !(isGlobal && textIn(body, 'GlobalTaxCalculation') === 'NotApplicable');
  return {
    side,
    isTaxed: isTaxed && (isGlobal || side === 'Sales'),
    isInclusive: isGlobal && textIn(body, 'GlobalTaxCalculation') === 'TaxInclusive',
    isGlobal,
  };
}

/** A line with what counts of it. `account` is where its net goes. */
export interface CountedLine {
  readonly line: Fields;
  readonly taxable: Taxable;
  readonly account: string;
}

/** A line with an item, of a sale or of a purchase. */
export function itemLine(state: State, line: Fields, of: { readonly detail: string; readonly mode: TaxMode }): CountedLine {
  const detail = childIn(line, of.detail);
  const itemId = refIn(detail, 'ItemRef') ?? '1';
  const item = state.rows.get('Item', itemId);
  if (!item) throw faults.badReference('ItemRef', 'Items', itemId);
  const account = refIn(item.body, of.mode.side === 'Sales' ? 'IncomeAccountRef' : 'ExpenseAccountRef');
  if (account === undefined) throw faults.business(`the item ${itemId} has no account for ${of.mode.side.toLowerCase()}`);
  const itemCode = refIn(item.body, of.mode.side === 'Sales' ? 'SalesTaxCodeRef' : 'PurchaseTaxCodeRef');
  const code = codeOf(state, refIn(detail, 'TaxCodeRef') ?? (of.mode.isGlobal ? itemCode : 'NON'), of.mode);
  checkAmount(line, detail, of.mode);
  const counted = countedAmount(state, line, detail, code, of.mode);
  const kept = {
    ...detail,
    ItemRef: { value: itemId },
    ItemAccountRef: { value: account },
    ...(code !== null && { TaxCodeRef: { value: code } }),
    ...counted.shown,
  };
  return {
    line: { ...line, Amount: figure(centsIn(line, 'Amount')), [of.detail]: kept },
    taxable: { cents: counted.cents, code },
    account,
  };
}

/** A line straight on an account, of a bill or a purchase. */
export function accountLine(state: State, line: Fields, mode: TaxMode): CountedLine {
  const detail = childIn(line, 'AccountBasedExpenseLineDetail');
  const account = refIn(detail, 'AccountRef');
  if (account === undefined) throw faults.missing('AccountRef');
  if (textIn(line, 'Amount') === undefined) throw faults.missing('Amount');
  const code = codeOf(state, refIn(detail, 'TaxCodeRef') ?? (mode.isGlobal ? undefined : 'NON'), mode);
  const counted = countedAmount(state, line, detail, code, mode);
  const kept = {
    ...detail,
    BillableStatus: textIn(detail, 'BillableStatus') ?? 'NotBillable',
    ...(code !== null && { TaxCodeRef: { value: code } }),
    ...counted.shown,
  };
  return { line: { ...line, AccountBasedExpenseLineDetail: kept }, taxable: { cents: counted.cents, code }, account };
}

function codeOf(state: State, code: string | undefined, mode: TaxMode): string | null {
  if (!mode.isTaxed) return mode.isGlobal ? null : (code ?? null);
  if (code === undefined) throw faults.business('Make sure all your transactions have a VAT rate before you save.');
  checkLineCode(state, code);
  return code;
}

function checkAmount(line: Fields, detail: Fields, mode: TaxMode): void {
  if (textIn(line, 'Amount') === undefined) throw faults.missing('Amount');
  const [quantity, price] = [decimalIn(detail, 'Qty'), decimalIn(detail, 'UnitPrice')];
  if (quantity === undefined || price === undefined) return;
  const product = centsOf(multiply(quantity, price));
  const isGross = mode.isInclusive && product === centsIn(detail, 'TaxInclusiveAmt');
  if (product !== centsIn(line, 'Amount') && !isGross) throw faults.lineAmount();
}

/** Where amounts include the tax, Amount is the net and TaxInclusiveAmt the gross; without the latter it follows from the net. */
function countedAmount(
  state: State,
  line: Fields,
  detail: Fields,
  code: string | null,
  mode: TaxMode,
): { readonly cents: bigint; readonly shown: Fields } {
  const net = centsIn(line, 'Amount');
  if (!mode.isInclusive) return { cents: net, shown: noFields };
  const sent = textIn(detail, 'TaxInclusiveAmt');
  const gross = sent === undefined ? net + taxOn(state, net, code, mode.side) : centsIn(detail, 'TaxInclusiveAmt');
  return { cents: gross, shown: { TaxInclusiveAmt: figure(gross) } };
}

const taxOn = (state: State, net: bigint, code: string | null, side: Side): bigint =>
  code === null ? 0n : sumOf(ratesOf(state, code, side).map(({ percent }) => centsOf(multiply({ units: net, scale: 4 }, percent))));

export interface Discount {
  readonly line: Fields;
  readonly cents: bigint;
  readonly account: string;
}

/** The one line by which the whole document is cheaper: a percentage of the lines, or an amount. */
export function discountOf(state: State, lines: readonly Fields[], subtotal: bigint): Discount | null {
  const [line, second] = lines.filter((one) => textIn(one, 'DetailType') === 'DiscountLineDetail');
  if (!line) return null;
  if (second) throw faults.business('A transaction can have one discount line');
  if (!state.settings().AllowDiscount) throw faults.business('Discounts are turned off in the preferences of the company');
  const detail = childIn(line, 'DiscountLineDetail');
  const percent = decimalIn(detail, 'DiscountPercent');
  const isPercent = flagIn(detail, 'PercentBased');
  if (isPercent ? percent === undefined : textIn(line, 'Amount') === undefined) throw faults.discount();
  const cents = isPercent && percent ? centsOf(multiply({ units: subtotal, scale: 4 }, percent)) : centsIn(line, 'Amount');
  const account = refIn(detail, 'DiscountAccountRef') ?? discountsGiven(state).id;
  return {
    cents,
    account,
    line: {
      ...line,
      Amount: figure(cents),
      DiscountLineDetail: { ...detail, PercentBased: isPercent, DiscountAccountRef: { value: account } },
    },
  };
}

/** The shares of a discount by tax code, in the proportion of what stands on them: they sum to the whole, negative. */
export function spreadDiscount(cents: bigint, taxables: readonly Taxable[]): readonly Taxable[] {
  const byCode = [...Map.groupBy(taxables, ({ code }) => code)].map(([code, parts]) => ({
    code,
    cents: sumOf(parts.map((one) => one.cents)),
  }));
  const whole = sumOf(byCode.map((one) => one.cents));
  if (whole === 0n) return [{ cents: -cents, code: null }];
  let [seen, given] = [0n, 0n];
  return byCode.map((one) => {
    seen += one.cents;
    const upTo = (cents * seen) / whole;
    const share = upTo - given;
    given = upTo;
    return { code: one.code, cents: -share };
  });
}

/** Lines as they are kept, without the sum that QuickBooks puts below them; it is put there anew. */
export const withoutSubtotal = (body: Fields): readonly Fields[] =>
  listIn(body, 'Line').filter((line) => textIn(line, 'DetailType') !== 'SubTotalLineDetail');

export const subtotalLine = (cents: bigint): Fields => ({
  Amount: figure(cents),
  DetailType: 'SubTotalLineDetail',
  SubTotalLineDetail: {},
});

/** The net of a line in place of what was sent, where the tax was inside. A line of words has no amount. */
export const withNet = (line: Fields, net: bigint, isInclusive: boolean): Fields =>
  isInclusive && line['Amount'] !== undefined ? { ...line, Amount: figure(net) } : line;

import { round } from '../../../core/decimal.ts';
import type { Ask } from './asking.ts';
import { unitPlacesOf } from './asking.ts';
import type { Line, Tracking, Voucher } from './model.ts';
import type { State } from './state.ts';
import { wireCents, wireDay, wireDayString, wireDecimal } from './wire.ts';

/** Lines as Xero writes them. Unit amounts show two places unless the request says unitdp=4. */
export function lineShapes(ask: Ask, lines: readonly Line[], isWritten: boolean): readonly object[] {
  const places = unitPlacesOf(ask);
  return lines.map((line) => lineShape(ask.state, line, places, isWritten));
}

function lineShape(state: State, line: Line, places: number, isWritten: boolean): object {
  const item = line.itemId === null ? undefined : state.tables.items.get(line.itemId);
  const account = line.accountId === null ? undefined : state.tables.accounts.get(line.accountId);
  return {
    ...(item ? { ItemCode: item.code } : {}),
    ...(line.description === null ? {} : { Description: line.description }),
    ...(line.unitAmount === null ? {} : { UnitAmount: wireDecimal(round(line.unitAmount, places)) }),
    ...(line.taxType === null ? {} : { TaxType: line.taxType }),
    TaxAmount: wireCents(line.taxAmount),
    LineAmount: wireCents(line.lineAmount),
    ...(account?.code ? { AccountCode: account.code } : {}),
    ...(item ? { Item: { ItemID: item.id, Name: item.name ?? '', Code: item.code } } : {}),
    Tracking: line.tracking.map((tracking) => trackingShape(tracking, isWritten)),
    ...(line.quantity === null ? {} : { Quantity: wireDecimal(line.quantity) }),
    ...(line.discountRate === null ? {} : { DiscountRate: wireDecimal(line.discountRate) }),
    ...(line.discountAmount === null ? {} : { DiscountAmount: wireCents(line.discountAmount) }),
    LineItemID: line.id,
    ...(account ? { AccountID: account.id } : {}),
    ...(isWritten ? { ValidationErrors: [] } : {}),
  };
}

const trackingShape = ({ category, categoryId, option, optionId }: Tracking, isWritten: boolean): object => ({
  Name: category,
  Option: option,
  TrackingCategoryID: categoryId,
  ...(isWritten ? { TrackingOptionID: optionId } : { Options: [] }),
});

/** Date and its companion string, under the names that the field has. */
export const dayShape = (name: string, day: string | null): object =>
  day === null ? {} : { [`${name}String`]: wireDayString(day), [name]: wireDay(day) };

export const totalsShape = ({ subTotal, totalTax, total }: Pick<Voucher, 'subTotal' | 'totalTax' | 'total'>): object => ({
  SubTotal: wireCents(subTotal),
  TotalTax: wireCents(totalTax),
  Total: wireCents(total),
});

/** CurrencyRate: always in the answer to a write, in lists only on foreign documents. */
export const rateShape = (state: State, voucher: Pick<Voucher, 'rate' | 'currency'>, isWritten: boolean): object =>
  isWritten || voucher.currency !== state.facts.baseCurrency ? { CurrencyRate: wireDecimal(voucher.rate) } : {};

import { amount, decimal, equal, multiply } from '../../../core/decimal.ts';
import type { Amount } from '../../../core/decimal.ts';
import type { Day } from '../../../core/day.ts';
import { faults } from './faults.ts';
import { centsOf, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

/** In which currency a document is, and how many units of the home currency one unit of it is worth. */
export interface Denomination {
  readonly currency: string;
  readonly rate: Amount;
  readonly isForeign: boolean;
}

/**
 * The currency of a document must be the one that its customer or vendor has for good. Without a rate of its own it takes that of
 * its day.
 */
export function denominate(state: State, body: Fields, party: Row | null): Denomination {
  const { homeCurrency } = state.facts;
  const currency = refIn(body, 'CurrencyRef') ?? homeCurrency;
  if (currency !== homeCurrency && !state.settings().MultiCurrencyEnabled) {
    throw faults.business('Multi Currency should be enabled to perform this operation');
  }
  const owed = party === null ? currency : (refIn(party.body, 'CurrencyRef') ?? homeCurrency);
  if (owed !== currency) {
    throw faults.business(`the currency of the transaction is ${currency}, that of the customer or vendor is ${owed}`);
  }
  const day = textIn(body, 'TxnDate') ?? state.today();
  const rate = currency === homeCurrency ? '1' : (textIn(body, 'ExchangeRate') ?? rateOn(state, currency, day));
  return { currency, rate, isForeign: currency !== homeCurrency };
}

/** The last rate that was set for the day or before; 1 where none was, as it stands at the screens. */
export function rateOn(state: State, currency: string, day: Day): Amount {
  let best: { readonly day: Day; readonly rate: Amount } | null = null;
  for (const { body } of state.rows.all('ExchangeRate')) {
    const asOf = textIn(body, 'AsOfDate') ?? '';
    if (textIn(body, 'SourceCurrencyCode') !== currency || asOf > day) continue;
    if (best === null || asOf >= best.day) best = { day: asOf, rate: amount(textIn(body, 'Rate') ?? '1') };
  }
  return best?.rate ?? '1';
}

const one = decimal('1');

export function toHome(cents: bigint, rate: Amount): bigint {
  const exact = decimal(rate);
  return equal(exact, one) ? cents : centsOf(multiply({ units: cents, scale: 2 }, exact));
}

/** What a document shows of its currency: a rate only where the currency is foreign. */
export const denominationFields = (state: State, { currency, rate, isForeign }: Denomination): Fields => ({
  CurrencyRef: { value: currency },
  ...(isForeign || state.settings().MultiCurrencyEnabled ? { ExchangeRate: rate } : {}),
});

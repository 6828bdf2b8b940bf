import { amount, decimal, divide, equal, isZero, round } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { AnyRecord } from '../core/records.ts';
import type { WriteAbility } from '../core/ability.ts';
import type { Loss } from '../booking/desire.ts';

const one = decimal('1');
/** Records hold figures of at most eight places. */
const finest = 8;

/**
 * What a ledger cannot keep of a document's exchange rate (invariant 16). Some keep it as it is said here, units of the base currency for
 * one foreign unit; others keep it the other way round, where a rate with few places may need many.
 */
export function rateLosses(record: AnyRecord, ability: Pick<WriteAbility, 'places'> | null): readonly Loss[] {
  if (!('exchangeRate' in record) || record.exchangeRate === null || ability === null) return [];
  const { value } = record.exchangeRate;
  const { exchangeRate: places, foreignPerBase } = ability.places;
  if (foreignPerBase !== undefined)
    return lossOf(value, keptAround(value, foreignPerBase), foreignPerBase, ' of the rate the other way round');
  return places === undefined ? [] : lossOf(value, amount(round(decimal(value), places)), places, ' of an exchange rate');
}

const lossOf = (before: Amount, after: Amount, places: number, what: string): readonly Loss[] =>
  equal(decimal(before), decimal(after))
    ? []
    : [{ field: 'exchangeRate', before, after, why: `the ledger keeps ${places} decimal places${what}` }];

/** The rate as it comes back from its reciprocal: in its own number of places it is the same, or part of it is lost. */
function keptAround(value: Amount, places: number): Amount {
  const rate = decimal(value);
  const around = isZero(rate) ? rate : divide(one, rate, places);
  if (isZero(around)) return '0';
  const asLong = divide(one, around, rate.scale);
  return amount(equal(asLong, rate) ? rate : divide(one, around, finest));
}

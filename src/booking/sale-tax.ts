import { absolute, add, amount, compare, decimal, divide, isZero, multiply, negate, subtract, sum, zero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { placesOf } from '../core/money.ts';
import type { BalanceTransaction, SettlementGroup } from '../core/processor-records.ts';
import type { LineTax } from '../core/records.ts';
import { taxTarget } from '../mapping/apply.ts';
import { again } from './balance.ts';
import type { BookingContext } from './context.ts';
import type { Question } from './desire.ts';
import { taxQuestion } from './documents.ts';
import { ask } from './questions.ts';
import { taxWithin, taxesBack } from './shares.ts';

/** The taxes within an amount, under the ledger's codes and with the amount's sign; or what has to be asked about them. */
type Coded = { readonly taxes: readonly LineTax[] } | { readonly question: Question };

/**
 * The tax of a sale without a document of its own. The platform's figures count; where it says none, the mapping names the code
 * that is within the price (law F32: no tax without a treatment).
 */
export function saleTaxes(gross: Decimal, currency: string, taxes: readonly LineTax[], context: BookingContext): Coded {
  if (taxes.length === 0) return taxByDefault(gross, currency, context);
  const most = context.abilities.bankTransaction?.taxesPerLine ?? 1;
  if (taxes.length > most) {
    const named = taxes.map(({ rate }) => rate).join(', ');
    return {
      question: ask('no tax code', `The sale carries ${taxes.length} taxes; the ledger takes ${most} on a line.`, { taxes: named }),
    };
  }
  const coded: LineTax[] = [];
  for (const { rate, amount: tax } of taxes) {
    const percent = context.sourcePercent?.(rate) ?? null;
    const target = taxTarget(context.mapping, { source: rate, percent, country: context.ledger.organisation?.country ?? null });
    if (target === null) return { question: taxQuestion(rate, { description: 'Sale' }, context) };
    coded.push({ rate: target, amount: signedAs(gross, decimal(tax)) });
  }
  if (compare(sum(coded.map((tax) => absolute(decimal(tax.amount)))), absolute(gross)) > 0) {
    const evidence = { amount: amount(gross), taxes: taxes.map((tax) => tax.amount).join(', ') };
    return { question: ask('tax differs', 'The taxes are more than the amount that they are in.', evidence) };
  }
  return { taxes: coded };
}

/** The tax that goes back: the platform's own figures, or the share of what the charge had (law F26). */
export function taxesOfReturn(record: BalanceTransaction, currency: string, gross: Decimal, context: BookingContext): Coded {
  if (record.taxes.length > 0) return saleTaxes(gross, currency, record.taxes, context);
  const { original } = record;
  if (!original || original.taxes.length === 0 || isZero(decimal(original.amount))) return taxByDefault(gross, currency, context);
  return saleTaxes(gross, currency, taxesBack(original, gross, currency), context);
}

function taxByDefault(gross: Decimal, currency: string, context: BookingContext): Coded {
  const code = context.mapping.processor?.sales.tax ?? null;
  if (code === null) {
    const text = 'The platform says no tax for this sale, and the mapping does not say which tax code that means.';
    return { question: ask('no tax code', text, { amount: amount(gross) }, [again('processor.sales.tax')]) };
  }
  const rate = context.ledger.taxRates.find(({ id }) => id === code);
  if (!rate) {
    const text = `The mapping takes ${code} for sales without a tax, and the ledger does not show such a tax code.`;
    return { question: ask('no tax code', text, { code }, [again('a tax code of the ledger')]) };
  }
  return { taxes: [{ rate: code, amount: amount(taxWithin(gross, rate.percent, currency)) }] };
}

const signedAs = (gross: Decimal, tax: Decimal): string => amount(gross.units < 0n ? negate(tax) : tax);

interface Share {
  readonly gross: Decimal;
  readonly taxes: readonly LineTax[];
}

/**
 * Sums of sales by their tax: each code with the part of the sum that its tax says, what is left without tax by the mapping's
 * code for that. A rest that is no more than what rounding each sale's tax can make is no rest.
 */
export function summedSale(
  group: SettlementGroup,
  currency: string,
  context: BookingContext,
): { readonly shares: readonly Share[] } | { readonly question: Question } {
  const gross = decimal(group.amount);
  if (group.taxes.length === 0) {
    const coded = taxByDefault(gross, currency, context);
    return 'question' in coded ? coded : { shares: [{ gross, taxes: coded.taxes }] };
  }
  const shares: Share[] = [];
  let slack = zero;
  for (const { rate, amount: said } of group.taxes) {
    const coded = saleTaxes(gross, currency, [{ rate, amount: said }], context);
    if ('question' in coded) return coded;
    const code = coded.taxes[0]?.rate ?? '';
    const percent = decimal(context.ledger.taxRates.find(({ id }) => id === code)?.percent ?? '0');
    if (isZero(percent)) {
      return { question: ask('no tax code', `The ledger does not say the percentage of ${code}, which has tax in these sums.`, { code }) };
    }
    const tax = signedAs(gross, absolute(decimal(said)));
    const places = placesOf(currency);
    const net = divide(multiply(decimal(tax), decimal('100')), percent, places);
    slack = add(slack, divide(multiply({ units: BigInt(group.count), scale: places }, decimal('50')), percent, places));
    shares.push({ gross: add(net, decimal(tax)), taxes: [{ rate: code, amount: tax }] });
  }
  const rest = subtract(gross, sum(shares.map((share) => share.gross)));
  if (compare(absolute(rest), add(slack, { units: BigInt(group.count), scale: placesOf(currency) })) <= 0) {
    return { shares: shares.map((share, index) => (index === 0 ? { ...share, gross: add(share.gross, rest) } : share)) };
  }
  if (rest.units < 0n !== gross.units < 0n) {
    return { question: ask('tax differs', 'The taxes of these sums are more than their percentages allow.', { amount: group.amount }) };
  }
  const free = taxByDefault(rest, currency, context);
  return 'question' in free ? free : { shares: [...shares, { gross: rest, taxes: free.taxes }] };
}

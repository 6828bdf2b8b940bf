import { absolute, amount, compare, decimal, isZero, negate, subtract, sum } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { sayAmount } from '../core/money.ts';
import type { ProcessorFee } from '../core/processor-records.ts';
import type { LineTax } from '../core/records.ts';
import { accountFor, again, entryOf, heldBy, isKnownOtherThanBank, moneyOf, needsBank, wanted } from './balance.ts';
import type { Balance, Leg } from './balance.ts';
import type { Desire, Question } from './desire.ts';
import { ask } from './questions.ts';

/**
 * What the processor kept, as money spent from the balance: never a line of a sale (law F23). Tax on the fee is input tax, and tax
 * withheld from the seller is an asset (law F31). `fee` is positive when it was charged; parts that fall short of it are its rest.
 */
export function feeParts(fee: Decimal, fees: readonly ProcessorFee[], balance: Balance, part = 'fee'): Desire {
  const rest = subtract(fee, sum(fees.map((each) => decimal(each.amount))));
  const all = isZero(rest) ? fees : [...fees, { for: 'processing', description: null, amount: amount(rest) } as const];
  const legs: Leg[] = [];
  const asked: Question[] = [];
  for (const group of Map.groupBy(
    all.filter((each) => each.for !== 'tax'),
    ({ for: purpose }) => purpose,
  ).values()) {
    const found = feeLeg(group, balance);
    if ('is' in found) return found;
    legs.push(found.leg);
    if (found.asks) asked.push(found.asks);
  }
  const tax = sum(all.filter((each) => each.for === 'tax').map((each) => decimal(each.amount)));
  const coded = withTax(legs, tax, balance);
  if ('is' in coded) return coded;
  const lines = coded.legs.filter(({ by }) => !isZero(by));
  const asks = coded.asks ?? asked[0] ?? null;
  if (lines.length === 0) return wanted([], asks);
  if (!isKnownOtherThanBank(balance.clearing, balance.context)) return wanted([moneyOf(balance, lines, { part })], asks);
  // An entry says nothing of tax, and a fee with tax belongs on a document of money spent (law F23).
  return balance.processor.fees.treatment === 'exempt'
    ? wanted([entryOf(balance, lines, part)], asks)
    : heldBy(needsBank(balance.clearing));
}

/** Fees of one purpose are one line. */
function feeLeg(group: readonly ProcessorFee[], balance: Balance): { readonly leg: Leg; readonly asks: Question | null } | Desire {
  const [first] = group;
  const by = negate(sum(group.map((each) => decimal(each.amount))));
  const description = group.length === 1 ? (first?.description ?? words[first?.for ?? 'other']) : words[first?.for ?? 'other'];
  const { disputeFees } = balance.processor.accounts;
  const role = first?.for === 'withheldTax' ? 'withheldTax' : first?.for === 'dispute' && disputeFees !== null ? 'disputeFees' : 'fees';
  const found = accountFor(balance, role);
  if ('is' in found) return found;
  const { treatment, code } = balance.processor.fees;
  const isFee = role !== 'withheldTax' && code !== null && treatment !== 'taxed';
  return { leg: { account: found.account, description, by, taxes: isFee ? [{ rate: code, amount: '0' }] : [] }, asks: found.asks };
}

const words: Readonly<Record<ProcessorFee['for'], string>> = {
  processing: 'Processing fees',
  application: 'Application fees',
  network: 'Network fees',
  dispute: 'Dispute fees',
  tax: 'Tax on fees',
  withheldTax: 'Tax withheld',
  other: 'Fees',
};

type Coded = { readonly legs: readonly Leg[]; readonly asks: Question | null } | Desire;

/** The tax that the processor names is the tax of its largest fee; nobody has said under which code where fees are not taxed. */
function withTax(legs: readonly Leg[], tax: Decimal, balance: Balance): Coded {
  const { treatment, code } = balance.processor.fees;
  if (isZero(tax)) return { legs, asks: null };
  const [main] = legs.toSorted((a, b) => compare(absolute(b.by), absolute(a.by)));
  if (treatment === 'taxed' && code !== null && main) {
    const taxes: readonly LineTax[] = [{ rate: code, amount: amount(negate(tax)) }];
    return { legs: legs.map((leg) => (leg === main ? { ...leg, by: subtract(leg.by, tax), taxes } : leg)), asks: null };
  }
  const { unclassified } = balance.processor.accounts;
  const text = `The processor charged ${sayAmount(tax, balance.currency)} of tax on its fees, and the mapping says that they carry none.`;
  const asks = ask('no tax code', text, { tax: sayAmount(tax, balance.currency) }, [
    again('processor.fees with treatment: taxed, and its code'),
  ]);
  if (unclassified === null) return heldBy(asks);
  const leg = { account: unclassified, description: words.tax, by: negate(tax), taxes: [] };
  return { legs: [...legs, leg], asks };
}

/** A transaction that is nothing but a fee: its amount is the fee, and its own parts say what for. */
export function standaloneFee(
  by: Decimal,
  fees: readonly ProcessorFee[],
  said: { readonly description: string | null },
  balance: Balance,
): Desire {
  const whole = negate(by);
  const parts = isZero(subtract(sum(fees.map((each) => decimal(each.amount))), whole)) ? fees : [];
  const all = parts.length > 0 ? parts : [{ for: 'processing', description: said.description, amount: amount(whole) } as const];
  return feeParts(whole, all, balance, 'main');
}

import { absolute, amount, decimal, isZero, negate, subtract, sum } from '../core/decimal.ts';
import type { Amount, Decimal } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import { readMoney, sayAmount } from '../core/money.ts';
import type { BankTransaction, Journal, Line, LineTax, Transfer } from '../core/records.ts';
import { taxTarget } from '../mapping/apply.ts';
import { accountIn } from '../mapping/processor.ts';
import type { ProcessorAccounts, ProcessorMapping } from '../mapping/processor.ts';
import { processorContact } from './context.ts';
import type { BookingContext, Linked } from './context.ts';
import type { Desire, Question, Want, Wanted } from './desire.ts';
import { ask, leaveSo, lookAgain } from './questions.ts';

/** A processor's balance in one currency, as the ledger mirrors it: what all bookings of one of its transactions share. */
export interface Balance {
  readonly context: BookingContext;
  readonly processor: ProcessorMapping;
  /** The mirror, a bank account of the ledger. */
  readonly clearing: string;
  /** The processor as a contact of the ledger. */
  readonly contact: string;
  readonly currency: string;
  readonly day: Day;
  /** What a person finds beside the money: the processor's name of the transaction behind it. */
  readonly reference: string | null;
}

/** Money into the balance (positive) or out of it, tax and all, against an account. Taxes have the sign of the money. */
export interface Leg {
  readonly account: string;
  readonly description: string;
  readonly by: Decimal;
  readonly taxes: readonly LineTax[];
}

export const wanted = (parts: readonly Want[], asks: Question | null = null): Wanted => ({ is: 'wanted', parts, asks });
export const heldBy = (question: Question): Desire => ({ is: 'held', question });

/** Several bookings of one transaction: all of them, or none. The first question that stands beside a booking is asked. */
export function together(...desires: readonly Desire[]): Desire {
  const unfit = desires.find((each) => each.is !== 'wanted');
  if (unfit) return unfit;
  const all = desires.filter((each) => each.is === 'wanted');
  return {
    is: 'wanted',
    parts: all.flatMap(({ parts }) => parts),
    asks: all.find(({ asks }) => asks)?.asks ?? null,
    awaits: all.find(({ awaits }) => awaits)?.awaits ?? null,
  };
}

/** What a balance is booked through, or why it cannot be yet. `needsBank`: money spent and received goes through bank accounts only. */
export function balanceOf(
  context: BookingContext,
  { currency, day, reference, needsBank }: Pick<Balance, 'currency' | 'day' | 'reference'> & { readonly needsBank: boolean },
): Balance | Desire {
  const { processor } = context.mapping;
  if (processor === null)
    return heldBy(ask('no account', 'The mapping does not say how a processor’s balance is booked.', {}, [again('processor')]));
  const clearing = accountIn(processor.accounts.clearing, currency);
  if (clearing === null) return heldBy(missingAccount('clearing', currency));
  const wrong = wrongCurrency(clearing, currency, context) ?? (needsBank ? notABank(clearing, context) : null);
  if (wrong) return heldBy(wrong);
  const contact = context.linked({ kind: 'contact', id: processorContact });
  if (!contact) return waitingFor('contact', processorContact, `the contact ${processor.contact} is not in the ledger yet`);
  return { context, processor, clearing, contact: contact.id, currency, day, reference };
}

export const waitingFor = (kind: 'contact' | 'invoice' | 'creditNote', id: string, why: string): Desire => ({
  is: 'waiting',
  for: { kind, id },
  why,
});

export const again = (place: string) => lookAgain(`The mapping now has ${place}: look again`);

export const missingAccount = (role: string, currency: string): Question =>
  ask('no account', `The mapping names no account '${role}' for ${currency}.`, { role, currency }, [again(`processor.accounts.${role}`)]);

type Role = Exclude<keyof ProcessorAccounts, 'clearing' | 'transit' | 'banks'>;

/** The account of a role. Law F17: without one the money goes where nobody takes it for income or expense, and a person is asked. */
export function accountFor(balance: Balance, role: Role): { readonly account: string; readonly asks: Question | null } | Desire {
  const { accounts } = balance.processor;
  const said = accounts[role];
  if (said !== null) return { account: said, asks: null };
  if (accounts.unclassified === null) return heldBy(missingAccount(role, balance.currency));
  const text = `It is booked on ${accounts.unclassified}, because the mapping names no account '${role}'.`;
  const asks = ask('unclassified', text, { role, account: accounts.unclassified }, [again(`processor.accounts.${role}`), leaveSo('main')]);
  return { account: accounts.unclassified, asks };
}

/** Money between the balance and one account of a role, without tax. */
export function against(balance: Balance, role: Role, leg: Omit<Leg, 'account' | 'taxes'>, part = 'main'): Desire {
  const found = accountFor(balance, role);
  if ('is' in found) return found;
  return wanted([moveOf(balance, { ...leg, account: found.account, taxes: [] }, part)], found.asks);
}

/** Between two bank accounts it is a transfer; to any other account it is money spent or received; between two others, an entry. */
export function moveOf(balance: Balance, leg: Leg, part: string): Want {
  const { clearing, context, currency, day, reference } = balance;
  const isMirrorBank = !isKnownOtherThanBank(clearing, context);
  const other = leg.account;
  if (!isBank(other, context)) return isMirrorBank ? moneyOf(balance, [leg], { part }) : entryOf(balance, [leg], part);
  // The bank account is on the other side: there the same money moves the other way.
  if (!isMirrorBank) return moneyOf({ ...balance, clearing: other }, [{ ...leg, account: clearing, by: negate(leg.by) }], { part });
  const [from, to] = leg.by.units < 0n ? [clearing, other] : [other, clearing];
  return transferOf({ from, to, amount: absolute(leg.by), currency, day, reference }, part);
}

/** A journal entry: the legs against the mirror, which is no bank account. No tax: that is what sales documents are for (law F30). */
export function entryOf({ clearing, currency, day, reference }: Balance, legs: readonly Leg[], part: string): Want {
  const narration = `${legs[0]?.description ?? ''} ${reference ?? ''}`.trim();
  const total = sum(legs.map(({ by }) => by));
  const lines = legs.map(({ account, description, by }) => ({ account, description, amount: amount(negate(by)), tax: null }));
  const mirror = { account: clearing, description: narration, amount: amount(total), tax: null };
  const journal: Journal = {
    kind: 'journal',
    id: '',
    madeOn: day,
    currency,
    narration,
    lines: isZero(total) ? lines : [mirror, ...lines],
    state: 'made',
  };
  return wantOf(journal, part, `${narration}: ${sayAmount(total, currency)} on ${day}`);
}

export function transferOf(
  move: {
    readonly from: string;
    readonly to: string;
    readonly amount: Decimal;
    readonly currency: string;
    readonly day: Day;
    readonly reference: string | null;
  },
  part: string,
): Want {
  const record: Transfer = {
    kind: 'transfer',
    id: '',
    fromAccount: move.from,
    toAccount: move.to,
    madeOn: move.day,
    amount: amount(move.amount),
    currency: move.currency,
    reference: move.reference,
    isReconciled: null,
    state: 'made',
  };
  return wantOf(record, part, `${sayAmount(record.amount, move.currency)} from ${move.from} to ${move.to} on ${move.day}`);
}

/** Money received into the balance or spent from it, coded by its legs; `contact` null: the processor's. */
export function moneyOf(
  balance: Balance,
  legs: readonly Leg[],
  { part, contact = null }: { readonly part: string; readonly contact?: string | null },
): Want {
  const total = sum(legs.map(({ by }) => by));
  const isOut = total.units < 0n;
  const turn = (value: Decimal): Decimal => (isOut ? negate(value) : value);
  const hasTax = legs.some(({ taxes }) => taxes.length > 0);
  const none = hasTax ? untaxed(balance.context) : [];
  const lines = legs.map((leg): Line => {
    const taxes = leg.taxes.map(({ rate, amount: by }) => ({ rate, amount: amount(turn(decimal(by))) }));
    const net = amount(subtract(turn(leg.by), sum(taxes.map((each) => decimal(each.amount)))));
    return lineOf(leg.description, net, leg.account, taxes.length > 0 ? taxes : none);
  });
  const tax = sum(lines.flatMap(({ taxes }) => taxes.map((each) => decimal(each.amount))));
  const gross = turn(total);
  const record: BankTransaction = {
    kind: 'bankTransaction',
    id: '',
    does: isOut ? 'spend' : 'receive',
    contact: contact ?? balance.contact,
    account: balance.clearing,
    madeOn: balance.day,
    currency: balance.currency,
    amountsAre: hasTax ? 'exclusive' : 'noTax',
    lines,
    totals: { net: amount(subtract(gross, tax)), tax: amount(tax), gross: amount(gross) },
    remaining: '0',
    reference: balance.reference,
    isReconciled: null,
    state: 'made',
  };
  const does = isOut ? 'out of' : 'into';
  return wantOf(
    record,
    part,
    `${sayAmount(record.totals.gross, balance.currency)} ${does} the balance on ${balance.day}: ${legs[0]?.description ?? ''}`,
  );
}

export const lineOf = (description: string, net: Amount, account: string, taxes: readonly LineTax[]): Line => ({
  id: null,
  description,
  quantity: '1',
  unitPrice: net,
  discount: null,
  amount: net,
  taxes,
  account,
  item: null,
});

export const wantOf = (record: Want['record'], part: string, why: string): Want => ({
  part,
  record,
  losses: [],
  why,
  needs: null,
  opens: false,
});

/** What a line without tax carries beside lines that have one. */
export function untaxed(context: BookingContext): readonly LineTax[] {
  const free = taxTarget(context.mapping, { source: null, percent: null, country: context.ledger.organisation?.country ?? null });
  return free === null ? [] : [{ rate: free, amount: '0' }];
}

/** The customer of a sale, as the mapping has it; the processor where nobody is known. */
export function customerOf(balance: Balance, contact: string | null): { readonly id: string } | Desire {
  const { context, processor } = balance;
  if (contact === null || processor.customers === 'processor' || !context.mapping.kinds.includes('contact')) return { id: balance.contact };
  const there: Linked | null = context.linked({ kind: 'contact', id: contact });
  return there ? { id: there.id } : waitingFor('contact', contact, 'its customer is not in the ledger yet');
}

/** A figure that is no whole number of the currency's smallest unit is never rounded into the books. */
export function unfitFigures(figures: readonly Amount[], currency: string): Question | null {
  const bad = figures.find((figure) => readMoney(figure, currency) === null);
  if (bad === undefined) return null;
  return ask('not whole', `An amount is ${sayAmount(bad, currency)}, which is not a whole number of its smallest unit.`, { amount: bad }, [
    lookAgain('It was corrected at the source: look again'),
  ]);
}

/** What the parts of a record must come to; null when they do. */
export const partsDiffer = (what: string, whole: Decimal, parts: Decimal): Question | null =>
  isZero(subtract(whole, parts))
    ? null
    : ask('parts differ', `${what}: ${amount(whole)} was seen, and its parts come to ${amount(parts)}.`, {
        whole: amount(whole),
        parts: amount(parts),
      });

const accountNamed = (named: string, { ledger }: BookingContext) => ledger.accounts.find(({ code, id }) => code === named || id === named);

/** What the ledger says of the account; one that it has not shown yet is taken to be of money, and its refusal says otherwise. */
const isBank = (named: string, context: BookingContext): boolean => accountNamed(named, context)?.isBank ?? false;

export const isKnownOtherThanBank = (named: string, context: BookingContext): boolean => accountNamed(named, context)?.isBank === false;

/** An entry says nothing of tax, and money with tax in it is spent and received on bank accounts. */
export const needsBank = (clearing: string): Question =>
  ask('no account', `Tax goes with this money, and ${clearing} is no bank account.`, { account: clearing }, [
    again('a bank account as the mirror of the balance'),
  ]);

function notABank(clearing: string, context: BookingContext): Question | null {
  if (!isKnownOtherThanBank(clearing, context)) return null;
  const text = `${clearing} is no bank account, and the ledger takes money spent and received on bank accounts only.`;
  return ask('no account', text, { account: clearing }, [again('a bank account for it, or `book: day`')]);
}

/** One mirror for each currency: two balances in one account could not be told apart. */
export function wrongCurrency(named: string, currency: string, context: BookingContext): Question | null {
  const there = accountNamed(named, context);
  if (!there?.isBank || there.currency === null || there.currency === currency) return null;
  const text = `${named} is kept in ${there.currency}, and the balance is in ${currency}.`;
  return ask('no account', text, { account: named, currency }, [again(`an account in ${currency}`)]);
}

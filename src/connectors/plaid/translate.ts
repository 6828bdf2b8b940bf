import type { StatementLine } from '../../core/bank-records.ts';
import { readDay } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import { amount, decimal, negate } from '../../core/decimal.ts';
import type { Amount } from '../../core/decimal.ts';
import type { Account, Organisation } from '../../core/records.ts';
import { childOf, listOf, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** The item: its name is the bank's, its currency that of its first account. */
export function organisationOf(answer: Wire, timeZone: string): Organisation {
  const item = childOf(answer, 'item') ?? {};
  const id = needText(item, 'item_id');
  const currencies = [...new Set(listOf(answer, 'accounts').flatMap((account) => currencyOf(childOf(account, 'balances') ?? {}) ?? []))];
  return {
    kind: 'organisation',
    id,
    name: textOf(item, 'institution_name') ?? textOf(item, 'institution_id') ?? id,
    country: null,
    baseCurrency: currencies[0] ?? 'USD',
    timeZone,
    lockedThrough: null,
    taxFiledThrough: null,
    taxBasis: 'unknown',
    currencies,
  };
}

/** One of them is null: the other is for what no country issues. */
const currencyOf = (wire: Wire): string | null => textOf(wire, 'iso_currency_code') ?? textOf(wire, 'unofficial_currency_code');

/** What is owed: a card or a loan, whose `current` is positive when something is owed ("Accounts: balances"). */
const owed: readonly string[] = ['credit', 'loan'];

export function accountOf(wire: Wire): Account {
  const balances = childOf(wire, 'balances') ?? {};
  const type = textOf(wire, 'type') ?? 'other';
  const mask = textOf(wire, 'mask');
  const current = textOf(balances, 'current');
  const isOwed = owed.includes(type);
  return {
    kind: 'account',
    id: needText(wire, 'account_id'),
    code: null,
    name: `${textOf(wire, 'name') ?? textOf(wire, 'official_name') ?? type}${mask === null ? '' : ` …${mask}`}`,
    class: isOwed ? 'liability' : 'asset',
    currency: currencyOf(balances),
    isBank: true,
    takesPayments: type === 'depository',
    balance: current === null ? null : isOwed ? turned(current) : amount(current),
    system: null,
    defaultTax: null,
    state: 'active',
  };
}

/** Plaid's amounts are positive when money leaves the account, and a bank line is positive when it comes in. */
const turned = (figure: string): Amount => amount(negate(decimal(figure)));

export function lineOf(wire: Wire): StatementLine {
  const payment = childOf(wire, 'payment_meta') ?? {};
  const figure = turned(needText(wire, 'amount'));
  const name = textOf(wire, 'name') ?? '';
  return {
    kind: 'statementLine',
    id: needText(wire, 'transaction_id'),
    account: needText(wire, 'account_id'),
    bookedOn: dayOf(wire, 'date'),
    valueOn: null,
    amount: figure,
    currency: currencyOf(wire) ?? '',
    counterparty: { name: otherSide(wire, payment, figure.startsWith('-')), account: null },
    text: [textOf(wire, 'original_description') ?? name, textOf(payment, 'reason')].filter((part) => part !== null).join(' '),
    reference: textOf(payment, 'reference_number'),
    chequeNumber: textOf(wire, 'check_number'),
    code: textOf(wire, 'transaction_code') ?? textOf(childOf(wire, 'personal_finance_category'), 'detailed'),
    wasPending: textOf(wire, 'pending_transaction_id'),
    state: wire['pending'] === true ? 'pending' : 'booked',
  };
}

/** Whom the money went to or came from: as the bank names them, else as Plaid has found out. */
function otherSide(wire: Wire, payment: Wire, isOut: boolean): string | null {
  const [first] = listOf(wire, 'counterparties');
  const told = isOut ? textOf(payment, 'payee') : (textOf(payment, 'payer') ?? textOf(payment, 'by_order_of'));
  return told ?? textOf(wire, 'merchant_name') ?? textOf(first ?? null, 'name');
}

function dayOf(wire: Wire, name: string): Day {
  const text = needText(wire, name);
  const day = readDay(text);
  if (day === null) throw new Error(`Plaid answered ${name} '${text}' where a day such as 2026-11-21 was expected`);
  return day;
}

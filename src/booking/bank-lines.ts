import { absolute, add, amount, decimal, divide, isZero, multiply, subtract } from '../core/decimal.ts';
import type { Amount } from '../core/decimal.ts';
import type { LineBooking, SettledDocument, StatementLine } from '../core/bank-records.ts';
import { placesOf, sayAmount } from '../core/money.ts';
import type { BankTransaction, Line, LineTax, Payment, Refund, Transfer } from '../core/records.ts';
import { ledgerAccountOf } from '../mapping/bank.ts';
import type { BankMapping } from '../mapping/bank.ts';
import { unfitFigures, wantOf } from './balance.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Question, Want } from './desire.ts';
import { ask, lookAgain } from './questions.ts';

/**
 * What a line of a bank account should be in the ledger, once it is known what it is about. A line that nobody knows books nothing:
 * it is a question of the close, and no difference between source and ledger.
 */
export function desireStatementLine(record: StatementLine, context: BookingContext): Desire {
  const booked = record.booked ?? null;
  if (booked === null || record.state === 'pending') return notYet(record);
  if (booked.does === 'nothing' || booked.does === 'stand') return { is: 'wanted', parts: [] };
  const broken = unfitFigures([record.amount], record.currency);
  if (broken) return { is: 'held', question: broken };
  const { bank } = context.mapping;
  const account = bank === null ? null : ledgerAccountOf(bank, record.account);
  if (bank === null || account === null) return { is: 'held', question: unknownAccount(record) };
  const line = { record, account, bank };
  switch (booked.does) {
    case 'settle':
      return settled(line, booked, context);
    case 'transfer':
      return { is: 'wanted', parts: [transferred(line, booked.account)] };
    case 'code':
      return coded(line, booked, context);
  }
}

const notYet = ({ state }: StatementLine): Desire =>
  state === 'pending'
    ? { is: 'excluded', rule: 'pending at the bank', why: 'only what the bank has booked counts' }
    : { is: 'excluded', rule: 'not matched yet', why: 'nobody has said yet what this line is about' };

interface BankedLine {
  readonly record: StatementLine;
  /** The ledger's account that it stands on. */
  readonly account: string;
  readonly bank: BankMapping;
}

const unknownAccount = ({ account }: StatementLine): Question =>
  ask('no account', `The mapping does not say which account of the ledger the bank account ${account} is.`, { account }, [
    lookAgain('The mapping now has bank.accounts for it: look again'),
  ]);

const isOut = ({ amount: moved }: StatementLine): boolean => decimal(moved).units < 0n;
const referenceOn = ({ reference, text }: StatementLine): string | null => reference ?? (text === '' ? null : text.slice(0, 255));

function settled(line: BankedLine, booked: Extract<LineBooking, { does: 'settle' }>, context: BookingContext): Desire {
  const parts: Want[] = booked.pays.map((paid) => (paid.kind === 'invoice' ? paymentPart(line, paid) : refundPart(line, paid)));
  if (!isZero(decimal(booked.onAccount))) {
    const contact = booked.pays.find((paid) => paid.contact !== null)?.contact ?? null;
    if (contact === null) return { is: 'held', question: nobody(booked.onAccount, line.record) };
    parts.push(onAccountPart(line, contact, booked.onAccount));
  }
  if (isZero(decimal(booked.fee))) return { is: 'wanted', parts };
  const { fees } = line.bank;
  if (fees === null) return { is: 'held', question: noFees(booked.fee, line.record) };
  const contact = context.linked({ kind: 'contact', id: feeContact(fees.contact) });
  if (!contact)
    return { is: 'waiting', for: { kind: 'contact', id: feeContact(fees.contact) }, why: 'whoever kept the fee is not in the ledger yet' };
  const fee = moneyPart(line, {
    does: 'spend',
    contact: contact.id,
    lines: [lineOf('Fee kept from the payment', booked.fee, fees.account, taxWithin(booked.fee, fees.tax, line.record.currency, context))],
    part: 'fee',
  });
  return { is: 'wanted', parts: [...parts, fee] };
}

/** The contacts that rules and fees name are records of the lines' own source, known there by their names. */
export const feeContact = (name: string): string => `${named}${name}`;

const named = 'name:';

/** Anything else is a contact of the ledger itself. */
export const isNamed = (contact: string): boolean => contact.startsWith(named);

const nobody = (left: Amount, { currency }: StatementLine): Question =>
  ask(
    'no customer',
    `${sayAmount(left, currency)} are more than the documents, and no customer is known who would have them on account.`,
    { left: sayAmount(left, currency) },
    [lookAgain('The document now names its customer: look again')],
  );

const noFees = (fee: Amount, { currency }: StatementLine): Question =>
  ask(
    'no account',
    `${sayAmount(fee, currency)} were kept of this payment, and the mapping does not say where fees go.`,
    { fee: sayAmount(fee, currency) },
    [lookAgain('The mapping now has bank.fees: look again')],
  );

function paymentPart({ record, account }: BankedLine, paid: SettledDocument): Want {
  const payment: Payment = {
    kind: 'payment',
    id: '',
    contact: paid.contact,
    paidOn: record.bookedOn,
    amount: paid.amount,
    currency: record.currency,
    account,
    accountAmount: null,
    method: null,
    reference: referenceOn(record),
    allocations: [{ invoice: paid.id, amount: paid.amount }],
    isReconciled: null,
    state: 'made',
  };
  return wantOf(
    payment,
    `invoice:${paid.id}`,
    `${sayAmount(paid.amount, record.currency)} at the bank on ${record.bookedOn} for ${paid.number ?? 'its invoice'}`,
  );
}

function refundPart({ record, account }: BankedLine, paid: SettledDocument): Want {
  const refund: Refund = {
    kind: 'refund',
    id: '',
    contact: paid.contact,
    refundedOn: record.bookedOn,
    amount: paid.amount,
    currency: record.currency,
    account,
    creditNote: paid.id,
    reference: referenceOn(record),
    isReconciled: null,
    state: 'made',
  };
  return wantOf(
    refund,
    `creditNote:${paid.id}`,
    `${sayAmount(paid.amount, record.currency)} paid back on ${record.bookedOn} for ${paid.number ?? 'its credit note'}`,
  );
}

const onAccountPart = (line: BankedLine, contact: string, rest: Amount): Want =>
  moneyPart(line, { does: 'receiveOnAccount', contact, lines: [lineOf('Received on account', rest, null, [])], part: 'onAccount' });

/** A rule that names another own bank account moves money between the two; any other account is what the money was for. */
function coded(line: BankedLine, booked: Extract<LineBooking, { does: 'code' }>, context: BookingContext): Desire {
  if (context.ledger.accounts.some(({ code, id, isBank }) => isBank && (code === booked.account || id === booked.account)))
    return { is: 'wanted', parts: [transferred(line, booked.account)] };
  const name = { kind: 'contact', id: booked.contact } as const;
  const contact = isNamed(booked.contact) ? context.linked(name) : name;
  if (!contact) return { is: 'waiting', for: name, why: 'whom the money is from or for is not in the ledger yet' };
  const size = amount(absolute(decimal(line.record.amount)));
  const part = moneyPart(line, {
    does: isOut(line.record) ? 'spend' : 'receive',
    contact: contact.id,
    lines: [lineOf(booked.description, size, booked.account, taxWithin(size, booked.tax, line.record.currency, context))],
    part: 'main',
  });
  return { is: 'wanted', parts: [part] };
}

function transferred({ record, account }: BankedLine, other: string): Want {
  const [fromAccount, toAccount] = isOut(record) ? [account, other] : [other, account];
  const transfer: Transfer = {
    kind: 'transfer',
    id: '',
    fromAccount,
    toAccount,
    madeOn: record.bookedOn,
    amount: amount(absolute(decimal(record.amount))),
    currency: record.currency,
    reference: referenceOn(record),
    isReconciled: null,
    state: 'made',
  };
  return wantOf(
    transfer,
    'main',
    `${sayAmount(transfer.amount, record.currency)} from ${fromAccount} to ${toAccount} on ${record.bookedOn}`,
  );
}

interface Moved extends Pick<BankTransaction, 'does' | 'lines'> {
  readonly contact: string;
  readonly part: string;
}

function moneyPart({ record, account }: BankedLine, { does, contact, lines, part }: Moved): Want {
  const gross = lines[0]?.amount ?? '0';
  const tax = lines[0]?.taxes[0]?.amount ?? '0';
  const money: BankTransaction = {
    kind: 'bankTransaction',
    id: '',
    does,
    contact,
    account,
    madeOn: record.bookedOn,
    currency: record.currency,
    amountsAre: lines.some(({ taxes }) => taxes.length > 0) ? 'inclusive' : 'noTax',
    lines,
    totals: { net: amount(subtract(decimal(gross), decimal(tax))), tax, gross },
    remaining: does === 'receiveOnAccount' ? gross : '0',
    reference: referenceOn(record),
    isReconciled: null,
    state: 'made',
  };
  return wantOf(
    money,
    part,
    `${sayAmount(gross, record.currency)} ${does === 'spend' ? 'out of' : 'into'} the bank account on ${record.bookedOn}: ${lines[0]?.description ?? ''}`,
  );
}

/** What of an amount is tax, by the ledger's rate of that code. Banks show what was paid, so the tax is within it. */
function taxWithin(size: Amount, code: string | null, currency: string, { ledger }: BookingContext): readonly LineTax[] {
  if (code === null) return [];
  const percent = decimal(ledger.taxRates.find(({ id }) => id === code)?.percent ?? '0');
  const net = divide(multiply(decimal(size), decimal('100')), add(decimal('100'), percent), placesOf(currency));
  return [{ rate: code, amount: amount(subtract(decimal(size), net)) }];
}

const lineOf = (description: string, size: Amount, account: string | null, taxes: readonly LineTax[]): Line => ({
  id: null,
  description,
  quantity: '1',
  unitPrice: size,
  discount: null,
  amount: size,
  taxes,
  account,
  item: null,
});

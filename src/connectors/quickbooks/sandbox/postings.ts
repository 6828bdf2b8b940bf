import type { Amount } from '../../../core/decimal.ts';
import type { PostingLine } from '../../../sandbox/books.ts';
import { currencyOfAccount, discountsGiven, exchangeGain, payable, receivable, undeposited } from './chart.ts';
import { toHome } from './currency.ts';
import { centsIn, childIn, flagIn, listIn, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Row, TransactionType } from './rows.ts';
import type { State } from './state.ts';
import { ratesOf, taxAccount } from './tax.ts';

// What each transaction does to the books. Debits are positive.

/** An amount in the currency of the document, on an account. */
interface Side {
  readonly account: string;
  readonly cents: bigint;
}

/** Puts a transaction into the books as it is now, or takes it out when it is gone. */
export function post(state: State, row: Row): void {
  const source = { kind: row.type, id: row.id };
  const day = textIn(row.body, 'TxnDate') ?? state.today();
  const maker = makers[postable(row)];
  state.repost(source, day, row.isDeleted ? null : maker(state, row));
}

const postable = (row: Row): TransactionType => {
  const type = Object.keys(makers).find((one): one is TransactionType => one === row.type);
  if (type === undefined) throw new Error(`a ${row.type} is not posted`);
  return type;
};

const makers: Readonly<Record<TransactionType, (state: State, row: Row) => readonly PostingLine[]>> = {
  Invoice: (state, row) => owedBy(state, row, 1n),
  CreditMemo: (state, row) => owedBy(state, row, -1n),
  SalesReceipt: (state, row) =>
    balanced(state, row, [{ account: refIn(row.body, 'DepositToAccountRef') ?? '', cents: totalOf(row) }, ...saleSides(state, row, 1n)]),
  RefundReceipt: (state, row) =>
    balanced(state, row, [{ account: refIn(row.body, 'DepositToAccountRef') ?? '', cents: -totalOf(row) }, ...saleSides(state, row, -1n)]),
  Payment: settled,
  BillPayment: settled,
  Bill: (state, row) =>
    balanced(state, row, [{ account: payable(state, currencyOf(state, row)).id, cents: -totalOf(row) }, ...expenseSides(state, row, 1n)]),
  VendorCredit: (state, row) =>
    balanced(state, row, [{ account: payable(state, currencyOf(state, row)).id, cents: totalOf(row) }, ...expenseSides(state, row, -1n)]),
  Purchase: (state, row) => {
    const sign = flagIn(row.body, 'Credit') ? -1n : 1n;
    return balanced(state, row, [
      { account: refIn(row.body, 'AccountRef') ?? '', cents: -sign * totalOf(row) },
      ...expenseSides(state, row, sign),
    ]);
  },
  Deposit: deposited,
  Transfer: (state, row) =>
    balanced(state, row, [
      { account: refIn(row.body, 'ToAccountRef') ?? '', cents: centsIn(row.body, 'Amount') },
      { account: refIn(row.body, 'FromAccountRef') ?? '', cents: -centsIn(row.body, 'Amount') },
    ]),
  JournalEntry: (state, row) =>
    balanced(
      state,
      row,
      listIn(row.body, 'Line').flatMap((line) => journalSides(state, line)),
    ),
};

const totalOf = (row: Row): bigint => centsIn(row.body, 'TotalAmt');
const currencyOf = (state: State, { body }: Row): string => refIn(body, 'CurrencyRef') ?? state.facts.homeCurrency;
export const rateOf = (body: Fields): Amount => textIn(body, 'ExchangeRate') ?? '1';

const owedBy = (state: State, row: Row, sign: 1n | -1n): readonly PostingLine[] =>
  balanced(state, row, [
    { account: receivable(state, currencyOf(state, row)).id, cents: sign * totalOf(row) },
    ...saleSides(state, row, sign),
  ]);

/** Income, tax and discount of a sale. The discount is what the lines and the tax have more than the total. */
function saleSides(state: State, { body }: Row, sign: 1n | -1n): readonly Side[] {
  const lines = listIn(body, 'Line').flatMap((line) => {
    const account = refIn(childIn(line, 'SalesItemLineDetail'), 'ItemAccountRef');
    return account === undefined ? [] : [{ account, cents: -sign * centsIn(line, 'Amount') }];
  });
  const taxes = taxSides(state, body, -sign);
  const total = sign * centsIn(body, 'TotalAmt');
  const discount = -total - sumOf([...lines, ...taxes].map(({ cents }) => cents));
  const discountLine = listIn(body, 'Line').find((line) => line['DiscountLineDetail'] !== undefined);
  const account = discountLine && refIn(childIn(discountLine, 'DiscountLineDetail'), 'DiscountAccountRef');
  return [...lines, ...taxes, ...(discount === 0n ? [] : [{ account: account ?? discountsGiven(state).id, cents: discount }])];
}

const taxSides = (state: State, body: Fields, sign: bigint): readonly Side[] =>
  listIn(childIn(body, 'TxnTaxDetail'), 'TaxLine').map((line) => ({
    account: taxAccount(state, refIn(childIn(line, 'TaxLineDetail'), 'TaxRateRef') ?? ''),
    cents: sign * centsIn(line, 'Amount'),
  }));

function expenseSides(state: State, { body }: Row, sign: 1n | -1n): readonly Side[] {
  const lines = listIn(body, 'Line').map((line) => ({
    account:
      refIn(childIn(line, 'AccountBasedExpenseLineDetail'), 'AccountRef') ??
      refIn(childIn(line, 'ItemBasedExpenseLineDetail'), 'ItemAccountRef') ??
      '',
    cents: sign * centsIn(line, 'Amount'),
  }));
  return [...lines, ...taxSides(state, body, sign)];
}

/** A line of a journal entry, and its tax beside it on the account of the rate. */
function journalSides(state: State, line: Fields): readonly Side[] {
  const detail = childIn(line, 'JournalEntryLineDetail');
  const account = refIn(detail, 'AccountRef');
  if (account === undefined) return [];
  const sign = textIn(detail, 'PostingType') === 'Debit' ? 1n : -1n;
  const tax = centsIn(detail, 'TaxAmount');
  const own = { account, cents: sign * centsIn(line, 'Amount') };
  if (tax === 0n) return [own];
  const [rate] = ratesOf(state, refIn(detail, 'TaxCodeRef') ?? '', textIn(detail, 'TaxApplicableOn') === 'Sales' ? 'Sales' : 'Purchase');
  return [own, { account: taxAccount(state, rate?.id ?? ''), cents: sign * tax }];
}

function deposited(state: State, row: Row): readonly PostingLine[] {
  const { body } = row;
  const lines = listIn(body, 'Line').map((line) => ({
    account: refIn(childIn(line, 'DepositLineDetail'), 'AccountRef') ?? undeposited(state).id,
    cents: -centsIn(line, 'Amount'),
  }));
  const back = childIn(body, 'CashBack');
  const backAccount = refIn(back, 'AccountRef');
  return balanced(state, row, [
    { account: refIn(body, 'DepositToAccountRef') ?? '', cents: totalOf(row) },
    ...lines,
    ...(backAccount === undefined ? [] : [{ account: backAccount, cents: centsIn(back, 'Amount') }]),
    ...taxSides(state, body, -1n),
  ]);
}

/**
 * A payment brings money at its own rate, and takes from what is owed at the rate of each document that it settles. What lies
 * between is an exchange gain or loss. The same holds for bills, the other way round.
 */
function settled(state: State, row: Row): readonly PostingLine[] {
  const { body } = row;
  const isSale = row.type === 'Payment';
  const sign = isSale ? 1n : -1n;
  const currency = currencyOf(state, row);
  const control = (isSale ? receivable(state, currency) : payable(state, currency)).id;
  const links = listIn(body, 'Line').flatMap((line) => {
    const link = listIn(line, 'LinkedTxn')[0];
    const target = link && targetOf(state, link);
    return target ? [{ target, cents: isCredit(target) ? -centsIn(line, 'Amount') : centsIn(line, 'Amount') }] : [];
  });
  const free = totalOf(row) - sumOf(links.map(({ cents }) => cents));
  const taken = [...links.map(({ target, cents }) => ({ cents, rate: rateOf(target.body) })), { cents: free, rate: rateOf(body) }];
  const bank = toHome(totalOf(row), rateOf(body));
  const home = sumOf(taken.map(({ cents, rate }) => toHome(cents, rate)));
  const lines: PostingLine[] = [
    entry(state, row, { account: moneyAccountOf(state, body), cents: sign * totalOf(row) }, sign * bank),
    ...taken.map(({ cents, rate }) => entry(state, row, { account: control, cents: -sign * cents }, -sign * toHome(cents, rate))),
  ];
  const gain = sign * (home - bank);
  return gain === 0n ? lines : [...lines, { account: exchangeGain(state).id, minor: gain }];
}

const moneyAccountOf = (state: State, body: Fields): string =>
  refIn(body, 'DepositToAccountRef') ??
  refIn(childIn(body, 'CheckPayment'), 'BankAccountRef') ??
  refIn(childIn(body, 'CreditCardPayment'), 'CCAccountRef') ??
  undeposited(state).id;

export const isCredit = ({ type }: Row): boolean => type === 'CreditMemo' || type === 'VendorCredit';

/** The document that a line of a payment or a deposit is linked to. */
export function targetOf(state: State, link: Fields): Row | undefined {
  const type = linkTypes[textIn(link, 'TxnType') ?? ''];
  return type && state.rows.get(type, textIn(link, 'TxnId') ?? '');
}

const linkTypes: Readonly<Record<string, TransactionType>> = {
  Invoice: 'Invoice',
  CreditMemo: 'CreditMemo',
  Bill: 'Bill',
  VendorCredit: 'VendorCredit',
  Payment: 'Payment',
  SalesReceipt: 'SalesReceipt',
  RefundReceipt: 'RefundReceipt',
  JournalEntry: 'JournalEntry',
};

/** The sides in the home currency. What converting them one by one leaves over goes to the largest after the first. */
function balanced(state: State, row: Row, sides: readonly Side[]): readonly PostingLine[] {
  const rate = rateOf(row.body);
  const homes = sides.map(({ cents }) => toHome(cents, rate));
  const rest = sumOf(homes);
  if (rest !== 0n && sumOf(sides.map(({ cents }) => cents)) !== 0n) {
    throw new Error(`${row.type} ${row.id} does not balance in its own currency`);
  }
  const rounded = largestAfterFirst(homes);
  return sides.map((side, index) => entry(state, row, side, (homes[index] ?? 0n) - (index === rounded ? rest : 0n)));
}

const largestAfterFirst = (homes: readonly bigint[]): number => {
  let largest = Math.min(1, homes.length - 1);
  for (let index = 1; index < homes.length; index += 1) if (size(homes[index]) > size(homes[largest])) largest = index;
  return largest;
};

const size = (cents: bigint = 0n): bigint => (cents < 0n ? -cents : cents);

/** The amount in the document's own currency stands beside it where the account is kept in that currency. */
function entry(state: State, row: Row, { account, cents }: Side, minor: bigint): PostingLine {
  const currency = currencyOf(state, row);
  const kept = state.rows.get('Account', account);
  if (!kept) throw new Error(`${row.type} ${row.id} is on an account that there is not: '${account}'`);
  return currency !== state.facts.homeCurrency && currencyOfAccount(state, kept) === currency
    ? { account, minor, foreign: { minor: cents, currency } }
    : { account, minor };
}

import { faults } from './faults.ts';
import { refIn, textIn } from './fields.ts';
import { accountKey } from './rows.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

/** The sixteen types of accounts: their class, and the detail type that is taken when none is sent. */
export const accountTypes: Readonly<Record<string, { readonly classification: string; readonly subType: string }>> = {
  Bank: { classification: 'Asset', subType: 'CashOnHand' },
  'Accounts Receivable': { classification: 'Asset', subType: 'AccountsReceivable' },
  'Other Current Asset': { classification: 'Asset', subType: 'OtherCurrentAssets' },
  'Fixed Asset': { classification: 'Asset', subType: 'FurnitureAndFixtures' },
  'Other Asset': { classification: 'Asset', subType: 'OtherLongTermAssets' },
  'Accounts Payable': { classification: 'Liability', subType: 'AccountsPayable' },
  'Credit Card': { classification: 'Liability', subType: 'CreditCard' },
  'Other Current Liability': { classification: 'Liability', subType: 'OtherCurrentLiabilities' },
  'Long Term Liability': { classification: 'Liability', subType: 'OtherLongTermLiabilities' },
  Equity: { classification: 'Equity', subType: 'OpeningBalanceEquity' },
  Income: { classification: 'Revenue', subType: 'SalesOfProductIncome' },
  'Other Income': { classification: 'Revenue', subType: 'OtherMiscellaneousIncome' },
  'Cost of Goods Sold': { classification: 'Expense', subType: 'SuppliesMaterialsCogs' },
  Expense: { classification: 'Expense', subType: 'OtherMiscellaneousServiceCost' },
  'Other Expense': { classification: 'Expense', subType: 'OtherMiscellaneousExpense' },
  'Non-Posting': { classification: 'Asset', subType: 'NonPosting' },
};

/** The control account for what customers owe in a currency. QuickBooks opens one when the currency is first used. */
export const receivable = (state: State, currency: string): Row =>
  systemAccount(state, { type: 'Accounts Receivable', subType: 'AccountsReceivable', name: 'Accounts Receivable (A/R)', currency });

export const payable = (state: State, currency: string): Row =>
  systemAccount(state, { type: 'Accounts Payable', subType: 'AccountsPayable', name: 'Accounts Payable (A/P)', currency });

export const undeposited = (state: State): Row =>
  systemAccount(state, {
    type: 'Other Current Asset',
    subType: 'UndepositedFunds',
    name: 'Undeposited Funds',
    currency: state.facts.homeCurrency,
  });

export const discountsGiven = (state: State): Row => {
  const given = state.rows.by(accountKey('DiscountsRefundsGiven', state.facts.homeCurrency));
  const named = given.find(({ body }) => textIn(body, 'Name') === 'Discounts given') ?? given[0];
  return (
    named ??
    systemAccount(state, { type: 'Income', subType: 'DiscountsRefundsGiven', name: 'Discounts given', currency: state.facts.homeCurrency })
  );
};

export const exchangeGain = (state: State): Row =>
  systemAccount(state, {
    type: 'Other Expense',
    subType: 'ExchangeGainOrLoss',
    name: 'Exchange Gain or Loss',
    currency: state.facts.homeCurrency,
  });

function systemAccount(
  state: State,
  wanted: { readonly type: string; readonly subType: string; readonly name: string; readonly currency: string },
): Row {
  const [found] = state.rows.by(accountKey(wanted.subType, wanted.currency));
  if (found) return found;
  const name = wanted.currency === state.facts.homeCurrency ? wanted.name : `${wanted.name} - ${wanted.currency}`;
  return state.create('Account', {
    Name: name,
    SubAccount: false,
    FullyQualifiedName: name,
    Active: true,
    Classification: accountTypes[wanted.type]?.classification ?? 'Asset',
    AccountType: wanted.type,
    AccountSubType: wanted.subType,
    CurrencyRef: { value: wanted.currency },
  });
}

/** The account that a reference names. Throws when there is none, or it is of none of these types. */
export function accountAt(state: State, id: string | undefined, element: string, types: readonly string[] = []): Row {
  const account = id === undefined ? undefined : state.rows.get('Account', id);
  if (!account) throw id === undefined ? faults.missing(element) : faults.badReference(element, 'Accounts', id);
  const type = textIn(account.body, 'AccountType') ?? '';
  if (types.length > 0 && !types.includes(type)) throw faults.business(`an account of the type ${type} cannot be used as ${element}`);
  return account;
}

export const currencyOfAccount = (state: State, account: Row): string => refIn(account.body, 'CurrencyRef') ?? state.facts.homeCurrency;

import { accountTypes } from './chart.ts';
import { faults } from './faults.ts';
import { figure, flagIn, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { createdAccountFields } from './opening.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';
import type { Work } from './work.ts';

/** An account of the chart. Its detail type decides its type where only the one was sent. */
export function prepareAccount(work: Work): Fields {
  const { state, body, before } = work;
  const name = textIn(body, 'Name') ?? '';
  if (/[":]/.test(name)) throw faults.badValue('Name', name);
  const type = textIn(body, 'AccountType') ?? typeOfDetail(state, textIn(body, 'AccountSubType'));
  const known = type === undefined ? undefined : accountTypes[type];
  if (type === undefined || !known) throw faults.accountType();
  refuseSameName(work, name);
  const number = textIn(body, 'AcctNum');
  for (const other of state.rows.all('Account')) {
    if (number !== undefined && other.id !== before?.id && textIn(other.body, 'AcctNum') === number)
      throw faults.duplicateName('account number');
  }
  const currency = refIn(body, 'CurrencyRef') ?? (before && refIn(before.body, 'CurrencyRef')) ?? state.facts.homeCurrency;
  return {
    ...body,
    Name: name,
    SubAccount: body['ParentRef'] !== undefined,
    FullyQualifiedName: qualified(state, body, 'Account', name),
    Active: body['Active'] !== false,
    Classification: known.classification,
    AccountType: type,
    AccountSubType: textIn(body, 'AccountSubType') ?? known.subType,
    CurrencyRef: { value: currency },
  };
}

function typeOfDetail(state: State, subType: string | undefined): string | undefined {
  if (subType === undefined) return undefined;
  const other = [...state.rows.all('Account')].find(({ body }) => textIn(body, 'AccountSubType') === subType);
  const named = Object.entries(accountTypes).find(([, one]) => one.subType === subType)?.[0];
  return named ?? (other && textIn(other.body, 'AccountType'));
}

/** A service or a product that is not kept in stock. Stock is not modelled. */
export function prepareItem(work: Work): Fields {
  const { state, body } = work;
  const name = textIn(body, 'Name') ?? '';
  if (/[:\t\n]/.test(name)) throw faults.badValue('Name', name);
  const type = textIn(body, 'Type') ?? 'Service';
  if (type === 'Inventory' || type === 'Group') throw faults.feature(`the sandbox keeps no items of the type ${type}`);
  if (type !== 'Category' && body['IncomeAccountRef'] === undefined && body['ExpenseAccountRef'] === undefined) {
    throw faults.missing('IncomeAccountRef');
  }
  refuseSameName(work, name);
  return {
    Taxable: false,
    UnitPrice: '0',
    PurchaseCost: '0',
    TrackQtyOnHand: false,
    DeferredRevenue: false,
    ...body,
    Name: name,
    Type: type,
    FullyQualifiedName: qualified(state, body, 'Item', name),
    Active: body['Active'] !== false,
  };
}

function refuseSameName({ state, type, body, before }: Work, name: string): void {
  for (const other of state.rows.all(type)) {
    if (other.id === before?.id || refIn(other.body, 'ParentRef') !== refIn(body, 'ParentRef')) continue;
    if (textIn(other.body, 'Name')?.toLowerCase() === name.toLowerCase()) throw faults.duplicateName(type.toLowerCase());
  }
}

function qualified(state: State, body: Fields, type: 'Account' | 'Item', name: string): string {
  const parent = state.rows.get(type, refIn(body, 'ParentRef') ?? '');
  return parent ? `${textIn(parent.body, 'FullyQualifiedName') ?? ''}:${name}` : name;
}

/** Terms, payment methods, classes and departments: a name that is used once. */
export function prepareNamed(work: Work): Fields {
  const name = textIn(work.body, 'Name') ?? '';
  refuseSameName(work, name);
  const isTree = work.type === 'Class' || work.type === 'Department';
  return { ...work.body, Active: work.body['Active'] !== false, ...(isTree && { FullyQualifiedName: name }) };
}

export function prepareCurrency(work: Work): Fields {
  const code = textIn(work.body, 'Code') ?? '';
  if (!work.state.settings().MultiCurrencyEnabled) throw faults.feature('multiple currencies are not turned on');
  if (!/^[A-Z]{3}$/.test(code)) throw faults.badValue('Code', code);
  for (const other of work.state.rows.all('CompanyCurrency')) {
    if (other.id !== work.before?.id && textIn(other.body, 'Code') === code) throw faults.duplicateName('currency');
  }
  return { ...work.body, Name: textIn(work.body, 'Name') ?? currencyName(code), Active: work.body['Active'] !== false };
}

const names = new Intl.DisplayNames('en', { type: 'currency' });
export const currencyName = (code: string): string => (/^[A-Z]{3}$/.test(code) ? (names.of(code) ?? code) : code);

/** A rate of a day; a second one of the same day takes its place. */
export const prepareRate = ({ state, body }: Work): Fields => ({
  ...body,
  TargetCurrencyCode: state.facts.homeCurrency,
  AsOfDate: textIn(body, 'AsOfDate') ?? state.today(),
});

/** An agency gets a liability account of its own, on which its tax stands. */
export function prepareAgency(work: Work): Fields {
  const name = textIn(work.body, 'DisplayName') ?? '';
  for (const other of work.state.rows.all('TaxAgency')) {
    if (other.id !== work.before?.id && textIn(other.body, 'DisplayName') === name) throw faults.duplicateName('tax agency');
  }
  const kept = work.before && textIn(work.before.body, 'LiabilityAccount');
  return {
    ...work.body,
    TaxTrackedOnSales: true,
    TaxTrackedOnPurchases: work.state.facts.country !== 'US',
    TaxAgencyConfig: 'USER_DEFINED',
    LiabilityAccount: kept ?? work.state.create('Account', createdAccountFields(work.state, `${name} Payable`)).id,
  };
}

export function showAgency(state: State, { body }: Row): Fields {
  const { TaxFiledThrough } = state.settings();
  return TaxFiledThrough === '' ? body : { ...body, LastFileDate: TaxFiledThrough };
}

/** What stands on an account, as QuickBooks signs it: a liability that is owed is negative. */
export function showAccount(state: State, { id, body }: Row): Fields {
  const own = state.books.balance(id, null);
  const foreign = refIn(body, 'CurrencyRef');
  const isKeptAbroad = foreign !== undefined && foreign !== state.facts.homeCurrency;
  const balance = figure(isKeptAbroad ? state.books.foreignBalance(id, foreign, null) : own);
  const isBalanceSheet = ['Asset', 'Liability', 'Equity'].includes(textIn(body, 'Classification') ?? '');
  const shown = isBalanceSheet ? balance : '0';
  const name = textIn(body, 'Name') ?? '';
  return {
    ...body,
    Name: flagIn(body, 'Active') ? name : `${name} (deleted)`,
    CurrentBalance: shown,
    CurrentBalanceWithSubAccounts: shown,
  };
}

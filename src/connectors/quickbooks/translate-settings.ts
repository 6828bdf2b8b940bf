import { fingerprint } from '../../core/fingerprint.ts';
import { sumAmounts } from '../../core/decimal.ts';
import type { Account, Currency, Item, Organisation, TaxRate } from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';
import type { Books } from './books.ts';
import { taxed, untaxed } from './taxes.ts';
import { zoneOf } from './time-zones.ts';
import { childOf, dayOf, figureOf, isSet, needText, refOf, textOf, versionOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** `timeZone` is what people said; otherwise it is told from the stamps. */
export function fromCompany(
  company: Wire,
  preferences: Wire,
  of: { readonly account: string; readonly timeZone: string | null; readonly currencies: readonly string[] },
): Seen<Organisation> {
  const [accounting, currency, tax] = ['AccountingInfoPrefs', 'CurrencyPrefs', 'TaxPrefs'].map((name) => childOf(preferences, name) ?? {});
  const country = textOf(company, 'Country');
  const meta = childOf(company, 'MetaData') ?? {};
  const stamps = [textOf(company, 'time'), textOf(meta, 'CreateTime'), textOf(meta, 'LastUpdatedTime')].filter((stamp) => stamp !== null);
  const record: Organisation = {
    kind: 'organisation',
    id: of.account,
    name: needText(company, 'CompanyName'),
    country,
    baseCurrency: refOf(currency ?? {}, 'HomeCurrency') ?? needText(preferences, 'CurrencyPrefs'),
    timeZone: of.timeZone ?? zoneOf(country, stamps) ?? 'UTC',
    lockedThrough: dayOf(accounting ?? {}, 'BookCloseDate'),
    taxFiledThrough: null,
    taxBasis: tax !== undefined && tax['UsingSalesTax'] !== undefined && !isSet(tax, 'UsingSalesTax') ? 'none' : 'unknown',
    currencies: of.currencies,
  };
  return { record, version: fingerprint(record), reference: null };
}

const classes: Readonly<Record<string, Account['class']>> = {
  Asset: 'asset',
  Liability: 'liability',
  Equity: 'equity',
  Revenue: 'revenue',
  Expense: 'expense',
};

/** Money is received into and spent from these alone; QuickBooks also takes payments into other current assets. */
const takingPayments = new Set(['Bank', 'Other Current Asset', 'Credit Card']);

const systemTypes: Readonly<Record<string, NonNullable<Account['system']>>> = {
  'Accounts Receivable': 'receivable',
  'Accounts Payable': 'payable',
};
const systemSubTypes: Readonly<Record<string, NonNullable<Account['system']>>> = {
  GlobalTaxPayable: 'tax',
  SalesTaxPayable: 'tax',
  RetainedEarnings: 'retainedEarnings',
  ExchangeGainOrLoss: 'exchangeGain',
  UnappliedCashPaymentIncome: 'other',
};

export function fromAccount(wire: Wire): Seen<Account> {
  const type = textOf(wire, 'AccountType') ?? '';
  const subType = textOf(wire, 'AccountSubType') ?? '';
  const accountClass = classes[needText(wire, 'Classification')];
  if (accountClass === undefined)
    throw new Error(`QuickBooks answered an account of the unknown class '${textOf(wire, 'Classification')}'`);
  const record: Account = {
    kind: 'account',
    id: needText(wire, 'Id'),
    code: textOf(wire, 'AcctNum'),
    name: textOf(wire, 'FullyQualifiedName') ?? needText(wire, 'Name'),
    class: accountClass,
    currency: type === 'Bank' ? refOf(wire, 'CurrencyRef') : null,
    isBank: type === 'Bank',
    takesPayments: takingPayments.has(type),
    system: systemTypes[type] ?? systemSubTypes[subType] ?? null,
    defaultTax: refOf(wire, 'TaxCodeRef'),
    state: wire['Active'] === false ? 'archived' : 'active',
  };
  return { record, version: versionOf(wire), reference: null };
}

const saleable: readonly Account['class'][] = ['revenue', 'expense', 'asset', 'liability', 'equity'];

export function fromTaxCode(wire: Wire, books: Books): Seen<TaxRate> {
  const id = needText(wire, 'Id');
  const rates = books.tax(id)?.rates ?? [];
  const record: TaxRate = {
    kind: 'taxRate',
    id,
    name: textOf(wire, 'Name') ?? id,
    percent: sumAmounts(rates.map(({ percent }) => percent)),
    components: rates.map(({ id: rate, percent }) => ({ name: rate, percent, compound: false })),
    appliesTo: saleable,
    state: wire['Active'] === false ? 'archived' : 'active',
  };
  return { record, version: fingerprint(record), reference: null };
}

/** The two words of American lines, where the company's list does not show them. */
export const americanCodes = (known: readonly string[]): readonly Seen<TaxRate>[] =>
  [taxed, untaxed]
    .filter((id) => !known.includes(id))
    .map((id) => {
      const record: TaxRate = {
        kind: 'taxRate',
        id,
        name: id === taxed ? 'Taxable' : 'Not taxable',
        percent: '0',
        components: [],
        appliesTo: saleable,
        state: 'active',
      };
      return { record, version: fingerprint(record), reference: null };
    });

export function fromCurrency(id: string, name: string | null): Seen<Currency> {
  const record: Currency = { kind: 'currency', id, name: name ?? id };
  return { record, version: fingerprint(record), reference: null };
}

export function fromItem(wire: Wire, books: Books): Seen<Item> {
  const account = refOf(wire, 'IncomeAccountRef');
  const name = needText(wire, 'Name');
  const record: Item = {
    kind: 'item',
    id: needText(wire, 'Id'),
    code: textOf(wire, 'Sku') ?? name,
    name,
    description: textOf(wire, 'Description'),
    unitPrice: figureOf(wire, 'UnitPrice'),
    account: account === null ? null : books.accountName(account),
    tax: refOf(wire, 'SalesTaxCodeRef'),
    state: wire['Active'] === false ? 'archived' : 'active',
  };
  return { record, version: versionOf(wire), reference: null };
}

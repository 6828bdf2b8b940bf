import { laterOf } from '../../core/day.ts';
import { fingerprint } from '../../core/fingerprint.ts';
import type { Account, Currency, Item, Organisation, TaxRate } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { zoneOf } from './time-zones.ts';
import {
  childOf,
  dayOf,
  figureOf,
  figureOrZero,
  instantOf,
  isSet,
  listOf,
  needFigure,
  needText,
  number,
  textOf,
  versionOf,
} from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

const seen = <R extends Organisation | Account | TaxRate | Currency>(record: R, version: string): Seen<R> => ({
  record,
  version,
  reference: null,
});

/** `currencies` is the list of the currencies that the organisation has switched on. */
export function fromOrganisation(wire: Wire, currencies: readonly Wire[]): Seen<Organisation> {
  const record: Organisation = {
    kind: 'organisation',
    id: needText(wire, 'OrganisationID'),
    name: needText(wire, 'Name'),
    country: textOf(wire, 'CountryCode'),
    baseCurrency: needText(wire, 'BaseCurrency'),
    timeZone: zoneOf(needText(wire, 'Timezone')),
    // An adviser's sign-in may write past the first lock; the books are closed all the same.
    lockedThrough: laterOf(dayOf(wire, 'PeriodLockDate'), dayOf(wire, 'EndOfYearLockDate')),
    // Xero does not say which tax returns were filed: people are asked.
    taxFiledThrough: null,
    taxBasis: taxBasisOf(wire),
    currencies: currencies.map((currency) => needText(currency, 'Code')),
  };
  return seen(record, fingerprint(record));
}

function taxBasisOf(wire: Wire): Organisation['taxBasis'] {
  switch (textOf(wire, 'SalesTaxBasis') ?? '') {
    case 'PAYMENTS':
    case 'CASH':
    case 'FLATRATECASH':
      return 'cash';
    case 'INVOICE':
    case 'ACCRUAL':
    case 'ACCRUALS':
    case 'FLATRATEACCRUAL':
      return 'accrual';
    case 'NONE':
      return 'none';
    default:
      return wire['PaysTax'] === false ? 'none' : 'unknown';
  }
}

export function fromAccount(wire: Wire): Seen<Account> {
  const type = needText(wire, 'Type');
  const isBank = type === 'BANK';
  const record: Account = {
    kind: 'account',
    id: needText(wire, 'AccountID'),
    code: textOf(wire, 'Code'),
    name: needText(wire, 'Name'),
    class: classOf(textOf(wire, 'Class'), type),
    currency: isBank ? textOf(wire, 'CurrencyCode') : null,
    isBank,
    takesPayments: isBank || isSet(wire, 'EnablePaymentsToAccount'),
    system: systemOf(textOf(wire, 'SystemAccount')),
    defaultTax: textOf(wire, 'TaxType'),
    state: (textOf(wire, 'Status') ?? 'ACTIVE') === 'ACTIVE' ? 'active' : 'archived',
  };
  return seen(record, versionOf(wire));
}

const classByType: Readonly<Record<string, Account['class']>> = {
  BANK: 'asset',
  CURRENT: 'asset',
  FIXED: 'asset',
  INVENTORY: 'asset',
  NONCURRENT: 'asset',
  PREPAYMENT: 'asset',
  EQUITY: 'equity',
  DIRECTCOSTS: 'expense',
  EXPENSE: 'expense',
  OVERHEADS: 'expense',
  DEPRECIATN: 'expense',
  SUPERANNUATIONEXPENSE: 'expense',
  WAGESEXPENSE: 'expense',
  CURRLIAB: 'liability',
  LIABILITY: 'liability',
  TERMLIAB: 'liability',
  PAYG: 'liability',
  PAYGLIABILITY: 'liability',
  SUPERANNUATIONLIABILITY: 'liability',
  WAGESPAYABLELIABILITY: 'liability',
  REVENUE: 'revenue',
  SALES: 'revenue',
  OTHERINCOME: 'revenue',
};

function classOf(said: string | null, type: string): Account['class'] {
  const found =
    (['asset', 'liability', 'equity', 'revenue', 'expense'] as const).find((name) => name === said?.toLowerCase()) ?? classByType[type];
  if (found === undefined) throw new Error(`Xero answered an account of the unknown type '${type}'`);
  return found;
}

const systems: Readonly<Record<string, NonNullable<Account['system']>>> = {
  DEBTORS: 'receivable',
  CREDITORS: 'payable',
  GST: 'tax',
  GSTONIMPORTS: 'tax',
  ROUNDING: 'rounding',
  BANKCURRENCYGAIN: 'exchangeGain',
  REALISEDCURRENCYGAIN: 'exchangeGain',
  UNREALISEDCURRENCYGAIN: 'exchangeGain',
  RETAINEDEARNINGS: 'retainedEarnings',
};

const systemOf = (text: string | null): Account['system'] => (text === null ? null : (systems[text] ?? 'other'));

/** EffectiveRate has the compound components worked in. */
export function fromTaxRate(wire: Wire): Seen<TaxRate> {
  const classes = [
    ['CanApplyToAssets', 'asset'],
    ['CanApplyToLiabilities', 'liability'],
    ['CanApplyToEquity', 'equity'],
    ['CanApplyToRevenue', 'revenue'],
    ['CanApplyToExpenses', 'expense'],
  ] as const;
  const record: TaxRate = {
    kind: 'taxRate',
    id: needText(wire, 'TaxType'),
    name: needText(wire, 'Name'),
    percent: needFigure(wire, 'EffectiveRate'),
    components: listOf(wire, 'TaxComponents').map((part) => ({
      name: needText(part, 'Name'),
      percent: figureOrZero(part, 'Rate'),
      compound: isSet(part, 'IsCompound'),
    })),
    appliesTo: classes.filter(([flag]) => isSet(wire, flag)).map(([, name]) => name),
    state: textOf(wire, 'Status') === 'ACTIVE' ? 'active' : 'archived',
  };
  return seen(record, fingerprint(record));
}

export function fromCurrency(wire: Wire): Seen<Currency> {
  const record: Currency = { kind: 'currency', id: needText(wire, 'Code'), name: textOf(wire, 'Description') ?? needText(wire, 'Code') };
  return seen(record, fingerprint(record));
}

/** An item has no place for our reference: its code, which is unique, is what it is found by. */
export function fromItem(wire: Wire): Seen<Item> {
  const sales = childOf(wire, 'SalesDetails') ?? {};
  const code = needText(wire, 'Code');
  const record: Item = {
    kind: 'item',
    id: needText(wire, 'ItemID'),
    code,
    name: textOf(wire, 'Name') ?? code,
    description: textOf(wire, 'Description'),
    unitPrice: figureOf(sales, 'UnitPrice'),
    account: textOf(sales, 'AccountCode'),
    tax: textOf(sales, 'TaxType'),
    state: 'active',
  };
  return { record, version: String(instantOf(wire, 'UpdatedDateUTC') ?? 0), reference: null };
}

export const toItem = (item: Item): Outgoing => ({
  Code: item.code,
  Name: item.name,
  IsSold: true,
  ...(item.description === null ? {} : { Description: item.description }),
  SalesDetails: salesOf(item),
});

/** The code stays in every update: Xero's specification asks for it. */
export const changeItem = ({ id, record, before }: Extract<Step<Item>, { readonly do: 'update' }>): Outgoing => ({
  ItemID: id,
  Code: record.code,
  ...(record.name === before.name ? {} : { Name: record.name }),
  ...(record.description === before.description ? {} : { Description: record.description ?? '' }),
  ...(record.unitPrice === before.unitPrice && record.account === before.account && record.tax === before.tax
    ? {}
    : { SalesDetails: salesOf(record) }),
});

const salesOf = (item: Item): Outgoing => ({
  ...(item.unitPrice === null ? {} : { UnitPrice: number(item.unitPrice) }),
  ...(item.account === null ? {} : { AccountCode: item.account }),
  ...(item.tax === null ? {} : { TaxType: item.tax }),
});

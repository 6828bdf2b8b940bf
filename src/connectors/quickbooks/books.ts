import type { Amount } from '../../core/decimal.ts';
import { amount } from '../../core/decimal.ts';
import { pathOf, read } from './api.ts';
import { alsoInactive, everyRow, rowsWith } from './query.ts';
import type { Line } from './reading.ts';
import { childOf, figureOrZero, isSet, listOf, needText, refOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** An account as lines, payments and reports need it. */
export interface AccountFact {
  readonly id: string;
  /** What lines call it: its number, or its id where it has none. */
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly subType: string;
  readonly classification: string;
  readonly currency: string | null;
}

export interface TaxFact {
  readonly isTaxable: boolean;
  readonly rates: readonly { readonly id: string; readonly percent: Amount }[];
}

/** What a company's documents leave unsaid, read once for a session and again when something unknown turns up. */
export interface Books {
  /** Reads what is not known yet. */
  ready(): Promise<void>;
  /** Reads the accounts again if one of these ids is unknown, and the items whose accounts are unknown. */
  learn(ids: { readonly accounts: readonly string[]; readonly items: readonly string[] }): Promise<void>;
  readonly homeCurrency: string;
  readonly hasCurrencies: boolean;
  /** United States: lines say TAX or NON, and one tax code holds for the document. Elsewhere each line has a tax code. */
  readonly isAmerican: boolean;
  /** QuickBooks finds the rate of each American sale itself, and may keep its own tax. */
  readonly isTaxAutomated: boolean;
  readonly usesTax: boolean;
  readonly accounts: readonly AccountFact[];
  /** By number or id. */
  account(name: string): AccountFact | undefined;
  accountById(id: string): AccountFact | undefined;
  accountName(id: string): string;
  tax(code: string): TaxFact | undefined;
  /** The item that stands for an account on sales lines. */
  itemFor(account: string): string | undefined;
  accountOfItem(item: string): string | null;
  keepItem(item: Wire): void;
  /** The customer of an invoice or a credit memo: 'Invoice/12'. */
  customerOf(document: string): string | undefined;
  keepCustomer(document: string, customer: string): void;
  /** Our reference in a document, as it was last read. */
  referenceOf(document: string): string | undefined;
  keepReference(document: string, reference: string): void;
  /** Payments as they were last read, for changing their lines. */
  payment(id: string): Wire | undefined;
  keepPayment(payment: Wire): void;
}

/** Items of ours are told by their names: 'Tieout 79 Sales of Product Income' stands for the account with the id 79. */
export const ourItems = "Name like 'Tieout %'";
export const itemName = (account: AccountFact): string =>
  `Tieout ${account.id} ${account.label.replaceAll(/[:\t\n"]/g, ' ')}`.slice(0, 100);
const accountInName = (name: string): string | null => /^Tieout (\d+)\b/.exec(name)?.[1] ?? null;

interface Settings {
  readonly homeCurrency: string;
  readonly hasCurrencies: boolean;
  readonly isAmerican: boolean;
  readonly isTaxAutomated: boolean;
  readonly usesTax: boolean;
}

const unknown: Settings = { homeCurrency: '', hasCurrencies: false, isAmerican: false, isTaxAutomated: false, usesTax: true };

export function booksOf(line: Line): Books {
  let settings = unknown;
  let reading: Promise<void> | null = null;
  const chart = chartOf(line);
  const goods = goodsOf(line, (name) => chart.account(name)?.id ?? '');
  const taxes = new Map<string, TaxFact>();
  const readAll = async (): Promise<void> => {
    settings = await readSettings(line);
    await chart.read();
    for (const [code, fact] of await readTaxes(line)) taxes.set(code, fact);
  };
  return {
    ready: () =>
      (reading ??= readAll().catch((error: unknown) => {
        reading = null;
        throw error;
      })),
    learn: async (ids) => {
      if (ids.accounts.some((id) => !chart.byId(id) && !chart.account(id))) await chart.read();
      await goods.learn(ids.items);
    },
    get homeCurrency() {
      return settings.homeCurrency;
    },
    get hasCurrencies() {
      return settings.hasCurrencies;
    },
    get isAmerican() {
      return settings.isAmerican;
    },
    get isTaxAutomated() {
      return settings.isTaxAutomated;
    },
    get usesTax() {
      return settings.usesTax;
    },
    get accounts() {
      return chart.all();
    },
    account: chart.account,
    accountById: chart.byId,
    accountName: (id) => chart.byId(id)?.name ?? id,
    tax: (code) => taxes.get(code),
    itemFor: goods.itemFor,
    accountOfItem: goods.accountOf,
    keepItem: goods.keep,
    ...memory(),
  };
}

/** The chart of accounts, by id and by number. */
function chartOf(line: Line) {
  const byId = new Map<string, AccountFact>();
  const byName = new Map<string, AccountFact>();
  return {
    read: async (): Promise<void> => {
      for (const wire of await everyRow(line, 'Account', [alsoInactive])) {
        const fact = factOf(wire);
        byId.set(fact.id, fact);
        byName.set(fact.name, fact);
      }
    },
    // A number that is also another account's id means the number: that is what people see.
    account: (name: string): AccountFact | undefined => byName.get(name) ?? byId.get(name),
    byId: (id: string): AccountFact | undefined => byId.get(id),
    all: (): readonly AccountFact[] => [...byId.values()],
  };
}

/** Items, and which of them stands for which account. */
function goodsOf(line: Line, idOf: (account: string) => string) {
  const itemOf = new Map<string, string>();
  const accountOf = new Map<string, string | null>();
  const keep = (item: Wire): void => {
    const [id, account] = [needText(item, 'Id'), refOf(item, 'IncomeAccountRef')];
    accountOf.set(id, account);
    const standsFor = accountInName(textOf(item, 'Name') ?? '');
    if (standsFor !== null && standsFor === account && item['Active'] !== false) itemOf.set(standsFor, id);
  };
  return {
    keep,
    learn: async (ids: readonly string[]): Promise<void> => {
      const fresh = ids.filter((id) => /^\d+$/.test(id) && !accountOf.has(id));
      if (fresh.length === 0) return;
      for (const item of await rowsWith(line, 'Item', { field: 'Id', values: fresh, where: [alsoInactive] })) keep(item);
    },
    itemFor: (account: string): string | undefined => itemOf.get(idOf(account)),
    accountOf: (item: string): string | null => accountOf.get(item) ?? null,
  };
}

/** More than any turn has steps: what is older is read again when it is needed. */
const remembered = 20_000;

/** What answers showed of documents, for those that come after and name them. */
function memory(): Pick<Books, 'customerOf' | 'keepCustomer' | 'referenceOf' | 'keepReference' | 'payment' | 'keepPayment'> {
  const customers = new Map<string, string>();
  const references = new Map<string, string>();
  const payments = new Map<string, Wire>();
  return {
    customerOf: (document) => customers.get(document),
    keepCustomer: (document, customer) => keepIn(customers, document, customer),
    referenceOf: (document) => references.get(document),
    keepReference: (document, reference) => keepIn(references, document, reference),
    payment: (id) => payments.get(id),
    keepPayment: (payment) => keepIn(payments, needText(payment, 'Id'), payment),
  };
}

function keepIn<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > remembered ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}

const factOf = (wire: Wire): AccountFact => ({
  id: needText(wire, 'Id'),
  name: textOf(wire, 'AcctNum') ?? needText(wire, 'Id'),
  label: textOf(wire, 'Name') ?? needText(wire, 'Id'),
  type: textOf(wire, 'AccountType') ?? '',
  subType: textOf(wire, 'AccountSubType') ?? '',
  classification: textOf(wire, 'Classification') ?? '',
  currency: refOf(wire, 'CurrencyRef'),
});

export const readCompany = async (line: Line): Promise<Wire> => {
  const body = await read(line.http, pathOf(line.account, `/companyinfo/${encodeURIComponent(line.account)}`));
  // The time of the answer stands beside it, in the zone of the company.
  return { ...childOf(body, 'CompanyInfo'), time: body['time'] };
};

export const readPreferences = async (line: Line): Promise<Wire> =>
  childOf(await read(line.http, pathOf(line.account, '/preferences')), 'Preferences') ?? {};

async function readSettings(line: Line): Promise<Settings> {
  const [company, preferences] = [await readCompany(line), await readPreferences(line)];
  const [currencies, tax] = [childOf(preferences, 'CurrencyPrefs') ?? {}, childOf(preferences, 'TaxPrefs') ?? {}];
  const homeCurrency = refOf(currencies, 'HomeCurrency');
  if (homeCurrency === null) throw new Error('QuickBooks did not say which currency is the home currency of the company');
  return {
    homeCurrency,
    hasCurrencies: isSet(currencies, 'MultiCurrencyEnabled'),
    isAmerican: (textOf(company, 'Country') ?? '') === 'US',
    isTaxAutomated: isSet(tax, 'PartnerTaxEnabled'),
    usesTax: tax['UsingSalesTax'] === undefined || isSet(tax, 'UsingSalesTax'),
  };
}

async function readTaxes(line: Line): Promise<readonly (readonly [string, TaxFact])[]> {
  const [codes, rates] = [await everyRow(line, 'TaxCode', [alsoInactive]), await everyRow(line, 'TaxRate', [])];
  const percents = new Map(rates.map((rate) => [needText(rate, 'Id'), amount(figureOrZero(rate, 'RateValue'))]));
  return codes.map((code) => [
    needText(code, 'Id'),
    {
      isTaxable: isSet(code, 'Taxable'),
      rates: listOf(childOf(code, 'SalesTaxRateList') ?? {}, 'TaxRateDetail').flatMap((detail) => {
        const id = refOf(detail, 'TaxRateRef');
        return id === null ? [] : [{ id, percent: percents.get(id) ?? '0' }];
      }),
    },
  ]);
}

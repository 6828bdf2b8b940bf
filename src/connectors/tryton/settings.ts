import type { Account, Currency, Organisation, TaxRate } from '../../core/records.ts';
import { amount, decimal, multiply } from '../../core/decimal.ts';
import type { Reader, Seen } from '../../contract/connector.ts';
import { Refused } from '../../contract/refused.ts';
import { readerOf, versionOf } from './reading.ts';
import type { Resource } from './reading.ts';
import { rowsOf } from './rpc.ts';
import type { Line } from './rpc.ts';
import { childOf, dayOf, figureOrZero, idsOf, idOut, isSet, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

export async function readOrganisation(line: Line): Promise<Seen<Organisation>> {
  const companies = await rowsOf(line, {
    model: 'company.company',
    domain: [['id', '=', idOut(line.company)]],
    fields: ['party.name', 'currency.code', 'timezone', '_timestamp'],
  });
  const company = companies[0];
  if (company === undefined) throw new Refused('forbidden', `Tryton shows no company ${line.company} to this user.`);
  const currencies = await rowsOf(line, { model: 'currency.currency', domain: [['active', '=', true]], fields: ['code'] });
  const periods = await rowsOf(line, {
    model: 'account.period',
    domain: [
      ['fiscalyear.company', '=', idOut(line.company)],
      ['type', '=', 'standard'],
    ],
    fields: ['end_date', 'state'],
    order: [['end_date', 'ASC']],
  });
  // Only what is closed without a gap is a lock: one month closed in the middle is Tryton's to refuse.
  const open = periods.findIndex((period) => textOf(period, 'state') === 'open');
  const lastClosed = periods[(open < 0 ? periods.length : open) - 1];
  return {
    record: {
      kind: 'organisation',
      id: line.company,
      name: needText(childOf(company, 'party.'), 'name'),
      country: null,
      baseCurrency: needText(childOf(company, 'currency.'), 'code'),
      timeZone: textOf(company, 'timezone') ?? 'UTC',
      lockedThrough: lastClosed === undefined ? null : dayOf(lastClosed, 'end_date'),
      taxFiledThrough: null,
      taxBasis: 'accrual',
      currencies: currencies.map((row) => needText(row, 'code')),
    },
    version: versionOf(company),
    reference: null,
  };
}

/** A company's periods change without the company: so it is shown whole in every pass. */
export const organisationReader = (line: Line): Reader<Organisation> => ({
  changes: async function* () {
    yield { seen: [await readOrganisation(line)], next: 'again', last: true };
  },
  fetch: async (ids) => (ids.includes(line.company) ? [await readOrganisation(line)] : []),
});

const plain = <R extends Account | TaxRate | Currency>(record: R, row: Wire): Seen<R> => ({
  record,
  version: versionOf(row),
  reference: null,
});

const currencies = (): Resource<Currency> => ({
  model: 'currency.currency',
  domain: [],
  fields: ['name', 'code'],
  translate: async (rows) =>
    rows.map((row) => plain({ kind: 'currency', id: needText(row, 'code'), name: textOf(row, 'name') ?? needText(row, 'code') }, row)),
});

export const currencyReader = (line: Line): Reader<Currency> => {
  const reader = readerOf(line, currencies());
  return {
    changes: reader.changes,
    // Documents name currencies by code, so that is their id with us.
    fetch: async (ids) => {
      const rows = await rowsOf(line, {
        model: 'currency.currency',
        domain: [['code', 'in', ids]],
        fields: ['name', 'code', '_timestamp'],
      });
      return currencies().translate(rows);
    },
  };
};

export const taxRates = (line: Line): Resource<TaxRate> => ({
  model: 'account.tax',
  domain: [
    ['company', '=', idOut(line.company)],
    ['parent', '=', null],
    ['type', '=', 'percentage'],
  ],
  fields: ['name', 'rate', 'active', 'childs'],
  translate: async (rows) =>
    rows.map((row) => {
      const percent = percentOf(row);
      return plain(
        {
          kind: 'taxRate',
          id: needText(row, 'id'),
          name: needText(row, 'name'),
          percent,
          components: [{ name: needText(row, 'name'), percent, compound: false }],
          appliesTo: ['revenue', 'expense', 'asset', 'liability', 'equity'],
          state: isSet(row, 'active') ? 'active' : 'archived',
        },
        row,
      );
    }),
});

const percentOf = (row: Wire): string => amount(multiply(decimal(figureOrZero(row, 'rate')), decimal('100')));

export const accounts = (line: Line): Resource<Account> => ({
  model: 'account.account',
  domain: [
    ['company', '=', idOut(line.company)],
    ['type', '!=', null],
  ],
  fields: ['name', 'code', 'active', 'closed', 'type.revenue', 'type.expense', 'type.assets', 'type.receivable', 'type.payable', 'taxes'],
  translate: async (rows) => {
    if (rows.length === 0) return [];
    const [paying, taxed] = [await paymentAccounts(line), await taxAccounts(line)];
    return rows.map((row) => {
      const id = needText(row, 'id');
      return plain(
        {
          kind: 'account',
          id,
          code: textOf(row, 'code'),
          name: needText(row, 'name'),
          class: classOf(childOf(row, 'type.')),
          currency: null,
          isBank: paying.has(id),
          takesPayments: paying.has(id),
          system: taxed.has(id) ? 'tax' : systemOf(childOf(row, 'type.')),
          defaultTax: idsOf(row, 'taxes')[0] ?? null,
          state: isSet(row, 'active') && !isSet(row, 'closed') ? 'active' : 'archived',
        },
        row,
      );
    });
  },
});

function classOf(type: Wire): Account['class'] {
  if (isSet(type, 'revenue')) return 'revenue';
  if (isSet(type, 'expense')) return 'expense';
  return isSet(type, 'assets') ? 'asset' : 'liability';
}

function systemOf(type: Wire): Account['system'] {
  if (isSet(type, 'receivable')) return 'receivable';
  return isSet(type, 'payable') ? 'payable' : null;
}

/** Money comes in through a payment method, which names the account that it reaches. */
export async function paymentAccounts(line: Line): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(line, {
    model: 'account.invoice.payment.method',
    domain: [
      ['company', '=', idOut(line.company)],
      ['active', '=', true],
    ],
    fields: ['debit_account'],
  });
  return new Set(rows.map((row) => needText(row, 'debit_account')));
}

async function taxAccounts(line: Line): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(line, {
    model: 'account.tax',
    domain: [['company', '=', idOut(line.company)]],
    fields: ['invoice_account', 'credit_note_account'],
  });
  return new Set(rows.flatMap((row) => [textOf(row, 'invoice_account'), textOf(row, 'credit_note_account')]).filter((id) => id !== null));
}

/** What documents name by number, told in our words. Read once, and again when a number is not known. */
export interface Facts {
  baseCurrency(): Promise<string>;
  codeOf(account: string): Promise<string>;
  currencyOf(id: string): Promise<string>;
  percentOf(tax: string): Promise<string>;
}

export function factsOf(line: Line): Facts {
  const book = (search: Parameters<typeof rowsOf>[1], word: (row: Wire) => string) => {
    let known: ReadonlyMap<string, string> = new Map();
    return async (id: string): Promise<string> => {
      if (!known.has(id)) known = new Map((await rowsOf(line, search)).map((row) => [needText(row, 'id'), word(row)]));
      const found = known.get(id);
      if (found === undefined) throw new Error(`Tryton names ${search.model} ${id}, and does not show it`);
      return found;
    };
  };
  const ofCompany = [['company', '=', idOut(line.company)]];
  let base: string | null = null;
  return {
    baseCurrency: async () => (base ??= (await readOrganisation(line)).record.baseCurrency),
    codeOf: book({ model: 'account.account', domain: ofCompany, fields: ['code'] }, (row) => textOf(row, 'code') ?? needText(row, 'id')),
    currencyOf: book({ model: 'currency.currency', domain: [], fields: ['code'] }, (row) => needText(row, 'code')),
    percentOf: book({ model: 'account.tax', domain: ofCompany, fields: ['rate'] }, percentOf),
  };
}

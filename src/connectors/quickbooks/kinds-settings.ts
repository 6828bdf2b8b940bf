import type { Account, Currency, Organisation, TaxRate } from '../../core/records.ts';
import type { Page, Reader, Seen } from '../../contract/connector.ts';
import { readCompany, readPreferences } from './books.ts';
import type { Books } from './books.ts';
import { alsoInactive, everyRow } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line } from './reading.ts';
import { americanCodes, fromAccount, fromCompany, fromCurrency, fromTaxCode } from './translate-settings.ts';
import { childOf, isSet, needText, refOf, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

export async function readOrganisation(line: Line, timeZone: string | null): Promise<Seen<Organisation>> {
  const [company, preferences] = [await readCompany(line), await readPreferences(line)];
  const currencies = (await readCurrencies(line, preferences)).map(({ record }) => record.id);
  return fromCompany(company, preferences, { account: line.account, timeZone, currencies });
}

/** Companies without foreign currencies have their own alone. */
async function readCurrencies(line: Line, preferences: Wire): Promise<readonly Seen<Currency>[]> {
  const prefs = childOf(preferences, 'CurrencyPrefs') ?? {};
  const home = refOf(prefs, 'HomeCurrency') ?? needText(preferences, 'CurrencyPrefs');
  const others = isSet(prefs, 'MultiCurrencyEnabled') ? await everyRow(line, 'CompanyCurrency', []) : [];
  const listed = others.filter((row) => row['Active'] !== false).map((row) => fromCurrency(needText(row, 'Code'), textOf(row, 'Name')));
  return [fromCurrency(home, null), ...listed.filter(({ record }) => record.id !== home)];
}

export const organisationReader = (line: Line, timeZone: string | null): Reader<Organisation> =>
  wholeReader(async () => [await readOrganisation(line, timeZone)]);

export const currencyReader = (line: Line): Reader<Currency> => wholeReader(async () => readCurrencies(line, await readPreferences(line)));

export const taxRateReader = (line: Line, books: Books): Reader<TaxRate> =>
  wholeReader(async () => {
    await books.ready();
    const codes = (await everyRow(line, 'TaxCode', [alsoInactive])).map((wire) => fromTaxCode(wire, books));
    return books.isAmerican ? [...codes, ...americanCodes(codes.map(({ record }) => record.id))] : codes;
  });

export const accountReader = (line: Line): Reader<Account> =>
  readerOf(line, [
    { entity: 'Account', prefix: '', isNameList: true, isOurs: () => true, translate: async (wires) => wires.map(fromAccount) },
  ]);

/** Short lists are read whole each time. */
function wholeReader<R extends Organisation | Currency | TaxRate>(all: () => Promise<readonly Seen<R>[]>): Reader<R> {
  return {
    changes: async function* (): AsyncGenerator<Page<R>> {
      yield { seen: await all(), next: 'read', last: true };
    },
    fetch: async (ids) => (ids.length === 0 ? [] : (await all()).filter(({ record }) => ids.includes(record.id))),
  };
}

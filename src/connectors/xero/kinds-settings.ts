import type { AnyRecord, Account, Currency, Organisation, TaxRate } from '../../core/records.ts';
import type { Page, Reader, Seen } from '../../contract/connector.ts';
import { read } from './api.ts';
import { readerOf } from './reading.ts';
import type { Line } from './reading.ts';
import { fromAccount, fromCurrency, fromOrganisation, fromTaxRate } from './translate-settings.ts';
import { listOf } from './wire.ts';

export async function readOrganisation(line: Line): Promise<Seen<Organisation>> {
  // Side by side: every turn that writes asks for the lock dates, and waits for the answer. When one fails the other is waited
  // for all the same, so that nothing is left on its way behind the caller's back.
  const asked = [read(line.http, line.account, '/Organisation'), read(line.http, line.account, '/Currencies')] as const;
  await Promise.allSettled(asked);
  const [body, currencies] = await Promise.all(asked);
  const wire = listOf(body, 'Organisations')[0];
  if (!wire) throw new Error('Xero answered without an organisation');
  return fromOrganisation(wire, listOf(currencies, 'Currencies'));
}

export const organisationReader = (line: Line): Reader<Organisation> => wholeList(async () => [await readOrganisation(line)]);

export const accountReader = (line: Line): Reader<Account> =>
  readerOf(line, {
    path: '/Accounts',
    list: 'Accounts',
    idField: 'AccountID',
    where: null,
    query: {},
    isPaged: false,
    bulk: { by: 'where', atOnce: 15 },
    isOurs: () => true,
    translate: async (wires) => wires.map(fromAccount),
  });

export const taxRateReader = (line: Line): Reader<TaxRate> =>
  wholeList(async () => listOf(await read(line.http, line.account, '/TaxRates'), 'TaxRates').map(fromTaxRate));

export const currencyReader = (line: Line): Reader<Currency> =>
  wholeList(async () => listOf(await read(line.http, line.account, '/Currencies'), 'Currencies').map(fromCurrency));

/** A short list that Xero always shows whole: there is nothing to resume. */
function wholeList<R extends AnyRecord>(readAll: () => Promise<readonly Seen<R>[]>): Reader<R> {
  return {
    changes: async function* () {
      const page: Page<R> = { seen: await readAll(), next: 'all', last: true };
      yield page;
    },
    fetch: async (ids) => (await readAll()).filter(({ record }) => ids.includes(record.id)),
  };
}

import type { AnyRecord, Account, Currency, Organisation, TaxRate } from '../../core/records.ts';
import type { Page, Reader, Seen } from '../../contract/connector.ts';
import { read } from './api.ts';
import { readerOf } from './reading.ts';
import type { Line } from './reading.ts';
import { fromAccount, fromCurrency, fromOrganisation, fromTaxRate } from './translate-settings.ts';
import { listOf } from './wire.ts';
import type { Wire } from './wire.ts';

async function readOrganisation(line: Line): Promise<Seen<Organisation>> {
  // Side by side. When one fails the other is waited for all the same, so that nothing is left on its way behind the caller's back.
  const asked = [read(line.http, line.account, '/Organisation'), read(line.http, line.account, '/Currencies')] as const;
  await Promise.allSettled(asked);
  const [body, currencies] = await Promise.all(asked);
  return organisationIn(body, listOf(currencies, 'Currencies'));
}

/**
 * As it is now, with the currencies that it had when this was first asked: every turn that writes asks for the lock dates, and a call of
 * its own for the currencies would be one of sixty a minute.
 */
export function organisationOf(line: Line): () => Promise<Organisation> {
  let known: Promise<readonly Wire[]> | null = null;
  const readCurrencies = (): Promise<readonly Wire[]> => {
    known ??= read(line.http, line.account, '/Currencies').then(
      (body) => listOf(body, 'Currencies'),
      (error: unknown) => {
        known = null;
        throw error;
      },
    );
    return known;
  };
  return async () => {
    const asked = [read(line.http, line.account, '/Organisation'), readCurrencies()] as const;
    await Promise.allSettled(asked);
    const [body, currencies] = await Promise.all(asked);
    return organisationIn(body, currencies).record;
  };
}

function organisationIn(body: Wire, currencies: readonly Wire[]): Seen<Organisation> {
  const wire = listOf(body, 'Organisations')[0];
  if (!wire) throw new Error('Xero answered without an organisation');
  return fromOrganisation(wire, currencies);
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

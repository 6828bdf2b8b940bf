import { read } from './api.ts';
import type { Line } from './reading.ts';
import { listOf, needText, textOf } from './wire.ts';

/** What some answers leave out and a session looks up once: the base currency, and the currency of each bank account. */
export interface Facts {
  baseCurrency(): Promise<string>;
  /** By the name that lines give an account: its code, or its id where it has none. */
  bankCurrencies(): Promise<ReadonlyMap<string, string>>;
}

export function factsOf(line: Line): Facts {
  const baseCurrency = once(async () => {
    const body = await read(line.http, line.account, '/Organisation');
    return needText(listOf(body, 'Organisations')[0] ?? {}, 'BaseCurrency');
  });
  const bankCurrencies = once(async () => {
    const body = await read(line.http, line.account, '/Accounts?where=Type%3D%3D%22BANK%22');
    const currencies = listOf(body, 'Accounts').map((account): readonly [string, string] => [
      textOf(account, 'Code') ?? needText(account, 'AccountID'),
      needText(account, 'CurrencyCode'),
    ]);
    return new Map(currencies);
  });
  return { baseCurrency, bankCurrencies };
}

/** Asks once, and again only after a failure. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

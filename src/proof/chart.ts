import type { Account } from '../core/records.ts';

/** The ledger's accounts, as far as postings need to know them. Every account is named by its code, or by its id where it has none. */
export interface Chart {
  readonly receivable: string;
  readonly tax: string;
  readonly rounding: string | null;
  /** From a code or an id to the name that totals use. */
  readonly names: ReadonlyMap<string, string>;
  /** Accounts of money, whose other business is none of a sales flow's. */
  readonly banks: ReadonlySet<string>;
}

/** Stands for an account that a document leaves open, and for a ledger whose own account was not read yet. */
export const withoutAccount = 'none';
const unknownReceivable = 'receivable';
const unknownTax = 'tax';

export function chartOf(accounts: Iterable<Account>): Chart {
  const names = new Map<string, string>();
  const banks = new Set<string>();
  const systems = new Map<Account['system'], string>();
  for (const account of accounts) {
    const name = account.code ?? account.id;
    names.set(account.id, name);
    names.set(name, name);
    if (account.isBank) banks.add(name);
    if (account.system !== null && !systems.has(account.system)) systems.set(account.system, name);
    // A ledger may keep what customers owe on an account for each currency: together they are the receivable.
    const receivable = systems.get('receivable');
    if (account.system === 'receivable' && receivable !== undefined) {
      names.set(account.id, receivable);
      names.set(name, receivable);
    }
  }
  return {
    receivable: systems.get('receivable') ?? unknownReceivable,
    tax: systems.get('tax') ?? unknownTax,
    rounding: systems.get('rounding') ?? null,
    names,
    banks,
  };
}

/** The name under which an account is totalled, from whichever of code and id a document carries. */
export const accountName = (chart: Chart, account: string | null): string =>
  account === null ? withoutAccount : (chart.names.get(account) ?? account);

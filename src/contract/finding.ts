import type { Account } from '../core/records.ts';
import type { Finding } from './connector.ts';

/** A check of a ledger's settings; one that passed needs no fix. */
export const finding = (
  check: string,
  of: { readonly ok: boolean; readonly seen: string; readonly expected: string; readonly fix: string },
): Finding => ({
  check,
  ok: of.ok,
  seen: of.seen,
  expected: of.expected,
  fix: of.ok ? null : of.fix,
});

/** An account as a mapping names it: by its code or its id. */
export const accountNamed = (accounts: readonly Account[], name: string): Account | undefined =>
  accounts.find((account) => account.code === name || account.id === name);

export const labelOf = ({ code, name }: Account): string => (code === null ? name : `${code} ${name}`);

import { spawnSync } from 'node:child_process';
import { amount } from '../src/core/decimal.ts';

/** Balances by account code, zero ones left out. */
export type Balances = Readonly<Record<string, string>>;

/** What hledger says of an exported file: that it passes its strict checks, and each account's balance. Null where it is not installed. */
export function checkWithHledger(file: string, currency: string): Balances | { readonly complaint: string } | null {
  const checked = run('hledger', ['check', '--strict', 'ordereddates', '-f', file]);
  if (checked === null) return null;
  if (checked.status !== 0) return { complaint: checked.out };
  const listed = run('hledger', ['balance', '-N', '--flat', '--layout', 'bare', '-O', 'csv', '-f', file]);
  if (listed === null || listed.status !== 0) return { complaint: listed?.out ?? '' };
  const rows = listed.out.trim().split('\n').slice(1);
  return balancesOf(
    rows.map((row) => row.split('","').map((cell) => cell.replaceAll('"', ''))),
    currency,
  );
}

/** The same of Ledger, with everything declared. */
export function checkWithLedger(file: string, currency: string): Balances | { readonly complaint: string } | null {
  const listed = run('ledger', [
    '--args-only',
    '--pedantic',
    '-f',
    file,
    'balance',
    '--flat',
    '--no-total',
    '--format',
    '%(account)\t%(commodity(scrub(display_total)))\t%(quantity(scrub(display_total)))\n',
  ]);
  if (listed === null) return null;
  if (listed.status !== 0) return { complaint: listed.out };
  const rows = listed.out.trim().split('\n');
  return balancesOf(
    rows.map((row) => row.split('\t')),
    currency,
  );
}

/** Rows of account, commodity and amount. An account's code is the first word of its name. */
function balancesOf(rows: readonly (readonly string[])[], currency: string): Balances {
  const balances: Record<string, string> = {};
  for (const [account = '', commodity = '', figure = '0'] of rows) {
    if (amount(figure) === '0') continue;
    if (commodity !== currency) throw new Error(`the books of ${account} are in ${commodity}, and ${currency} was expected`);
    balances[account.split(':')[1]?.split(' ')[0] ?? account] = amount(figure);
  }
  return balances;
}

/** True when the same accounts have the same balances. */
export function areEqual(one: Balances, other: Balances): boolean {
  const text = (balances: Balances): string =>
    Object.entries(balances)
      .map(([account, figure]) => `${account} ${amount(figure)}`)
      .toSorted()
      .join('\n');
  return text(one) === text(other);
}

function run(program: string, args: readonly string[]): { readonly status: number | null; readonly out: string } | null {
  const ran = spawnSync(program, [...args], { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
  return ran.error ? null : { status: ran.status, out: ran.stdout + ran.stderr };
}

import { equal, readDecimal } from '../../core/decimal.ts';
import type { Account, Organisation, TaxRate } from '../../core/records.ts';
import type { Finding, PreflightWants } from '../../contract/connector.ts';
import { finding } from '../../contract/finding.ts';

export interface PreflightFacts {
  readonly organisation: Organisation;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
}

/** What must be set up in Tryton before a flow writes there: every check, passed or not. */
export function preflight(facts: PreflightFacts, wants: PreflightWants): readonly Finding[] {
  const account = (named: string): Account | undefined =>
    facts.accounts.find(({ id, code }) => code === named || (code === null && id === named));
  return [
    ...[...new Set([...wants.paymentAccounts, ...wants.bankAccounts])].map((named) => moneyAccount(named, account(named))),
    ...wants.lines.map((line) => revenueAccount(line.account, account(line.account))),
    ...wants.lines.flatMap((line) => taxOf(line, facts.taxRates)),
    ...wants.currencies.map((code) => currency(code, facts.organisation)),
    openFrom(wants.from, facts.organisation),
  ];
}

const moneyAccount = (named: string, found: Account | undefined): Finding =>
  finding(`account ${named} takes payments`, {
    ok: found?.takesPayments === true && found.state === 'active',
    seen: found === undefined ? 'no such account' : found.takesPayments ? found.state : 'no payment method uses it',
    expected: 'an active account with a payment method',
    fix: `In Tryton, under Financial, Configuration, Journals, Invoice Payment Methods, add a method with ${named} as its debit and credit account.`,
  });

const revenueAccount = (named: string, found: Account | undefined): Finding =>
  finding(`account ${named} can stand on an invoice`, {
    ok: found?.class === 'revenue' && found.state === 'active',
    seen: found === undefined ? 'no such account' : `${found.class}, ${found.state}`,
    expected: 'an active account whose type is for revenue',
    fix: `Tryton takes only revenue accounts on the lines of an invoice: choose another account in the mapping, or another type for ${named}.`,
  });

function taxOf({ tax, percent }: PreflightWants['lines'][number], rates: readonly TaxRate[]): readonly Finding[] {
  if (tax === null) return [];
  const rate = rates.find(({ id }) => id === tax);
  const [wanted, there] = [percent === null ? null : readDecimal(percent), rate === undefined ? null : readDecimal(rate.percent)];
  const ok = rate !== undefined && rate.state === 'active' && (wanted === null || (there !== null && equal(wanted, there)));
  return [
    finding(`tax ${tax} has the rate of the source`, {
      ok,
      seen: rate === undefined ? 'no such tax' : `${rate.name}, ${rate.percent} %, ${rate.state}`,
      expected: percent === null ? 'an active tax' : `an active tax of ${percent} %`,
      fix: 'Choose another tax in the mapping, or add it in Tryton under Financial, Configuration, Taxes, Taxes.',
    }),
  ];
}

const currency = (code: string, { currencies }: Organisation): Finding =>
  finding(`currency ${code} is set up`, {
    ok: currencies.includes(code),
    seen: currencies.join(', '),
    expected: code,
    fix: `Add ${code} in Tryton under Currencies, with a rate for the days of the documents.`,
  });

const openFrom = (from: string, { lockedThrough }: Organisation): Finding =>
  finding(`the books are open from ${from}`, {
    ok: lockedThrough === null || lockedThrough < from,
    seen: lockedThrough === null ? 'no period is closed' : `closed through ${lockedThrough}`,
    expected: `open from ${from}`,
    fix: 'Open the periods in Tryton under Financial, Configuration, Fiscal Years, Periods, or begin the flow later.',
  });

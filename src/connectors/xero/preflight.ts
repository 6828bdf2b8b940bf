import type { Finding, PreflightWants } from '../../contract/connector.ts';
import { accountNamed, finding, labelOf } from '../../contract/finding.ts';
import type { Http } from '../../contract/http.ts';
import { decimal, equal } from '../../core/decimal.ts';
import type { Day } from '../../core/day.ts';
import type { Account, Organisation, TaxRate } from '../../core/records.ts';
import { read } from './api.ts';
import { isGranted, scopes } from './scopes.ts';
import { fromAccount, fromOrganisation, fromTaxRate } from './translate-settings.ts';
import { listOf, textOf } from './wire.ts';

/** What Xero says about an organisation, read once before a flow is switched on. */
export interface PreflightFacts {
  readonly organisation: Organisation;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
  /** What the plan and the user's role allow: 'CreateApprovedInvoice' and its like. */
  readonly allowed: ReadonlyMap<string, boolean>;
}

export async function readPreflightFacts(through: { readonly http: Http; readonly account: string }): Promise<PreflightFacts> {
  const ask = (path: string) => read(through.http, through.account, path);
  const [organisation, currencies, accounts, taxRates, actions] = [
    await ask('/Organisation'),
    await ask('/Currencies'),
    await ask('/Accounts'),
    await ask('/TaxRates'),
    await ask('/Organisation/Actions'),
  ];
  return {
    organisation: fromOrganisation(listOf(organisation, 'Organisations')[0] ?? {}, listOf(currencies, 'Currencies')).record,
    accounts: listOf(accounts, 'Accounts').map((wire) => fromAccount(wire).record),
    taxRates: listOf(taxRates, 'TaxRates').map((wire) => fromTaxRate(wire).record),
    allowed: new Map(listOf(actions, 'Actions').map((action) => [textOf(action, 'Name') ?? '', textOf(action, 'Status') === 'ALLOWED'])),
  };
}

/** Every check, passed or not. A failed one says which setting to change, and where in Xero it is. */
export function preflight(facts: PreflightFacts, wants: PreflightWants): readonly Finding[] {
  return [
    ...wants.paymentAccounts.map((name) => takesPayments(facts, name)),
    ...wants.bankAccounts.map((name) => isBankAccount(facts, name)),
    ...wants.lines.flatMap((line) => [
      isUsableAccount(facts, line.account),
      ...(line.tax === null ? [] : taxChecks(facts, line.account, line.tax, line.percent)),
    ]),
    ...wants.currencies.map((currency) => isEnabled(facts, currency)),
    isOpenFrom(facts, wants.from),
    ...planAllows(facts, wants),
    ...(wants.granted === null
      ? []
      : scopes.filter(({ needed }) => needed).map(({ name, why }) => hasScope(wants.granted ?? [], name, why))),
  ];
}

const chart = 'Accounting → Chart of accounts';

function takesPayments(facts: PreflightFacts, name: string): Finding {
  const account = accountNamed(facts.accounts, name);
  const expected = 'an active account that payments can be made to';
  if (!account) return missingAccount(`payments go to ${name}`, name, expected);
  return finding(`payments go to ${labelOf(account)}`, {
    ok: account.takesPayments && account.state === 'active',
    seen: account.state === 'archived' ? 'it is archived' : account.takesPayments ? 'it takes payments' : 'payments to it are switched off',
    expected,
    fix:
      account.state === 'archived'
        ? `In Xero, ${chart} → Archive: restore '${labelOf(account)}', or choose another account in the mapping`
        : `In Xero, ${chart} → '${labelOf(account)}': tick "Enable payments to this account", or choose a bank account in the mapping`,
  });
}

const missingAccount = (check: string, name: string, expected: string): Finding =>
  finding(check, {
    ok: false,
    seen: `there is no account ${name}`,
    expected,
    fix: `In Xero, ${chart}: add account ${name}, or choose another one in the mapping`,
  });

function isBankAccount(facts: PreflightFacts, name: string): Finding {
  const account = accountNamed(facts.accounts, name);
  const expected = 'an active account of the type Bank';
  if (!account) return missingAccount(`fees and transfers go through ${name}`, name, expected);
  return finding(`fees and transfers go through ${labelOf(account)}`, {
    ok: account.isBank && account.state === 'active',
    seen: account.isBank ? `a bank account, ${account.state}` : `an account of the class ${account.class}`,
    expected,
    fix: `In Xero, Accounting → Bank accounts → Add bank account → Add without a bank feed: make one for it, and name it in the mapping; money spent and transfers cannot go through another kind of account`,
  });
}

function isUsableAccount(facts: PreflightFacts, name: string): Finding {
  const account = accountNamed(facts.accounts, name);
  const expected = 'an active account that lines may be coded to';
  if (!account) return missingAccount(`lines are coded to ${name}`, name, expected);
  const isReserved =
    account.system === 'receivable' || account.system === 'payable' || account.isBank || account.system === 'retainedEarnings';
  return finding(`lines are coded to ${labelOf(account)}`, {
    ok: account.state === 'active' && !isReserved,
    seen: isReserved ? 'Xero keeps it for itself' : `it is ${account.state}`,
    expected,
    fix: isReserved
      ? `Choose another account in the mapping: '${labelOf(account)}' cannot stand on a line`
      : `In Xero, ${chart} → Archive: restore '${labelOf(account)}', or choose another account in the mapping`,
  });
}

function taxChecks(facts: PreflightFacts, accountName: string, tax: string, percent: string | null): readonly Finding[] {
  const place = 'Accounting → Accounting settings → Tax rates';
  const rate = facts.taxRates.find((candidate) => candidate.id === tax);
  if (!rate) {
    const codes = facts.taxRates.filter(({ state }) => state === 'active').map(({ id }) => id);
    return [
      finding(`tax code ${tax} exists`, {
        ok: false,
        seen: `Xero has ${codes.join(', ')}`,
        expected: tax,
        fix: `In Xero, ${place}: add a rate for it, or name one of these codes in the mapping`,
      }),
    ];
  }
  const account = accountNamed(facts.accounts, accountName);
  return [
    finding(`tax code ${tax} is active`, {
      ok: rate.state === 'active',
      seen: rate.state,
      expected: 'active',
      fix: `In Xero, ${place}: '${rate.name}' was deleted; add it anew, or name another code in the mapping`,
    }),
    ...(percent === null
      ? []
      : [
          finding(`tax code ${tax} has the rate of the source`, {
            ok: equal(decimal(rate.percent), decimal(percent)),
            seen: `${rate.percent} %`,
            expected: `${percent} %`,
            fix: `In Xero, ${place} → '${rate.name}': its rate differs; name the code with ${percent} % in the mapping, or correct the rate at the source`,
          }),
        ]),
    ...(account
      ? [
          finding(`tax code ${tax} suits account ${labelOf(account)}`, {
            ok: rate.appliesTo.includes(account.class),
            seen: `it applies to ${rate.appliesTo.join(', ')}`,
            expected: `it applies to ${account.class}`,
            fix: `Name a tax code for ${account.class} accounts in the mapping; '${rate.name}' is not for these`,
          }),
        ]
      : []),
  ];
}

function isEnabled(facts: PreflightFacts, currency: string): Finding {
  const { currencies, baseCurrency } = facts.organisation;
  const ok = currency === baseCurrency || currencies.includes(currency);
  const canAdd = facts.allowed.get('UseMulticurrency') !== false;
  return finding(`currency ${currency} is switched on`, {
    ok,
    seen: [...new Set([baseCurrency, ...currencies])].join(', '),
    expected: currency,
    fix: canAdd
      ? `In Xero, Accounting → Accounting settings → Currencies → Add currency: add ${currency}`
      : `In Xero, Settings → Subscription and billing: the plan has no foreign currencies; change to one that does, then add ${currency}`,
  });
}

function isOpenFrom(facts: PreflightFacts, from: Day): Finding {
  const through = facts.organisation.lockedThrough;
  return finding(`the books are open from ${from}`, {
    ok: through === null || through < from,
    seen: through === null ? 'no lock date is set' : `locked through ${through}`,
    expected: `open from ${from}`,
    fix: `In Xero, Accounting → Accounting settings → Financial settings → Lock dates: open the period, or start the flow after ${through ?? from}`,
  });
}

const actions = [
  ['CreateApprovedInvoice', 'approve invoices'],
  ['CreateInvoicePayment', 'record payments on invoices'],
] as const;

/** Small plans stop after a number of invoices a month; roles stop people. Xero answers both here, without saying which. */
function planAllows(facts: PreflightFacts, wants: PreflightWants): readonly Finding[] {
  const isForeign = wants.currencies.some((currency) => currency !== facts.organisation.baseCurrency);
  const asked = isForeign ? ([...actions, ['UseMulticurrency', 'use foreign currencies']] as const) : actions;
  return asked.map(([name, words]) =>
    finding(`Xero allows to ${words}`, {
      ok: facts.allowed.get(name) ?? true,
      seen: facts.allowed.get(name) === false ? `${name} is not allowed` : `${name} is allowed`,
      expected: `${name} is allowed`,
      fix: `In Xero, Settings → Subscription and billing, and Settings → Users: the plan or the role of whoever connected Xero does not include it; change the one or the other, then connect again`,
    }),
  );
}

const hasScope = (granted: readonly string[], scope: string, why: string): Finding =>
  finding(`permission ${scope}`, {
    ok: isGranted(granted, scope),
    seen: isGranted(granted, scope) ? 'granted' : 'not granted',
    expected: 'granted',
    fix: `Connect Xero again and leave this permission in: ${why}`,
  });

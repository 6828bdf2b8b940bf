import type { Finding, PreflightWants } from '../../contract/connector.ts';
import { accountNamed, finding, labelOf } from '../../contract/finding.ts';
import { decimal, equal } from '../../core/decimal.ts';
import type { Account, Organisation, TaxRate } from '../../core/records.ts';
import { readPreferences } from './books.ts';
import type { Books } from './books.ts';
import { accountReader, readOrganisation, taxRateReader } from './kinds-settings.ts';
import type { Line } from './reading.ts';
import { childOf, isSet } from './wire.ts';
import type { Wire } from './wire.ts';

/** What QuickBooks says about a company, read once before a flow is switched on. */
export interface PreflightFacts {
  readonly organisation: Organisation;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
  readonly preferences: Wire;
  readonly isTaxAutomated: boolean;
}

export async function readPreflightFacts(line: Line, books: Books): Promise<PreflightFacts> {
  await books.ready();
  const organisation = (await readOrganisation(line, null)).record;
  const accounts: Account[] = [];
  for await (const page of accountReader(line).changes(null)) accounts.push(...page.seen.map(({ record }) => record));
  const taxRates: TaxRate[] = [];
  for await (const page of taxRateReader(line, books).changes(null)) taxRates.push(...page.seen.map(({ record }) => record));
  return { organisation, accounts, taxRates, preferences: await readPreferences(line), isTaxAutomated: books.isTaxAutomated };
}

/** Every check, passed or not. A failed one says which setting to change, and where in QuickBooks it is. */
export function preflight(facts: PreflightFacts, wants: PreflightWants): readonly Finding[] {
  return [
    ...wants.paymentAccounts.map((name) => takesPayments(facts, name)),
    ...wants.bankAccounts.map((name) => isBankAccount(facts, name)),
    ...wants.lines.flatMap((line) => [
      isUsableAccount(facts, line.account),
      ...(line.tax === null ? [] : taxChecks(facts, line.tax, line.percent)),
    ]),
    ...wants.currencies.map((currency) => isEnabled(facts, currency)),
    isOpenFrom(facts, wants.from),
    ...switches(facts),
    ...(wants.granted === null ? [] : [hasScope(wants.granted)]),
  ];
}

const chart = 'Settings (gear) → Chart of accounts';
const advanced = 'Settings (gear) → Account and settings → Advanced';

const missingAccount = (check: string, name: string, expected: string): Finding =>
  finding(check, {
    ok: false,
    seen: `there is no account ${name}`,
    expected,
    fix: `In QuickBooks, ${chart}: add account ${name}, or choose another one in the mapping`,
  });

function takesPayments(facts: PreflightFacts, name: string): Finding {
  const account = accountNamed(facts.accounts, name);
  const expected = 'an active account of the type Bank or Other Current Asset';
  if (!account) return missingAccount(`payments go to ${name}`, name, expected);
  return finding(`payments go to ${labelOf(account)}`, {
    ok: account.takesPayments && account.state === 'active',
    seen:
      account.state === 'archived' ? 'it is inactive' : account.takesPayments ? 'it takes payments' : `it is of the class ${account.class}`,
    expected,
    fix: `In QuickBooks, ${chart}: make '${labelOf(account)}' active, or choose a bank account in the mapping`,
  });
}

function isBankAccount(facts: PreflightFacts, name: string): Finding {
  const account = accountNamed(facts.accounts, name);
  const expected = 'an active account of the type Bank';
  if (!account) return missingAccount(`fees and transfers go through ${name}`, name, expected);
  return finding(`fees and transfers go through ${labelOf(account)}`, {
    ok: account.isBank && account.state === 'active',
    seen: account.isBank ? `a bank account, ${account.state}` : `an account of the class ${account.class}`,
    expected,
    fix: `In QuickBooks, ${chart} → New: make an account of the type Bank for it, and name it in the mapping; expenses cannot be paid from another kind of account`,
  });
}

function isUsableAccount(facts: PreflightFacts, name: string): Finding {
  const account = accountNamed(facts.accounts, name);
  const expected = 'an active account that lines may be coded to';
  if (!account) return missingAccount(`lines are coded to ${name}`, name, expected);
  const isReserved =
    account.isBank || account.system === 'receivable' || account.system === 'payable' || account.system === 'retainedEarnings';
  return finding(`lines are coded to ${labelOf(account)}`, {
    ok: account.state === 'active' && !isReserved,
    seen: isReserved ? 'QuickBooks keeps it for itself' : `it is ${account.state}`,
    expected,
    fix: `In QuickBooks, ${chart}: make '${labelOf(account)}' active, or choose another account in the mapping; a product or service must be able to point at it`,
  });
}

function taxChecks({ taxRates, isTaxAutomated }: PreflightFacts, tax: string, percent: string | null): readonly Finding[] {
  const rate = taxRates.find((candidate) => candidate.id === tax);
  const place = 'Taxes → Sales tax (or VAT)';
  if (!rate) {
    const codes = taxRates.filter(({ state }) => state === 'active').map(({ id, name }) => `${id} (${name})`);
    return [
      finding(`tax code ${tax} exists`, {
        ok: false,
        seen: `QuickBooks has ${codes.join(', ')}`,
        expected: tax,
        fix: `In QuickBooks, ${place}: add a code for it, or name one of these codes in the mapping`,
      }),
    ];
  }
  const active = finding(`tax code ${rate.name} is active`, {
    ok: rate.state === 'active',
    seen: rate.state,
    expected: 'active',
    fix: `In QuickBooks, ${place}: make '${rate.name}' active, or name another code in the mapping`,
  });
  // American lines say only that they are taxed: the rate is the document's own, and automated sales tax finds it.
  if (percent === null || isTaxAutomated || rate.components.length === 0) return [active];
  return [
    active,
    finding(`tax code ${rate.name} has the rate of the source`, {
      ok: equal(decimal(rate.percent), decimal(percent)),
      seen: `${rate.percent} %`,
      expected: `${percent} %`,
      fix: `In QuickBooks, ${place}: '${rate.name}' has another rate; name the code with ${percent} % in the mapping, or correct the rate at the source`,
    }),
  ];
}

function isEnabled({ organisation }: PreflightFacts, currency: string): Finding {
  const { baseCurrency, currencies } = organisation;
  return finding(`currency ${currency} is switched on`, {
    ok: currency === baseCurrency || currencies.includes(currency),
    seen: [...new Set([baseCurrency, ...currencies])].join(', '),
    expected: currency,
    fix: `In QuickBooks, ${advanced} → Currency: switch on Multicurrency (it cannot be switched off again), then Settings → Currencies: add ${currency}`,
  });
}

function isOpenFrom({ organisation: { lockedThrough } }: PreflightFacts, from: string): Finding {
  return finding(`the books are open from ${from}`, {
    ok: lockedThrough === null || lockedThrough < from,
    seen: lockedThrough === null ? 'no closing date is set' : `closed through ${lockedThrough}`,
    expected: `open from ${from}`,
    fix: `In QuickBooks, ${advanced} → Accounting → Close the books: open the period, or start the flow after ${lockedThrough ?? from}`,
  });
}

/** Settings with which QuickBooks would act by itself: number documents, or apply money and credits. */
function switches({ preferences }: PreflightFacts): readonly Finding[] {
  const sales = childOf(preferences, 'SalesFormsPrefs') ?? {};
  const numbers = isSet(sales, 'CustomTxnNumbers');
  const credits = isSet(sales, 'AutoApplyCredit');
  const payments = isSet(sales, 'AutoApplyPayments');
  return [
    finding('documents keep the numbers of the source', {
      ok: numbers,
      seen: numbers ? 'custom transaction numbers are on' : 'custom transaction numbers are off',
      expected: 'on',
      fix: 'In QuickBooks, Settings (gear) → Account and settings → Sales → Sales form content: switch on "Custom transaction numbers"',
    }),
    finding('credits are applied by the source alone', {
      ok: !credits,
      seen: credits ? 'QuickBooks applies credits by itself' : 'QuickBooks leaves credits alone',
      expected: 'off',
      fix: `In QuickBooks, ${advanced} → Automation: switch off "Automatically apply credits"; otherwise it settles other invoices than the source says`,
    }),
    finding('payments are applied by the source alone', {
      ok: !payments,
      seen: payments ? 'QuickBooks applies payments by itself' : 'QuickBooks leaves payments alone',
      expected: 'off',
      fix: `In QuickBooks, ${advanced} → Automation: switch off what applies payments by itself; otherwise money settles other invoices than the source says`,
    }),
  ];
}

function hasScope(granted: readonly string[]): Finding {
  const name = 'com.intuit.quickbooks.accounting';
  const ok = granted.includes(name);
  return finding(`permission ${name}`, {
    ok,
    seen: ok ? 'granted' : 'not granted',
    expected: 'granted',
    fix: 'Connect QuickBooks again and agree to the accounting permission: nothing can be read or written without it',
  });
}

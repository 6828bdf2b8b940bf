import { createRequire } from 'node:module';
import { XeroClient } from 'xero-node';
import type { ReportRows } from 'xero-node';

// Reads what each account of a Xero organisation moved over a span of days, through Xero's own SDK, in a process of its own.
// Prints {"movement":{"200":"-3706708.65",…}}. Usage: node xero-trial-balance.ts URL TENANT TOKEN FROM THROUGH
// The SDK's addresses are fixed in its code, so the address of each request is rewritten on the way out.

interface Redirectable {
  readonly interceptors: { readonly request: { use(change: (config: { url?: string }) => unknown): number } };
}

const [url = '', tenant = '', token = '', from = '', through = ''] = process.argv.slice(2);
const fromSdk = createRequire(createRequire(import.meta.url).resolve('xero-node'));
const axios: Redirectable = fromSdk('axios');
axios.interceptors.request.use((config) => ({ ...config, url: config.url?.replace('https://api.xero.com', url) }));
const xero = new XeroClient();
xero.setTokenSet({ access_token: token });

/** Balances of the year to date in cents, debits positive, by the id of the account. */
async function trialBalance(day: string): Promise<ReadonlyMap<string, bigint>> {
  const { body } = await xero.accountingApi.getReportTrialBalance(tenant, day);
  const balances = new Map<string, bigint>();
  for (const row of rowsOf(body.reports?.[0]?.rows ?? [])) {
    const id = row.cells?.[0]?.attributes?.find((attribute) => attribute.id === 'account')?.value;
    if (id === undefined) continue;
    balances.set(id, (balances.get(id) ?? 0n) + cents(row.cells?.[3]?.value) - cents(row.cells?.[4]?.value));
  }
  return balances;
}

const rowsOf = (sections: readonly ReportRows[]) => sections.flatMap((section) => section.rows ?? []);

function cents(text: string | undefined): bigint {
  const [whole = '0', part = ''] = (text ?? '').replaceAll(',', '').split('.');
  return BigInt(`${whole === '' ? '0' : whole}${part.padEnd(2, '0').slice(0, 2)}`);
}

const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** The ends of financial years within the span, and its last day: revenue and expense begin at zero after each. */
async function dayEnds(): Promise<readonly string[]> {
  const { body } = await xero.accountingApi.getOrganisations(tenant);
  const { financialYearEndMonth: month = 12, financialYearEndDay: day = 31 } = body.organisations?.[0] ?? {};
  const ends: string[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(through.slice(0, 4)); year += 1) {
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    const end = `${year}-${String(month).padStart(2, '0')}-${String(Math.min(day, last)).padStart(2, '0')}`;
    if (end >= from && end < through) ends.push(end);
  }
  return [...ends, through];
}

const { body: chart } = await xero.accountingApi.getAccounts(tenant);
const before = await trialBalance(dayBefore(from));
const ends = await dayEnds();
const balances = await Promise.all(ends.map(trialBalance));
const movement: Record<string, string> = {};
for (const account of chart.accounts ?? []) {
  const id = account.accountID ?? '';
  const { _class: kind } = account;
  const isYearly = /REVENUE|EXPENSE/i.test(String(kind ?? ''));
  // What the ledger carries over by itself at a year's end is no document's doing.
  if (String(account.systemAccount ?? '') === 'RETAINEDEARNINGS') continue;
  const at = balances.map((balance) => balance.get(id) ?? 0n);
  const moved = (isYearly ? at.reduce((sum, balance) => sum + balance, 0n) : (at.at(-1) ?? 0n)) - (before.get(id) ?? 0n);
  if (moved === 0n) continue;
  const size = String(moved < 0n ? -moved : moved).padStart(3, '0');
  movement[account.code ?? id] = `${moved < 0n ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`;
}
console.log(JSON.stringify({ movement }));

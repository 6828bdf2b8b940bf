import nodeQuickBooks from 'node-quickbooks';

// Reads what each account of a QuickBooks company moved over a span of days, through node-quickbooks, in a process of its own.
// Prints {"movement":{"79":"-3706708.65",…}}. Usage: node quickbooks-trial-balance.ts URL COMPANY TOKEN FROM THROUGH

/** What a client answers, as it comes. */
type Body = ReturnType<typeof JSON.parse>;

const [url = '', company = '', token = '', from = '', through = ''] = process.argv.slice(2);
// Its types are those of a module of another kind than it is.
const Client: Body = nodeQuickBooks;
const client: Body = new Client('tieout-sandbox', 'secret', token, false, company, true, false, 75, '2.0', null);
client.endpoint = `${url}/v3/company/`;

const ask = (method: string, ...args: readonly unknown[]): Promise<Body> =>
  new Promise((resolve, reject) => {
    client[method](...args, (error: Body, body: Body) => {
      if (error) reject(new Error(JSON.stringify(error.response?.data ?? String(error))));
      else resolve(body);
    });
  });

/** Balances in cents, debits positive, by the id of the account. Income and expenses begin with each year. */
async function balancesOn(day: string): Promise<ReadonlyMap<string, bigint>> {
  const report = await ask('reportTrialBalance', { start_date: day, end_date: day, accounting_method: 'Accrual' });
  const balances = new Map<string, bigint>();
  for (const row of report.Rows?.Row ?? []) {
    const [account, debit, credit]: readonly Body[] = row.ColData ?? [];
    if (account?.id !== undefined) balances.set(account.id, cents(debit?.value) - cents(credit?.value));
  }
  return balances;
}

function cents(text: string | undefined): bigint {
  const [whole = '0', part = ''] = (text ?? '').replaceAll(',', '').split('.');
  return BigInt(`${whole === '' ? '0' : whole}${part.padEnd(2, '0').slice(0, 2)}`);
}

const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

/** The ends of the years within the span, and its last day. */
const ends: readonly string[] = [
  ...Array.from(
    { length: Number(through.slice(0, 4)) - Number(from.slice(0, 4)) },
    (_, index) => `${Number(from.slice(0, 4)) + index}-12-31`,
  ),
  through,
];

const chart = await ask('findAccounts', { fetchAll: true });
const before = await balancesOn(dayBefore(from));
const balances: ReadonlyMap<string, bigint>[] = [];
for (const day of ends) balances.push(await balancesOn(day));
const movement: Record<string, string> = {};
for (const account of chart.QueryResponse.Account) {
  // What the ledger carries over by itself at a year's end is no document's doing.
  if (account.AccountSubType === 'RetainedEarnings') continue;
  const isYearly = account.Classification === 'Revenue' || account.Classification === 'Expense';
  const at = balances.map((balance) => balance.get(account.Id) ?? 0n);
  const moved = (isYearly ? at.reduce((sum, balance) => sum + balance, 0n) : (at.at(-1) ?? 0n)) - (before.get(account.Id) ?? 0n);
  if (moved === 0n) continue;
  const size = String(moved < 0n ? -moved : moved).padStart(3, '0');
  movement[account.AcctNum ?? account.Id] = `${moved < 0n ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`;
}
console.log(JSON.stringify({ movement }));

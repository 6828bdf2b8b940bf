/** A ledger that the shop's order lines are proven into. */
export interface RetailLedger {
  /** The provider's id, and that of the connection. */
  readonly provider: string;
  readonly label: string;
  /** Starts its sandbox as a process. */
  readonly sandbox: URL;
  /** What the documents become in the chart of its first company. */
  readonly mapping: URL;
  /** Its addresses at the sandbox. */
  hosts(sandbox: string): Readonly<Record<string, string>>;
  /** A program that reads what each account moved through a client that we did not write. Arguments: URL ACCOUNT TOKEN FROM THROUGH. */
  readonly trialBalance: URL;
}

const here = (path: string): URL => new URL(path, import.meta.url);

const ledgers: Readonly<Record<string, RetailLedger>> = {
  xero: {
    provider: 'xero',
    label: 'Xero',
    sandbox: here('../src/connectors/xero/sandbox/main.ts'),
    mapping: here('../examples/online-retail/mapping.yaml'),
    hosts: (url) => ({ authorize: `${url}/identity/connect/authorize`, token: `${url}/connect/token`, api: url, tenants: url }),
    trialBalance: here('xero-trial-balance.ts'),
  },
  quickbooks: {
    provider: 'quickbooks',
    label: 'QuickBooks',
    sandbox: here('../src/connectors/quickbooks/sandbox/main.ts'),
    mapping: here('../examples/online-retail/mapping-quickbooks.yaml'),
    hosts: (url) => ({
      authorize: `${url}/connect/oauth2`,
      token: `${url}/oauth2/v1/tokens/bearer`,
      revoke: `${url}/v2/oauth2/tokens/revoke`,
      api: url,
    }),
    trialBalance: here('quickbooks-trial-balance.ts'),
  },
};

export function retailLedger(name: string): RetailLedger {
  const ledger = ledgers[name];
  if (!ledger) throw new Error(`order lines are not proven into '${name}'; there are ${Object.keys(ledgers).join(', ')}`);
  return ledger;
}

import type { Connector } from './contract/connector.ts';
import { bankConnector } from './connectors/bank/connector.ts';
import { billingConnector } from './connectors/billing/connector.ts';
import { csvConnector } from './connectors/csv/connector.ts';
import { plaid } from './connectors/plaid/connector.ts';
import { quickbooks } from './connectors/quickbooks/connector.ts';
import { stripe } from './connectors/stripe/connector.ts';
import { tryton } from './connectors/tryton/connector.ts';
import { xero } from './connectors/xero/connector.ts';

/** Every provider that Tieout speaks to: adding one is a folder under `connectors/` and a line here. */
export const providers: readonly Connector[] = [xero, billingConnector, csvConnector, bankConnector, stripe, quickbooks, tryton, plaid];

/** Those that businesses sell with. */
export const platforms: readonly string[] = providers
  .filter(({ manifest }) => manifest.role === 'platform')
  .map(({ manifest }) => manifest.id);

export const findProvider = (id: string): Connector | null => providers.find(({ manifest }) => manifest.id === id) ?? null;

/** The connector of a provider. Throws with the names that there are. */
export function providerNamed(id: string): Connector {
  const found = findProvider(id);
  if (!found) throw new Error(`there is no provider '${id}'; there are ${providers.map((connector) => connector.manifest.id).join(', ')}`);
  return found;
}

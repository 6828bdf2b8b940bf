import type { Connector } from './contract/connector.ts';
import type { SandboxOffer } from './sandbox/provided.ts';

/** Every provider that Tieout speaks to: adding one is a folder under `connectors/` and a line here. */
const folders = await Promise.all([
  import('./connectors/xero/provider.ts'),
  import('./connectors/billing/provider.ts'),
  import('./connectors/csv/provider.ts'),
  import('./connectors/bank/provider.ts'),
  import('./connectors/stripe/provider.ts'),
  import('./connectors/quickbooks/provider.ts'),
  import('./connectors/tryton/provider.ts'),
  import('./connectors/plaid/provider.ts'),
]);

export const providers: readonly Connector[] = folders.map(({ provider }) => provider.connector);

/** The sandboxes that there are, by the provider. */
export const sandboxOffers: ReadonlyMap<string, SandboxOffer> = new Map(
  folders.flatMap(({ provider: { connector, sandbox } }) => (sandbox === null ? [] : [[connector.manifest.id, sandbox]])),
);

type SandboxPart = NonNullable<SandboxOffer['part']>;

/** The sandbox that has a part when everything is tried out. */
export function sandboxWith(as: SandboxPart['as']): { readonly provider: string; readonly part: SandboxPart } {
  for (const [provider, { part }] of sandboxOffers) if (part?.as === as) return { provider, part };
  throw new Error(`no sandbox is the ${as} of the try-out`);
}

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

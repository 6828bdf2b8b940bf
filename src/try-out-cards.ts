import { sandboxWith } from './providers.ts';
import { screensOf } from './sandbox-deeds.ts';
import type { IntegrationParts } from './server/integration-parts.ts';

/** The processor through which prints are sold on the agency's page: started, with some days of card payments, and connected by a key. */
export async function connectCards(
  { sandboxes, connections, signIns, clock }: Pick<IntegrationParts, 'sandboxes' | 'connections' | 'signIns' | 'clock'>,
  organisation: string,
): Promise<void> {
  const { provider, part } = sandboxWith('processor');
  const known = (await connections.connections(organisation)).some((one) => one.provider === provider && one.state !== 'closed');
  if (known) return;
  const url = await sandboxes.start(organisation, provider);
  await (await part.load()).before(screensOf({ url, account: null, now: clock.now() }));
  const secret = await sandboxes.key(url);
  await signIns.withKey({ organisation, provider, secret, hosts: { api: url }, timeZone: 'Europe/London', restores: null });
}

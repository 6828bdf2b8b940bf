import { z } from 'zod';
import type { IntegrationParts } from './server/integration-parts.ts';

const processor = 'stripe';
const touched = z.object({ id: z.string() });

/** The processor through which prints are sold on the agency's page: started, with some days of card payments, and connected by a key. */
export async function connectCards(
  { sandboxes, connections, signIns, clock }: Pick<IntegrationParts, 'sandboxes' | 'connections' | 'signIns' | 'clock'>,
  organisation: string,
): Promise<void> {
  const known = (await connections.connections(organisation)).some((one) => one.provider === processor && one.state !== 'closed');
  if (known) return;
  const url = await sandboxes.start(organisation, processor);
  await sellPrints(url, Math.floor(clock.now() / 1000));
  const secret = await sandboxes.key(url);
  await signIns.withKey({ organisation, provider: processor, secret, hosts: { api: url }, timeZone: 'Europe/London', restores: null });
}

const visitors = ['Grace Hill', 'Noor Aziz', 'Ines Prado'];
const aDay = 86_400;

/** Twelve sales of the last days, and one that was given back. */
async function sellPrints(url: string, now: number): Promise<void> {
  const create = async (kind: string, fields: object): Promise<string> => {
    const answer = await fetch(`${url}/_sandbox/person`, { method: 'POST', body: JSON.stringify({ does: 'create', kind, fields }) });
    if (!answer.ok) throw new Error(`The sandbox refused a ${kind}: ${await answer.text()}`);
    return touched.parse(await answer.json()).id;
  };
  const customers: string[] = [];
  for (const name of visitors)
    customers.push(await create('contact', { name, email: `${name.toLowerCase().replace(' ', '.')}@visitors.example` }));
  let charge = '';
  for (let sale = 0; sale < 12; sale += 1) {
    const customer = customers[sale % 4];
    const fields = { amount: 1_500 + sale * 725, currency: 'gbp', description: 'Prints from the shop', created: now - (12 - sale) * aDay };
    const made = await create('payment', { ...fields, ...(customer !== undefined && { customer }) });
    if (sale === 2) charge = made;
  }
  await create('refund', { charge, amount: 250 });
}

import type { PersonEdit } from '../contract/sandbox.ts';
import { dayIn } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { seededChance } from '../sandbox/chance.ts';
import type { Stage } from './stage.ts';
import type { Scene } from './waiting.ts';

/** So many days of card payments go by at the processor before the books are opened. */
export const daysAtProcessor = 16;

/** What came of them there. */
export interface AtProcessor {
  /** The last of those days. */
  readonly through: Day;
  readonly counts: { readonly payments: number; readonly refunds: number; readonly disputes: number };
}

type Created = Extract<PersonEdit, { readonly does: 'create' }>;

/** The shop sells on its page, day after day; the processor takes its fee, and pays out by its calendar. */
export async function sellAtProcessor({ processor, clock }: Stage, scene: Scene, seed: number): Promise<AtProcessor> {
  const chance = seededChance(seed + 2);
  const between = (low: number, high: number): number => low + Math.floor(chance() * (high - low + 1));
  const create = (kind: Created['kind'], fields: Created['fields']): Promise<string> =>
    clock.during(() => processor.person({ does: 'create', kind, fields: { ...fields, created: Math.floor(clock.now() / 1000) } }));
  const customers: string[] = [];
  for (const name of visitors)
    customers.push(await create('contact', { name, email: `${name.toLowerCase().replace(' ', '.')}@example.com` }));
  const counts = { payments: 0, refunds: 0, disputes: 0 };
  const customer = (): string => customers[between(0, customers.length - 1)] ?? '';
  const charges: string[] = [];
  for (let day = 0; day < daysAtProcessor; day += 1) {
    // The first sale of two days ago: by now its money is at the processor.
    const charge = charges[day - 2];
    if (charge !== undefined && day % 4 === 2) {
      await create('refund', { charge, ...(day % 8 === 2 && { amount: 250 }) });
      counts.refunds += 1;
    } else if (charge !== undefined && day === 7) {
      await create('dispute', { charge });
      counts.disputes += 1;
    }
    const sold: string[] = [];
    for (let sale = between(1, 3); sale > 0; sale -= 1) {
      const amount = between(3, 90) * 100 + between(0, 3) * 25;
      const known = chance() < 0.5 ? { customer: customer() } : {};
      sold.push(await create('payment', { amount, currency: 'gbp', description: 'Prints from the shop', ...known }));
    }
    charges.push(sold[0] ?? '');
    counts.payments += sold.length;
    await scene.passing(() => clock.sleepUntil(clock.now() + 86_400_000));
  }
  return { through: dayIn('UTC', clock.now()), counts };
}

const visitors = ['Grace Hill', 'Noor Aziz', 'Tom Ferris', 'Ines Prado', 'Piet Maas', 'Lena Vogt'];

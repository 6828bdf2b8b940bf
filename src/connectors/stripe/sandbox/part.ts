import type { Part, Screens } from '../../../sandbox/provided.ts';

export const part: Part = { before: sellPrints };

const visitors = ['Grace Hill', 'Noor Aziz', 'Ines Prado'];
const aDay = 86_400;

/** Prints that were sold on the agency's page: twelve sales of the last days, and one that was given back. */
async function sellPrints({ now, documents, person }: Screens): Promise<void> {
  if ((await documents('payment')).length > 0) return;
  const seconds = Math.floor(now / 1000);
  const customers: string[] = [];
  for (const name of visitors) {
    const fields = { name, email: `${name.toLowerCase().replace(' ', '.')}@visitors.example` };
    customers.push(await person({ does: 'create', kind: 'contact', fields }));
  }
  let charge = '';
  for (let sale = 0; sale < 12; sale += 1) {
    const customer = customers[sale % 4];
    const fields = {
      amount: 1_500 + sale * 725,
      currency: 'gbp',
      description: 'Prints from the shop',
      created: seconds - (12 - sale) * aDay,
    };
    const made = await person({ does: 'create', kind: 'payment', fields: { ...fields, ...(customer !== undefined && { customer }) } });
    if (sale === 2) charge = made;
  }
  await person({ does: 'create', kind: 'refund', fields: { charge, amount: 250 } });
}

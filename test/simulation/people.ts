import { amount, decimal } from '../../src/core/decimal.ts';
import type { Invoice } from '../../src/core/records.ts';
import { openOf } from '../../src/billing/status.ts';
import { Refusal } from '../../src/billing/refusal.ts';
import { seller } from '../engine/selling.ts';
import type { Seller, Sold } from '../engine/selling.ts';
import { organisation } from '../engine/world.ts';
import type { World } from '../engine/world.ts';

type Chance = () => number;

const pick = <T>(chance: Chance, some: readonly T[]): T | undefined => some[Math.floor(chance() * some.length)];
const whole = (chance: Chance, from: number, to: number): number => from + Math.floor(chance() * (to - from + 1));
const price = (chance: Chance): string => amount({ units: BigInt(whole(chance, 50, 40_000)), scale: 2 });
const share = (of: string, chance: Chance): string => {
  const { units, scale } = decimal(of);
  const cents = scale <= 2 ? units * 10n ** BigInt(2 - scale) : units;
  return amount({ units: chance() < 0.5 ? cents : (cents * BigInt(whole(chance, 10, 90))) / 100n, scale: 2 });
};

function sold(chance: Chance, contact: string | null): Sold {
  const day = `2026-11-${String(whole(chance, 1, 10)).padStart(2, '0')}`;
  return {
    contact,
    on: day,
    due: '2026-12-01',
    lines: Array.from({ length: whole(chance, 1, 4) }, (_, index) => [
      `Line ${index + 1}`,
      String(whole(chance, 1, 5)),
      price(chance),
      chance() < 0.7 ? 'VAT20' : 'VAT0',
      ...(chance() < 0.2 ? (['10'] as const) : ([] as const)),
    ]),
    discount: chance() < 0.15 ? { percent: '5' } : null,
    reference: chance() < 0.3 ? `PO ${whole(chance, 1, 999)}` : null,
  };
}

/** What people have before their eyes: as it was when the step began, so that billing has something to refuse. */
interface Desk {
  readonly world: World;
  readonly sell: Seller;
  readonly chance: Chance;
  readonly contacts: string[];
  readonly invoices: Invoice[];
  readonly payments: readonly string[];
}

/** What people do in billing within a step, as often as said. What billing refuses, they leave. Returns how many records they made. */
export async function sellSomething(world: World, chance: Chance, times: number): Promise<number> {
  const sell = seller(world);
  const desk: Desk = {
    world,
    sell,
    chance,
    contacts: (await sell.list('contact')).filter(({ record }) => record.state === 'active').map(({ record }) => record.id),
    invoices: (await sell.list('invoice')).map(({ record }) => record).filter(({ state }) => state === 'open'),
    payments: (await sell.list('payment'))
      .filter(({ record, bornIn }) => record.state === 'made' && bornIn === 'billing')
      .map(({ record }) => record.id),
  };
  let made = 0;
  for (let time = 0; time < times; time += 1) {
    try {
      made += await oneAct(desk);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Error && error.message.startsWith('billing refused'))) throw error;
    }
  }
  return made;
}

async function oneAct(desk: Desk): Promise<number> {
  const { sell, chance, contacts, invoices } = desk;
  const dice = chance();
  if (dice < 0.12 || contacts.length === 0) {
    const email = chance() < 0.5 ? `c${whole(chance, 1, 1_000_000_000)}@example.com` : null;
    contacts.push(await sell.customer(`Customer ${whole(chance, 1, 1_000_000_000)}`, email));
    return 1;
  }
  if (dice < 0.5) {
    invoices.push(await sell.invoice(sold(chance, chance() < 0.1 ? null : (pick(chance, contacts) ?? null))));
    return 1;
  }
  const invoice = pick(chance, invoices);
  if (!invoice) return 0;
  return dice < 0.72 ? pay(desk, invoice) : correct(desk, invoice, dice);
}

async function pay({ sell, chance, invoices }: Desk, invoice: Invoice): Promise<number> {
  const open = openOf(invoice);
  if (open === '0') return 0;
  const other = invoices.find((each) => each.id !== invoice.id && each.contact === invoice.contact && openOf(each) !== '0');
  const part = share(open, chance);
  if (other && chance() < 0.3)
    await sell.payMany([
      [invoice.id, part],
      [other.id, share(openOf(other), chance)],
    ]);
  else await sell.pay(invoice.id, part);
  return 1;
}

async function correct(desk: Desk, invoice: Invoice, dice: number): Promise<number> {
  const { world, sell, chance } = desk;
  if (dice < 0.82) {
    const lines = (sold(chance, null).lines ?? []).map(([description, quantity, unitPrice, tax]) => ({
      description,
      quantity,
      unitPrice,
      discount: null,
      taxes: tax === null ? [] : [tax],
      account: null,
      item: null,
    }));
    await sell.change(invoice.id, chance() < 0.3 ? { dueOn: '2026-12-20' } : { lines });
    return 0;
  }
  if (dice < 0.87) {
    await sell.remove('invoice', invoice.id);
    return 0;
  }
  if (dice < 0.91) {
    const payment = pick(chance, desk.payments);
    if (payment !== undefined) await sell.remove('payment', payment);
    return 0;
  }
  if (invoice.contact === null) return 0;
  if (dice < 0.96) {
    const net = share(openOf(invoice), chance);
    if (net === '0') return 0;
    await sell.credit({ contact: invoice.contact, invoice: invoice.id, allocate: true, lines: [['Credit', '1', net, 'VAT0']] });
    return 2;
  }
  if (dice < 0.98) {
    const credit = await sell.credit({ contact: invoice.contact, lines: [['Returned', '1', price(chance), 'VAT20']] });
    await sell.refund(credit.id, share(credit.totals.gross, chance));
    return 2;
  }
  const fields = { email: `new${whole(chance, 1, 1_000_000_000)}@example.com` };
  await world.clock.during(() => world.billing.change(organisation, 'contact', { id: invoice.contact ?? '', version: null, fields }));
  return 0;
}

/** What a person does in the ledger. What its screens refuse, they leave. Returns how many records they made. */
export async function meddle(world: World, chance: Chance): Promise<number> {
  try {
    return await oneEdit(world, chance);
  } catch {
    return 0;
  }
}

async function oneEdit({ ledger, kit }: World, chance: Chance): Promise<number> {
  const { person } = kit;
  const invoice = pick(chance, person.open(ledger));
  if (!invoice) return 0;
  const { id, due } = invoice;
  const dice = chance();
  if (dice < 0.4) {
    await person.pay(ledger, id, share(due, chance), '2026-11-10');
    return 1;
  }
  if (dice < 0.65) await person.recode(ledger, id);
  else if (dice < 0.85) await person.note(ledger, id, `seen ${whole(chance, 1, 99)}`);
  else if (dice < 0.92) await person.moveDueDay(ledger, id, '2026-12-31');
  else if (dice < 0.97) await ledger.person({ does: 'void', kind: 'invoice', id });
  else {
    const payment = pick(chance, person.payments(ledger));
    if (payment !== undefined) await ledger.person({ does: 'void', kind: 'payment', id: payment });
  }
  return 0;
}

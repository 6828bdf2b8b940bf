import { amount, decimal } from '../../src/core/decimal.ts';
import type { Invoice } from '../../src/core/records.ts';
import { openOf } from '../../src/billing/status.ts';
import { Refusal } from '../../src/billing/refusal.ts';
import { text } from '../engine/books.ts';
import { seller } from '../engine/selling.ts';
import type { Sold } from '../engine/selling.ts';
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

/** What people do in billing within a step, as often as said. What billing refuses, they leave. Returns how many records they made. */
export async function sellSomething(world: World, chance: Chance, times: number): Promise<number> {
  let made = 0;
  for (let time = 0; time < times; time += 1) {
    try {
      made += await oneAct(world, chance);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Error && error.message.startsWith('billing refused'))) throw error;
    }
  }
  return made;
}

async function oneAct(world: World, chance: Chance): Promise<number> {
  const sell = seller(world);
  const dice = chance();
  const contacts = (await sell.list('contact')).filter(({ record }) => record.state === 'active');
  if (dice < 0.12 || contacts.length === 0) {
    await sell.customer(
      `Customer ${contacts.length + 1} ${whole(chance, 1, 1_000_000)}`,
      chance() < 0.5 ? `c${whole(chance, 1, 1_000_000_000)}@example.com` : null,
    );
    return 1;
  }
  if (dice < 0.5) {
    await sell.invoice(sold(chance, chance() < 0.1 ? null : (pick(chance, contacts)?.record.id ?? null)));
    return 1;
  }
  const invoices = (await sell.list('invoice')).map(({ record }) => record).filter(({ state }) => state === 'open');
  const invoice = pick(chance, invoices);
  if (!invoice) return 0;
  if (dice < 0.72) return pay(world, chance, invoice, invoices);
  return correct(world, chance, invoice, dice);
}

async function pay(world: World, chance: Chance, invoice: Invoice, invoices: readonly Invoice[]): Promise<number> {
  const sell = seller(world);
  const open = openOf(invoice);
  if (open === '0') return 0;
  const other = invoices.find((each) => each.id !== invoice.id && each.contact === invoice.contact && openOf(each) !== '0');
  if (other && chance() < 0.3)
    await sell.payMany([
      [invoice.id, share(open, chance)],
      [other.id, share(openOf(other), chance)],
    ]);
  else await sell.pay(invoice.id, share(open, chance));
  return 1;
}

async function correct(world: World, chance: Chance, invoice: Invoice, dice: number): Promise<number> {
  const sell = seller(world);
  const isUntouched = invoice.paid === '0' && invoice.credited === '0';
  if (dice < 0.82) {
    if (!isUntouched) return 0;
    const draft = sold(chance, invoice.contact);
    const lines = (draft.lines ?? []).map(([description, quantity, unitPrice, tax]) => ({
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
    if (isUntouched) await sell.remove('invoice', invoice.id);
    return 0;
  }
  if (dice < 0.91) {
    const payment = pick(
      chance,
      (await sell.list('payment')).filter(({ record, bornIn }) => record.state === 'made' && bornIn === 'billing'),
    );
    if (payment) await sell.remove('payment', payment.record.id);
    return 0;
  }
  if (dice < 0.96) {
    const net = share(openOf(invoice), chance);
    if (openOf(invoice) === '0' || invoice.contact === null) return 0;
    await sell.credit({ contact: invoice.contact, invoice: invoice.id, allocate: true, lines: [['Credit', '1', net, 'VAT0']] });
    return 2;
  }
  if (dice < 0.98 && invoice.contact !== null) {
    const credit = await sell.credit({ contact: invoice.contact, lines: [['Returned', '1', price(chance), 'VAT20']] });
    await sell.refund(credit.id, share(credit.totals.gross, chance));
    return 2;
  }
  if (invoice.contact !== null) {
    const fields = { email: `new${whole(chance, 1, 1_000_000_000)}@example.com` };
    await world.clock.during(() => world.billing.change(organisation, 'contact', { id: invoice.contact ?? '', version: null, fields }));
  }
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

async function oneEdit({ ledger }: World, chance: Chance): Promise<number> {
  const open = ledger.documents('invoice').filter((each) => each['Status'] === 'AUTHORISED');
  const invoice = pick(chance, open);
  if (!invoice) return 0;
  const id = text(invoice, 'InvoiceID');
  const due = String(invoice['AmountDue']);
  const dice = chance();
  if (dice < 0.4) {
    await ledger.person({
      does: 'create',
      kind: 'payment',
      fields: { Invoice: { InvoiceID: id }, Account: { Code: '090' }, Date: '2026-11-10', Amount: share(due, chance) },
    });
    return 1;
  }
  if (dice < 0.65) {
    const lines: readonly Readonly<Record<string, unknown>>[] = Array.isArray(invoice['LineItems']) ? invoice['LineItems'] : [];
    await ledger.person({
      does: 'edit',
      kind: 'invoice',
      id,
      fields: { LineItems: lines.map(({ AccountID: _, ...line }) => ({ ...line, AccountCode: '260' })) },
    });
    return 0;
  }
  if (dice < 0.85) {
    await ledger.person({ does: 'edit', kind: 'invoice', id, fields: { Reference: `seen ${whole(chance, 1, 99)}` } });
    return 0;
  }
  if (dice < 0.92) await ledger.person({ does: 'edit', kind: 'invoice', id, fields: { DueDate: '2026-12-31' } });
  else if (dice < 0.97) await ledger.person({ does: 'void', kind: 'invoice', id });
  else {
    const payment = pick(
      chance,
      ledger.documents('payment').filter((each) => each['Status'] === 'AUTHORISED'),
    );
    if (payment) await ledger.person({ does: 'void', kind: 'payment', id: text(payment, 'PaymentID') });
  }
  return 0;
}

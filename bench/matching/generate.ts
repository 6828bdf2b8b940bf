import type { BankLine, OpenItem } from '../../src/matching/rows.ts';

/** What may be shifted. Shares are of one. */
export const plainTown = {
  /** Lines that carry the number of their item, and of those the ones with a wrong one. */
  references: 0.35,
  wrongReferences: 0.02,
  /** Lines that name a counterparty that the books know. */
  counterparties: 0.8,
  /** Amounts from a hundred price points. */
  pricePoints: 0.3,
  /** Items that are paid several at once, net of a fee, in two parts, never. */
  batches: 0.12,
  fees: 0.06,
  partials: 0.05,
  unpaid: 0.05,
  /** Lines that are about nothing in the books, and of those the ones that name a counterparty of the books. */
  foreign: 0.05,
  foreignKnown: 0.02,
  /** Items that come again on the same day for the same counterparty and amount. */
  identical: 0,
  feeRate: 0.029,
  feeFixed: 30,
};

export type Town = typeof plainTown;

export type Kind = 'one' | 'batch' | 'fee' | 'partial' | 'foreign';

export interface Made {
  readonly items: readonly OpenItem[];
  readonly lines: readonly BankLine[];
  /** By the id of the line: what it really is about. */
  readonly truth: ReadonlyMap<string, { readonly kind: Kind; readonly items: readonly string[] }>;
}

interface Item {
  readonly id: string;
  readonly number: string;
  readonly customer: number;
  readonly day: number;
  readonly minor: number;
}

const days = 365;
/** Of the items that a batch is to take, so many begin one: few counterparties have eight open at once. */
const batchStart = 0.45;

/** Customers, their invoices of a year, and what their bank says about them. The same seed gives the same town. */
export function makeTown(seed: number, many: number, town: Town): Made {
  const chance = seededChance(seed);
  const items = itemsOf(chance, many, town);
  const written: Written[] = [];
  const write = (kind: Kind, of: readonly Item[], minor: number, day: number): void => {
    const [first] = of;
    const isKnown = kind === 'foreign' ? chance() < town.foreignKnown : chance() < town.counterparties;
    const whose = kind === 'foreign' ? pickCustomer(chance, many) : (first?.customer ?? 0);
    const name = isKnown
      ? nameOf(whose)
      : kind === 'foreign' && chance() < town.counterparties
        ? `Elsewhere ${Math.floor(chance() * 5000)}`
        : null;
    written.push({ kind, items: of.map((item) => item.id), day, minor, counterparty: name, text: textOf(of) });
  };
  const textOf = (of: readonly Item[]): string => {
    if (of.length === 0 || chance() >= town.references)
      return ['transfer', 'payment thank you', 'online banking 24/7'][Math.floor(chance() * 3)] ?? '';
    if (chance() < town.wrongReferences) return whole(`payment ${items[Math.floor(chance() * items.length)]?.number ?? ''}`);
    // Half of those who pay several at once name them all, the others the first alone.
    return whole(`payment ${(chance() < 0.5 ? of : of.slice(0, 1)).map(({ number }) => number).join(', ')}`);
  };
  pay(chance, items, town, write);
  const foreign = Math.round((written.length * town.foreign) / (1 - town.foreign));
  for (let at = 0; at < foreign; at += 1) write('foreign', [], amountOf(chance, town), Math.floor(chance() * (days + 20)));
  // As a bank writes them: by day.
  const inOrder = written.toSorted((a, b) => a.day - b.day).map((line, at) => ({ ...line, id: `L${String(at).padStart(8, '0')}` }));
  return {
    items: items.map(bookItem),
    lines: inOrder.map(bankLine),
    truth: new Map(inOrder.map(({ id, kind, items }) => [id, { kind, items }])),
  };
}

interface Written {
  readonly kind: Kind;
  readonly items: readonly string[];
  readonly day: number;
  readonly minor: number;
  readonly counterparty: string | null;
  readonly text: string;
}

const bankLine = ({ id, day, minor, counterparty, text }: Written & { readonly id: string }): BankLine => ({
  id,
  account: 'bank',
  bookedOn: dayText(day),
  minor: BigInt(minor),
  currency: 'EUR',
  counterparty,
  text,
});

function pay(
  chance: () => number,
  items: readonly Item[],
  town: Town,
  write: (kind: Kind, of: readonly Item[], minor: number, day: number) => void,
): void {
  const ofCustomer = Map.groupBy(items, ({ customer }) => customer);
  for (const list of ofCustomer.values()) {
    for (let at = 0; at < list.length; at += 1) {
      const item = list[at];
      if (item === undefined || chance() < town.unpaid) continue;
      const kind = chance();
      const day = item.day + delay(chance);
      if (kind < town.batches * batchStart) {
        const size = 2 + Math.floor(chance() * 7);
        const others = list.slice(at, at + size).filter(({ day: other }) => other - item.day <= 45);
        const last = others.at(-1)?.day ?? item.day;
        if (others.length > 1) {
          at += others.length - 1;
          write('batch', others, sum(others), last + delay(chance));
        } else write('one', [item], item.minor, day);
      } else if (kind < town.batches * batchStart + town.fees) {
        const fee = Math.floor(item.minor * town.feeRate + 0.5) + town.feeFixed;
        write('fee', [item], Math.max(item.minor - fee, 1), day);
      } else if (kind < town.batches * batchStart + town.fees + town.partials) {
        const part = Math.max(1, Math.floor(item.minor * (0.2 + chance() * 0.6)));
        write('partial', [item], part, day);
        write('partial', [item], item.minor - part, day + 1 + Math.floor(chance() * 30));
      } else write('one', [item], item.minor, day);
    }
  }
}

function itemsOf(chance: () => number, many: number, town: Town): readonly Item[] {
  const made: Omit<Item, 'id' | 'number'>[] = [];
  while (made.length < many) {
    const item = { customer: pickCustomer(chance, many), day: Math.floor(chance() * days), minor: amountOf(chance, town) };
    made.push(item);
    while (chance() < town.identical && made.length < many) made.push(item);
  }
  return made
    .toSorted((a, b) => a.day - b.day)
    .map((item, at) => ({ ...item, id: `I${String(at).padStart(8, '0')}`, number: `INV-${String(at + 1).padStart(7, '0')}` }));
}

/** Zipf-like: the ten largest share about a tenth. */
function pickCustomer(chance: () => number, many: number): number {
  const customers = Math.max(Math.floor(many / 25), 10);
  return Math.floor(10 * (((customers + 10) / 10) ** chance() - 1));
}

const amountOf = (chance: () => number, { pricePoints }: Town): number =>
  chance() < pricePoints
    ? (Math.floor(chance() * 100) + 1) * 1000 - 100
    : Math.max(100, Math.round(25_000 * Math.exp(1.3 * normal(chance))));

const delay = (chance: () => number): number => Math.max(-3, Math.min(110, Math.round(Math.exp(Math.log(14) + 0.8 * normal(chance))) - 2));
const normal = (chance: () => number): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
const sum = (items: readonly Item[]): number => items.reduce((all, { minor }) => all + minor, 0);
const nameOf = (customer: number): string => whole(`Customer ${customer} Ltd`);
/** A text as a database or a file gives it. What is put together here is a chain of pieces, which whoever reads it first must join. */
const whole = (text: string): string => Buffer.from(text).toString();
const dayTexts = new Map<number, string>();

function dayText(day: number): string {
  const had = dayTexts.get(day);
  if (had !== undefined) return had;
  const text = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
  dayTexts.set(day, text);
  return text;
}

const bookItem = ({ id, number, customer, day, minor }: Item): OpenItem => ({
  id,
  number,
  counterparty: nameOf(customer),
  bookedOn: dayText(day),
  open: BigInt(minor),
  currency: 'EUR',
  bundle: null,
});

/** mulberry32: small, and the same everywhere. */
export function seededChance(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

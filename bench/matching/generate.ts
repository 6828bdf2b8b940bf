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

export const kinds = ['one', 'batch', 'fee', 'partial', 'foreign'] as const;
export type Kind = (typeof kinds)[number];

export interface Made {
  readonly items: readonly OpenItem[];
  readonly lines: readonly BankLine[];
  readonly truth: Truth;
}

/** What each line really is about, by its place among the lines: the kind, and the places of the items. */
export interface Truth {
  readonly kind: (line: number) => Kind;
  readonly items: (line: number) => readonly number[];
}

/** The items of the town in columns, by day: as objects with all that is made of them they took more room than the matching. */
interface Items {
  readonly customer: Int32Array;
  readonly day: Int32Array;
  readonly minor: Float64Array;
}

const days = 365;
/** Of the items that a batch is to take, so many begin one: few counterparties have eight open at once. */
const batchStart = 0.45;

/** Customers, their invoices of a year, and what their bank says about them. The same seed gives the same town. */
export function makeTown(seed: number, many: number, town: Town): Made {
  const chance = seededChance(seed);
  const items = itemsOf(chance, many, town);
  const nameOf = namesOf(many);
  const written: Written = { kind: [], day: [], minor: [], counterparty: [], text: [], itemsFrom: [0], items: [] };
  const write = (kind: Kind, of: readonly number[], minor: number, day: number): void => {
    const [first] = of;
    const isKnown = kind === 'foreign' ? chance() < town.foreignKnown : chance() < town.counterparties;
    const whose = kind === 'foreign' ? pickCustomer(chance, many) : (items.customer[first ?? 0] ?? 0);
    const elsewhere =
      !isKnown && kind === 'foreign' && chance() < town.counterparties ? whole(`Elsewhere ${Math.floor(chance() * 5000)}`) : null;
    written.kind.push(kinds.indexOf(kind));
    written.day.push(day);
    written.minor.push(minor);
    written.counterparty.push(isKnown ? nameOf(whose) : elsewhere);
    written.text.push(textOf(of));
    for (const item of of) written.items.push(item);
    written.itemsFrom.push(written.items.length);
  };
  const textOf = (of: readonly number[]): string => {
    if (of.length === 0 || chance() >= town.references)
      return ['transfer', 'payment thank you', 'online banking 24/7'][Math.floor(chance() * 3)] ?? '';
    if (chance() < town.wrongReferences) return whole(`payment ${numberOf(Math.floor(chance() * many))}`);
    // Half of those who pay several at once name them all, the others the first alone.
    return whole(`payment ${(chance() < 0.5 ? of : of.slice(0, 1)).map(numberOf).join(', ')}`);
  };
  pay(chance, items, town, write);
  const foreign = Math.round((written.kind.length * town.foreign) / (1 - town.foreign));
  for (let at = 0; at < foreign; at += 1) write('foreign', [], amountOf(chance, town), Math.floor(chance() * (days + 20)));
  return asRows(items, written, nameOf);
}

/** Lines as they come to be written, in columns; the items of line n stand from `itemsFrom[n]` up to the next. */
interface Written {
  readonly kind: number[];
  readonly day: number[];
  readonly minor: number[];
  readonly counterparty: (string | null)[];
  readonly text: string[];
  readonly itemsFrom: number[];
  readonly items: number[];
}

function asRows({ customer, day, minor }: Items, written: Written, nameOf: (customer: number) => string): Made {
  // As a bank writes them: by day.
  const order = byDay(written.day);
  const lines: BankLine[] = [];
  order.forEach((of, at) => {
    lines.push({
      id: `L${String(at).padStart(8, '0')}`,
      account: 'bank',
      bookedOn: dayText(written.day[of] ?? 0),
      minor: BigInt(written.minor[of] ?? 0),
      currency: 'EUR',
      counterparty: written.counterparty[of] ?? null,
      text: written.text[of] ?? '',
    });
  });
  const items: OpenItem[] = [];
  minor.forEach((each, at) => {
    items.push({
      id: `I${String(at).padStart(8, '0')}`,
      number: numberOf(at),
      counterparty: nameOf(customer[at] ?? 0),
      bookedOn: dayText(day[at] ?? 0),
      open: BigInt(each),
      currency: 'EUR',
      bundle: null,
    });
  });
  const [kind, from, paid] = [Uint8Array.from(written.kind), Int32Array.from(written.itemsFrom), Int32Array.from(written.items)];
  const truth: Truth = {
    kind: (line) => kinds[kind[order[line] ?? 0] ?? 0] ?? 'foreign',
    items: (line) => [...paid.subarray(from[order[line] ?? 0], from[(order[line] ?? 0) + 1])],
  };
  return { items, lines, truth };
}

function pay(
  chance: () => number,
  items: Items,
  town: Town,
  write: (kind: Kind, of: readonly number[], minor: number, day: number) => void,
): void {
  const dayOf = (item: number): number => items.day[item] ?? 0;
  for (const list of byCustomer(items)) {
    for (let at = 0; at < list.length; at += 1) {
      const item = list[at];
      if (item === undefined || chance() < town.unpaid) continue;
      const kind = chance();
      const minor = items.minor[item] ?? 0;
      const day = dayOf(item) + delay(chance);
      if (kind < town.batches * batchStart) {
        const size = 2 + Math.floor(chance() * 7);
        const others = [...list.subarray(at, at + size)].filter((other) => dayOf(other) - dayOf(item) <= 45);
        const last = dayOf(others.at(-1) ?? item);
        if (others.length > 1) {
          at += others.length - 1;
          const sum = others.reduce((all, other) => all + (items.minor[other] ?? 0), 0);
          write('batch', others, sum, last + delay(chance));
        } else write('one', [item], minor, day);
      } else if (kind < town.batches * batchStart + town.fees) {
        const fee = Math.floor(minor * town.feeRate + 0.5) + town.feeFixed;
        write('fee', [item], Math.max(minor - fee, 1), day);
      } else if (kind < town.batches * batchStart + town.fees + town.partials) {
        const part = Math.max(1, Math.floor(minor * (0.2 + chance() * 0.6)));
        write('partial', [item], part, day);
        write('partial', [item], minor - part, day + 1 + Math.floor(chance() * 30));
      } else write('one', [item], minor, day);
    }
  }
}

function itemsOf(chance: () => number, many: number, town: Town): Items {
  const [customer, day, minor] = [new Int32Array(many), new Int32Array(many), new Float64Array(many)];
  let made = 0;
  while (made < many) {
    const [whose, on] = [pickCustomer(chance, many), Math.floor(chance() * days)];
    const amount = amountOf(chance, town);
    do {
      customer[made] = whose;
      day[made] = on;
      minor[made] = amount;
      made += 1;
    } while (chance() < town.identical && made < many);
  }
  const order = byDay(day);
  return {
    customer: order.map((at) => customer[at] ?? 0),
    day: order.map((at) => day[at] ?? 0),
    minor: Float64Array.from(order, (at) => minor[at] ?? 0),
  };
}

/** The items of each customer in their order, the customers in the order of their first items. */
function* byCustomer({ customer }: Items): Generator<Int32Array> {
  const many = new Map<number, number>();
  for (const each of customer) many.set(each, (many.get(each) ?? 0) + 1);
  const next = new Map<number, number>();
  let begins = 0;
  for (const [each, items] of many) {
    next.set(each, begins);
    begins += items;
  }
  const places = new Int32Array(customer.length);
  customer.forEach((each, at) => {
    const place = next.get(each) ?? 0;
    places[place] = at;
    next.set(each, place + 1);
  });
  for (const [each, items] of many) {
    const end = next.get(each) ?? 0;
    yield places.subarray(end - items, end);
  }
}

/** Places by day, those of one day in their order. */
function byDay(day: ArrayLike<number>): Int32Array {
  const places = new Int32Array(day.length);
  const first = Array.from(day).reduce((least, each) => Math.min(least, each), 0);
  const from: number[] = [0];
  for (let at = 0; at < day.length; at += 1) {
    const row = (day[at] ?? 0) - first + 1;
    while (from.length <= row) from.push(0);
    from[row] = (from[row] ?? 0) + 1;
  }
  for (let row = 1; row < from.length; row += 1) from[row] = (from[row] ?? 0) + (from[row - 1] ?? 0);
  for (let at = 0; at < day.length; at += 1) {
    const row = (day[at] ?? 0) - first;
    places[from[row] ?? 0] = at;
    from[row] = (from[row] ?? 0) + 1;
  }
  return places;
}

/** Zipf-like: the ten largest share about a tenth. */
function pickCustomer(chance: () => number, many: number): number {
  return Math.floor(10 * (((customersOf(many) + 10) / 10) ** chance() - 1));
}

const customersOf = (many: number): number => Math.max(Math.floor(many / 25), 10);

const amountOf = (chance: () => number, { pricePoints }: Town): number =>
  chance() < pricePoints
    ? (Math.floor(chance() * 100) + 1) * 1000 - 100
    : Math.max(100, Math.round(25_000 * Math.exp(1.3 * normal(chance))));

const delay = (chance: () => number): number => Math.max(-3, Math.min(110, Math.round(Math.exp(Math.log(14) + 0.8 * normal(chance))) - 2));
const normal = (chance: () => number): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
const numberOf = (item: number): string => `INV-${String(item + 1).padStart(7, '0')}`;

/** Each customer has one name, which all rows share. */
function namesOf(many: number): (customer: number) => string {
  const names: string[] = [];
  for (let at = 0; at < customersOf(many); at += 1) names.push(whole(`Customer ${at} Ltd`));
  return (customer) => names[customer] ?? '';
}

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

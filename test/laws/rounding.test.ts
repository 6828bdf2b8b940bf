import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { desire } from '../../src/booking/book.ts';
import type { BookingContext } from '../../src/booking/context.ts';
import { xero } from '../../src/connectors/xero/connector.ts';
import {
  absolute,
  add,
  amount,
  compare,
  decimal,
  divide,
  equal,
  multiply,
  round,
  subtract,
  sum,
  sumAmounts,
} from '../../src/core/decimal.ts';
import { placesOf } from '../../src/core/money.ts';
import type { Discount, Invoice, Line } from '../../src/core/records.ts';
import { totalDocument } from '../../src/core/totals.ts';
import type { LineToTotal } from '../../src/core/totals.ts';
import { setMapping } from '../../src/store/flows.ts';
import { agreed, mappingOf, versionOf } from '../engine/mapping.ts';
import { organisation, outward } from '../engine/world.ts';
import { inBooks } from './scene.ts';

const rates = { VAT20: '20', VAT5: '5', VAT0: '0' } as const;
type Rate = keyof typeof rates;
const text = agreed.replace('taxes:\n', 'taxes:\n  - { source: VAT5, target: RROUTPUT }\n');
const mapping = mappingOf(text);

const abilities: BookingContext['abilities'] = Object.fromEntries(
  Object.entries(xero.manifest.kinds).flatMap(([kind, ability]) => (ability.write ? [[kind, ability.write]] : [])),
);

/** The customer is there, nothing else is: what booking may know of a first invoice. */
const context: BookingContext = {
  organisation,
  agreement: 'billing and ledger',
  targetRole: 'ledger',
  mapping,
  startsOn: '2026-01-01',
  today: '2026-11-10',
  ledger: { organisation: null, accounts: [], taxRates: [] },
  abilities,
  linked: () => ({ kind: 'contact', id: 'ada' }),
  asked: () => null,
  seen: () => null,
  isExcluded: () => false,
  isDoubted: () => false,
  isArchived: () => false,
};

interface Drawn {
  readonly lines: readonly { readonly quantity: string; readonly price: string; readonly rate: Rate; readonly discount: Discount | null }[];
  readonly discount: Discount | null;
  readonly amountsAre: 'exclusive' | 'inclusive';
  readonly roundsTax: 'perLine' | 'perDocument';
  readonly currency: string;
  /** How many places the source keeps on its lines: the currency's, or more. */
  readonly finer: number;
}

const figure = (most: number, places: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: most }).map((units) => amount({ units: BigInt(units), scale: places }));
const percent: fc.Arbitrary<Discount> = figure(5000, 2).map((value) => ({ percent: value }));
const line = fc.record({
  quantity: fc.oneof(figure(12, 0), figure(4000, 3)),
  price: fc.oneof(figure(90_000, 2), figure(900_000, 4)),
  rate: fc.constantFrom<Rate>('VAT20', 'VAT5', 'VAT0'),
  discount: fc.option(percent, { nil: null, freq: 3 }),
});
const document: fc.Arbitrary<Drawn> = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 8 }),
  discount: fc.option(percent, { nil: null, freq: 2 }),
  amountsAre: fc.constantFrom('exclusive', 'inclusive'),
  roundsTax: fc.constantFrom('perLine', 'perDocument'),
  currency: fc.constantFrom('GBP', 'EUR'),
  finer: fc.constantFrom(0, 0, 0, 2),
});

/** An invoice as a platform shows it whose own arithmetic is right, by its own model. */
function invoiceOf({ lines, discount, amountsAre, roundsTax, currency, finer }: Drawn): Invoice {
  const places = placesOf(currency);
  const toTotal = lines.map(({ quantity, price, rate, discount: less }): LineToTotal => ({
    quantity,
    unitPrice: price,
    discount: less,
    taxes: [{ rate, percent: rates[rate], compound: false }],
  }));
  const totalled = totalDocument(
    { lines: toTotal, discount },
    { roundsTax, amountsAre, unitPricePlaces: 8, places: places + finer, rounding: 'halfUp' },
  );
  // The customer pays whole pennies, however fine the lines are.
  const [net, tax] = [round(decimal(totalled.totals.net), places), round(decimal(totalled.totals.tax), places)];
  return {
    kind: 'invoice',
    id: 'inv_1',
    number: 'INV-001',
    contact: 'con_1',
    issuedOn: '2026-11-10',
    dueOn: null,
    currency,
    exchangeRate: null,
    amountsAre,
    lines: lines.map((each, index): Line => ({
      id: null,
      description: `Part ${index + 1}`,
      quantity: each.quantity,
      unitPrice: each.price,
      discount: each.discount,
      amount: totalled.lines[index]?.amount ?? '0',
      taxes: totalled.lines[index]?.taxes ?? [],
      account: null,
      item: null,
    })),
    discount,
    totals: { net: amount(net), tax: amount(tax), gross: amount(add(net, tax)) },
    reference: null,
    notes: null,
    state: 'open',
    paid: '0',
    credited: '0',
  };
}

/** What a ledger makes of lines by adding them up, which is all that it does. */
function addedUp({ lines, amountsAre }: Invoice): { readonly net: string; readonly tax: string; readonly gross: string } {
  const amounts = sumAmounts(lines.map((each) => each.amount));
  const tax = sumAmounts(lines.flatMap((each) => each.taxes.map((one) => one.amount)));
  return amountsAre === 'inclusive'
    ? { net: amount(subtract(decimal(amounts), decimal(tax))), tax, gross: amounts }
    : { net: amounts, tax, gross: amount(add(decimal(amounts), decimal(tax))) };
}

function taxByRate({ lines }: Invoice): Readonly<Record<string, string>> {
  const groups = Map.groupBy(
    lines.flatMap((each) => each.taxes),
    ({ rate }) => rate,
  );
  return Object.fromEntries([...groups].map(([rate, taxes]) => [rate, sumAmounts(taxes.map((tax) => tax.amount))]));
}

// Law F27.
test('whatever a platform invoices, the ledger’s totals are its totals, or a person is asked', () => {
  let [booked, asked] = [0, 0];
  const seed = 20261121;
  fc.assert(
    fc.property(document, (drawn) => {
      const source = invoiceOf(drawn);
      const wish = desire(source, context);
      if (wish.is === 'held') {
        asked += 1;
        assert.equal(['totals differ', 'tax differs', 'not whole'].includes(wish.question.code), true);
        assert.equal(drawn.finer > 0, true, 'whole pennies are never a question');
        return;
      }
      assert.ok(wish.is === 'wanted');
      const [want] = wish.parts;
      assert.ok(want?.record.kind === 'invoice');
      booked += 1;
      assert.deepEqual(addedUp(want.record), source.totals);
      if (drawn.finer > 0) return;
      const codes: Readonly<Record<string, string>> = { VAT20: 'OUTPUT2', VAT5: 'RROUTPUT', VAT0: 'ZERORATEDOUTPUT' };
      const own = Object.fromEntries(Object.entries(taxByRate(source)).map(([rate, tax]) => [codes[rate], tax]));
      assert.deepEqual(taxByRate(want.record), own);
    }),
    { seed, numRuns: 2000 },
  );
  assert.equal(booked > 1000, true, `only ${booked} were booked and ${asked} asked about (seed ${seed})`);
});

// Law F27.
test('each line of the ledger is worth its quantity times its price less its discount, and every amount is whole', () => {
  fc.assert(
    fc.property(document, (drawn) => {
      const wish = desire(invoiceOf(drawn), context);
      if (wish.is !== 'wanted') return;
      const [want] = wish.parts;
      assert.ok(want?.record.kind === 'invoice');
      const places = placesOf(drawn.currency);
      for (const each of want.record.lines) {
        assert.equal(
          equal(decimal(each.amount), round(worthOf(each), places)),
          true,
          `${each.quantity} x ${each.unitPrice} is ${each.amount}`,
        );
        for (const { amount: tax } of each.taxes) assert.equal(equal(decimal(tax), round(decimal(tax), places)), true);
      }
    }),
    { seed: 20261122, numRuns: 1000 },
  );
});

function worthOf({ quantity, unitPrice, discount }: Line) {
  const full = multiply(decimal(quantity), decimal(unitPrice));
  if (discount === null) return full;
  return subtract(
    full,
    'amount' in discount ? decimal(discount.amount) : divide(multiply(full, decimal(discount.percent)), decimal('100'), 12),
  );
}

// Law F27.
test('a rounding line is never more than a penny a line, nor than five, and is written down as a loss', () => {
  fc.assert(
    fc.property(document, (drawn) => {
      const source = invoiceOf({ ...drawn, finer: 2 });
      const wish = desire(source, context);
      if (wish.is !== 'wanted') return;
      const [want] = wish.parts;
      assert.ok(want?.record.kind === 'invoice');
      const rest = sum(want.record.lines.filter(({ description }) => description === 'Rounding').map((each) => decimal(each.amount)));
      const bound = { units: BigInt(Math.min(source.lines.length, 5)), scale: 2 };
      assert.equal(compare(absolute(rest), bound) <= 0, true, amount(rest));
      assert.equal(
        want.losses.some(({ field }) => field === 'rounding'),
        rest.units !== 0n,
      );
    }),
    { seed: 20261123, numRuns: 1000 },
  );
});

// Law F27.
test('fifty random invoices stand in a real ledger with the totals that billing printed on them', () =>
  inBooks(
    async (bench) => {
      const component = { name: 'VAT', percent: '5', compound: false };
      await bench.clock.during(() =>
        bench.billing.create(organisation, 'taxRate', [{ id: 'VAT5', name: 'VAT5', components: [component] }]),
      );
      await bench.clock.during(() =>
        setMapping(bench.pool, outward, { text, version: versionOf(text), by: 'Ada', now: bench.clock.now() }),
      );
      const ada = await bench.sell.customer('Ada Ltd');
      const drawn = fc.sample(document, { seed: 7, numRuns: 50 });
      for (const { lines, discount } of drawn)
        await bench.sell.invoice({
          contact: ada,
          discount: discount !== null && 'percent' in discount ? discount : null,
          lines: lines.map(({ quantity, price, rate, discount: less }, index) => [
            `Part ${index + 1}`,
            quantity,
            price,
            rate,
            ...(less !== null && 'percent' in less ? ([less.percent] as const) : ([] as const)),
          ]),
        });
      await bench.sync();
      const there = new Map(
        bench.ledger
          .documents('invoice')
          .map((each) => [each['InvoiceNumber'], [each['SubTotal'], each['TotalTax'], each['Total']].map(String)]),
      );
      const own = await bench.sell.list('invoice');
      assert.deepEqual(await bench.holds(), []);
      for (const { record } of own)
        assert.deepEqual(there.get(record.number ?? ''), [record.totals.net, record.totals.tax, record.totals.gross], record.number ?? '');
      assert.equal(there.size, 50);
    },
    { isTwoWay: false },
  ));

test('dinars in thousandths are asked about before they are written, because the ledger keeps hundredths', () =>
  inBooks(async (bench) => {
    await bench.ledger.person({ does: 'create', kind: 'currency', fields: { Code: 'KWD' } });
    const contact = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact, currency: 'KWD', lines: [['Design work', '1', '1.234', 'VAT0']] });
    await bench.sell.invoice({
      contact,
      currency: 'KWD',
      lines: [
        ['Design work', '1', '1.234', 'VAT0'],
        ['Post', '1', '1.236', 'VAT0'],
      ],
    });
    await bench.sync();
    assert.deepEqual(await bench.holds(), ['invoice INV-001: not whole']);
    bench.expectBooks('2026-11-10 INV-002 Ada Ltd 2.47 KWD open');
    assert.deepEqual(await bench.writes(), { 'create contact landed': 1, 'create invoice landed': 1 });
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchLines } from './match.ts';
import { nothingLearned } from './rows.ts';
import type { BankLine, DayRate, Learned, Match, OpenItem } from './rows.ts';
import { confirm, refuse } from './settle.ts';

const item = (id: string, on: string, open: bigint, more: Partial<OpenItem> = {}): OpenItem => ({
  id,
  number: null,
  counterparty: 'Ada Ltd',
  bookedOn: on,
  open,
  currency: 'EUR',
  bundle: null,
  ...more,
});

const line = (id: string, on: string, minor: bigint, more: Partial<BankLine> = {}): BankLine => ({
  id,
  account: 'bank',
  bookedOn: on,
  minor,
  currency: 'EUR',
  counterparty: 'Ada Ltd',
  text: '',
  ...more,
});

function books(
  items: readonly OpenItem[],
  lines: readonly BankLine[],
  learned: Learned = nothingLearned,
  rates: readonly DayRate[] = [],
): { readonly matches: readonly Match[]; readonly told: readonly string[]; readonly asked: readonly string[] } {
  const matching = matchLines({ items, lines, learned, rates });
  const matches = Array.from({ length: matching.count }, (_, at) => matching.match(at));
  return {
    matches,
    told: matches
      .map(({ by, lines, parts }) => [by, lines.join('+'), ...parts.map(({ item, minor }) => `${item}:${minor}`)].join(' '))
      .toSorted(),
    asked: [...matching.suggestions()].map(
      ({ line, choices }) => `${line}: ${choices.map(({ parts }) => parts.map((part) => part.item).join('+')).join(' or ')}`,
    ),
  };
}

test('a line that names its invoice settles it, however the number is written', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 12_000n, { number: 'INV-001234' })],
    [line('L1', '2026-03-20', 12_000n, { counterparty: null, text: 'your inv 001234, thanks' })],
  );
  assert.deepEqual(told, ['reference L1 I1:12000']);
});

test('a number is found where the line divides its digits otherwise', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 12_000n, { number: 'RE2026001' })],
    [line('L1', '2026-03-20', 12_000n, { counterparty: null, text: 'invoice re2026-001' })],
  );
  assert.deepEqual(told, ['reference L1 I1:12000']);
});

test('the year within a number does not say which number of that year is meant', () => {
  for (const number of ['INV-2026-0001', 'RE 2026 0001', 'INV-0001/2026']) {
    const items = [item('I1', '2026-03-01', 10_000n, { number })];
    const { told } = books(items, [line('L1', '2026-03-09', 4_000n, { text: 'INV-2026-0077, RE 2026 0077' })]);
    assert.deepEqual(told, []);
    const named = books(items, [line('L1', '2026-03-09', 4_000n, { text: 'invoice 2026-0001' })]);
    assert.deepEqual(named.told, ['referencePart L1 I1:4000']);
  }
});

test('a serial that looks like a year far from its invoice, or stands beside the year, is a number', () => {
  const written: readonly (readonly [number: string, on: string, text: string])[] = [
    ['RE 2026 1999', '2026-03-01', 'invoice 1999'],
    ['2026-1999', '2026-03-01', 'invoice 1999'],
    ['24-1950', '2024-03-01', 'invoice 1950'],
    ['INV1-2043', '2026-03-01', 'invoice 2043'],
    ['RE 2026 2025', '2026-03-01', 'invoice 2025'],
  ];
  for (const [number, on, text] of written) {
    const [year = ''] = on.split('-');
    const items = [item('I1', on, 12_000n, { number })];
    const paid = (remittance: string) => books(items, [line('L1', `${year}-03-20`, 4_000n, { text: remittance })]).told;
    assert.deepEqual(paid(text), ['referencePart L1 I1:4000'], number);
    assert.deepEqual(paid(`invoice ${year}`), [], number);
  }
});

test('the year beside that of an invoice is a year too', () => {
  for (const number of ['INV-2025-0001', 'INV-2027-0001']) {
    const items = [item('I1', '2026-01-02', 10_000n, { number })];
    const { told } = books(items, [line('L1', '2026-01-09', 4_000n, { text: 'INV-2025-0077 INV-2027-0077' })]);
    assert.deepEqual(told, []);
  }
});

test('a number that looks like a year and has no other digits is a number', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 12_000n, { number: 'INV-2026' })],
    [line('L1', '2026-03-20', 12_000n, { counterparty: null, text: 'invoice 2026' })],
  );
  assert.deepEqual(told, ['reference L1 I1:12000']);
});

test('each currency of a counterparty is matched by itself', () => {
  const inDollars = { currency: 'USD' };
  const { told } = books(
    [item('I1', '2026-03-01', 812_345n), item('I2', '2026-03-02', 812_345n, inDollars)],
    [line('L1', '2026-03-10', 312_345n, inDollars), line('L2', '2026-03-11', 500_000n, inDollars), line('L3', '2026-03-12', 812_345n)],
  );
  assert.deepEqual(told, ['counterparty L3 I1:812345', 'parts L1+L2 I2:812345']);
});

test('a number with another amount and another payer is only a suggestion', () => {
  const { told, asked } = books(
    [item('I1', '2026-03-01', 12_000n, { number: 'INV-001234' }), item('I2', '2026-03-01', 500n, { counterparty: 'Bob' })],
    [line('L1', '2026-03-20', 7_000n, { counterparty: 'Bob', text: 'INV-001234' })],
  );
  assert.deepEqual(told, []);
  assert.deepEqual(asked, ['L1: I1']);
});

test('equal invoices of one customer are paid first in, first out', () => {
  const { told } = books(
    [item('I2', '2026-03-08', 4_900n), item('I1', '2026-03-01', 4_900n), item('I3', '2026-03-15', 4_900n)],
    [line('L2', '2026-03-21', 4_900n), line('L1', '2026-03-20', 4_900n)],
  );
  assert.deepEqual(told, ['counterparty L1 I1:4900', 'counterparty L2 I2:4900']);
});

test('an amount that two customers owe matches neither of them when nobody is named', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 4_900n), item('I2', '2026-03-01', 4_900n, { counterparty: 'Bob' })],
    [line('L1', '2026-03-20', 4_900n, { counterparty: null })],
  );
  assert.deepEqual(told, []);
});

test('of two equal amounts of nobody that each fit one invoice best, both are matched', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 8_123_417n), item('I2', '2026-05-01', 8_123_417n, { counterparty: 'Bob' })],
    [line('L1', '2026-03-10', 8_123_417n, { counterparty: null }), line('L2', '2026-05-10', 8_123_417n, { counterparty: null })],
  );
  assert.deepEqual(told, ['amount L1 I1:8123417', 'amount L2 I2:8123417']);
});

test('a transfer that names one invoice and sums to it and one other settles both', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 110_011n, { number: 'INV-1001' }), item('I2', '2026-03-05', 220_022n), item('I3', '2026-03-06', 330_133n)],
    [line('L1', '2026-03-20', 330_033n, { text: 'INV-1001 and more' })],
  );
  assert.deepEqual(told, ['several L1 I1:110011 I2:220022']);
});

test('a row of invoices is found too when one of them was settled by money that was for its equal', () => {
  // Twenty others are open, so that no subset can be proven; the row of the first two can.
  const others = Array.from({ length: 20 }, (_, at) => item(`J${at}`, '2026-03-03', BigInt(3_000_000 + at * 7_919)));
  const { told } = books(
    [item('I1', '2026-03-01', 490_000n), item('I2', '2026-03-02', 1_234_517n), ...others, item('I3', '2026-03-04', 490_000n)],
    [line('L1', '2026-03-15', 490_000n), line('L2', '2026-03-20', 1_724_517n)],
  );
  assert.deepEqual(told, ['counterparty L1 I1:490000', 'several L2 I2:1234517 I3:490000']);
});

test('a sum that two choices of invoices make is a question', () => {
  const { told, asked } = books(
    [
      item('I1', '2026-03-01', 10_000n),
      item('I2', '2026-03-02', 20_000n),
      item('I3', '2026-03-03', 15_000n),
      item('I4', '2026-03-04', 15_001n),
      item('I5', '2026-03-05', 14_999n),
    ],
    [line('L1', '2026-03-20', 30_000n)],
  );
  assert.deepEqual(told, []);
  assert.equal(asked.length, 1);
});

test('a part is settled by the number, and the rest of the invoice by its amount', () => {
  const { told } = books(
    [item('I1', '2026-03-01', 912_345n, { number: 'INV-1001' })],
    [line('L1', '2026-03-20', 300_000n, { text: 'INV-1001 first half' }), line('L2', '2026-04-20', 612_345n)],
  );
  assert.deepEqual(told, ['counterparty L2 I1:612345', 'referencePart L1 I1:300000']);
});

test('an overpaid invoice is a question', () => {
  const { told, asked } = books(
    [item('I1', '2026-03-01', 10_000n, { number: 'INV-1001' })],
    [line('L1', '2026-03-20', 11_000n, { text: 'INV-1001' })],
  );
  assert.deepEqual(told, []);
  assert.deepEqual(asked, ['L1: I1']);
});

test('a payout settles the charges and refunds of its bundle', () => {
  const { told } = books(
    [
      item('C1', '2026-03-01', 10_000n, { bundle: 'po_123456', counterparty: null }),
      item('C2', '2026-03-02', 5_000n, { bundle: 'po_123456', counterparty: null }),
      item('R1', '2026-03-02', -2_000n, { bundle: 'po_123456', counterparty: null }),
    ],
    [line('L1', '2026-03-05', 13_000n, { counterparty: 'Processor', text: 'PAYOUT po_123456' })],
  );
  assert.deepEqual(told, ['bundle L1 C1:10000 C2:5000 R1:-2000']);
});

test('money between own accounts is a transfer and settles nothing', () => {
  const learned = { ...nothingLearned, ownNames: ['Our Company'] };
  const { told } = books(
    [item('I1', '2026-03-01', 50_000n)],
    [
      line('L1', '2026-03-05', -50_000n, { counterparty: 'Our Company' }),
      line('L2', '2026-03-06', 50_000n, { account: 'savings', counterparty: 'our company' }),
    ],
    learned,
  );
  assert.deepEqual(told, ['transfer L1+L2']);
});

test('a refund goes out against its credit, and not against an invoice', () => {
  const { told } = books([item('I1', '2026-03-01', 8_123n), item('CN1', '2026-03-02', -8_123n)], [line('L1', '2026-03-05', -8_123n)]);
  assert.deepEqual(told, ['counterparty L1 CN1:-8123']);
});

test('a foreign invoice that is named matches within 2 % of the day’s rate, and the rest is gain or loss', () => {
  const rates = [{ from: 'USD', to: 'EUR', on: '2026-03-20', rate: 900_000n }];
  const { matches, told } = books(
    [item('I1', '2026-03-01', 100_000n, { currency: 'USD', number: 'INV-7001' })],
    [line('L1', '2026-03-20', 89_500n, { text: 'INV-7001' })],
    nothingLearned,
    rates,
  );
  assert.deepEqual(told, ['exchange L1 I1:100000']);
  assert.equal(matches[0]?.difference.kind, 'exchange');
  assert.deepEqual(
    books(
      [item('I1', '2026-03-01', 100_000n, { currency: 'USD', number: 'INV-7001' })],
      [line('L1', '2026-03-20', 87_000n, { text: 'INV-7001' })],
      nothingLearned,
      rates,
    ).told,
    [],
  );
});

test('a fee that the named payments show is known for those that name nothing', () => {
  const gross = (at: number): bigint => BigInt(10_000 + at * 1_317);
  const net = (amount: bigint): bigint => amount - (amount * 29n + 500n) / 1000n - 30n;
  const items = Array.from({ length: 13 }, (_, at) =>
    item(`I${at}`, '2026-03-01', gross(at), { number: `INV-10${at + 10}`, counterparty: `Customer ${at}` }),
  );
  const lines = items.map((of, at) =>
    line(`L${at}`, '2026-03-10', net(of.open), { counterparty: of.counterparty, text: at < 12 ? `payment ${of.number}` : 'payment' }),
  );
  const { told, matches } = books(items, lines);
  assert.ok(told.includes(`fee L12 I12:${gross(12)}`), told.join('\n'));
  const last = matches.find(({ lines }) => lines.includes('L12'));
  assert.deepEqual(last?.difference, { kind: 'fee', minor: gross(12) - net(gross(12)) });
});

test('a refused match does not come back, and a confirmed name is known', () => {
  const items = [item('I1', '2026-03-01', 812_300n)];
  const lines = [line('L1', '2026-03-20', 812_300n, { counterparty: 'A. LOVELACE TRADING' })];
  assert.deepEqual(books(items, lines).told, []);
  const known = confirm(nothingLearned, { name: 'A. LOVELACE TRADING', counterparty: 'Ada Ltd' });
  const { matches } = books(items, lines, known);
  const [match] = matches;
  assert.equal(match?.by, 'counterparty');
  assert.ok(match.evidence.some((each) => each.kind === 'sameCounterparty' && each.counterparty === 'Ada Ltd'));
  const after = books(items, lines, refuse(known, match));
  assert.deepEqual([after.told, after.asked], [[], []]);
});

test('more equal payments than equal invoices leave the question which of them is the one too many', () => {
  const { told, asked } = books([item('I1', '2026-03-01', 4_917n)], [line('L1', '2026-03-10', 4_917n), line('L2', '2026-03-11', 4_917n)]);
  assert.deepEqual(told, []);
  assert.ok(asked.length > 0);
});

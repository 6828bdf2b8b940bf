import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { addDays } from '../core/day.ts';
import { matchLines } from './match.ts';
import { nothingLearned } from './rows.ts';
import type { BankLine, DayRate, Learned, Match, OpenItem, Suggestion } from './rows.ts';
import { refuse, settle, undo } from './settle.ts';

// Few amounts, days and customers, so that everything collides with everything; every line is an item, a part, a sum, or neither.
const amounts = [
  8_117n,
  23_456n,
  77_777n,
  5_310_099n,
  40_404n,
  4_900n,
  9_900n,
  14_800n,
  123_457n,
  61_111n,
  62_346n,
  1_000_003n,
  -4_900n,
  -123_457n,
];
const names = ['Ada Ltd', 'Bob', null];
const day = fc.integer({ min: 0, max: 60 }).map((days) => addDays('2026-01-01', days));

const someItem = fc.record({
  open: fc.constantFrom(...amounts),
  counterparty: fc.constantFrom(...names),
  bookedOn: day,
  bundle: fc.constantFrom(null, null, null, 'po_778899'),
  shared: fc.constantFrom(null, null, null, 'A-7777'),
});
const someLine = fc.record({
  minor: fc.oneof(fc.constantFrom(...amounts), fc.constantFrom(-1n, 30_000n, 1_123_460n, 19_800n, 66_011n)),
  counterparty: fc.constantFrom(...names, 'Unknown'),
  bookedOn: day,
  account: fc.constantFrom('bank', 'bank', 'savings'),
  of: fc.option(fc.nat(24), { freq: 4, nil: null }),
  part: fc.constantFrom(0n, 0n, 0n, 3n),
  named: fc.option(fc.nat(30), { freq: 2, nil: null }),
  also: fc.constantFrom('', '', '', ' A-7777', ' po_778899'),
});

interface Books {
  readonly items: readonly OpenItem[];
  readonly lines: readonly BankLine[];
  readonly rates?: readonly DayRate[];
}

const someBooks: fc.Arbitrary<Books> = fc
  .record({
    items: fc.array(someItem, { minLength: 2, maxLength: 25, size: 'max' }),
    lines: fc.array(someLine, { minLength: 2, maxLength: 25, size: 'max' }),
  })
  .map((made) => ({
    items: made.items.map(({ shared, ...item }, at) => ({ ...item, id: `I${at}`, number: shared ?? `INV-${1000 + at}`, currency: 'EUR' })),
    lines: made.lines.map(({ named, of, part, also, ...line }, at) => {
      const item = of === null ? undefined : made.items[of];
      const paid = item && {
        minor: part === 0n ? item.open : item.open / part,
        counterparty: item.counterparty,
        bookedOn: addDays(item.bookedOn, 9),
      };
      const text = `${named === null ? '' : `pays INV-${1000 + (of ?? named)}`}${also}`;
      return { ...line, ...paid, id: `L${at}`, currency: 'EUR', text };
    }),
  }));

const learnedOf = (learned: Partial<Learned> = {}): Learned => ({ ...nothingLearned, ownNames: ['Bob'], ...learned });

function matched({ items, lines, rates = [] }: Books, learned: Learned) {
  const matching = matchLines({ items, lines, learned, rates });
  return {
    habits: matching.habits,
    matches: Array.from({ length: matching.count }, (_, at) => matching.match(at)),
    suggestions: [...matching.suggestions()],
  };
}

const openOf = ({ items }: Books): ReadonlyMap<string, bigint> => new Map(items.map(({ id, open }) => [id, open]));

const law = (title: string, holds: (books: Books) => void): void => {
  test(title, () => fc.assert(fc.property(someBooks, holds), { numRuns: 200 }));
};

law('no item is settled beyond its open amount, and no line twice', (books) => {
  const { matches } = matched(books, learnedOf());
  // `settle` refuses an item that would go past zero.
  matches.reduce(settle, openOf(books));
  const lines = matches.flatMap((match) => match.lines);
  assert.equal(new Set(lines).size, lines.length);
});

law('what a match settles is its lines and its stated difference, to the cent', (books) => {
  const minors = new Map(books.lines.map(({ id, minor }) => [id, minor]));
  for (const { by, lines, parts, difference } of matched(books, learnedOf()).matches) {
    const paid = lines.reduce((sum, line) => sum + (minors.get(line) ?? 0n), 0n);
    const settled = parts.reduce((sum, { minor }) => sum + minor, 0n);
    assert.equal(settled, by === 'transfer' ? 0n : paid + (difference.kind === 'none' ? 0n : difference.minor));
    if (by === 'transfer') assert.equal(paid, 0n);
  }
});

test('the order of items and lines does not matter', () =>
  fc.assert(
    fc.property(
      someBooks.chain((books) =>
        fc.record({
          books: fc.constant(books),
          items: fc.shuffledSubarray([...books.items], { minLength: books.items.length }),
          lines: fc.shuffledSubarray([...books.lines], { minLength: books.lines.length }),
        }),
      ),
      ({ books, items, lines }) => assert.deepEqual(matched({ items, lines }, learnedOf()), matched(books, learnedOf())),
    ),
    { numRuns: 200 },
  ));

law('run again over what is left, nothing changes and the same questions are asked', (books) => {
  staysAsItIs(books);
});

type Row = readonly [minor: bigint, counterparty: string, on: string, text?: string];

const itemsOf = (rows: readonly Row[]): readonly OpenItem[] =>
  rows.map(([open, counterparty, bookedOn], at) => {
    return { id: `I${at}`, number: `INV-${1000 + at}`, bundle: null, currency: 'EUR', open, counterparty, bookedOn };
  });

const linesOf = (rows: readonly Row[]): readonly BankLine[] =>
  rows.map(([minor, counterparty, bookedOn, text = ''], at) => {
    return { id: `L${at}`, account: 'bank', currency: 'EUR', minor, counterparty, bookedOn, text };
  });

test('a row of items is found though it had a rival before one of its items was settled', () => {
  const { matches } = staysAsItIs({
    items: itemsOf([
      [4_900n, 'Bob', '2026-01-01'],
      [-4_900n, 'Bob', '2026-01-01'],
      [8_117n, 'Bob', '2026-01-02'],
      [4_900n, 'Bob', '2026-01-01'],
      [61_111n, 'Bob', '2026-01-01'],
      [8_117n, 'Ada Ltd', '2026-01-01'],
      [-4_900n, 'Bob', '2026-01-02'],
    ]),
    lines: linesOf([
      [-4_900n, 'Bob', '2026-01-10'],
      [66_011n, 'Bob', '2026-01-01'],
      [8_117n, 'Ada Ltd', '2026-01-01'],
    ]),
  });
  assert.deepEqual(matches.map(({ by, lines }) => `${by} ${lines.join('+')}`).toSorted(), [
    'counterparty L0',
    'counterparty L2',
    'several L1',
  ]);
});

test('a number that many share says no more when one of them is settled', () => {
  const items = itemsOf([8_117n, 23_456n, 77_777n, 61_111n].map((open) => [open, 'Ada Ltd', '2026-01-01']));
  const { matches } = staysAsItIs({
    items: items.map((item) => ({ ...item, number: 'A-7777' })),
    lines: linesOf([
      [8_117n, 'Ada Ltd', '2026-01-10'],
      [23_456n, 'Bob', '2026-01-10', 'A-7777'],
    ]),
  });
  assert.deepEqual(
    matches.map(({ lines }) => lines),
    [['L0']],
  );
});

test('a line that names what is settled is asked about the same items in another currency', () => {
  const items = itemsOf([
    [8_117n, 'Bob', '2026-01-01'],
    [10_000n, 'Bob', '2026-01-01'],
  ]).map((item) => ({ ...item, currency: item.open === 10_000n ? 'USD' : 'EUR' }));
  const lines = linesOf([
    [8_117n, 'Bob', '2026-01-08', 'INV-1000'],
    [9_000n, 'Bob', '2026-01-10', 'INV-1000'],
  ]);
  const { suggestions } = staysAsItIs({ items, lines, rates: [{ from: 'USD', to: 'EUR', on: '2026-01-10', rate: 900_000n }] });
  assert.deepEqual(suggestions.map(asked), [['L1', ['exchange', [{ item: 'I1', minor: 10_000n }], 50_000]]]);
});

function staysAsItIs(books: Books) {
  const first = matched(books, learnedOf());
  const again = matched(afterwards(books, first.matches), learnedOf({ habits: first.habits }));
  assert.deepEqual(again.matches, []);
  assert.deepEqual(again.suggestions.map(asked), first.suggestions.map(asked));
  return first;
}

// What stands beside a question as evidence tells of what is open, and of a part that was settled there is less.
const asked = ({ line, choices }: Suggestion) => [line, ...choices.map(({ by, parts, doubtPerMillion }) => [by, parts, doubtPerMillion])];

law('undoing all matches, in any order, restores every open amount', (books) => {
  const { matches } = matched(books, learnedOf());
  const open = openOf(books);
  const settled = matches.reduce(settle, open);
  assert.deepEqual(matches.reduce(undo, settled), open);
  assert.deepEqual(matches.toReversed().reduce(undo, settled), open);
});

law('what was refused is neither matched nor suggested again', (books) => {
  const first = matched(books, learnedOf());
  const learned = first.matches.reduce(refuse, learnedOf());
  const declined = new Set(learned.declined.map(({ line, item }) => `${line} ${item}`));
  const again = matched(books, learned);
  const offered = [...again.matches, ...again.suggestions.flatMap(({ choices }) => choices)];
  for (const { lines, parts } of offered)
    for (const line of lines) for (const { item } of parts) assert.ok(!declined.has(`${line} ${item}`));
  const refused = new Set(first.matches.filter(({ by }) => by === 'transfer').map(({ lines }) => lines.join(' ')));
  assert.ok(offered.every(({ by, lines }) => by !== 'transfer' || !refused.has(lines.join(' '))));
});

test('these laws are about something: most books have matches and questions', () => {
  const made = fc.sample(someBooks, { numRuns: 100, seed: 7 }).map((books) => matched(books, learnedOf()));
  assert.ok(made.filter(({ matches }) => matches.length > 0).length > 50);
  assert.ok(made.filter(({ suggestions }) => suggestions.length > 0).length > 50);
});

function afterwards({ items, lines, rates = [] }: Books, matches: readonly Match[]): Books {
  const open = matches.reduce(settle, openOf({ items, lines }));
  const settled = new Set(matches.flatMap((match) => match.lines));
  return {
    rates,
    items: items.map((item) => ({ ...item, open: open.get(item.id) ?? 0n })),
    lines: lines.filter(({ id }) => !settled.has(id)),
  };
}

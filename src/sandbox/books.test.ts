import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createBooks } from './books.ts';

const invoice = (id: string, day: string, minor: bigint, account = '200') => ({
  id: `journal of ${id}`,
  day,
  source: { kind: 'invoice', id },
  lines: [
    { account: '610', minor },
    { account, minor: -minor },
  ],
});

test('a posting whose debits and credits differ is refused and leaves no trace', () => {
  const books = createBooks();
  const posting = { ...invoice('1', '2026-10-05', 100n), lines: [{ account: '610', minor: 100n }] };
  assert.throws(() => books.post(posting), /invoice 1 does not balance/);
  assert.deepEqual(books.journals(0, 10), []);
  assert.equal(books.balance('610', null), 0n);
});

test('a void acts on the day of the document, under a journal number of its own', () => {
  const books = createBooks();
  books.post(invoice('1', '2026-10-05', 10_000n));
  books.post(invoice('2', '2026-11-02', 500n));
  const [reversal] = books.reverse({ kind: 'invoice', id: '1' }, () => 'void of 1');
  assert.equal(reversal?.day, '2026-10-05');
  assert.equal(reversal?.number, 3);
  assert.equal(reversal?.reverses, 1);
  assert.equal(books.balance('610', '2026-10-31'), 0n);
  assert.equal(books.balance('610', null), 500n);
});

test('what was reversed does not stand, and cannot be reversed again', () => {
  const books = createBooks();
  books.post(invoice('1', '2026-10-05', 10_000n));
  books.reverse({ kind: 'invoice', id: '1' }, () => 'void');
  assert.deepEqual(
    books.reverse({ kind: 'invoice', id: '1' }, () => 'void again'),
    [],
  );
  books.post(invoice('1', '2026-10-06', 9_000n));
  assert.equal(books.standing({ kind: 'invoice', id: '1' }).length, 1);
  assert.equal(books.balance('610', null), 9_000n);
});

test('an account kept in a foreign currency has a balance in it beside the one in the base currency', () => {
  const books = createBooks();
  books.post({
    id: 'a',
    day: '2026-10-05',
    source: { kind: 'payment', id: 'p' },
    lines: [
      { account: 'usd', minor: 7_500n, foreign: { minor: 10_000n, currency: 'USD' } },
      { account: '610', minor: -7_500n },
    ],
  });
  assert.equal(books.foreignBalance('usd', 'USD', '2026-10-05'), 10_000n);
  assert.equal(books.foreignBalance('usd', 'USD', '2026-10-04'), 0n);
  books.reverse({ kind: 'payment', id: 'p' }, () => 'b');
  assert.equal(books.foreignBalance('usd', 'USD', null), 0n);
});

const days = ['2026-09-30', '2026-10-01', '2026-10-15', '2026-10-31', '2026-11-01', '2027-01-01'] as const;
const anyDay = fc.constantFrom(...days);

test('balances kept as lines are posted equal those summed over every journal, for any period', () => {
  const postings = fc.array(fc.record({ day: anyDay, minor: fc.bigInt(-10_000n, 10_000n), account: fc.constantFrom('200', '260') }));
  const bound = fc.option(anyDay, { nil: null });
  fc.assert(
    fc.property(postings, fc.array(fc.nat(20)), bound, bound, (posted, voided, from, through) => {
      const books = createBooks();
      posted.forEach(({ day, minor, account }, index) => books.post(invoice(String(index), day, minor, account)));
      for (const index of voided) books.reverse({ kind: 'invoice', id: String(index) }, () => 'void');
      const inPeriod = books.journals(0, 1000).filter(({ day }) => (from === null || day >= from) && (through === null || day <= through));
      const trial = books.trialBalance({ from, through });
      for (const [account, minor] of trial) {
        const lines = inPeriod.flatMap((journal) => journal.lines.filter((line) => line.account === account));
        assert.equal(
          minor,
          lines.reduce((sum, line) => sum + line.minor, 0n),
        );
        assert.equal(books.movement(account, { from, through }), minor);
      }
      assert.equal(
        [...trial.values()].reduce((sum, minor) => sum + minor, 0n),
        0n,
      );
    }),
  );
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Payment } from '../core/records.ts';
import { isSame } from './adopt.ts';
import { pairOff } from './pairing.ts';
import type { Stand } from './situation.ts';

const payment = (id: string, amount: string, paidOn = '2026-11-10', account = '090'): Payment => ({
  kind: 'payment',
  id,
  contact: null,
  paidOn,
  amount,
  currency: 'GBP',
  account,
  accountAmount: null,
  method: null,
  reference: null,
  allocations: [{ invoice: 'inv', amount }],
  isReconciled: false,
  state: 'made',
});
const stand = (record: Payment): Stand => ({ record, version: '1', reference: null, isGone: false });
const idsOf = (pairs: readonly (readonly Stand[])[]): readonly (readonly string[])[] =>
  pairs.map((some) => some.map(({ record }) => record.id));

// Law F2.
test('of two equal payments the one that is nearer in time is the one that is there', () => {
  const there = [stand(payment('x', '60', '2026-11-12'))];
  const pairs = pairOff([
    { want: payment('', '60', '2026-11-10'), candidates: there },
    { want: payment('', '60', '2026-11-12'), candidates: there },
  ]);
  assert.deepEqual(idsOf(pairs), [[], ['x']]);
});

test('more payments in the ledger than at the source stay a question', () => {
  const there = [stand(payment('x', '60')), stand(payment('y', '60'))];
  assert.deepEqual(idsOf(pairOff([{ want: payment('', '60'), candidates: there }])), [['x', 'y']]);
});

test('what is surely another’s is no candidate of one that only looks alike', () => {
  const there = [stand(payment('x', '60', '2026-11-10', '095'))];
  const pairs = pairOff([
    { want: payment('', '60', '2026-11-10', '090'), candidates: there },
    { want: payment('', '60', '2026-11-10', '095'), candidates: there },
  ]);
  assert.deepEqual(idsOf(pairs), [[], ['x']]);
});

test('no document of the ledger is ever sure for two of the source', () => {
  const some = fc.record({
    amount: fc.constantFrom('50', '60'),
    on: fc.constantFrom('2026-11-08', '2026-11-10'),
    account: fc.constantFrom('090', '095'),
  });
  fc.assert(
    fc.property(fc.array(some, { maxLength: 6 }), fc.array(some, { maxLength: 6 }), (wants, haves) => {
      const there = haves.map(({ amount, on, account }, index) => stand(payment(`x${index}`, amount, on, account)));
      const hopefuls = wants.map(({ amount, on, account }) => ({
        want: payment('', amount, on, account),
        candidates: there.filter(({ record }) => record.kind === 'payment' && record.amount === amount),
      }));
      const sure = pairOff(hopefuls).flatMap((left, index) => {
        const equal = left.filter(({ record }) => hopefuls[index] && isSame(hopefuls[index].want, record));
        return equal.length === 1 ? equal : [];
      });
      assert.equal(new Set(sure).size, sure.length);
    }),
    { seed: 20261121, numRuns: 500 },
  );
});

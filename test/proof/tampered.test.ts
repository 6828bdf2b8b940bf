import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { poll } from '../../src/engine/poll.ts';
import { openBench } from '../engine/bench.ts';
import type { Bench } from '../engine/bench.ts';
import { ledger, organisation } from '../engine/world.ts';
import { peopleAt } from './people.ts';
import { provenBy } from './proving.ts';

const deeds = [
  'nothing',
  'a cent more',
  'a cent less',
  'take the payment out',
  'pay again',
  'another month',
  'another account',
  'double',
  'void',
] as const;
type Deed = (typeof deeds)[number];

/** Each has an amount of its own, so that nothing doubles another one; 5.00 are paid where the payment is what goes wrong. */
const net = (index: number): number => 10 + index * 5;
const isPaid = (deed: Deed): boolean => deed === 'take the payment out' || deed === 'pay again';

async function tamper(bench: Bench, deed: Deed, index: number): Promise<readonly string[]> {
  const people = peopleAt(bench.ledger);
  const number = `N-${index}`;
  const gross = (net(index) * 12) / 10;
  switch (deed) {
    case 'nothing':
      return [];
    case 'a cent more':
    case 'a cent less':
      // The tax of it rounds to what it was.
      await people.reprice(number, net(index) + (deed === 'a cent more' ? 0.01 : -0.01));
      return [`${number} edited in the ledger 0.01`];
    case 'take the payment out': {
      const [payment] = bench.ledger.documents('payment').filter((each) => Object(each['Invoice'])['InvoiceNumber'] === number);
      await bench.ledger.person({ does: 'void', kind: 'payment', id: String(payment?.['PaymentID']) });
      return [`payment voided in the ledger 5`];
    }
    case 'pay again':
      await people.pay(number, 1 + index / 100, '2026-11-09');
      return [`payment settled in the ledger ${1 + index / 100}`];
    case 'another month':
      await people.redate(number, '2026-10-31');
      return [`${number} cut-off ${gross}`];
    case 'another account':
      await people.recode(number, '260');
      return [`${number} recoded in the ledger ${net(index)}`];
    case 'double':
      await people.typeIn(`D-${index}`, number, net(index), '2026-11-06');
      return [`D-${index} duplicate ${gross}`];
    case 'void':
      await people.voidIt(number);
      return [`${number} voided in the ledger ${gross}`];
  }
}

for (const seed of [1, 2])
  test(`whatever somebody does in the ledger is named with its amount, before and after it is looked at (seed ${seed})`, async () => {
    const bench = await openBench({ isTwoWay: false });
    try {
      const drawn = fc.sample(fc.constantFrom(...deeds), { seed, numRuns: 14 });
      const ada = await bench.sell.customer('Ada Ltd');
      for (const [index, deed] of drawn.entries()) {
        const lines = [['work', '1', String(net(index)), 'VAT20']] as const;
        const { id } = await bench.sell.invoice({ contact: ada, number: `N-${index}`, on: '2026-11-05', lines });
        if (isPaid(deed)) await bench.sell.pay(id, '5', '2026-11-06');
      }
      await bench.sync();
      assert.equal((await provenBy(bench)).word, 'ties out');
      const expected: string[] = [];
      for (const [index, deed] of drawn.entries()) expected.push(...(await tamper(bench, deed, index)));
      const shown = async (): Promise<readonly string[]> => {
        const { differences, unexplained } = await provenBy(bench);
        assert.deepEqual(unexplained, []);
        return differences
          .map(({ number, key, target, cause, size }) => `${number ?? key?.kind ?? target?.kind} ${cause} ${size}`)
          .toSorted();
      };
      await bench.clock.during(() => poll(bench.life.engine, organisation, ledger));
      assert.deepEqual(await shown(), expected.toSorted());
      await bench.sync();
      assert.deepEqual(await shown(), expected.toSorted());
    } finally {
      await bench.close();
    }
  });

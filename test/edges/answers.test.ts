import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from '../engine/bench.ts';
import type { Outside } from '../engine/life.ts';
import { broken } from '../invariants/check.ts';

type Elements = readonly unknown[];

/** Xero, whose first answers to a call of several elements have been through something that did not keep them as they were. */
function garbling(garble: (elements: Elements) => Elements): Outside {
  let left = 3;
  return {
    store: (_, call) => call(),
    provider: async (request, call) => {
      const answer = await call();
      const list = /^PUT .*\/(Contacts|Invoices|Payments)\?/.exec(request)?.[1];
      if (list === undefined || left === 0 || typeof answer !== 'object' || answer === null || !('body' in answer)) return answer;
      const body = JSON.parse(String(answer.body));
      if (!Array.isArray(body[list]) || body[list].length < 3) return answer;
      left -= 1;
      return { ...answer, body: JSON.stringify({ ...body, [list]: garble(body[list]) }) };
    },
  };
}

const garbled: Readonly<Record<string, (elements: Elements) => Elements>> = {
  'in another order': (elements) => elements.toReversed(),
  'with one left out': ([first, , ...rest]) => [first, ...rest],
  'with one in the place of another': ([first, , ...rest]) => [first, first, ...rest],
  'with one more': ([first, ...rest]) => [first, first, ...rest],
};

for (const [how, garble] of Object.entries(garbled)) {
  test(`an answer ${how} books no customer’s invoice for another’s`, async () => {
    const bench = await openBench({ outside: garbling(garble) });
    try {
      for (const [name, price] of [
        ['Ada Ltd', '100'],
        ['Bob plc', '101'],
        ['Cy GmbH', '102'],
      ] as const) {
        const invoice = await bench.sell.invoice({ contact: await bench.sell.customer(name), lines: [['Work', '1', price, 'VAT20']] });
        await bench.sell.pay(invoice.id, invoice.totals.gross);
      }
      await bench.sync(6);
      bench.expectBooks(`
        2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
        2026-11-10 INV-002 Bob plc 121.20 GBP paid
        2026-11-10 INV-003 Cy GmbH 122.40 GBP paid
        2026-11-10 paid INV-001 120.00
        2026-11-10 paid INV-002 121.20
        2026-11-10 paid INV-003 122.40`);
      assert.deepEqual(await bench.holds(), []);
      assert.deepEqual(await broken(bench), []);
    } finally {
      await bench.close();
    }
  });
}

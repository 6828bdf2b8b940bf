import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { kitNamed } from './ledger-kit.ts';

// The simulation leaves what a ledger's screens refuse, so that a deed that is always refused would be missed by nobody.
async function inOffice(ledger: string, work: (bench: Bench) => Promise<void>): Promise<void> {
  const bench = await openBench({ kit: kitNamed(ledger) });
  try {
    await work(bench);
  } finally {
    await bench.close();
  }
}

for (const ledger of ['xero', 'quickbooks']) {
  test(`what a person does at the screens of ${ledger} is done, and is asked about where it is the source's to say`, () =>
    inOffice(ledger, async ({ ledger: there, kit: { person }, sell, sync, holds, books }) => {
      const contact = await sell.customer('Ada Ltd');
      for (const price of ['100', '50', '25']) await sell.invoice({ contact, lines: [['Design', '1', price, 'VAT20']] });
      await sync();
      const [first, second, third] = person.open(there);
      assert.ok(first && second && third);
      assert.deepEqual([first.number, first.due], ['INV-001', '120']);
      await person.note(there, first.id, 'seen');
      await person.moveDueDay(there, first.id, '2026-12-31');
      await person.recode(there, second.id);
      await sync();
      assert.deepEqual(await holds(), ['invoice INV-001: edited in the ledger'], 'the words and the coding are theirs, the due day is not');
      await person.pay(there, first.id, '20', '2026-11-10');
      await there.person({ does: 'void', kind: 'invoice', id: third.id });
      await sync();
      assert.deepEqual((await sell.list('invoice')).map(({ record }) => record.paid).toSorted(), ['0', '0', '20']);
      assert.deepEqual(await holds(), ['invoice INV-001: edited in the ledger', 'invoice INV-003: removed in the ledger']);
      assert.equal(person.payments(there).length, 1);
      assert.match(books().join('\n'), /INV-001 Ada Ltd 120\.00 GBP 100\.00 left/);
    }));
}

test('a change that meets a version nobody has read yet is planned on what stands there, and asks nobody', () =>
  inOffice('quickbooks', async ({ ledger, kit: { person }, sell, sync, round, pass, holds, writes }) => {
    const { id } = await sell.invoice({ contact: await sell.customer('Ada Ltd') });
    await sync();
    const [invoice] = person.open(ledger);
    assert.ok(invoice);
    await person.note(ledger, invoice.id, 'seen');
    await sell.change(id, { dueOn: '2026-12-20' });
    // Billing is polled every minute, and this ledger every half hour.
    for (let time = 0; time < 4; time += 1) {
      await pass(61);
      await round();
    }
    assert.equal(ledger.documents('invoice')[0]?.['DueDate'], '2026-12-20');
    assert.match(String(ledger.documents('invoice')[0]?.['PrivateNote']), /^seen T/);
    assert.deepEqual(await holds(), []);
    assert.deepEqual(await writes(), {
      'create contact landed': 1,
      'create invoice landed': 1,
      'update invoice landed': 1,
      'update invoice refused': 1,
    });
  }));

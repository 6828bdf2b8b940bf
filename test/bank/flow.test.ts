import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atTheBank } from './scene.ts';

const header = 'Date,Description,Name,Amount,Balance\n';

test('money for an invoice arrives at the bank, finds it, is booked in the ledger, and the books tie out', () =>
  atTheBank(async ({ bench, sync, import: read, match, prove, book }) => {
    const ada = await bench.sell.customer('Ada Ltd');
    await bench.sell.invoice({ contact: ada });
    await sync();
    const read1 = await read(`${header}2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00\n2026-11-12,Rent,Landlord,-50.00,1070.00\n`);
    assert.equal(read1.is, 'imported', JSON.stringify(read1));
    const report = await match();
    assert.deepEqual(report, { open: 2, matched: 1, byRule: 0, suggested: 0 }, JSON.stringify(await book((b) => b.suggestions())));
    await sync();
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-12 paid INV-001 120.00
    `);
    const proof = await prove();
    assert.deepEqual([proof.word, proof.differences], ['ties out', []]);
    assert.deepEqual(proof.counts, [{ kind: 'statementLine', atSource: 2, inSync: 1, pending: 0, held: 0, excluded: 1 }]);
  }));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotDecided, codeLine, confirmSuggestion, refuseSuggestion, undoDecision } from '../../src/engine/bank-decide.ts';
import { atTheBank, bankFlow } from './scene.ts';
import type { BankScene } from './scene.ts';

const header = 'Date,Description,Name,Amount,Balance\n';
const current = `${header}2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00
2026-11-13,Account fee November,,-7.50,1112.50
2026-11-13,Coffee,Corner Cafe,-3.20,1109.30
2026-11-13,Coffee,Corner Cafe,-3.20,1106.10
2026-11-14,To savings,Harbour Studio,-500.00,606.10
2026-11-16,INV-002 and more,BOB LLP,250.00,856.10
2026-11-17,INV-003 net of fees,CARD SERVICES,116.22,972.32
2026-11-18,inv-004 inv-005,CLARA GMBH,240.00,1212.32
2026-11-18,INV-006,DORA AG,120.00,1332.32
2026-11-19,Refund CRN-001,ADA LTD,-24.00,1308.32
`;
const savings = `${header}2026-11-15,From current,Harbour Studio,500.00,500.00\n2026-11-16,Interest,Harbour Bank,-0.01,499.99\n`;

/** Every line, and what it was found to be. */
const shownBy = ({ book }: BankScene): Promise<readonly string[]> =>
  book(async (bank) => {
    const decisions = await bank.decisions(null);
    const suggestions = await bank.suggestions();
    const lines = await bank.lines({ account: null, from: null, through: null, isOpen: false });
    return lines.map(({ record }) => {
      const found = decisions.find(({ line }) => line === record.id);
      const asked = suggestions.find(({ line }) => line === record.id)?.choices.length ?? 0;
      const what = found === undefined ? `open, ${asked} suggested` : `${found.match?.by ?? found.means}, ${found.booked.does}`;
      return `${record.bookedOn} ${record.text}: ${what}`;
    });
  });

test('a week at the bank: each line finds what it is about, is booked once, and a rerun changes nothing', () =>
  atTheBank(async (scene) => {
    const { bench, sync, match, prove } = scene;
    await sold(scene);
    // A person has booked the money of this one in the ledger already.
    const there = bench.ledger.documents('invoice').find((each) => each['InvoiceNumber'] === 'INV-006');
    const paid = { Invoice: { InvoiceID: there?.['InvoiceID'] }, Account: { Code: '090' }, Date: '2026-11-17', Amount: '120.00' };
    await bench.ledger.person({ does: 'create', kind: 'payment', fields: paid });
    await sync();
    assert.equal((await scene.import(current)).is, 'imported');
    assert.equal((await scene.import(savings, { account: 'savings' })).is, 'imported');
    assert.equal((await scene.import(current)).is, 'known');
    await match();
    await sync();
    const after = await shownBy(scene);
    assert.deepEqual(after, [
      '2026-11-12 INV-001 thank you: reference, settle',
      '2026-11-13 Account fee November: rule, code',
      '2026-11-13 Coffee: open, 0 suggested',
      '2026-11-13 Coffee: open, 0 suggested',
      '2026-11-14 To savings: transfer, transfer',
      '2026-11-15 From current: transfer, stand',
      '2026-11-16 Interest: open, 0 suggested',
      '2026-11-16 INV-002 and more: open, 1 suggested',
      '2026-11-17 INV-003 net of fees: open, 1 suggested',
      '2026-11-18 inv-004 inv-005: reference, settle',
      '2026-11-18 INV-006: reference, stand',
      '2026-11-19 Refund CRN-001: reference, settle',
    ]);
    bench.expectBooks(`
      2026-11-10 CRN-001 Ada Ltd -24.00 GBP used
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 INV-002 Bob LLP 120.00 GBP open
      2026-11-10 INV-003 Card Customer 120.00 GBP open
      2026-11-10 INV-004 Clara GmbH 120.00 GBP paid
      2026-11-10 INV-005 Clara GmbH 120.00 GBP paid
      2026-11-10 INV-006 Dora AG 120.00 GBP paid
      2026-11-12 paid INV-001 120.00
      2026-11-13 SPEND Harbour Bank 7.50
      2026-11-17 paid INV-006 120.00
      2026-11-18 paid INV-004 120.00
      2026-11-18 paid INV-005 120.00
      2026-11-19 refunded CRN-001 24.00
    `);
    const proof = await prove();
    assert.deepEqual(
      proof.differences.map(({ cause, detail }) => `${cause}: ${detail}`),
      ['settled in the ledger: INV-006'],
    );
    assert.equal((await match()).matched, 0);
    await sync();
    assert.deepEqual(await shownBy(scene), after);
    assert.equal(scene.balance('091'), '500.00');
  }));

test('what people say of bank lines is booked, kept and can be taken back; what they refused never comes back', () =>
  atTheBank(async (scene) => {
    const { bench, sync, match, ports } = scene;
    await sold(scene);
    await scene.import(current);
    await match();
    const deciding = { flow: await scene.flow(), by: 'Ada' };
    const named = await scene.book((book) => book.lines({ account: null, from: null, through: null, isOpen: false }));
    const line = (text: string): string => named.find(({ record }) => record.text === text)?.record.id ?? '';
    const told = await confirmSuggestion(ports, deciding, { line: line('INV-002 and more'), choice: 0 });
    assert.deepEqual([told.parts.map(({ what }) => what), told.runnerUp], [['invoice INV-002 of Bob LLP'], 'nothing else explains it']);
    await refuseSuggestion(ports, deciding, { line: line('INV-003 net of fees'), choice: 0 });
    const coffee = { account: '404', contact: 'Corner Cafe', tax: null, description: null };
    await codeLine(ports, deciding, { line: line('Coffee'), ...coffee });
    await assert.rejects(codeLine(ports, deciding, { line: line('Coffee'), ...coffee }), NotDecided);
    await sync();
    const booked = bench.books();
    for (const expected of [
      '2026-11-16 paid INV-002 120.00',
      '2026-11-16 RECEIVE-OVERPAYMENT Bob LLP 130.00',
      '2026-11-13 SPEND Corner Cafe 3.20',
    ])
      assert.ok(booked.includes(expected), booked.join('\n'));
    await match();
    const shown = await shownBy(scene);
    assert.ok(shown.includes('2026-11-17 INV-003 net of fees: open, 0 suggested'), shown.join('\n'));
    await undoDecision(ports, deciding, line('INV-001 thank you'));
    await sync();
    assert.ok(bench.books().includes('2026-11-10 INV-001 Ada Ltd 120.00 GBP open'), bench.books().join('\n'));
    await match();
    assert.ok((await shownBy(scene)).includes('2026-11-12 INV-001 thank you: open, 0 suggested'));
    assert.deepEqual(await bench.holds(bankFlow), []);
    assert.equal((await scene.prove()).word, 'ties out');
  }));

/** Six invoices of 120.00 and a credit note of 24.00 that is to be paid back, all in the ledger. */
async function sold({ bench, sync }: BankScene): Promise<void> {
  const known = new Map<string, string>();
  for (const name of ['Ada Ltd', 'Bob LLP', 'Card Customer', 'Clara GmbH', 'Clara GmbH', 'Dora AG']) {
    const contact = known.get(name) ?? (await bench.sell.customer(name));
    known.set(name, contact);
    await bench.sell.invoice({ contact });
  }
  await bench.sell.credit({ contact: known.get('Ada Ltd') ?? null, lines: [['Too much', '1', '20', 'VAT20']] });
  await sync();
}

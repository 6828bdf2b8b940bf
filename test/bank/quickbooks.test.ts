import assert from 'node:assert/strict';
import { test } from 'node:test';
import { itemsForLine, settleByHand } from '../../src/engine/bank-by-hand.ts';
import { codeLine, confirmSuggestion, undoDecision } from '../../src/engine/bank-decide.ts';
import type { Bench } from '../engine/bench.ts';
import { quickbooksKit } from '../engine/quickbooks-kit.ts';
import { atTheBank, bankFlow } from './scene.ts';
import type { BankScene } from './scene.ts';

// The same week at the bank, booked into a ledger of another kind: accounts by their ids, refunds as money spent, deposits.

const mapping = `${quickbooksKit.mapping}
bank:
  accounts: { byAccount: { current: "35", savings: "36" } }
  fees: { account: "8", contact: Harbour Bank, tax: "6" }
  ownNames: [Harbour Studio]
  rules:
    - { name: Account fee, when: { contains: account fee, through: 0 }, account: "8", contact: Harbour Bank, tax: "6" }
`;
const atQuickBooks = (work: (scene: BankScene) => Promise<void>): Promise<void> => atTheBank(work, { mapping, kit: quickbooksKit });

const header = 'Date,Description,Name,Amount,Balance\n';
const current = `${header}2026-11-12,INV-001 thank you,ADA LTD,120.00,1120.00
2026-11-13,Account fee November,,-7.50,1112.50
2026-11-14,To savings,Harbour Studio,-500.00,612.50
2026-11-16,INV-002 and more,BOB LLP,250.00,862.50
2026-11-17,INV-003 net of fees,CARD SERVICES,116.22,978.72
2026-11-18,inv-004 inv-005,CLARA GMBH,240.00,1218.72
2026-11-18,INV-006,DORA AG,120.00,1338.72
2026-11-19,Refund CRN-001,ADA LTD,-24.00,1314.72
2026-11-20,Interest,Harbour Bank,1.25,1315.97
2026-11-21,Loan,Harbour Bank,1000.00,2315.97
`;
const savings = `${header}2026-11-15,From current,Harbour Studio,500.00,500.00\n2026-11-16,Interest,Harbour Bank,-0.01,499.99\n`;

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
  }).then((shown) => shown.toSorted());

test('a week at the bank is booked into QuickBooks as into any ledger, and a rerun changes nothing', () =>
  atQuickBooks(async (scene) => {
    const { bench, sync, match, prove } = scene;
    await sold(scene);
    // A person has booked the money of this one in the ledger already.
    const there = bench.kit.person.open(bench.ledger).find(({ number }) => number === 'INV-006');
    await bench.kit.person.pay(bench.ledger, there?.id ?? '', '120.00', '2026-11-17');
    await sync();
    assert.equal((await scene.import(current)).is, 'imported');
    assert.equal((await scene.import(savings, { account: 'savings' })).is, 'imported');
    await match();
    await sync();
    const after = await shownBy(scene);
    assert.deepEqual(after, [
      '2026-11-12 INV-001 thank you: reference, settle',
      '2026-11-13 Account fee November: rule, code',
      '2026-11-14 To savings: transfer, transfer',
      '2026-11-15 From current: transfer, stand',
      '2026-11-16 INV-002 and more: open, 1 suggested',
      '2026-11-16 Interest: open, 0 suggested',
      '2026-11-17 INV-003 net of fees: open, 1 suggested',
      '2026-11-18 INV-006: reference, stand',
      '2026-11-18 inv-004 inv-005: reference, settle',
      '2026-11-19 Refund CRN-001: reference, settle',
      '2026-11-20 Interest: open, 0 suggested',
      '2026-11-21 Loan: open, 0 suggested',
    ]);
    assert.deepEqual(await bench.holds(bankFlow), []);
    bench.expectBooks(`
      2026-11-10 CRN-001 Ada Ltd -24.00 GBP open
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 INV-002 Bob LLP 120.00 GBP open
      2026-11-10 INV-003 Card Customer 120.00 GBP open
      2026-11-10 INV-004 Clara GmbH 120.00 GBP paid
      2026-11-10 INV-005 Clara GmbH 120.00 GBP paid
      2026-11-10 INV-006 Dora AG 120.00 GBP paid
      2026-11-12 paid INV-001 120.00
      2026-11-12 received from Ada Ltd 120.00 of which 0.00 on account
      2026-11-13 spent on Harbour Bank 7.50 Account fee November
      2026-11-17 paid INV-006 120.00
      2026-11-17 received from Dora AG 120.00 of which 0.00 on account
      2026-11-18 paid INV-004 120.00
      2026-11-18 paid INV-005 120.00
      2026-11-18 received from Clara GmbH 120.00 of which 0.00 on account
      2026-11-18 received from Clara GmbH 120.00 of which 0.00 on account
      2026-11-19 spent on Ada Ltd 24.00 Refund CRN-001 pays out a credit memo
    `);
    const proof = await prove();
    assert.deepEqual(
      proof.differences.map(({ cause, detail }) => `${cause}: ${detail}`),
      ['settled in the ledger: INV-006'],
    );
    assert.equal((await match()).matched, 0);
    await sync();
    assert.deepEqual(await shownBy(scene), after);
    assert.equal(scene.balance('Savings'), '500.00');
  }));

test('what people say of bank lines is booked into QuickBooks: more than is owed, less by a fee, interest; and is taken back', () =>
  atQuickBooks(async (scene) => {
    const { bench, sync, match, ports } = scene;
    await sold(scene);
    await scene.import(current);
    await match();
    const deciding = { flow: await scene.flow(), by: 'Ada' };
    const named = await scene.book((book) => book.lines({ account: null, from: null, through: null, isOpen: false }));
    const line = (text: string): string => named.find(({ record }) => record.text === text)?.record.id ?? '';
    await confirmSuggestion(ports, deciding, { line: line('INV-002 and more'), choice: 0 });
    const net = line('INV-003 net of fees');
    const [item] = await itemsForLine(ports, deciding, { line: net, search: 'INV-003' });
    await settleByHand(ports, deciding, { line: net, items: [{ item: item?.item ?? '', amount: '120.00' }], rest: 'fee' });
    const coded = { contact: 'Harbour Bank', tax: '6', description: null };
    // Income is a receipt of QuickBooks, and anything else a deposit.
    await codeLine(ports, deciding, { ...coded, line: line('Interest'), account: '25' });
    await codeLine(ports, deciding, { ...coded, line: line('Loan'), account: '43' });
    await sync();
    assert.deepEqual(await bench.holds(bankFlow), []);
    const rest = `
      2026-11-10 CRN-001 Ada Ltd -24.00 GBP open
      2026-11-10 INV-002 Bob LLP 120.00 GBP paid
      2026-11-10 INV-004 Clara GmbH 120.00 GBP paid
      2026-11-10 INV-005 Clara GmbH 120.00 GBP paid
      2026-11-10 INV-006 Dora AG 120.00 GBP paid
      2026-11-13 spent on Harbour Bank 7.50 Account fee November
      2026-11-16 paid INV-002 120.00
      2026-11-16 received from Bob LLP 120.00 of which 0.00 on account
      2026-11-16 received from Bob LLP 130.00 of which 130.00 on account
      2026-11-18 paid INV-004 120.00
      2026-11-18 paid INV-005 120.00
      2026-11-18 paid INV-006 120.00
      2026-11-18 received from Clara GmbH 120.00 of which 0.00 on account
      2026-11-18 received from Clara GmbH 120.00 of which 0.00 on account
      2026-11-18 received from Dora AG 120.00 of which 0.00 on account
      2026-11-19 spent on Ada Ltd 24.00 Refund CRN-001 pays out a credit memo
    `;
    expectThere(
      bench,
      `${rest}
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 INV-003 Card Customer 120.00 GBP paid
      2026-11-12 paid INV-001 120.00
      2026-11-12 received from Ada Ltd 120.00 of which 0.00 on account
      2026-11-17 paid INV-003 120.00
      2026-11-17 received from Card Customer 120.00 of which 0.00 on account
      2026-11-17 spent on Harbour Bank 3.78 INV-003 net of fees
      2026-11-20 deposited 1.25 Interest
      2026-11-21 deposited 1000.00 Loan
    `,
    );
    await undoDecision(ports, deciding, line('INV-001 thank you'));
    await undoDecision(ports, deciding, net);
    await undoDecision(ports, deciding, line('Interest'));
    await undoDecision(ports, deciding, line('Loan'));
    await sync();
    assert.deepEqual(await bench.holds(bankFlow), []);
    expectThere(
      bench,
      `${rest}
      2026-11-10 INV-001 Ada Ltd 120.00 GBP open
      2026-11-10 INV-003 Card Customer 120.00 GBP open
      2026-11-12 received from Ada Ltd 0.00 deleted
      2026-11-17 received from Card Customer 0.00 deleted
      2026-11-20 deposited 0.00 Voided - Interest
    `,
    );
    assert.equal((await scene.prove()).word, 'ties out');
  }));

/** In whatever order they are written down. */
function expectThere(bench: Bench, expected: string): void {
  const wanted = expected.split('\n').map((line) => line.trim());
  bench.expectBooks(wanted.toSorted().join('\n'));
}

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

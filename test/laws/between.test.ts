import assert from 'node:assert/strict';
import { test } from 'node:test';
import { proposals } from '../../src/plan/proposals.ts';
import type { Recoding } from '../../src/plan/proposals.ts';
import { organisation, platform } from '../engine/world.ts';
import { bookedInvoice, editLine, inBooks, origins, paidByClerk, proven, typedIn } from './scene.ts';

const oneWay = { isTwoWay: false } as const;

// Laws F2, F10.
test('while it is asked which document the invoice is, its money is not booked beside what the clerk booked', () =>
  inBooks(async (bench) => {
    const typed = await typedIn(bench, { number: 'INV-001', net: '99' });
    await paidByClerk(bench, typed, '50', { on: '2026-11-09' });
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sell.pay(id, '50', '2026-11-09');
    await bench.sync();
    assert.deepEqual(await bench.holds(), ['invoice INV-001: candidate differs']);
    assert.equal(bench.ledger.trialBalance()['090'], '50.00');
    await bench.answer('adopt');
    await bench.sync();
    assert.equal(bench.ledger.trialBalance()['090'], '50.00');
    assert.deepEqual(await origins(bench, 'payment'), ['adopted']);
  }, oneWay));

// Law F10.
test('money for an invoice that a rule leaves out is money all the same: it goes on account', () =>
  inBooks(async (bench) => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd'), number: 'INTERNAL-1' });
    await bench.sell.pay(id, '120');
    await bench.sync();
    bench.expectBooks('2026-11-10 RECEIVE-OVERPAYMENT Ada Ltd 120.00');
    assert.deepEqual(await bench.standings(), { excluded: 1, 'in sync': 2 });
    assert.deepEqual(await bench.planAgain(), []);
  }, oneWay));

// Invariant 10.
test('a credit that is set against an invoice which is left out is left out with it, and waits for nothing', () =>
  inBooks(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    const { id } = await bench.sell.invoice({ contact: ada, number: 'INTERNAL-1' });
    const credit = await bench.sell.credit({ contact: ada, lines: [['Returned', '1', '50', 'VAT20']] });
    await bench.sell.allocate(credit.id, id, '60');
    await bench.sync();
    assert.deepEqual(await bench.standings(), { excluded: 2, 'in sync': 2 });
  }, oneWay));

// Law F1.
test('a credit note that the clerk typed is adopted like an invoice', () =>
  inBooks(async (bench) => {
    const contact = await bench.ledger.person({ does: 'create', kind: 'contact', fields: { Name: 'Ada Ltd' } });
    await bench.ledger.person({
      does: 'create',
      kind: 'creditNote',
      fields: {
        Type: 'ACCRECCREDIT',
        Status: 'AUTHORISED',
        Contact: { ContactID: contact },
        CreditNoteNumber: 'CRN-001',
        Date: '2026-11-09',
        LineItems: [{ Description: 'Returned', Quantity: '1', UnitAmount: '50', AccountCode: '200', TaxType: 'OUTPUT2' }],
      },
    });
    await bench.sell.credit({ contact: await bench.sell.customer('Ada Ltd'), lines: [['Returned', '1', '50', 'VAT20']] });
    await bench.sync();
    assert.deepEqual([await bench.holds(), await origins(bench, 'creditNote'), bench.ledger.stats().writes], [[], ['adopted'], 0]);
  }, oneWay));

// Law F44.
test('two customers of the source may be one contact of the ledger after a merge', () =>
  inBooks(async (bench) => {
    const [ada, limited] = [await bench.sell.customer('Ada Ltd'), await bench.sell.customer('Lovelace Engines')];
    await bench.sell.invoice({ contact: ada });
    await bench.sell.invoice({ contact: limited, lines: [['Support', '1', '10', 'VAT20']] });
    await bench.sync();
    const named = (name: string) => String(bench.ledger.documents('contact').find((contact) => contact['Name'] === name)?.['ContactID']);
    await bench.ledger.person({ does: 'merge', from: named('Ada Ltd'), into: named('Lovelace Engines') });
    await bench.sync();
    await bench.sell.invoice({ contact: ada, lines: [['Hosting', '1', '20', 'VAT20']] });
    await bench.sell.invoice({ contact: limited, lines: [['Hosting', '1', '30', 'VAT20']] });
    await bench.sync();
    assert.deepEqual(
      bench.books().map((line) => line.replace(/^.*(INV-\d+) (.*) \d.*$/, '$1 $2')),
      ['INV-001', 'INV-002', 'INV-003', 'INV-004'].map((number) => `${number} Lovelace Engines`),
    );
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await bench.planAgain(), []);
  }, oneWay));

// Law F44: of two customers that were merged, the first one linked stands for both, however often one of them is written since.
test('a document stays linked since its first day, whatever is written to it later', () =>
  inBooks(async (bench) => {
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sync();
    const linked = async () =>
      bench.query<{ linked_at: string; wanted: unknown }>(`select linked_at, wanted from link where kind = 'invoice'`);
    const [first] = await linked();
    await bench.sell.change(id, { issuedOn: '2026-11-08' });
    await bench.clock.sleepUntil(bench.clock.now() + 60_000);
    await bench.sync();
    const [later] = await linked();
    assert.notDeepEqual(later?.wanted, first?.wanted);
    assert.equal(later?.linked_at, first?.linked_at);
  }, oneWay));

// Law F41.
test('three equal recodings by hand propose a rule of the mapping', () =>
  inBooks(async (bench) => {
    const ada = await bench.sell.customer('Ada Ltd');
    const numbers = ['INV-001', 'INV-002', 'INV-003'];
    for (const [index] of numbers.entries())
      await bench.sell.invoice({ contact: ada, lines: [['Hosting', '1', String(100 + index), 'VAT20']] });
    await bench.sync();
    for (const number of numbers) await editLine(bench, number, { AccountCode: '260' });
    await bench.sync();
    const told = await bench.query<{ external_id: string; changes: readonly (Omit<Recoding, 'line'> & { line: number; field: string })[] }>(
      `select external_id, detail -> 'changes' as changes from happening where what = 'recoded in the ledger' order by happening`,
    );
    const recodings = told.flatMap(({ external_id, changes }) =>
      changes.filter(({ field }) => field === 'account').map((change): Recoding => ({ ...change, line: `${external_id} ${change.line}` })),
    );
    assert.deepEqual(proposals(recodings), [{ category: null, before: '200', after: '260', times: 3 }]);
  }, oneWay));

// Laws F1, F2.
test('books in which everything was there already tie out, and nothing was written', () =>
  inBooks(async (bench) => {
    const typed = await typedIn(bench, { number: 'INV-001' });
    await paidByClerk(bench, typed, '120');
    const { id } = await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
    await bench.sell.pay(id, '120');
    await bench.sync();
    assert.equal(bench.ledger.stats().writes, 0);
    assert.deepEqual(await proven(bench), ['ties out']);
  }, oneWay));

// Laws F1, F2.
test('a payment of ours whose answer was lost is not taken for another one of the same amount', () =>
  inBooks(async (bench) => {
    const { id } = await bookedInvoice(bench);
    bench.ledger.weather('swallow', { count: 1, writesOnly: true });
    await bench.sell.pay(id, '60');
    await bench.pass(61);
    await bench.round();
    // The second is planned while nobody knows yet what became of the first.
    const second = await bench.sell.pay(id, '60');
    await bench.life.engine.store.mark(organisation, platform, [{ kind: 'payment', id: second.id }], bench.clock.now());
    await bench.round();
    assert.equal((await bench.writes())['create payment sent'], 1);
    assert.equal(bench.ledger.documents('payment').length, 1);
    await bench.sync(30);
    bench.expectBooks(`
      2026-11-10 INV-001 Ada Ltd 120.00 GBP paid
      2026-11-10 paid INV-001 60.00
      2026-11-10 paid INV-001 60.00
    `);
    assert.deepEqual(await bench.holds(), []);
    assert.deepEqual(await origins(bench, 'payment'), ['ours', 'ours']);
  }, oneWay));

// Law F1.
test('a document that carries the mark of another Tieout is a question in the end', () =>
  inBooks(
    async (bench) => {
      const typed = await typedIn(bench, { number: 'INV-001' });
      await bench.ledger.person({
        does: 'edit',
        kind: 'invoice',
        id: typed,
        fields: { Url: 'https://tieout.example/r/Tabcdefghijklmnop' },
      });
      await bench.sell.invoice({ contact: await bench.sell.customer('Ada Ltd') });
      await bench.sync(40);
      assert.deepEqual(await bench.holds(), ['invoice INV-001: candidate differs']);
      assert.equal(bench.ledger.stats().writes, 0);
    },
    oneWay,
    ['never written down'],
  ));

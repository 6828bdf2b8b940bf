import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { agreed, inShop, ledgerName } from '../cli/shop.ts';

const bankMapping = `${agreed}
kinds: [contact, statementLine]
bank:
  accounts: { byAccount: { current: "090" } }
  rules:
    - { name: Account fee, when: { contains: account fee }, account: "404", contact: Harbour Bank }
`;

const file = `Datum;Text;Name;Betrag
05.03.2026;INV-1 Ada;Ada Ltd;120,00
06.03.2026;Account fee;;-7,50
06.03.2026;Something odd;;-11,00
`;

test('by commands alone a month’s bank file is read, matched, answered and closed', () =>
  inShop(async ({ run, json, sell, folder, ledger }) => {
    const number = await sell();
    await run(['flows', '--mode', 'live']);
    await run(['apply']);
    const [mapping, lines] = [join(folder, 'bank.yaml'), join(folder, 'march.csv')];
    writeFileSync(mapping, bankMapping);
    writeFileSync(lines, file.replace('INV-1', number));
    const first = await run(['bank', 'import', lines, '--account', 'current']);
    assert.equal(first.code, 1, first.out + first.err);
    assert.match(first.out, /This table is new here/);
    assert.match(first.out, /2026-03-05\s+120/);
    const unnamed = await run(['bank', 'import', lines, '--account', 'current', '--yes']);
    assert.match(unnamed.out, /the file does not say its currency: name it, such as GBP[^]*--currency/);
    const read = await run(['bank', 'import', lines, '--account', 'current', '--currency', 'GBP', '--yes']);
    assert.match(read.out, /current: 3 new lines, 0 changed, 0 as before/, read.err);
    assert.match((await run(['bank', 'import', lines, '--account', 'current'])).out, /was imported into current at/);
    const made = await run([
      'flows',
      'make',
      'bank',
      '--from',
      'bank',
      '--to',
      ledgerName,
      '--mapping',
      mapping,
      '--starts-on',
      '2026-01-01',
    ]);
    assert.equal(made.code, 0, made.err);
    const rules = await run(['bank', 'rules', '--from', '2026-01-01', '--through', '2026-03-31']);
    assert.match(rules.out, /Account fee\s+404\s+1\s+0/, rules.err);
    const matched = await run(['bank', 'match']);
    assert.match(matched.out, /Of 3 open lines: 1 found by themselves, 1 by a rule, 0 with suggestions/, matched.err);
    await run(['flows', 'bank', '--mode', 'live', '--even-if']);
    const applied = await run(['apply']);
    assert.equal(applied.code, 0, applied.out + applied.err);
    assert.deepEqual(
      ledger.documents('payment').map(({ Status, Amount }) => `${String(Status)} ${String(Amount)}`),
      ['AUTHORISED 120'],
    );
    const open = await run(['close', '2026-03', '--lock']);
    assert.equal(open.code, 1, open.out);
    assert.match(open.out, /OPEN {2}bank lines: 1 of 3 bank lines/);
    assert.match(open.out, /1 thing left to do before 2026-03 can be closed/);
    const { lines: kept } = await json('bank', 'lines', '--open');
    assert.ok(Array.isArray(kept) && kept.length === 1);
    const coded = await run(['bank', 'code', String(kept[0].id), '--to', '429', '--contact', 'Somebody']);
    assert.equal(coded.code, 0, coded.err);
    assert.equal((await run(['apply'])).code, 0);
    assert.match((await run(['prove', 'bank'])).out, /TIES OUT/);
    const closed = await run(['close', '2026-03', '--lock']);
    assert.equal(closed.code, 0, closed.out);
    assert.match(closed.out, /DONE\. The books are closed through 2026-03-31/);
    assert.ok(Array.isArray((await json('lock'))['ledgers']));
  }));

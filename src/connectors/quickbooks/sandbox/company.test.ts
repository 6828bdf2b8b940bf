import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createBooks } from '../../../sandbox/books.ts';
import { createCompany } from './company.ts';
import { childIn, listIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { britishCompany } from './server.ts';
import { openBench, saleLine } from './testing.ts';
import type { Bench } from './testing.ts';

const sell = (bench: Bench, DocNumber: string, query = ''): Fields =>
  bench.write('Invoice', { DocNumber, CustomerRef: { value: '1' }, Line: [saleLine('10', '6')] }, query);

const opened = (): Bench => {
  const bench = openBench();
  bench.write('Customer', { DisplayName: 'Ada Ltd' });
  return bench;
};

describe('the same requestid', () => {
  test('brings the first answer again, even of an object that is gone, and even for another request', () => {
    const bench = opened();
    const first = sell(bench, 'A-1', 'requestid=k1');
    bench.write('Invoice', { Id: first['Id'], SyncToken: '0' }, 'operation=delete');
    assert.deepEqual(sell(bench, 'A-1', 'requestid=k1'), first);
    assert.deepEqual(sell(bench, 'A-2', 'requestid=k1'), first);
    assert.deepEqual(bench.find('select * from Invoice'), []);
  });

  test('after a refusal is tried anew', () => {
    const bench = opened();
    const wrong = { CustomerRef: { value: '1' }, Line: [saleLine('10', '99')] };
    assert.equal(bench.refusal('invoice?requestid=k1', wrong), '2500');
    assert.equal(sell(bench, 'A-1', 'requestid=k1')['Id'], '1');
  });

  test('is done again where requestids are not remembered', () => {
    const bench = opened();
    bench.person({ does: 'setting', fields: { RememberRequestIds: false, WarnDuplicateNumber: false } });
    for (const id of ['1', '2']) assert.equal(sell(bench, 'A-1', 'requestid=k1')['Id'], id);
  });

  test('is remembered in the next life', () => {
    const bench = opened();
    const first = sell(bench, 'A-1', 'requestid=k1');
    const next = createCompany({ ...britishCompany, books: createBooks(), now: () => bench.clock.at });
    next.load(bench.rows.values());
    const path = `/v3/company/${britishCompany.id}/invoice`;
    const reply = next.answer({ method: 'POST', path, query: new URLSearchParams('requestid=k1'), headers: {}, body: '{}', app: 'Tests' });
    assert.match(reply.body, new RegExp(`"DocNumber":"${String(first['DocNumber'])}"`));
  });
});

describe('a batch', () => {
  test('does each item for itself, and says of each what became of it', () => {
    const bench = opened();
    const sale = (Line: Fields) => ({ CustomerRef: { value: '1' }, Line: [Line] });
    const answer = bench.ask('batch', {
      BatchItemRequest: [
        { bId: 'a', operation: 'create', Invoice: sale(saleLine('10', '6')) },
        { bId: 'b', operation: 'create', Invoice: sale(saleLine('10', '99')) },
        { bId: 'c', operation: 'update', Customer: { Id: '1', SyncToken: '0', sparse: true, Notes: 'x' } },
        { bId: 'd', Query: 'select count(*) from Invoice' },
      ],
    });
    const [a, b, c, d] = listIn(answer, 'BatchItemResponse');
    assert.equal(childIn(a ?? {}, 'Invoice')['TotalAmt'], '10');
    assert.equal(listIn(childIn(b ?? {}, 'Fault'), 'Error')[0]?.['code'], '2500');
    assert.equal(childIn(c ?? {}, 'Customer')['SyncToken'], '1');
    assert.equal(childIn(d ?? {}, 'QueryResponse')['totalCount'], '1');
    assert.deepEqual(
      [a, b, c, d].map((one) => one?.['bId']),
      ['a', 'b', 'c', 'd'],
    );
  });

  test('voids by its options', () => {
    const bench = opened();
    const { Id } = sell(bench, 'A-1');
    const item = { bId: 'a', operation: 'update', optionsData: 'void', Invoice: { Id, SyncToken: '0', sparse: true } };
    bench.ask('batch', { BatchItemRequest: [item] });
    assert.equal(bench.read('Invoice', String(Id))['TotalAmt'], '0');
  });

  test('of thirty-one items is refused as a whole', () => {
    const bench = opened();
    const item = { bId: '1', Query: 'select * from Customer' };
    assert.equal(bench.refusal('batch', { BatchItemRequest: Array.from({ length: 31 }, () => item) }), '6000');
  });
});

describe('change data capture', () => {
  const since = (bench: Bench, entities: string, at: number): readonly Fields[] =>
    listIn(
      listIn(bench.ask(`cdc?entities=${entities}&changedSince=${new Date(at).toISOString()}`), 'CDCResponse')[0] ?? {},
      'QueryResponse',
    );

  test('shows what changed as it is now, and what was deleted as a stub', () => {
    const bench = opened();
    const [kept, gone] = [sell(bench, 'A-1'), sell(bench, 'A-2')];
    const at = (bench.clock.at += 60_000);
    bench.write('Invoice', { Id: gone['Id'], SyncToken: '0' }, 'operation=delete');
    bench.write('Payment', {
      CustomerRef: { value: '1' },
      TotalAmt: '10',
      Line: [{ Amount: '10', LinkedTxn: [{ TxnId: kept['Id'], TxnType: 'Invoice' }] }],
    });
    const [invoices, bills] = since(bench, 'Invoice,Bill', at);
    assert.deepEqual(
      listIn(invoices ?? {}, 'Invoice').map(({ Id, status, Balance }) => [Id, status, Balance]),
      [
        [gone['Id'], 'Deleted', undefined],
        [kept['Id'], undefined, '0'],
      ],
    );
    assert.deepEqual(bills, {});
  });

  test('looks back thirty days, knows no tax codes and gives a thousand objects at most', () => {
    const bench = opened();
    const at = bench.clock.at;
    const ago = (days: number): string => new Date(at - days * 86_400_000).toISOString();
    assert.equal(bench.refusal(`cdc?entities=Invoice&changedSince=${ago(31)}`), '2090');
    assert.equal(bench.refusal(`cdc?entities=TaxCode&changedSince=${ago(1)}`), '2090');
    for (let number = 1; number <= 1001; number += 1) bench.write('Term', { Name: `Term ${number}` });
    const [terms] = since(bench, 'Term', at);
    assert.equal(terms?.['totalCount'], '1000');
  });
});

test('a company that comes back has the same objects, books, settings and next ids', () => {
  const bench = opened();
  const sale = sell(bench, 'A-1');
  bench.write('Payment', {
    CustomerRef: { value: '1' },
    TotalAmt: '4',
    Line: [{ Amount: '4', LinkedTxn: [{ TxnId: sale['Id'], TxnType: 'Invoice' }] }],
  });
  bench.write('CreditMemo', { CustomerRef: { value: '1' }, Line: [saleLine('1', '6')] });
  bench.write('CreditMemo', { Id: '3', SyncToken: '0' }, 'operation=delete');
  bench.person({ does: 'lock', through: '2026-01-31' });
  const next = createCompany({ ...britishCompany, books: createBooks(), now: () => bench.clock.at });
  next.load(bench.rows.values());
  for (const kind of ['invoice', 'payment', 'contact', 'account', 'creditNote'] as const) {
    assert.deepEqual(next.documents(kind), bench.company.documents(kind), kind);
  }
  assert.deepEqual(next.trialBalance(), bench.company.trialBalance());
  const created = next.person({ does: 'create', kind: 'payment', fields: { CustomerRef: { value: '1' }, TotalAmt: 5 } });
  assert.deepEqual([created.status, created.body], [200, '4']);
  const early = { CustomerRef: { value: '1' }, TotalAmt: 5, TxnDate: '2026-01-31' };
  assert.equal(next.person({ does: 'create', kind: 'payment', fields: early }).status, 400);
});

test('a person edits, voids, deletes and makes inactive at the screens', () => {
  const bench = opened();
  const { Id } = sell(bench, 'A-1');
  const id = String(Id);
  bench.person({ does: 'edit', kind: 'invoice', id, fields: { Line: [saleLine('25', '6')] } });
  assert.equal(bench.read('Invoice', id)['TotalAmt'], '25');
  bench.person({ does: 'void', kind: 'invoice', id });
  assert.equal(bench.read('Invoice', id)['TotalAmt'], '0');
  const credit = bench.person({ does: 'create', kind: 'creditNote', fields: { CustomerRef: { value: '1' }, Line: [saleLine('5', '6')] } });
  bench.person({ does: 'void', kind: 'creditNote', id: credit });
  assert.equal(bench.refusal(`creditmemo/${credit}`), '610');
  bench.person({ does: 'void', kind: 'contact', id: '1' });
  assert.equal(bench.read('Customer', '1')['Active'], false);
  const vendor = bench.person({ does: 'create', kind: 'contact', fields: { Entity: 'Vendor', DisplayName: 'Print Ltd' } });
  assert.equal(bench.read('Vendor', vendor)['DisplayName'], 'Print Ltd');
  assert.equal(bench.company.person({ does: 'setting', fields: { Colour: 'red' } }).status, 400);
});

test('an invoice that is sent carries when it was', () => {
  const bench = opened();
  const { Id } = sell(bench, 'A-1');
  const sent = childIn(bench.ask(`invoice/${String(Id)}/send?sendTo=ada@example.com`, ''), 'Invoice');
  assert.deepEqual([sent['EmailStatus'], sent['SyncToken'], childIn(sent, 'BillEmail')['Address']], ['EmailSent', '1', 'ada@example.com']);
});

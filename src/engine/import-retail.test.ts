import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { openTable } from '../connectors/csv/file.ts';
import { readImportProfile } from '../mapping/import/profile.ts';
import { readMapping } from '../mapping/read.ts';
import { importStaging } from '../store/imports.ts';
import { testDatabase } from '../store/testing.ts';
import { importFile } from './import.ts';

const [path] = globSync(new URL('../../../shared/datasets/uci-online-retail/*.csv.gz', import.meta.url).pathname);
const example = (name: string): string => readFileSync(new URL(`../../examples/online-retail/${name}`, import.meta.url), 'utf8');

/**
 * The sum of quantity times price by the file alone, in a few lines that share nothing with the product. Prices have three
 * decimals at most. A row's last cells hold no commas; its first is the document's number.
 */
function sumByHand(file: string): { readonly total: string; readonly documents: number } {
  let total = 0n;
  const documents = new Set<string>();
  for (const row of gunzipSync(readFileSync(file)).toString().trim().split('\r\n').slice(1)) {
    const [, number = '', quantity = '', price = ''] = /^([^,]+),.*,(-?\d+),[^,]*,(-?[\d.]+),[^,]*,[^,]*$/.exec(row) ?? [];
    const [whole = '', fraction = ''] = price.replace('-', '').split('.');
    assert.ok(number !== '' && fraction.length <= 3, row);
    total += BigInt(quantity) * BigInt(`${price.startsWith('-') ? '-' : ''}${whole}${fraction.padEnd(3, '0')}`);
    documents.add(number);
  }
  return { total: `${total / 1000n}.${String(total % 1000n).padStart(3, '0')}`.replace(/0+$/, ''), documents: documents.size };
}

test('the mapping of the example can be read', () => {
  const read = readMapping(example('mapping.yaml'));
  assert.ok('mapping' in read, JSON.stringify(read));
  assert.equal(read.mapping.contacts.whenMissing, 'Counter sales');
});

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
// What later months of the data set hold besides: adjustments of bad debts, in both directions.
const later = [
  '563112,22423,REGENCY CAKESTAND 3 TIER,2,2011-08-12 09:01:00,12.75,17850.0,United Kingdom',
  'A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom',
  'A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom',
  'C581490,23144,,-11,2011-12-09 09:57:00,0.83,14397.0,EIRE',
];
// The same rows as another program exports them.
const elsewhere = [
  'C581490;23144;;-11;12/9/2011 9:57;0,83;14397;EIRE',
  'A563186;B;Adjust bad debt;1;8/12/2011 14:51;-11.062,06;;United Kingdom',
  'A563185;B;Adjust bad debt;1;8/12/2011 14:50;11.062,06;;United Kingdom',
  '563112;22423;REGENCY CAKESTAND 3 TIER;2;8/12/2011 9:01;12,75;17850;United Kingdom',
  '565000;22423;REGENCY CAKESTAND £;1;8/31/2011 9:01;12,75;17850;United Kingdom',
];

test('bad debts of later months are booked by their sign, and another program’s export of the same rows changes nothing', async () => {
  const read = readImportProfile(example('import.yaml'));
  assert.ok('profile' in read);
  const database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'tieout-retail-'));
  const ports = { open: openTable, staging: importStaging(database.pool), chance: { id: () => randomUUID() }, now: () => 0 };
  const bring = async (bytes: Buffer) => {
    await writeFile(join(folder, 'later.csv'), bytes);
    const command = {
      organisation: 'shop',
      connection: 'later',
      path: join(folder, 'later.csv'),
      profile: read.profile,
      skipBadDocuments: false,
    };
    const result = await importFile(command, ports);
    assert.ok(result.state === 'imported', JSON.stringify(result));
    return result.file;
  };
  const first = await bring(Buffer.from([header, ...later].join('\n')));
  assert.deepEqual(first.totals, { GBP: '16.37' });
  const { rows } = await database.pool.query(
    `select kind, external_id as number, body -> 'lines' -> 0 ->> 'account' as category, body -> 'lines' -> 0 ->> 'quantity' as quantity, body -> 'totals' ->> 'gross' as gross
       from import_document where kind in ('invoice', 'creditNote') order by external_id`,
  );
  assert.deepEqual(rows, [
    { kind: 'invoice', number: '563112', category: null, quantity: '2', gross: '25.5' },
    { kind: 'invoice', number: 'A563185', category: 'bad debt', quantity: '1', gross: '11062.06' },
    { kind: 'creditNote', number: 'A563186', category: 'bad debt', quantity: '1', gross: '11062.06' },
    { kind: 'creditNote', number: 'C581490', category: null, quantity: '11', gross: '9.13' },
  ]);
  const second = await bring(Buffer.from([header.replaceAll(',', ';'), ...elsewhere].join('\r\n'), 'latin1'));
  assert.deepEqual(second.counts, {
    organisation: { added: 0, changed: 0, unchanged: 1 },
    contact: { added: 0, changed: 0, unchanged: 2 },
    invoice: { added: 1, changed: 0, unchanged: 2 },
    creditNote: { added: 0, changed: 0, unchanged: 2 },
  });
  await database.close();
  await rm(folder, { recursive: true });
});

test(
  'half a year of a real shop: 209,029 rows are 10,783 documents and add up to what the file says',
  { skip: path === undefined ? 'the data set (UCI Online Retail, CSV) is not in ../shared/datasets' : false },
  async () => {
    assert.ok(path);
    const read = readImportProfile(example('import.yaml'));
    assert.ok('profile' in read, JSON.stringify(read));
    const database = await testDatabase();
    const ports = { open: openTable, staging: importStaging(database.pool), chance: { id: () => 'retail' }, now: () => 0 };
    const result = await importFile(
      { organisation: 'shop', connection: 'retail', path, profile: read.profile, skipBadDocuments: false },
      ports,
    );
    assert.ok(result.state === 'imported', JSON.stringify(result));
    const { rows } = await database.pool.query(
      `select count(*)::int as documents, count(*) filter (where kind = 'invoice')::int as invoices, count(*) filter (where kind = 'creditNote')::int as notes,
              count(*) filter (where body -> 'totals' ->> 'gross' = '0')::int as zero, count(*) filter (where body ->> 'contact' is null)::int as "noCustomer",
              max(jsonb_array_length(body -> 'lines')) as "mostLines", sum(jsonb_array_length(body -> 'lines'))::int as lines
         from import_document where kind in ('invoice', 'creditNote')`,
    );
    assert.deepEqual(rows, [
      { documents: 10_783, invoices: 9106, notes: 1677, zero: 980, noCustomer: 1785, mostLines: 675, lines: 209_029 },
    ]);
    const byHand = sumByHand(path);
    assert.equal(result.file.totals['GBP'], byHand.total);
    assert.equal(byHand.documents, 10_783);
    await database.close();
  },
);

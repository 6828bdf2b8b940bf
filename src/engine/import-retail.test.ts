import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
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

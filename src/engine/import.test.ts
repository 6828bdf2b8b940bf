import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { csvConnector } from '../connectors/csv/connector.ts';
import { openTable } from '../connectors/csv/file.ts';
import type { Seen } from '../contract/connector.ts';
import type { CreditNote, Invoice, Kind } from '../core/records.ts';
import { readImportProfile } from '../mapping/import/profile.ts';
import type { ImportProfile } from '../mapping/import/profile.ts';
import { sentenceOf } from '../mapping/import/row.ts';
import { importedRows } from '../store/imported-rows.ts';
import { importStaging } from '../store/imports.ts';
import { testDatabase } from '../store/testing.ts';
import type { TestDatabase } from '../store/testing.ts';
import { importFile } from './import.ts';
import type { ImportCommand, ImportPorts, ImportResult } from './import-ports.ts';

let database: TestDatabase;
let folder = '';
let imports = 0;
// Each test has a connection of its own.
let scope = { organisation: 'shop', connection: 'none' };
before(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'tieout-imports-'));
});
after(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});
// Hooks at the top of a file would run before every test of the whole suite, which shares one process.
describe('import', () => {
  beforeEach(() => {
    imports += 1;
    scope = { organisation: 'shop', connection: `files ${imports}` };
  });

  const profile = profileOf(`
name: Corner shop
currency: EUR
timeZone: Europe/Berlin
amountsAre: noTax
document: { number: Number, date: Date }
contact: { id: Customer, name: Name, country: Country }
line: { description: Item, quantity: Quantity, unitPrice: Price }
`);
  const header = 'Number,Date,Customer,Name,Country,Item,Quantity,Price';
  const first = [
    '1,2026-03-04,C1,Ada,Germany,Tea,2,2.50',
    '2,2026-03-04,C2,Bo,France,Milk,1,1.20',
    '1,2026-03-04,C1,Ada,Germany,Cup,1,4.00',
  ];

  function profileOf(yaml: string): ImportProfile {
    const read = readImportProfile(yaml);
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    return read.profile;
  }

  const ports = (): ImportPorts => ({
    open: openTable,
    staging: importStaging(database.pool),
    chance: { id: () => `import ${(imports += 1)}` },
    now: () => 1_800_000_000_000,
  });

  async function bring(rows: readonly string[], options: Partial<ImportCommand> = {}): Promise<ImportResult> {
    const path = join(folder, `${scope.connection}.csv`);
    await writeFile(path, [header, ...rows, ''].join('\n'));
    return importFile({ ...scope, path, profile, skipBadDocuments: false, ...options }, ports());
  }

  const session = () => csvConnector.open({ rows: importedRows(database.pool, scope) });

  /** What a reader finds after a cursor: each document as `number kind gross state`. */
  async function changes(
    kind: 'invoice' | 'creditNote' | 'contact',
    cursor: string | null = null,
  ): Promise<{ readonly seen: readonly string[]; readonly next: string }> {
    const seen: string[] = [];
    let next = cursor ?? '0';
    for await (const page of session().readers[kind]?.changes(cursor) ?? []) {
      seen.push(...page.seen.map(({ record }: Seen) => ('totals' in record && 'number' in record ? shown(record) : record.id)));
      next = page.next;
    }
    return { seen, next };
  }

  const shown = (record: Invoice | CreditNote): string => `${record.number} ${record.totals.gross} ${record.state}`;
  const counts = (result: ImportResult, kind: Kind): unknown => (result.state === 'imported' ? result.file.counts[kind] : result);
  const complaints = (result: ImportResult): readonly string[] => (result.state === 'rejected' ? result.problems.map(sentenceOf) : []);
  const leftBehind = async (): Promise<unknown> =>
    (
      await database.pool.query(
        'select (select count(*) from import_document where connection = $1) + (select count(*) from import_file where connection = $1) as rows',
        [scope.connection],
      )
    ).rows;

  test('rows scattered over a file become whole documents, contacts and a total', async () => {
    const result = await bring(first);
    assert.deepEqual(counts(result, 'invoice'), { added: 2, changed: 0, unchanged: 0 });
    assert.deepEqual(result.state === 'imported' && [result.file.rows, result.file.totals, result.file.name], [
      3,
      { EUR: '10.2' },
      `${scope.connection}.csv`,
    ]);
    assert.deepEqual((await changes('invoice')).seen, ['1 9 open', '2 1.2 open']);
    const [ada] = (await session().readers.contact?.fetch(['C1'])) ?? [];
    assert.deepEqual([ada?.record.name, ada?.record.address?.country], ['Ada', 'DE']);
    assert.equal((await session().organisation()).baseCurrency, 'EUR');
  });

  test('the same file again changes nothing; its rows in another order neither', async () => {
    await bring(first);
    const { next } = await changes('invoice');
    assert.deepEqual(counts(await bring(first), 'invoice'), { added: 0, changed: 0, unchanged: 2 });
    assert.deepEqual(counts(await bring(first.toReversed()), 'invoice'), { added: 0, changed: 0, unchanged: 2 });
    assert.deepEqual((await changes('invoice', next)).seen, []);
  });

  test('a longer file shows only what is new or has changed, and a shorter one takes nothing away', async () => {
    await bring(first);
    const { next } = await changes('invoice');
    const longer = [...first, '2,2026-03-04,C2,Bo,France,Milk,1,1.20', '3,2026-03-05,C1,Ada,Germany,Tea,1,2.50'];
    assert.deepEqual(counts(await bring(longer), 'invoice'), { added: 1, changed: 1, unchanged: 1 });
    assert.deepEqual((await changes('invoice', next)).seen, ['2 2.4 open', '3 2.5 open']);
    assert.deepEqual(counts(await bring(longer.slice(3, 4).concat(first.slice(1, 2))), 'invoice'), { added: 0, changed: 0, unchanged: 1 });
    assert.equal((await session().readers.invoice?.fetch(['1', '2', '3', '4']))?.length, 3);
  });

  test('a document that turns from invoice into credit note is void as what it was, and back again', async () => {
    await bring(['7,2026-03-04,C1,Ada,Germany,Tea,1,2.50']);
    await bring(['7,2026-03-04,C1,Ada,Germany,Tea,-1,2.50']);
    assert.deepEqual([(await changes('invoice')).seen, (await changes('creditNote')).seen], [['7 2.5 void'], ['7 2.5 open']]);
    await bring(['7,2026-03-04,C1,Ada,Germany,Tea,1,2.50']);
    assert.deepEqual([(await changes('invoice')).seen, (await changes('creditNote')).seen], [['7 2.5 open'], ['7 2.5 void']]);
  });

  test('the last row of a contact says what it is called', async () => {
    await bring([...first, '3,2026-03-05,C1,Ada Lovelace,Germany,Tea,1,2.50']);
    const [ada] = (await session().readers.contact?.fetch(['C1'])) ?? [];
    assert.equal(ada?.record.name, 'Ada Lovelace');
  });

  test('one bad row rejects the file, and nothing of it is left', async () => {
    const result = await bring([
      ...first,
      '3,2026-03-05,C1,Ada,Germany,Tea,one,2.50',
      '4,2026-03-05,C1,Ada,Germany,Tea,1',
      ',2026-03-05,C1,Ada,Germany,Tea,1,1',
    ]);
    assert.deepEqual(complaints(result), [
      "line 5, document 3, Quantity: found 'one', expected a number such as 1234.56; correct the row.",
      'line 6, document 4: found 7 cells, expected 8, as in the header; look for a delimiter that is not quoted.',
      'line 7, Number: found nothing, expected the document that the row belongs to; correct or remove the row.',
    ]);
    assert.deepEqual(await leftBehind(), [{ rows: '0' }]);
  });

  test('bad documents can be put aside by name: the others are imported, and the bad one whole not', async () => {
    const rows = [
      ...first,
      '2,2026-03-04,C2,Bo,France,Milk,?,1.20',
      '5,2026-03-05,C1,Ada,Germany,Tea,1',
      '5,2026-03-05,C1,Ada,Germany,Tea,1,2',
    ];
    const result = await bring(rows, { skipBadDocuments: true });
    assert.deepEqual((await changes('invoice')).seen, ['1 9 open']);
    assert.deepEqual(result.state === 'imported' && result.file.setAside.map(({ document, line }) => [document, line]), [
      ['5', 6],
      ['2', 5],
    ]);
  });

  test('a hundred problems are shown and all are counted', async () => {
    const result = await bring(Array.from({ length: 150 }, (_, index) => `${index},2026-03-04,,,,Tea,x,1`));
    assert.deepEqual(result.state === 'rejected' && [result.problems.length, result.problemCount], [100, 150]);
  });

  test('a file whose dates could mean two days is a question', async () => {
    assert.match(complaints(await bring(['1,03/04/2026,C1,Ada,Germany,Tea,1,2']))[0] ?? '', /found '03\/04\/2026', which has two meanings/);
  });

  test('an empty file, a lone header and other columns are refused in words', async () => {
    assert.match(complaints(await bring([]))[0] ?? '', /found a header and no rows/);
    const path = join(folder, 'other.csv');
    await writeFile(path, 'No,When\n1,2026-03-04\n');
    const other = await importFile({ ...scope, path, profile, skipBadDocuments: false }, ports());
    assert.match(complaints(other)[0] ?? '', /^line 1, Number: found the columns 'No', 'When', expected a column 'Number'/);
    await writeFile(path, '');
    assert.match(
      complaints(await importFile({ ...scope, path, profile, skipBadDocuments: false }, ports()))[0] ?? '',
      /found an empty file/,
    );
  });

  test('a quote that breaks off in the middle leaves nothing of the rows before it', async () => {
    const result = await bring([
      ...Array.from({ length: 5000 }, (_, index) => `${index},2026-03-04,,,,Tea,1,1`),
      '9999,2026-03-04,,,,"Tea,1,1',
    ]);
    assert.match(complaints(result)[0] ?? '', /^line 5002: found a quote that opens and is never closed/);
    assert.deepEqual(await leftBehind(), [{ rows: '0' }]);
  });

  test('descriptions may hold quotes, line breaks, nothing and NUL', async () => {
    await bring(['1,2026-03-04,,,,"7"" disc,\nblack",1,1', '1,2026-03-04,,,,,1,1', '1,2026-03-04,,,,a\u0000b,1,1']);
    const [seen] = (await session().readers.invoice?.fetch(['1'])) ?? [];
    assert.deepEqual(
      seen?.record.lines.map((line) => line.description),
      ['7" disc,\nblack', '', 'a\uFFFDb'],
    );
  });

  test('an import that is aborted leaves nothing behind', async () => {
    const stop = new AbortController();
    const rows = Array.from({ length: 5000 }, (_, index) => `${index},2026-03-04,,,,Tea,1,1`);
    const reason = new Error('changed my mind');
    const progress: ImportCommand['progress'] = ({ doing }) => (doing === 'building' ? stop.abort(reason) : undefined);
    await assert.rejects(bring(rows, { signal: stop.signal, progress }), reason);
    assert.deepEqual(await leftBehind(), [{ rows: '0' }]);
  });

  test('a connection to the database that breaks in the middle leaves nothing behind', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `${index},2026-03-04,,,,Tea,1,1`);
    const staging = importStaging(database.pool);
    const path = join(folder, 'broken.csv');
    await writeFile(path, [header, ...rows].join('\n'));
    const breaking: ImportPorts = {
      ...ports(),
      staging: {
        run: (into, work) =>
          staging.run(into, (stage) =>
            work({
              ...stage,
              finish: async () => {
                await database.pool.query(
                  `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
                );
                await stage.publish([]);
              },
            }),
          ),
      },
    };
    await assert.rejects(
      importFile({ ...scope, path, profile, skipBadDocuments: false }, breaking),
      /terminat|connection error|EPIPE|ECONNRESET/,
    );
    assert.deepEqual(await leftBehind(), [{ rows: '0' }]);
    assert.equal((await bring(rows)).state, 'imported');
  });

  test('progress counts up to the whole file, twice: read and built', async () => {
    const seen: string[] = [];
    await bring(
      Array.from({ length: 4500 }, (_, index) => `${index % 50},2026-03-04,,,,Tea,1,1`),
      {
        progress: (step) => seen.push(step.doing === 'reading' ? `read ${step.rows}` : `built ${step.rowsBuilt} of ${step.rows}`),
      },
    );
    assert.ok(seen.includes('read 4500'));
    assert.equal(seen.at(-1), 'built 4500 of 4500');
  });

  test('two imports at once number their records so that no reader passes over the slower one', async () => {
    await Promise.all([bring(first), importFile({ ...scope, path: await other(), profile, skipBadDocuments: false }, ports())]);
    const { rows } = await database.pool.query<{ sequences: string; highest: string }>(
      'select count(distinct sequence) as sequences, max(sequence) as highest from import_document where connection = $1',
      [scope.connection],
    );
    const { rows: feed } = await database.pool.query<{ last_sequence: string }>(
      'select last_sequence from import_feed where connection = $1',
      [scope.connection],
    );
    assert.equal(rows[0]?.highest, feed[0]?.last_sequence);
    assert.equal(rows[0]?.sequences, String((await changes('invoice')).seen.length + (await changes('contact')).seen.length + 1));
  });

  async function other(): Promise<string> {
    const path = join(folder, `${scope.connection} other.csv`);
    await writeFile(path, [header, '8,2026-03-04,C8,Cy,Spain,Tea,1,1', '9,2026-03-04,C9,Di,Spain,Tea,1,1'].join('\n'));
    return path;
  }

  test('one organisation never sees the files of another', async () => {
    await bring(first);
    const stranger = csvConnector.open({ rows: importedRows(database.pool, { ...scope, organisation: 'other shop' }) });
    assert.deepEqual(await stranger.readers.invoice?.fetch(['1', '2']), []);
    await assert.rejects(stranger.organisation(), /Nothing has been imported yet/);
  });
});

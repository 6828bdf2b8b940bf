import assert from 'node:assert/strict';
import { Readable, Writable } from 'node:stream';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Pool } from 'pg';
import { backup } from './backup.ts';
import { restore } from './restore.ts';
import { testDatabase } from './testing.ts';
import type { TestDatabase } from './testing.ts';

// A schema with everything that makes copying hard: exact amounts, bytes, documents, numberings, and tables that refer to each other.
const schema = `
  create schema if not exists sandbox;
  create table public.b_order (id int primary key, customer text, before int references public.b_order, total numeric(38,0) not null,
    body jsonb not null, raw json, "select" text, sealed bytea, tags text[], seen bigint not null, day date, twice numeric generated always as (total * 2) stored);
  create table public.a_line (nr bigint generated always as identity, order_id int not null references public.b_order, note text, primary key (order_id, nr));
  create table sandbox.ledger (entry bigserial primary key, amount numeric not null, at double precision);
  alter table public.b_order add column first_line bigint;
  alter table public.b_order add foreign key (id, first_line) references public.a_line (order_id, nr);`;

const rows = `
  insert into b_order (id, before, total, body, raw, "select", sealed, tags, seen, day) values
    (1, 2, 99999999999999999999999999999999999999, '{"rate":1.10,"big":12345678901234567890.10}', '{"b":1.10,"a":null}', E'Ä\\n"x"\\t,', '\\x00ff', '{"a,b",null,"\\"c"}', 9007199254740993, '2026-11-21'),
    (2, null, -5, 'null', null, null, null, '{}', 0, null), (3, 3, 0, '[]', null, '', '\\x', null, 1, '0001-01-01');
  insert into a_line (order_id, note) select 1 + i % 3, 'line ' || i from generate_series(1, 1200) i;
  update b_order set first_line = 1 where id = 2;
  insert into sandbox.ledger (amount, at) values (0.1, 0.1::float8 + 0.2::float8), (1e30, 'Infinity');
  delete from sandbox.ledger where entry = 2;`;

let full: TestDatabase;
before(async () => {
  full = await testDatabase();
  await full.pool.query(schema);
  await full.pool.query(rows);
});
after(async () => full.close());

async function written(pool: Pool): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const target = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      done();
    },
  });
  await backup(pool, target, 0);
  return Buffer.concat(pieces);
}

async function emptyDatabase(): Promise<TestDatabase> {
  const made = await testDatabase();
  await made.pool.query(schema);
  return made;
}

/** Changes the text of a backup and restores that; gives back why it was refused, having checked that nothing stayed. */
async function refusalOf(change: (text: string) => string | Buffer): Promise<string> {
  const changed = change(gunzipSync(await written(full.pool)).toString('utf8'));
  const target = await emptyDatabase();
  const bytes = typeof changed === 'string' ? gzipSync(changed) : changed;
  const refusal = await restore(target.pool, Readable.from([bytes])).then(
    () => 'it was restored',
    (cause: Error) => cause.message,
  );
  const left = await target.pool.query(`select (select count(*) from b_order) + (select count(*) from a_line) as n`);
  assert.equal(left.rows[0].n, '0');
  await target.close();
  return refusal;
}

test('what is restored is what was backed up, to the last digit', async () => {
  const made = await written(full.pool);
  const target = await emptyDatabase();
  const counts = await restore(target.pool, Readable.from([made]));
  assert.deepEqual([counts['public.a_line'], counts['public.b_order'], counts['sandbox.ledger']], [1200, 3, 1]);
  assert.deepEqual(await written(target.pool), made);
  const { rows: orders } = await target.pool.query(
    `select total, twice, seen, body::text, raw::text, "select", encode(sealed, 'hex') as sealed, tags from b_order where id = 1`,
  );
  assert.deepEqual(orders, [
    {
      total: '9'.repeat(38),
      twice: `1${'9'.repeat(37)}8`,
      seen: '9007199254740993',
      body: '{"big": 12345678901234567890.10, "rate": 1.10}',
      raw: '{"b":1.10,"a":null}',
      select: 'Ä\n"x"\t,',
      sealed: '00ff',
      tags: ['a,b', null, '"c'],
    },
  ]);
  await target.close();
});

test('a number that was used before the backup is not given out again after the restore', async () => {
  const target = await emptyDatabase();
  await restore(target.pool, Readable.from([await written(full.pool)]));
  const entry = await target.pool.query(`insert into sandbox.ledger (amount) values (1) returning entry`);
  const line = await target.pool.query(`insert into a_line (order_id) values (1) returning nr`);
  assert.deepEqual([entry.rows[0].entry, line.rows[0].nr], ['3', '1201']);
  await target.close();
});

test('foreign keys hold again after a restore', async () => {
  const target = await emptyDatabase();
  await restore(target.pool, Readable.from([await written(full.pool)]));
  await assert.rejects(target.pool.query(`insert into a_line (order_id) values (77)`), /foreign key/);
  await target.close();
});

test('a backup is one moment of the books, though work goes on while it is written', async () => {
  const busy = await emptyDatabase();
  await busy.pool.query(rows);
  const pieces: Buffer[] = [];
  const target = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece);
      busy.pool.query(`insert into sandbox.ledger (amount) values (7)`, (cause) => done(cause));
    },
  });
  const counts = await backup(busy.pool, target, 0);
  assert.equal(counts['sandbox.ledger'], 1);
  await busy.close();
});

test('a database that has rows is not restored over', async () => {
  await assert.rejects(restore(full.pool, Readable.from([await written(full.pool)])), /empty database, and public\.a_line has rows/);
});

test('a backup cut short is refused, wherever it was cut', async () => {
  assert.match(await refusalOf((text) => gzipSync(text).subarray(0, -20)), /cut short/);
  assert.match(await refusalOf((text) => text.slice(0, text.indexOf('{"kind":"end"'))), /cut short/);
  assert.match(await refusalOf((text) => text.slice(0, text.indexOf('{"kind":"end"') - 20)), /damaged/);
  assert.match(await refusalOf(() => ''), /cut short/);
});

test('a backup in which one amount was changed is refused', async () => {
  assert.match(await refusalOf((text) => text.replace('"-5"', '"-6"')), /checksum/);
});

test('a backup from which rows were taken out is refused', async () => {
  assert.match(await refusalOf((text) => text.replace(/^\{"kind":"rows".*\n/m, '')), /checksum/);
});

test('a backup of another schema is refused with both named', async () => {
  const other = (text: string): string => text.replace(/"migrations":\[.*?\]/, '"migrations":[{"number":1,"name":"else","checksum":"x"}]');
  assert.match(await refusalOf(other), /made at migration 1-else, and this database is at/);
});

test('a file that is no backup is refused', async () => {
  assert.match(await refusalOf(() => Buffer.from('hello')), /not gzipped/);
  assert.match(await refusalOf(() => 'hello\n'), /not a backup of Tieout/);
});

test('a file cannot name a table that the database has not', async () => {
  assert.match(await refusalOf((text) => text.replace('"public.b_order"', '"pg_catalog.pg_authid"')), /which this database has not/);
});

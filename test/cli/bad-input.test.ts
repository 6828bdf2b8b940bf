import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHmac } from 'node:crypto';
import { openCommandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { agreed, inShop, ledgerName } from './shop.ts';

// What was seen, what was expected, what to do: one clear sentence each, exit code 1, and nothing lost.

const profile = `name: Till
currency: GBP
timeZone: Europe/London
amountsAre: noTax
document: { number: No, date: Date, dueDays: 0 }
kind: { otherwise: invoice, creditNotesAre: negative }
contact: null
line: { quantity: Quantity, unitPrice: Price, description: Item }
`;
const header = 'No;Date;Item;Quantity;Price\n';

let line: CommandLine;
before(async () => {
  line = await openCommandLine();
  writeFileSync(join(line.folder, 'till.yaml'), profile);
});
after(() => line.close());

/** Imports a file with these contents. */
async function importing(contents: string | Uint8Array, ...more: readonly string[]) {
  const path = join(line.folder, 'till.csv');
  writeFileSync(path, contents);
  return line.run(['import', path, '--profile', join(line.folder, 'till.yaml'), ...more]);
}

const imported = async (): Promise<number> => {
  const { rows } = await line.database.pool.query<{ n: number }>(
    `select count(*)::int as n from import_document where kind <> 'organisation'`,
  );
  return rows[0]?.n ?? 0;
};

test('a malformed file is rejected whole, each bad row with its line, and no document of it is kept', async () => {
  const ran = await importing(`${header}S-1;02.03.2026;Card;1;3,50\nS-2;02.03.2026;Card;one;3,50\nS-3;31.02.2026;Card;1;3,50\n`);
  assert.equal(ran.code, 1);
  assert.match(ran.out, /line 3, document S-2, Quantity: found 'one', expected/);
  assert.match(ran.out, /line 4, document S-3, Date: found '31\.02\.2026'/);
  assert.match(ran.out, /Nothing of the file was imported\./);
  assert.equal(await imported(), 0);
});

test('a quote that never ends, a row that is too short and a header that is another are named', async () => {
  for (const [contents, says] of [
    [`${header}S-1;02.03.2026;"Card;1;3,50\n`, /quote/i],
    [`${header}S-1;02.03.2026;Card\n`, /found 3 cells, expected 5/],
    ['Number;Day\nS-1;02.03.2026\n', /No/],
    ['', /empty file/],
  ] as const) {
    const ran = await importing(contents);
    assert.equal(ran.code, 1, contents);
    assert.match(ran.out + ran.err, says);
  }
  assert.equal(await imported(), 0);
});

test('bytes that are no text of the named encoding are refused, and text of another one is read as what it is', async () => {
  writeFileSync(join(line.folder, 'till.yaml'), `${profile}file: { encoding: utf-8 }\n`);
  const utf8 = await importing(
    Buffer.concat([Buffer.from(`${header}S-1;22.03.2026;Caf`), Buffer.from([0xc3, 0x28]), Buffer.from(';1;3,50\n')]),
  );
  writeFileSync(join(line.folder, 'till.yaml'), profile);
  assert.equal(utf8.code, 1, utf8.out);
  assert.match(utf8.out.replaceAll('\n', ' '), /found .*, expected .*[uU][tT][fF]-8.*;/);
  assert.equal(await imported(), 0);
  const latin = await importing(Buffer.from(`${header}S-1;22.03.2026;Caf\u00e9;1;3,50\n`, 'latin1'));
  assert.equal(latin.code, 0, latin.out + latin.err);
  const { rows } = await line.database.pool.query<{ text: string }>(
    `select body #>> '{lines,0,description}' as text from import_document where kind = 'invoice'`,
  );
  assert.equal(rows[0]?.text, 'Café');
});

test('what is not there, or is not what it is said to be, is said in one sentence', async () => {
  for (const [args, says] of [
    [['import', 'nowhere.csv', '--profile', join(line.folder, 'till.yaml')], /found no file nowhere\.csv/],
    [['import', 'x.csv', '--profile', 'nowhere.yaml'], /The profile nowhere\.yaml cannot be read/],
    [['flows', 'make', '--from', 'a', '--to', 'b', '--mapping', 'm', '--starts-on', '2026-01-01'], /There is no connection 'a'/],
    [['flows', '--mode', 'alive'], /There is no flow yet/],
    [['connect', 'zero'], /There is no provider 'zero'; there are xero, billing, csv, .*\. Did you mean xero\?/],
    [['connect', 'xero'], /does not know us yet: register an app there/],
    [['prove'], /There is no flow yet/],
    [['apply', 'x'], /There is no batch 'x'/],
    [['answer', 'x', 'y'], /There is no hold 'x'/],
    [['export', '--format', 'hledger'], /There is no connection to a ledger/],
    [['restore', 'nowhere.gz'], /There is no file nowhere\.gz/],
    [['serve', '--port', 'many'], /--port takes a whole number/],
  ] as const) {
    const ran = await line.run(args);
    assert.equal(ran.code, 1, args.join(' '));
    assert.match(`${ran.out}${ran.err}`.replaceAll('\n', ' '), says);
    assert.doesNotMatch(ran.err, /\bat .*\.ts:\d+/);
  }
});

test('a currency, a country or a time zone that is none is said so before the book is opened', async () => {
  for (const [option, value, says] of [
    ['--currency', 'EURO', "'EURO' is not a currency: write three letters, such as EUR."],
    ['--currency', 'eur', "'eur' is not a currency: write three letters, such as EUR."],
    ['--country', 'UKX', "'UKX' is not a country: write two letters, such as GB."],
    ['--time-zone', 'Europe/Londn', "'Europe/Londn' is not a time zone: write one such as Europe/London."],
  ] as const) {
    const ran = await line.run(['connect', 'billing', option, value]);
    assert.deepEqual([ran.code, ran.err.trim().replaceAll('\n', ' ')], [1, says]);
  }
  const { rows } = await line.database.pool.query('select from billing_book');
  assert.equal(rows.length, 0);
});

test('where there is no flow, the plan says so, and nothing is proven', async () => {
  const plan = await line.run(['plan']);
  assert.equal(
    plan.out.trim().replaceAll('\n', ' '),
    'No batch waits for a person. There is no flow yet: agree on one with "tieout flows make".',
  );
  assert.equal((await line.run(['prove', '--json'])).code, 1);
});

test('a word that is nearly a command or an option is met with the one that was meant', async () => {
  assert.match((await line.run(['prov'])).err, /Did you mean (one of )?.*prove/);
  assert.match((await line.run(['prove', '--perod', '2026-01'])).err, /Did you mean --period/);
  assert.match((await line.run(['export', '--format', 'ledgr'])).err, /Allowed choices are ledger, hledger/);
});

test('a mapping with a slip is refused with its line', async () => {
  const path = join(line.folder, 'slip.yaml');
  writeFileSync(path, 'accounts:\n  sale: 200\n');
  const ran = await line.run(['mapping', 'check', path]);
  assert.equal(ran.code, 1);
  assert.match(
    ran.out.replaceAll('\n', ' '),
    /slip\.yaml:2:\d: found the key 'sale', expected one of sales, payments, rounding; write 'sales'\./,
  );
});

test('a webhook with a wrong signature is refused and marks nothing; a genuine one is kept', () =>
  inShop(async (shop) => {
    const { means, folder, database } = shop;
    const office = await means.open({ dataFolder: folder, organisation: null, by: 'Ada', role: 'server' });
    const serving = await means.serve(office, folder, {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      idleSeconds: 60,
      workers: 0,
      note: () => {},
    });
    const body = JSON.stringify({ events: [], firstEventSequence: 1, lastEventSequence: 1, entropy: 'E' });
    const hook = (signature: string): Promise<Response> =>
      fetch(`${serving.address}/hooks/${ledgerName}`, {
        method: 'POST',
        body,
        headers: { 'x-xero-signature': signature, 'content-type': 'application/json' },
      });
    const kept = async (): Promise<number> => (await database.pool.query('select 1 from delivery')).rowCount ?? 0;
    assert.deepEqual([(await hook('forged')).status, await kept()], [401, 0]);
    assert.deepEqual([(await hook(createHmac('sha256', 'hush').update(body).digest('base64'))).status, await kept()], [200, 1]);
    serving.stop();
    await serving.done;
    await office.close();
  }));

test('a sign-in that was taken back at the provider is named with the way to mend it; what waited goes on after it', () =>
  inShop(async ({ run, sell, ledger, connect, refreshToken, database }) => {
    await run(['flows', '--mode', 'live']);
    await sell();
    await revoke(ledger.url, await refreshToken());
    const check = await run(['check']);
    assert.equal(check.code, 1);
    assert.match(check.out, new RegExp(`connect\\s+--reconnect\\s+${ledgerName}`));
    await run(['apply']);
    const again = await connect('--reconnect', ledgerName);
    assert.equal(again.code, 0, again.err);
    await database.pool.query('update task set due_at = 0');
    const worked = await run(['apply']);
    assert.equal(ledger.documents('invoice').length, 1, worked.out + worked.err);
    const proof = await run(['prove']);
    assert.equal(proof.code, 0, proof.out);
  }));

/** What a person does at the provider: ends the permission. */
async function revoke(url: string, token: string): Promise<void> {
  const authorization = `Basic ${Buffer.from('tieout-sandbox:tieout-sandbox-secret').toString('base64')}`;
  const answer = await fetch(`${url}/connect/revocation`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token }).toString(),
  });
  assert.equal(answer.status, 200);
}

test('an account that takes no payments, a currency that is off and a locked period each stop a flow from going live, with the setting to change', () =>
  inShop(
    async ({ run, sell, ledger }) => {
      await sell({ currency: 'EUR' });
      await ledger.person({ does: 'lock', through: '2026-06-30' });
      await run(['check']);
      const live = await run(['flows', '--mode', 'live']);
      const said = live.err.replaceAll(/\s+/g, ' ');
      assert.equal(live.code, 1);
      assert.match(said, /sales stays off/);
      assert.match(
        said,
        /payments go to 200 Sales: payments to it are switched off\. In Xero, Accounting → Chart of accounts → '200 Sales': tick "Enable payments/,
      );
      assert.match(said, /currency EUR is switched on: GBP\. In Xero, Accounting → Accounting settings → Currencies/);
      assert.match(said, /locked through 2026-06-30\. In Xero, .* Lock dates/);
      assert.equal(ledger.documents('invoice').length, 0);
    },
    { mapping: agreed.replace('"090"', '"200"') },
  ));

test('a full disk stops a command with one sentence; when there is room again nothing is missing and nothing is double', () =>
  inShop(async ({ run, sell, ledger, database, folder }) => {
    await sell();
    await run(['flows', '--mode', 'live']);
    // PostgreSQL's own words when it cannot make a file longer.
    await database.pool.query(`create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception using errcode = '53100', message = 'could not extend file "base/5/16386": No space left on device'; end $$`);
    await database.pool.query('create trigger full_disk before insert on call for each row execute function full_disk()');
    const stopped = await run(['apply']);
    assert.equal(stopped.code, 1);
    assert.match(stopped.out, /The last try said: could not extend file .* No space left on device/);
    assert.equal(ledger.documents('contact').length, 0);
    await database.pool.query('drop trigger full_disk on call');
    // What failed is due again by and by; a person need not wait for it.
    await database.pool.query('update task set due_at = 0');
    await run(['apply']);
    assert.deepEqual([ledger.documents('contact').length, ledger.documents('invoice').length], [1, 1]);
    assert.equal((await run(['prove'])).code, 0);
    const file = join(folder, 'all.gz');
    symlinkSync('/dev/full', `${file}.part`);
    const backup = await run(['backup', file]);
    assert.equal(backup.code, 1);
    assert.match(backup.err.replaceAll('\n', ' '), /The backup could not be written to .*no space left on device.*Nothing was left there/i);
  }));

test('a second server on a data folder is refused with the first one’s process, and the first one goes on', () =>
  inShop(async ({ run, means, folder }) => {
    const office = await means.open({ dataFolder: folder, organisation: null, by: 'Ada', role: 'server' });
    const serving = await means.serve(office, folder, {
      host: '127.0.0.1',
      port: 0,
      publicUrl: null,
      idleSeconds: 60,
      workers: 0,
      note: () => {},
    });
    const second = await run(['serve', '--port', '0']);
    assert.equal(second.code, 1);
    assert.match(second.err.replaceAll('\n', ' '), new RegExp(`A Tieout server already runs on .* \\(process ${process.pid}, http`));
    assert.equal((await fetch(`${serving.address}/health`)).status, 200);
    serving.stop();
    await serving.done;
    await office.close();
    assert.equal(await means.serverOf(folder), null);
  }));

test('who connects billing once more changes nothing of how its book is kept', async () => {
  await line.run(['connect', 'billing', '--company', 'Studio', '--currency', 'EUR', '--country', 'DE', '--time-zone', 'Europe/Berlin']);
  const again = await line.run(['connect', 'billing', '--name', 'again']);
  assert.equal(again.code, 0, again.err);
  const { rows } = await line.database.pool.query('select name, base_currency, country, time_zone from billing_book');
  assert.deepEqual(rows, [{ name: 'Studio', base_currency: 'EUR', country: 'DE', time_zone: 'Europe/Berlin' }]);
});

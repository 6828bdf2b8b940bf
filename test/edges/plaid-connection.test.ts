import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Office } from '../../src/cli/office.ts';
import { startPlaidSandbox } from '../../src/connectors/plaid/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { poll } from '../../src/engine/poll.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { openCommandLine } from '../cli/command-line.ts';
import type { CommandLine } from '../cli/command-line.ts';

// A bank that is read through Plaid, with the engine and the database in between.

let line: CommandLine;
let bank: Sandbox;
before(async () => {
  line = await openCommandLine();
  bank = await startPlaidSandbox({ clock: realClock(), limits: null });
});
after(async () => {
  await bank.close();
  await line.close();
});

const organisation = 'main';
const connection = 'plaid-harbour-bank';

async function inOffice<T>(work: (office: Office) => Promise<T>): Promise<T> {
  const office = await line.means.open({ dataFolder: line.folder, organisation: null, by: 'Ada', role: 'command' });
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}

async function offer(restores: string | null = null) {
  const { accessToken } = await bank.grant();
  return { organisation, provider: 'plaid', hosts: { api: bank.url }, secret: accessToken, timeZone: 'Europe/London', restores };
}

const spend = (fields: Readonly<Record<string, unknown>>): Promise<string> =>
  bank.person({ does: 'create', kind: 'statementLine', fields: { name: 'TEA', amount: '2.5', date: '2026-11-02', ...fields } });

/** Every line that the database has, and whether it still stands there, in the order of these words: ids are chance. */
async function kept(): Promise<readonly string[]> {
  const { rows } = await line.database.pool.query<{ amount: string; state: string; gone: boolean }>(
    `select body ->> 'amount' as amount, body ->> 'state' as state, gone_at is not null as gone
     from record where organisation = 'main' and kind = 'statementLine'`,
  );
  return rows.map(({ amount, state, gone }) => `${amount} ${gone ? 'gone' : state}`).toSorted();
}

const bookmark = async (): Promise<string | null> => {
  const { rows } = await line.database.pool.query<{ cursor: string | null }>(
    `select cursor from bookmark where organisation = 'main' and kind = 'statementLine'`,
  );
  return rows[0]?.cursor ?? null;
};

const state = async (office: Office): Promise<string | undefined> =>
  (await office.connections.connection({ organisation, connection }))?.state;

test('lines come into the records with their bookmark, and what was pending is booked once', () =>
  inOffice(async (office) => {
    const made = await office.signIns(() => '').withKey(await offer());
    assert.deepEqual([made.connection, made.account], [connection, bank.accounts[0]]);
    const waiting = await spend({ amount: '9', pending: true });
    await spend({});
    await poll(office.engine, organisation, connection);
    assert.deepEqual(await kept(), ['-2.5 booked', '-9 pending']);
    const before = await bookmark();
    await bank.person({ does: 'edit', kind: 'statementLine', id: waiting, fields: { pending: false } });
    await poll(office.engine, organisation, connection);
    assert.deepEqual(await kept(), ['-2.5 booked', '-9 booked', '-9 gone']);
    assert.notEqual(await bookmark(), before);
    const { rows } = await line.database.pool.query(
      `select body ->> 'balance' as balance from record where external_id = 'harbour-checking'`,
    );
    assert.deepEqual(rows, [{ balance: '9988.5' }]);
  }));

test('pages that became void leave neither lines nor a bookmark behind', () =>
  inOffice(async (office) => {
    const [before, at] = [await kept(), await bookmark()];
    for (let n = 0; n < 501; n += 1) await spend({ amount: '1' });
    await bank.person({ does: 'setting', fields: { mutations: 5 } });
    await assert.rejects(poll(office.engine, organisation, connection), /changed 5 times/);
    assert.deepEqual([await kept(), await bookmark()], [before, at]);
    await poll(office.engine, organisation, connection);
    assert.equal((await kept()).length, before.length + 501);
  }));

test('a bank that wants its person to sign in again makes the connection wait, and the same key restores it', () =>
  inOffice(async (office) => {
    await bank.person({ does: 'setting', fields: { login: 'required' } });
    await assert.rejects(poll(office.engine, organisation, connection));
    assert.equal(await state(office), 'expired');
    await bank.person({ does: 'setting', fields: { login: 'good' } });
    await office.signIns(() => '').withKey(await offer(connection));
    assert.equal(await state(office), 'ready');
    await poll(office.engine, organisation, connection);
  }));

test('a key that is none is said to be none, and is not kept', () =>
  inOffice(async (office) => {
    const wrong = { ...(await offer()), secret: 'access-sandbox-nobody:tieout-sandbox:tieout-sandbox-secret' };
    await assert.rejects(office.signIns(() => '').withKey(wrong), /Plaid does not accept the key/);
  }));

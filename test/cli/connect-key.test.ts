import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createProgram } from '../../src/cli/program.ts';
import type { Office } from '../../src/cli/office.ts';
import { readingKey, secretKey } from '../../src/connectors/stripe/sandbox/keys.ts';
import { startStripeSandbox } from '../../src/connectors/stripe/sandbox/server.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { poll } from '../../src/engine/poll.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { openCommandLine } from './command-line.ts';
import type { CommandLine } from './command-line.ts';

// A provider that is connected with a key: typed or piped, tried, sealed, refused and replaced.

let line: CommandLine;
let seller: Sandbox;
before(async () => {
  line = await openCommandLine();
  seller = await startStripeSandbox({ clock: realClock(), limits: null });
});
after(async () => {
  await seller.close();
  await line.close();
});

const organisation = 'main';
const name = 'stripe-harbour-studio';

async function inOffice<T>(work: (office: Office) => Promise<T>): Promise<T> {
  const office = await line.means.open({ dataFolder: line.folder, organisation: null, by: 'Ada', role: 'command' });
  try {
    return await work(office);
  } finally {
    await office.close();
  }
}

const offer = (more: { readonly secret?: string; readonly timeZone?: string; readonly restores?: string } = {}) => ({
  organisation,
  provider: 'stripe',
  hosts: { api: seller.url },
  secret: more.secret ?? readingKey.key,
  timeZone: more.timeZone ?? null,
  restores: more.restores ?? null,
});

const sealed = async (): Promise<readonly string[]> => {
  const { rows } = await line.database.pool.query<{ text: string }>(`select encode(sealed, 'escape') as text from secret`);
  return rows.map(({ text }) => text);
};

/** What is printed when a person types this where a key is asked for. */
async function typing(typed: string | null, ...args: readonly string[]) {
  let [out, err, asked] = ['', '', ''];
  const terminal = {
    ...line.means.terminal,
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    askSecret: (question: string) => {
      asked = question;
      return Promise.resolve(typed);
    },
  };
  const code = await createProgram({ ...line.means, terminal })(['connect', 'stripe', ...args]);
  return { code, out, err, asked };
}

test('a key is asked for by what it is called and where it is made, and is never an argument', async () => {
  const given = await typing(null, '--key', 'rk_live_secret');
  assert.equal(given.code, 1);
  assert.match(given.err, /A key is not given as an argument/);
  assert.doesNotMatch(given.err + given.out, /rk_live_secret/);
  const none = await typing(null, '--key', '-');
  assert.match(none.asked, /restricted key, made at https:\/\/dashboard\.stripe\.com/);
  assert.match(none.err, /There was no key/);
  const wrong = await typing('hunter2');
  assert.match(wrong.err, /That is no restricted key of Stripe: one begins with rk_live_ or/);
  assert.doesNotMatch(wrong.err, /hunter2/);
  assert.deepEqual(await sealed(), []);
});

test('a key that the provider refuses is not kept, and no connection is made', () =>
  inOffice(async (office) => {
    const signIns = office.signIns(() => '');
    await assert.rejects(signIns.withKey(offer({ secret: 'rk_test_nobodys' })), /Stripe does not accept the key/);
    assert.deepEqual(await sealed(), []);
    assert.deepEqual(await office.connections.connections(organisation), []);
  }));

test('a key is kept sealed, and its connection has the days of the zone that it was made with', async () => {
  await inOffice(async (office) => {
    const made = await office.signIns(() => '').withKey(offer({ timeZone: 'Europe/Berlin' }));
    assert.deepEqual(
      [made.connection, made.account, made.settings.other],
      [name, seller.accounts[0], { timeZone: 'Europe/Berlin', data: 'test' }],
    );
    const kept = await sealed();
    assert.equal(kept.length, 1);
    assert.ok(!kept.some((text) => text.includes(readingKey.key)));
    await seller.person({ does: 'create', kind: 'contact', fields: { name: 'Ada Ltd' } });
    assert.ok((await poll(office.engine, organisation, name)).seen >= 2);
    const [read] = await office.engine.store.records(organisation, name, 'organisation');
    assert.ok(read?.record.kind === 'organisation' && read.record.timeZone === 'Europe/Berlin');
  });
});

test('a connection is restored with another key of the same account, and keeps its zone', () =>
  inOffice(async (office) => {
    const signIns = office.signIns(() => '');
    const again = await signIns.withKey(offer({ secret: secretKey.key, timeZone: 'Asia/Tokyo', restores: name }));
    assert.deepEqual([again.connection, again.settings.other], [name, { timeZone: 'Europe/Berlin', data: 'test' }]);
    assert.equal((await sealed()).length, 1, 'the old key is gone');
    const opened = await office.engine.open(organisation, name);
    assert.equal((await opened.session.organisation()).id, seller.accounts[0]);
  }));

test('a key of the live data does not take the place of one of the test data, which has the same account and other records', () =>
  inOffice(async (office) => {
    const live = offer({ secret: 'rk_live_ofthesameaccount', restores: name });
    await assert.rejects(office.signIns(() => '').withKey(live), /shows the test data of .* belongs to its live data: nothing was changed/);
    const kept = await office.connections.connection({ organisation, connection: name });
    assert.deepEqual([kept?.state, (await sealed()).length], ['ready', 1]);
  }));

test('a key that is taken back makes its connection wait for another, without a call in between', () =>
  inOffice(async (office) => {
    const opened = await office.engine.open(organisation, name);
    await opened.session.organisation();
    seller.weather('expireToken');
    await assert.rejects(opened.session.organisation(), { reason: 'unauthorized' });
    assert.equal((await office.connections.connection({ organisation, connection: name }))?.state, 'expired');
    const { calls } = seller.stats();
    await assert.rejects(opened.session.organisation(), /no longer accepts the sign-in/);
    assert.equal(seller.stats().calls, calls, 'a refused key is not sent again');
    await office.signIns(() => '').withKey(offer({ restores: name }));
    assert.equal((await opened.session.organisation()).id, seller.accounts[0], 'who had it open finds the new key');
  }));

test('the sandbox is connected without a key of one’s own, and disconnecting forgets its key', async () => {
  const before = (await sealed()).length;
  const ran = await line.run(['connect', 'stripe', '--sandbox', '--time-zone', 'Europe/London']);
  assert.equal(ran.code, 0, ran.err);
  assert.match(ran.out, /Connected: Harbour Studio/);
  assert.equal((await line.run(['connect', '--disconnect', name])).code, 0);
  assert.equal((await sealed()).length, before, 'the app of the sandbox came, and the key went');
  await line.run(['connect', 'stripe', '--sandbox', '--webhook-key', 'whsec_first']);
  await line.run(['connect', 'stripe', '--sandbox', '--webhook-key', 'whsec_second']);
  const app = await inOffice((office) => office.connections.app(organisation, 'stripe'));
  const own = app?.webhookSecrets.filter((kept) => kept.includes('whsec_'));
  assert.deepEqual(own, [`${seller.accounts[0]} whsec_second`], 'a new key takes the place of the one before');
  const odd = await line.run(['connect', 'stripe', '--sandbox', '--time-zone', 'Mars/Olympus']);
  assert.match(odd.err, /'Mars\/Olympus' is not a time zone/);
});

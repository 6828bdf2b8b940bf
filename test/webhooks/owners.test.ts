import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connectionStore } from '../../src/store/connections.ts';
import { testDatabase } from '../../src/store/testing.ts';
import type { TestDatabase } from '../../src/store/testing.ts';
import { bodyOf, deliver, deliveriesIn as deliveriesOf, secrets, start, toRead as toReadOf, worldOn } from './intake-world.ts';
import type { Weather, World } from './intake-world.ts';

let database: TestDatabase;
before(async () => (database = await testDatabase()));
after(() => database.close());

const world = (work: (world: World) => Promise<void>, weather: Weather = {}): Promise<void> => worldOn(database.pool, work, weather);
const toRead = (organisation: string): Promise<readonly string[]> => toReadOf(database.pool, organisation);
const deliveriesIn = (organisation: string): Promise<readonly string[]> => deliveriesOf(database.pool, organisation);

test('one delivery that names accounts of two organisations reaches both, and shows neither the other', () =>
  world(async ({ server, name, account, organisations }) => {
    const other = account.replace(/1$/, '2');
    const body = bodyOf([
      { account, category: 'CONTACT', id: 'ada' },
      { account: other, category: 'CONTACT', id: 'bob' },
      { account: 'nobody-we-know', category: 'CONTACT', id: 'eve' },
    ]);
    assert.equal((await deliver(server, name, body)).statusCode, 200);
    assert.deepEqual(await toRead(organisations[0]), ['contact ada']);
    assert.deepEqual(await toRead(organisations[1]), ['contact bob']);
    assert.deepEqual(await deliveriesIn(organisations[0]), [`${name} true [{"id": "ada", "kind": "contact"}]`]);
    assert.deepEqual(await deliveriesIn(organisations[1]), ['other false [{"id": "bob", "kind": "contact"}]']);
  }));

test('of two organisations at one address, what names the one is kept by it alone, and what names neither by nobody', () => {
  const work = async ({ server, name, account, organisations }: World): Promise<void> => {
    const other = account.replace(/1$/, '2');
    const events = (one: string): string => bodyOf([{ account: one, category: 'CONTACT', id: 'bob' }]);
    for (const one of [other, account, 'nobody-we-know']) assert.equal((await deliver(server, name, events(one))).statusCode, 200);
    const its = [`${name} true [{"id": "bob", "kind": "contact"}]`];
    assert.deepEqual([await deliveriesIn(organisations[0]), await deliveriesIn(organisations[1])], [its, its]);
  };
  return world(work, { isOneAddress: true });
});

test('what is said of an account in the moment in which it is connected, also by a second organisation, is kept for it', () =>
  world(async ({ server, name, account, organisations }) => {
    const tell = (one: string, id: string) => deliver(server, name, bodyOf([{ account: one, category: 'CONTACT', id }]));
    const connect = (one: string) =>
      connectionStore(database.pool, secrets).addConnection(
        {
          organisation: organisations[1],
          connection: one,
          provider: 'xero',
          label: 'X',
          account: one,
          hosts: {},
          state: 'ready',
          settings: { signIn: 's', app: name.replace('xero', 'app'), other: {} },
        },
        start,
      );
    assert.equal((await tell('new', 'ada')).statusCode, 200);
    assert.equal((await tell(account, 'ada')).statusCode, 200);
    await connect('new');
    await connect(account);
    assert.equal((await tell('new', 'bob')).statusCode, 200);
    assert.equal((await tell(account, 'eve')).statusCode, 200);
    const kept = (await deliveriesIn(organisations[1])).toSorted();
    assert.deepEqual(
      kept,
      ['new false [{"id": "bob", "kind": "contact"}]', `${account} false [{"id": "eve", "kind": "contact"}]`].toSorted(),
    );
  }));

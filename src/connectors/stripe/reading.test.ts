import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { allTypes } from './events.ts';
import { scopes } from './scopes.ts';
import { day, only, passOf, selling } from './testing.ts';
import type { Seller } from './testing.ts';

const customer = ({ create }: Seller, n: number) => create('contact', { name: `Customer ${n}` });
const contacts = (seller: Seller, cursor: string | null = null) => passOf(seller, 'contact', cursor);

async function several(seller: Seller, count: number, secondsApart: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    ids.push(await customer(seller, n));
    await seller.pass(secondsApart);
  }
  return ids;
}

test('who signs up while everything is being listed is in the next pass, and nobody of before is skipped', () =>
  selling(async (seller) => {
    const before = await several(seller, 8, 1);
    const during: string[] = [];
    const first = await passOf(seller, 'contact', null, async () => {
      during.push(await customer(seller, 100), await customer(seller, 101));
      await seller.pass(1);
    });
    assert.ok(during.length >= 4, 'there were several pages');
    const shown = new Set(first.records.map(({ id }) => id));
    assert.deepEqual(
      before.filter((id) => !shown.has(id)),
      [],
    );
    const next = new Set((await contacts(seller, first.next)).records.map(({ id }) => id));
    assert.deepEqual(
      during.filter((id) => !shown.has(id) && !next.has(id)),
      [],
    );
  }));

test('what happens while events are being read is in that pass or the next', () =>
  selling(async (seller) => {
    const { next } = await contacts(seller);
    await seller.pass(600);
    const before = await several(seller, 8, 1);
    const during: string[] = [];
    const second = await passOf(seller, 'contact', next, async () => {
      during.push(await customer(seller, 100));
      await seller.edit('contact', before[0] ?? '', { name: `Renamed ${during.length}` });
      await seller.pass(1);
    });
    const third = await contacts(seller, second.next);
    const names = new Map([...second.records, ...third.records].map(({ id, name }) => [id, name]));
    assert.deepEqual(
      [...before, ...during].filter((id) => !names.has(id)),
      [],
    );
    assert.equal(names.get(before[0] ?? ''), `Renamed ${during.length}`);
  }));

test('after a month without a look everything is listed again, as events of then are forgotten', () =>
  selling(async (seller) => {
    const ids = await several(seller, 5, 60);
    const { next } = await contacts(seller);
    await seller.pass(day);
    await seller.edit('contact', ids[0] ?? '', { name: 'Renamed while nobody looked' });
    await seller.pass(35 * day);
    const [fresh] = await several(seller, 1, 60);
    const { records } = await contacts(seller, next);
    assert.deepEqual(new Set(records.map(({ id }) => id)), new Set([...ids, fresh]));
    assert.equal(records.find(({ id }) => id === ids[0])?.name, 'Renamed while nobody looked');
  }));

test('where nothing ever happened there is nothing to read, and the first thing that happens is read', () =>
  selling(async (seller) => {
    const { records, next } = await contacts(seller);
    assert.deepEqual(records, []);
    await seller.pass(40 * day);
    const id = await customer(seller, 1);
    await seller.pass(1);
    assert.equal(only((await contacts(seller, next)).records).id, id);
  }));

test('a bookmark whose object is gone begins again, and skips nobody', () =>
  selling(async (seller) => {
    const ids = await several(seller, 7, 1);
    const reader = seller.session.readers.contact;
    assert.ok(reader);
    let bookmark = '';
    for await (const page of reader.changes(null)) {
      bookmark = page.next;
      break;
    }
    const gone = bookmark.replace(/"after":"[^"]*"/, '"after":"cus_nobody"');
    assert.notEqual(gone, bookmark);
    const { records } = await contacts(seller, gone);
    assert.deepEqual(new Set(records.map(({ id }) => id)), new Set(ids));
  }));

test('a pass that finds nothing new costs two requests', () =>
  selling(async (seller) => {
    await several(seller, 5, 60);
    await seller.create('taxRate', { display_name: 'Tax', percentage: '5', inclusive: 'false' });
    await seller.pass(120);
    await seller.create('taxRate', { display_name: 'Tax', percentage: '6', inclusive: 'false' });
    const { next } = await contacts(seller);
    seller.asked.length = 0;
    await contacts(seller, next);
    assert.deepEqual(seller.asked, ['/v1/events', '/v1/events']);
  }));

test('the guide names every permission and every event that is used', () => {
  const guide = readFileSync('docs/guide/stripe.md', 'utf8');
  assert.deepEqual(
    [...scopes.map(({ name }) => name), ...allTypes.map((type) => `\`${type}\``)].filter((name) => !guide.includes(name)),
    [],
  );
});

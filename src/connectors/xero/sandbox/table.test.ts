import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createTable } from './table.ts';
import type { Undo } from './table.ts';

interface Pet {
  readonly id: string;
  readonly updatedAt: number;
  readonly owner: string;
}

function pets() {
  const undo: Undo[] = [];
  const clock = { at: 0 };
  const table = createTable<Pet, 'owner'>({ name: 'pets', indexes: { owner: (pet) => pet.owner }, now: () => (clock.at += 10), undo });
  const put = (id: string, owner = 'Ada'): Pet => table.put({ id, updatedAt: 0, owner });
  const order = (since: number | null = null): readonly string[] => [...table.updated(since)].map((pet) => pet.id);
  return { table, undo, put, order };
}

test('rows stand in the order of their updates', () => {
  const { table, put, order } = pets();
  for (const id of ['a', 'b', 'c', 'a']) put(id);
  deepEqual(order(), ['b', 'c', 'a']);
  deepEqual(order(30), ['c', 'a']);
  deepEqual(
    table.slice(1, 1).map((pet) => pet.id),
    ['c'],
  );
});

test('a quiet change keeps the place of its row', () => {
  const { table, put, order } = pets();
  const first = put('a');
  put('b');
  table.putQuietly({ ...first, owner: 'Bob' });
  deepEqual(order(), ['a', 'b']);
  deepEqual(table.one('owner', 'Bob')?.id, 'a');
});

test('changes that are taken back leave rows, order and indexes as they were', () => {
  const change = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('Ada', 'Bob'));
  fc.assert(
    fc.property(fc.array(change), fc.array(change), (kept, takenBack) => {
      const { table, undo, put, order } = pets();
      const look = () => [
        order(),
        order(25),
        table
          .by('owner', 'Ada')
          .map((pet) => pet.id)
          .toSorted(),
        table
          .by('owner', 'Bob')
          .map((pet) => pet.id)
          .toSorted(),
        table.size(),
      ];
      for (const [id, owner] of kept) put(id, owner);
      const before = look();
      const mark = undo.length;
      for (const [id, owner] of takenBack) put(id, owner);
      while (undo.length > mark) undo.pop()?.take();
      deepEqual(look(), before);
    }),
  );
});

test('dropping the places that rows have left does not change what is seen', () => {
  const { table, put, order } = pets();
  for (let round = 0; round < 700; round += 1) for (const id of ['a', 'b']) put(id);
  put('a');
  const before = [order(), order(13_995)];
  table.compact();
  deepEqual([order(), order(13_995)], before);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getMigrations } from 'better-auth/db/migration';
import { optionsOf, secondFactor } from '../../src/server/auth.ts';
import { authPool } from '../../src/store/people-auth.ts';
import { testDatabase } from '../../src/store/testing.ts';

test('our migrations make every table and column that the auth library asks for', async () => {
  const database = await testDatabase();
  const options = optionsOf({
    database: authPool(database.pool),
    secret: 'x'.repeat(40),
    address: 'http://127.0.0.1',
    originsOf: () => [],
    triesPerMinute: 5,
    onTrouble: () => {},
  });
  const { toBeCreated, toBeAdded, toBeAddedIndexes, unsafeChanges, schemaProblems } = await getMigrations({
    ...options,
    plugins: [secondFactor()],
  });
  assert.deepEqual(
    { toBeCreated, toBeAdded, unsafeChanges, schemaProblems },
    {
      toBeCreated: [],
      toBeAdded: [],
      unsafeChanges: [],
      schemaProblems: [],
    },
  );
  assert.deepEqual(
    toBeAddedIndexes.map(({ table, index }) => [table, index]),
    [],
  );
  await database.pool.query('alter table person drop column image');
  const { toBeAdded: missing } = await getMigrations({ ...options, plugins: [secondFactor()] });
  assert.deepEqual(
    missing.map(({ table, fields }) => [table, Object.keys(fields)]),
    [['person', ['image']]],
  );
  await database.close();
});

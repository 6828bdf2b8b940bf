import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatementLine } from '../core/bank-records.ts';
import { lastLineAt } from './feed-lines.ts';
import { observe } from './observe.ts';
import { testDatabase } from './testing.ts';

const line = (text: string): StatementLine => ({
  kind: 'statementLine',
  id: 'line-1',
  account: 'current',
  bookedOn: '2026-11-02',
  valueOn: null,
  amount: '-2.5',
  currency: 'GBP',
  counterparty: { name: null, account: null },
  text,
  reference: null,
  chequeNumber: null,
  code: null,
  wasPending: null,
  state: 'booked',
});

test('a feed that is read again and shows what it showed before has no news; another text of a line is some, and so is its end', async () => {
  const database = await testDatabase();
  try {
    await database.pool.query(`insert into organisation values ('acme', 'acme', 0)`);
    await database.pool.query(
      `insert into connection (organisation, connection, provider, label, account, settings, state, created_at)
       values ('acme', 'feed', 'a bank', 'A bank', 'item-1', '{}', 'ready', 0)`,
    );
    const shownAt = async (now: number, texts: readonly string[], gone: readonly string[] = []): Promise<number | null> => {
      const seen = texts.map((text) => ({ seen: { record: line(text), version: `${now}`, reference: null }, print: text, postings: [] }));
      const of = { organisation: 'acme', connection: 'feed', kind: 'statementLine' } as const;
      await observe(database.pool, { ...of, seen, gone, bookmark: null, now, cause: 'poll', marks: true });
      return lastLineAt(database.pool, 'acme', ['feed', 'another']);
    };
    assert.equal(await shownAt(100, []), null);
    assert.equal(await shownAt(200, ['TEA']), 200);
    assert.equal(await shownAt(300, ['TEA']), 200);
    assert.equal(await shownAt(400, ['TEA AND CAKE']), 400);
    assert.equal(await shownAt(500, [], ['line-1']), 500);
    assert.equal(await shownAt(600, [], ['line-1']), 500);
  } finally {
    await database.close();
  }
});

import type { Pool, PoolClient } from 'pg';
import { fingerprint } from '../core/fingerprint.ts';
import type { BankAccount, BankBook, BankScope, BankStore } from '../engine/bank-ports.ts';
import { decisionRows } from './bank-decisions.ts';
import { lineRows } from './bank-lines.ts';
import { searchedRows } from './bank-search.ts';
import { publishRows } from './imports.ts';
import { tellChanged } from './overview-live.ts';
import { inTransaction } from './transaction.ts';

/** Bank lines over PostgreSQL. Whoever works on those of a connection waits for whoever began before. */
export function bankStore(pool: Pool): BankStore {
  const inTurn = turns();
  return {
    work: (scope, work) =>
      inTurn(JSON.stringify([scope.organisation, scope.connection]), () =>
        inTransaction(pool, async (client) => {
          await lockBank(client, scope);
          let hasChanged = false;
          const result = await work(noticing(bookOver(client, scope), () => (hasChanged = true)));
          if (hasChanged) await tellChanged(client, scope.organisation, ['bank']);
          return result;
        }),
      ),
    look: (scope, look) =>
      inTransaction(pool, (client) => look(bookOver(client, scope)), 'begin isolation level repeatable read read only'),
  };
}

/** Pages that show lines are told when something that they show was written; a look alone must not have them look again. */
function noticing(book: BankBook, changed: () => void): BankBook {
  const noted =
    <Of extends readonly unknown[]>(write: (...of: Of) => Promise<void>) =>
    (...of: Of): Promise<void> => {
      changed();
      return write(...of);
    };
  return {
    ...book,
    keepAccount: noted(book.keepAccount),
    keepFile: noted(book.keepFile),
    keepLines: noted(book.keepLines),
    addDecisions: noted(book.addDecisions),
    endDecision: noted(book.endDecision),
    keepSuggestions: noted(book.keepSuggestions),
  };
}

/**
 * Within a process people wait before they take a connection of the pool: the one whose turn it is needs more of them (for the ledger's
 * records), and a pool whose connections all wait for its lock would wait for ever. Processes wait for each other at the lock.
 */
function turns(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (name, work) => {
    const mine = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, mine);
    const leave = (): void => {
      if (last.get(name) === mine) last.delete(name);
    };
    mine.then(leave, leave);
    return mine;
  };
}

/** The row that numbers what the connection shows is locked until the end, so that numbers become visible in their order. */
async function lockBank(client: PoolClient, { organisation, connection }: BankScope): Promise<void> {
  await client.query(
    'insert into import_feed (organisation, connection, last_sequence) values ($1, $2, 0) on conflict (organisation, connection) do nothing',
    [organisation, connection],
  );
  await client.query('select from import_feed where organisation = $1 and connection = $2 for update', [organisation, connection]);
}

const bookOver = (client: PoolClient, scope: BankScope): BankBook => ({
  accounts: () => accounts(client, scope),
  keepAccount: (account) => keepAccount(client, scope, account),
  ...lineRows(client, scope),
  ...decisionRows(client, scope),
  ...searchedRows(client, scope),
  publish: async (records) => {
    if (records.length > 0)
      await publishRows(
        client,
        scope,
        records.map((record) => ({ record, print: fingerprint(record) })),
      );
  },
});

async function accounts(client: PoolClient, { organisation, connection }: BankScope): Promise<readonly BankAccount[]> {
  const { rows } = await client.query<BankAccount>(
    'select account, named, currency, dialect, habits, closing from bank_account where organisation = $1 and connection = $2 order by account',
    [organisation, connection],
  );
  return rows;
}

async function keepAccount(client: PoolClient, { organisation, connection }: BankScope, kept: BankAccount): Promise<void> {
  const { account, named, currency, dialect, habits, closing } = kept;
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  await client.query(
    `insert into bank_account (organisation, connection, account, named, currency, dialect, habits, closing)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (organisation, connection, account) do update
     set named = excluded.named, currency = excluded.currency, dialect = excluded.dialect, habits = excluded.habits, closing = excluded.closing`,
    [organisation, connection, account, json(named), currency, json(dialect), json(habits), json(closing)],
  );
}

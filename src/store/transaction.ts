import type { Pool, PoolClient, QueryResult } from 'pg';

/** A statement that has left; null: there was nothing to say. Functions that return one send it at once, and nothing after it. */
export type Statement = Promise<QueryResult> | null;

/** Takes statements whose answers nobody needs before the commit: they go with it. If one fails, nothing of the transaction stays. */
export type Last = (...statements: readonly Statement[]) => void;

/**
 * Runs `work` in one transaction: committed if it returns, rolled back if it throws. Statements of one connection are answered in the order
 * in which they were sent, so `begin` leaves with the first of them, and `last` ones with the commit: each wait is a way to the database
 * and back.
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient, last: Last) => Promise<T>, begin = 'begin'): Promise<T> {
  const client = await pool.connect();
  const sent: Statement[] = [];
  const send: Last = (...statements) => {
    // Whether one failed is asked at the end; until then nobody listens.
    for (const statement of statements) statement?.catch(() => undefined);
    sent.push(...statements);
  };
  try {
    send(client.query(begin));
    const result = await work(client, send);
    const committing = client.query('commit');
    await Promise.all([...sent, committing]);
    const { command } = await committing;
    if (command !== 'COMMIT') throw new Error(`the database answered a commit with ${command}`);
    client.release();
    return result;
  } catch (cause) {
    await abandon(client);
    throw cause;
  }
}

/** A connection whose rollback fails is broken, and must not go back into the pool. */
async function abandon(client: PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}

/** Runs `work` on one connection: statements that it sends without waiting in between go to the database together. */
export async function onOneConnection<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}

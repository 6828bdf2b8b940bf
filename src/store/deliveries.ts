import type { Pool, PoolClient } from 'pg';
import type { DeliveryStore, ReceivedDelivery } from '../engine/edge-ports.ts';
import { hintPolls } from './poll-hints.ts';
import { inTransaction } from './transaction.ts';

/** Webhooks as they arrived. Many are kept by one statement and one commit, however many arrived together. */
export const deliveryStore = (pool: Pool): DeliveryStore => ({
  keep: (deliveries) =>
    inTransaction(pool, async (client, last) => {
      const fresh = await keepNew(client, deliveries);
      for (const group of byConnection(fresh)) {
        const [first] = group;
        if (first === undefined) continue;
        const touched = group.flatMap((one) => one.touched);
        const now = Math.max(...group.map((one) => one.receivedAt));
        last(hintPolls(client, first.organisation, first.connection, touched, now));
      }
      return fresh;
    }),
});

async function keepNew(client: PoolClient, deliveries: readonly ReceivedDelivery[]): Promise<readonly ReceivedDelivery[]> {
  const { rows } = await client.query<Pick<ReceivedDelivery, 'organisation' | 'connection' | 'delivery'>>(
    `insert into delivery (organisation, connection, delivery, received_at, body, touched)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::jsonb[])
     on conflict do nothing
     returning organisation, connection, delivery`,
    [
      deliveries.map((one) => one.organisation),
      deliveries.map((one) => one.connection),
      deliveries.map((one) => one.delivery),
      deliveries.map((one) => one.receivedAt),
      deliveries.map((one) => one.body),
      deliveries.map((one) => JSON.stringify(one.touched.map(({ kind, id }) => ({ kind, id })))),
    ],
  );
  const kept = new Set(rows.map(nameOf));
  // The same delivery may stand in the list twice; the database kept its first.
  return [...new Map(deliveries.toReversed().map((one) => [nameOf(one), one])).values()].filter((one) => kept.has(nameOf(one)));
}

const nameOf = (one: Pick<ReceivedDelivery, 'organisation' | 'connection' | 'delivery'>): string =>
  JSON.stringify([one.organisation, one.connection, one.delivery]);

/** In one order for everybody, so that two processes never wait for each other. */
function byConnection(deliveries: readonly ReceivedDelivery[]): readonly (readonly ReceivedDelivery[])[] {
  const groups = Map.groupBy(deliveries, (one) => JSON.stringify([one.organisation, one.connection]));
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

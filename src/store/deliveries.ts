import type { Pool } from 'pg';
import type { DeliveryStore, ReceivedDelivery } from '../engine/edge-ports.ts';

/** Webhooks as they arrived. Many are kept by one statement, because one commit for each would cost 0.3 ms of disk apiece. */
export function deliveryStore(pool: Pool): DeliveryStore {
  return {
    known: async (deliveries) => {
      const { rows } = await pool.query<{ position: string }>(
        `select asked.position from unnest($1::text[], $2::text[], $3::text[]) with ordinality
                as asked (organisation, connection, delivery, position)
           join delivery using (organisation, connection, delivery)`,
        names(deliveries),
      );
      const positions = new Set(rows.map((row) => Number(row.position) - 1));
      return deliveries.filter((_delivery, index) => positions.has(index));
    },
    keep: async (deliveries) => {
      await pool.query(
        `insert into delivery (organisation, connection, delivery, received_at, body, touched)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::jsonb[])
         on conflict do nothing`,
        [
          ...names(deliveries),
          deliveries.map((one) => one.receivedAt),
          deliveries.map((one) => one.body),
          deliveries.map((one) => JSON.stringify(one.touched)),
        ],
      );
    },
  };
}

const names = (deliveries: readonly ReceivedDelivery[]): string[][] => [
  deliveries.map((one) => one.organisation),
  deliveries.map((one) => one.connection),
  deliveries.map((one) => one.delivery),
];

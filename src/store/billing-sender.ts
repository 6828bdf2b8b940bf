import type { Pool } from 'pg';
import type { SenderDetails, SenderStore } from '../billing/sender.ts';

export const senderStore = (pool: Pool): SenderStore => ({
  sender: async (organisation) => {
    const { rows } = await pool.query<{ body: SenderDetails }>('select body from billing_sender where organisation = $1', [organisation]);
    return rows[0]?.body ?? null;
  },
  keepSender: async (organisation, details) => {
    await pool.query(
      `insert into billing_sender (organisation, body) values ($1, $2)
       on conflict (organisation) do update set body = excluded.body`,
      [organisation, JSON.stringify(details)],
    );
  },
});

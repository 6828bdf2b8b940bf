import type { Pool } from 'pg';

/**
 * Whether a batch writes what somebody made themselves, where the organisation wants two people to see it: documents that they made
 * or changed over the API. The audit trail is what says who made what.
 */
export async function isOwnBatch(
  pool: Pool,
  organisation: string,
  { batch, who }: { readonly batch: string; readonly who: Readonly<Record<string, string>> },
): Promise<boolean> {
  const { rows } = await pool.query<{ own: boolean }>(
    `select exists (
       select from organisation o
         join write w on w.organisation = o.organisation and w.batch = $2
         join audit a on a.organisation = o.organisation and a.detail -> 'who' = $3::jsonb
          and (a.subject = w.external_id or a.detail -> 'made' ? w.external_id)
        where o.organisation = $1 and o.four_eyes) as own`,
    [organisation, batch, JSON.stringify(who)],
  );
  return rows[0]?.own === true;
}

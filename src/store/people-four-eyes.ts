import type { Pool } from 'pg';

interface Asked {
  readonly batch: string;
  readonly who: Readonly<Record<string, string>>;
  /** The records that are to leave; null: all that wait. */
  readonly keys: readonly { readonly kind: string; readonly id: string }[] | null;
}

/**
 * Whether a batch writes what somebody made themselves, where the organisation wants two people to see it: documents that they made
 * or changed over the API, by themselves, through a key of theirs, or by a schedule. The audit trail is what says who made what.
 */
export async function isOwnBatch(pool: Pool, organisation: string, { batch, who, keys }: Asked): Promise<boolean> {
  const { rows } = await pool.query<{ own: boolean }>(
    `with maker as (
       select detail -> 'who' as who, jsonb_build_object('key', detail -> 'label') as key from audit
        where organisation = $1 and action like 'made the API key %'),
     themselves as (select $3::jsonb as who union select maker.who from maker where maker.key = $3::jsonb),
     hands as (select who from themselves union select maker.key from maker join themselves on themselves.who = maker.who),
     touched as (
       select a.subject as id from audit a join hands on hands.who = a.detail -> 'who' where a.organisation = $1
       union
       select made.id from audit a join hands on hands.who = a.detail -> 'who'
         cross join lateral jsonb_array_elements_text(case when jsonb_typeof(a.detail -> 'made') = 'array' then a.detail -> 'made' else '[]' end) as made(id)
        where a.organisation = $1),
     own as (
       select id from touched
       union
       select run.invoice from billing_recurring_run run join touched on touched.id = run.recurring
        where run.organisation = $1 and run.invoice is not null)
     select o.four_eyes and exists (
       select from write w join own on own.id = w.external_id
        where w.organisation = $1 and w.batch = $2 and w.state = 'planned'
          and ($4::jsonb is null or $4::jsonb @> jsonb_build_array(jsonb_build_object('kind', w.kind, 'id', w.external_id)))) as own
       from organisation o where o.organisation = $1`,
    [organisation, batch, JSON.stringify(who), keys === null ? null : JSON.stringify(keys.map(({ kind, id }) => ({ kind, id })))],
  );
  return rows[0]?.own === true;
}

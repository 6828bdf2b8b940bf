import type { PoolClient } from 'pg';
import { lastDayOf } from '../core/day.ts';
import type { Kind } from '../core/records.ts';
import type { ProofQuery } from '../engine/proof-port.ts';

/**
 * A source record r that is not the one that its standing s speaks of: new, changed, gone or back since its last turn. One that is
 * new is pending from the moment that it is seen, and nothing is known of its accounts until a turn did not have to wait for others.
 */
export const isStale = `case when s.state is null or s.state = 'pending' and not s.postings @? '$[*] ? (@.account != "*")' then true when s.cause = 'born on the other side' then false
    when r.gone_at is not null then s.source_print <> '' else s.source_print is distinct from r.print end`;

/** Whether anything is due in the flow $3 that will look at the source record r. */
export const hasWork = `exists (select 1 from task t where t.organisation = r.organisation and t.flow = $3 and t.kind = r.kind and t.external_id = r.external_id)`;

/** A source record r that stands for a document of the other side of this agreement. */
export const isEcho = (agreement: string): string =>
  `exists (select 1 from link echo where echo.organisation = r.organisation and echo.agreement = ${agreement}
         and echo.target = r.connection and echo.target_kind = r.kind and echo.target_id = r.external_id)`;

/** Each is booked anew for a proof, so a backfill that has only begun is not named record by record. */
const mostNamed = 20_000;

const withoutMoney: ReadonlySet<Kind> = new Set(['organisation', 'currency', 'taxRate', 'account', 'contact', 'item']);

/**
 * Finds what the source shows and no turn has concluded since, of the proven months and of all that are to come if the last month
 * is not said. It is kept in the temporary table `arrived`, for the queries of the same transaction; returns whether there is more
 * than that. Of a flow that is off, what was never taken up is only counted.
 */
export async function findArrived(client: PoolClient, { flow, throughMonth, ...query }: ProofQuery, fromMonth: string): Promise<boolean> {
  await client.query('drop table if exists arrived');
  const { rowCount } = await client.query(
    `create temporary table arrived on commit drop as
     select r.kind, r.external_id, r.number, r.booked_on, r.print, r.seen_at, r.gone_at is not null as is_gone, ${hasWork} as has_work,
       case r.kind when 'payout' then r.body ->> 'state' = 'paid' when 'dispute' then r.body ->> 'state' = 'lost' else true end as moves_money
     from record r left join standing s on s.organisation = r.organisation and s.flow = $3 and s.kind = r.kind and s.external_id = r.external_id
     where r.organisation = $1 and r.connection = $2 and r.kind = any($4)
       and (r.booked_on is null or r.booked_on between $5::date and $6::date or s.booked_on between $5::date and $6::date)
       and ${isStale} and (s.state is not null or not $9::boolean and not ${isEcho('$7')})
     order by r.booked_on, r.kind, r.external_id limit $8`,
    [
      flow.organisation,
      flow.source,
      flow.flow,
      query.kinds.filter((kind) => !withoutMoney.has(kind)),
      `${fromMonth}-01`,
      throughMonth === null ? '9999-12-31' : lastDayOf(throughMonth),
      flow.agreement,
      mostNamed,
      flow.mode === 'off',
    ],
  );
  await client.query('analyze arrived');
  return rowCount === mostNamed;
}

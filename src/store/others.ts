import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { Flow } from '../engine/ports.ts';
import type { PostedByOthers } from '../engine/reading-port.ts';

/** How far back somebody else's postings are looked for, and how many of the newest payouts and transactions they are known by. */
const daysBack = 90;
const signsAtMost = 30;

const kinds: readonly Kind[] = ['bankTransaction', 'transfer', 'invoice', 'creditNote', 'payment', 'journal'];

/**
 * Documents of the flow's ledger that none of ours stands for, and that name a payout or a transaction of its source, or that move the
 * very amount of a payout at its time. The oldest first.
 */
export async function postedByOthers(pool: Pool, { organisation, source, target, startsOn }: Flow): Promise<readonly PostedByOthers[]> {
  const { rows } = await pool.query<PostedByOthers>(
    `with sign as (
       (select external_id as of, booked_on as day, abs((body ->> 'amount')::numeric) as amount, body ->> 'currency' as currency
        from record where organisation = $1 and connection = $2 and kind = 'payout' and gone_at is null and booked_on >= $4::date - $5::int
        order by booked_on desc, external_id limit $6)
       union all
       (select body ->> 'about', booked_on, null, null
        from record where organisation = $1 and connection = $2 and kind = 'balanceTransaction' and gone_at is null
          and booked_on >= $4::date - $5::int and body ->> 'about' is not null
        order by booked_on desc, external_id limit $6))
     select distinct on (other.booked_on, other.kind, other.external_id)
       other.kind, other.external_id as id, other.booked_on::text as day, sign.of, named.is as "isNamed"
     from sign
     join record other on other.organisation = $1 and other.connection = $3 and other.kind = any($7)
       and other.booked_on between sign.day - 7 and sign.day + 7
       and other.gone_at is null and other.reference is null and other.body ->> 'state' is distinct from 'void'
     cross join lateral (select length(sign.of) > 5 and position(sign.of in other.body::text) > 0 as is) named
     where (named.is or other.kind in ('bankTransaction', 'transfer') and other.gross = sign.amount and other.currency = sign.currency)
       and not exists (select from link where link.organisation = $1 and link.target = $3
         and link.target_kind = other.kind and link.target_id = other.external_id)
     order by other.booked_on, other.kind, other.external_id, named.is desc, sign.of`,
    [organisation, source, target, startsOn, daysBack, signsAtMost, kinds],
  );
  return rows;
}

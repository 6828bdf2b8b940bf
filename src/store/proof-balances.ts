import type { PoolClient } from 'pg';
import { lastDayOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import { amount } from '../core/decimal.ts';
import type { Dispute, Payout } from '../core/processor-records.ts';
import type { BalanceFacts, BalanceQuery, ProofQuery, Unsummed } from '../engine/proof-port.ts';

interface MoveRow {
  readonly account: string;
  readonly currency: string;
  readonly day: string;
  readonly amount: string;
}

/** What a processor's balance and the accounts that mirror it moved, day by day, and what its payouts and disputes say. */
export async function balanceFacts(
  client: PoolClient,
  { flow }: ProofQuery,
  { counted, accounts }: BalanceQuery,
  throughMonth: string,
): Promise<BalanceFacts> {
  const last = lastDayOf(throughMonth);
  const moved = await client.query<MoveRow>(
    `select 'clearing' as account, currency, day, sum(net) as amount from (
       select body ->> 'currency' as currency, booked_on as day, (body ->> 'net')::numeric as net from record
       where organisation = $1 and connection = $2 and kind = $3 and gone_at is null and booked_on <= $4::date
         and ($3 <> 'settlement' or body ->> 'of' = $5)) of_processor group by 2, 3
     union all
     select 'disputed', body ->> 'currency', booked_on, -sum((body ->> 'amount')::numeric) from record
     where organisation = $1 and connection = $2 and kind = 'balanceTransaction' and gone_at is null and booked_on <= $4::date
       and body ->> 'does' in ('dispute', 'disputeReversal') group by 2, 3`,
    [flow.organisation, flow.source, counted, last, flow.mapping.processor?.book ?? ''],
  );
  const ledger = await client.query<MoveRow>(
    `select p ->> 'account' as account, p ->> 'currency' as currency, r.booked_on as day, sum((p ->> 'amount')::numeric) as amount
     from record r cross join lateral jsonb_array_elements(r.postings) p
     where r.organisation = $1 and r.connection = $2 and r.gone_at is null and r.postings <> '[]' and r.booked_on <= $4::date and p ->> 'account' = any($3)
     group by 1, 2, 3 order by 3`,
    [flow.organisation, flow.target, accounts, last],
  );
  const { rows: payouts } = await client.query<{ body: Payout; back_on: string | null; was_booked: boolean; has_left: boolean }>(
    `select r.body, r.body ->> 'out' is null or exists (select 1 from record o where o.organisation = r.organisation and o.connection = r.connection
       and o.kind = 'balanceTransaction' and o.external_id = r.body ->> 'out') as has_left, b.body ->> 'madeOn' as back_on, exists (select 1 from link l where l.organisation = r.organisation and l.agreement = $3
       and l.source = r.connection and l.kind = 'payout' and l.external_id = r.external_id and l.part = 'main') as was_booked
     from record r left join record b on b.organisation = r.organisation and b.connection = r.connection and b.kind = 'balanceTransaction'
       and b.external_id = r.body ->> 'back'
     where r.organisation = $1 and r.connection = $2 and r.kind = 'payout' and r.gone_at is null and r.body ->> 'createdOn' <= $4 order by r.external_id`,
    [flow.organisation, flow.source, flow.agreement, last],
  );
  const { rows: disputes } = await client.query<{ body: Dispute; lost_on: string | null; regained_on: string | null }>(
    `select r.body, ${entryDay('lost')} as lost_on, ${entryDay('regained')} as regained_on from record r
     where r.organisation = $1 and r.connection = $2 and r.kind = 'dispute' and r.gone_at is null and r.body ->> 'openedOn' <= $3
     order by r.external_id`,
    [flow.organisation, flow.source, last, flow.agreement, flow.target],
  );
  return {
    processor: moved.rows.map(moveOf),
    ledger: ledger.rows.map(moveOf),
    payouts: payouts.map((row) => ({ payout: row.body, backOn: row.back_on, wasBooked: row.was_booked, hasLeft: row.has_left })),
    disputes: disputes.map(({ body, lost_on: lostOn, regained_on: regainedOn }) => ({ dispute: body, lostOn, regainedOn })),
    unsummed: await unsummedOf(client, { flow }, last),
  };
}

interface UnsummedRow {
  readonly day: string;
  readonly currency: string;
  readonly does: Unsummed['does'];
  readonly of_invoices: boolean;
  readonly amount: string;
  readonly net: string;
  readonly count: string;
}

/**
 * A day's sum is made when the day is over. A payout's sum has transactions of earlier days on its own day, and which ones they are is
 * known only later: what of all transactions no sum has yet is what they come to, less what the sums come to.
 */
async function unsummedOf(client: PoolClient, { flow }: Pick<ProofQuery, 'flow'>, last: Day): Promise<readonly Unsummed[]> {
  const book = flow.mapping.processor?.book ?? 'each';
  if (book === 'each') return [];
  const transactions = `select r.booked_on as day, r.body ->> 'currency' as currency, r.body ->> 'does' as does, r.body -> 'invoices' <> '[]' as of_invoices,
       (r.body ->> 'amount')::numeric as amount, (r.body ->> 'net')::numeric as net, 1 as count
     from record r where r.organisation = $1 and r.connection = $2 and r.kind = 'balanceTransaction' and r.gone_at is null
       and r.booked_on between $3::date and $4::date`;
  const ofDays = `${transactions} and not exists (select 1 from record s where s.organisation = r.organisation and s.connection = r.connection
       and s.kind = 'settlement' and s.gone_at is null and s.external_id = 'day:' || to_char(r.booked_on, 'YYYY-MM-DD') || ':' || (r.body ->> 'currency'))`;
  const ofPayouts = `${transactions} union all
     select s.booked_on, s.body ->> 'currency', g ->> 'does', (g ->> 'ofInvoices')::boolean, -(g ->> 'amount')::numeric, -(g ->> 'net')::numeric, -(g ->> 'count')::int
     from record s cross join lateral jsonb_array_elements(s.body -> 'groups') g
     where s.organisation = $1 and s.connection = $2 and s.kind = 'settlement' and s.gone_at is null and s.body ->> 'of' = 'payout'
       and s.booked_on between $3::date and $4::date`;
  const { rows } = await client.query<UnsummedRow>(
    `select day, currency, does, of_invoices, sum(amount) as amount, sum(net) as net, sum(count) as count
     from (${book === 'day' ? ofDays : ofPayouts}) as unsummed group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [flow.organisation, flow.source, flow.startsOn, last],
  );
  return rows.map(({ of_invoices: ofInvoices, count, ...row }) => ({
    ...row,
    ofInvoices,
    amount: amount(row.amount),
    net: amount(row.net),
    count: Number(count),
  }));
}

/** The day of the entry that a decision made of a dispute. Processors need not keep the day of the decision. */
const entryDay = (part: 'lost' | 'regained'): string =>
  `(select entry.booked_on::text from link l join record entry on entry.organisation = l.organisation and entry.connection = l.target
      and entry.kind = l.target_kind and entry.external_id = l.target_id and entry.gone_at is null
    where l.organisation = r.organisation and l.agreement = $4 and l.source = r.connection and l.target = $5 and l.kind = 'dispute'
      and l.external_id = r.external_id and l.part = '${part}' and l.state = 'live')`;

const moveOf = (row: MoveRow) => ({ ...row, amount: amount(row.amount) });

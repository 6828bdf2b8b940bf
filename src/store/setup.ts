import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { ConnectionName } from '../engine/edge-ports.ts';
import type { Pace } from '../engine/pacing.ts';
import type { Checked, CleanUpDecision, KeptSetup, SetupStore, TaxUsed, Walked } from '../engine/setup-port.ts';
import type { FlowScope } from '../engine/ports.ts';

export const setupStore = (pool: Pool): SetupStore => ({
  setup: (scope) => readSetup(pool, scope),
  keepSetup: async ({ organisation, flow }, { isTwoWay, by, now }) => {
    await pool.query(
      `insert into setup (organisation, flow, is_two_way, made_at, made_by) values ($1, $2, $3, $4, $5)
       on conflict (organisation, flow) do update set is_two_way = excluded.is_two_way`,
      [organisation, flow, isTwoWay, now, by],
    );
  },
  keepChecked: async ({ organisation, flow }, checked) => {
    await pool.query('update setup set checked = $3 where organisation = $1 and flow = $2', [organisation, flow, JSON.stringify(checked)]);
  },
  keepWalked: async ({ organisation, flow }, walked) => {
    await pool.query('update setup set walked = $3 where organisation = $1 and flow = $2', [organisation, flow, JSON.stringify(walked)]);
  },
  cleanUps: (scope) => readCleanUps(pool, scope),
  keepCleanUp: (scope, decision) => keepCleanUp(pool, scope, decision),
  taxesUsed: (of, from) => taxesUsed(pool, of, from),
  currenciesUsed: (of, from) => currenciesUsed(pool, of, from),
  accountsUsed: (of) => accountsUsed(pool, of),
  documentsByContact: (of) => documentsByContact(pool, of),
  oldestOpen: (of) => oldestOpen(pool, of),
  lastHeard: (of) => lastHeard(pool, of),
  callsToday: (of, now) => callsToday(pool, of, now),
});

async function readSetup(pool: Pool, { organisation, flow }: FlowScope): Promise<KeptSetup | null> {
  const { rows } = await pool.query<{ is_two_way: boolean; checked: Checked | null; walked: Walked | null }>(
    'select is_two_way, checked, walked from setup where organisation = $1 and flow = $2',
    [organisation, flow],
  );
  const [row] = rows;
  return row === undefined ? null : { isTwoWay: row.is_two_way, checked: row.checked, walked: row.walked };
}

interface CleanUpRow {
  readonly proposal: string;
  readonly decision: CleanUpDecision['decision'];
  readonly contacts: readonly string[];
  readonly target_id: string | null;
  readonly decided_by: string;
  readonly decided_at: string;
}

async function readCleanUps(pool: Pool, { organisation, flow }: FlowScope): Promise<readonly CleanUpDecision[]> {
  const { rows } = await pool.query<CleanUpRow>(
    `select proposal, decision, contacts, target_id, decided_by, decided_at from clean_up
     where organisation = $1 and flow = $2 order by decided_at, proposal`,
    [organisation, flow],
  );
  return rows.map((row) => ({
    proposal: row.proposal,
    decision: row.decision,
    contacts: row.contacts,
    targetId: row.target_id,
    by: row.decided_by,
    at: Number(row.decided_at),
  }));
}

async function keepCleanUp(pool: Pool, { organisation, flow }: FlowScope, decision: CleanUpDecision): Promise<void> {
  await pool.query(
    `insert into clean_up (organisation, flow, proposal, decision, contacts, target_id, decided_at, decided_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (organisation, flow, proposal) do update set decision = excluded.decision, contacts = excluded.contacts,
       target_id = excluded.target_id, decided_at = excluded.decided_at, decided_by = excluded.decided_by`,
    [organisation, flow, decision.proposal, decision.decision, decision.contacts, decision.targetId, decision.at, decision.by],
  );
}

async function taxesUsed(pool: Pool, { organisation, connection }: ConnectionName, from: string): Promise<readonly TaxUsed[]> {
  const { rows } = await pool.query<TaxUsed>(
    `select used.id, rate.body ->> 'name' as name, rate.body ->> 'percent' as percent, used.documents
     from (select tax ->> 'rate' as id, count(distinct (record.kind, record.external_id))::int as documents
           from record, jsonb_array_elements(body -> 'lines') as line
           left join lateral jsonb_array_elements(line -> 'taxes') as tax on true
           where organisation = $1 and connection = $2 and kind in ('invoice', 'creditNote') and gone_at is null and booked_on >= $3
           group by 1) as used
     left join record rate on rate.organisation = $1 and rate.connection = $2 and rate.kind = 'taxRate' and rate.external_id = used.id
     order by used.documents desc, used.id nulls last`,
    [organisation, connection, from],
  );
  return rows;
}

async function currenciesUsed(pool: Pool, { organisation, connection }: ConnectionName, from: string) {
  const { rows } = await pool.query<{ currency: string; documents: number }>(
    `select currency, count(*)::int as documents from record
     where organisation = $1 and connection = $2 and currency is not null and gone_at is null and booked_on >= $3
     group by currency order by documents desc, currency`,
    [organisation, connection, from],
  );
  return rows;
}

async function accountsUsed(pool: Pool, { organisation, connection }: ConnectionName): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ account: string; documents: number }>(
    `select line ->> 'account' as account, count(distinct external_id)::int as documents
     from record, jsonb_array_elements(body -> 'lines') as line
     where organisation = $1 and connection = $2 and kind = 'invoice' and gone_at is null and line ->> 'account' is not null
     group by 1`,
    [organisation, connection],
  );
  return new Map(rows.map(({ account, documents }) => [account, documents]));
}

async function documentsByContact(pool: Pool, { organisation, connection }: ConnectionName): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ contact: string; documents: number }>(
    `select contact, count(*)::int as documents from record
     where organisation = $1 and connection = $2 and kind = any($3) and gone_at is null and contact is not null
     group by contact`,
    [organisation, connection, ['invoice', 'creditNote'] satisfies Kind[]],
  );
  return new Map(rows.map(({ contact, documents }) => [contact, documents]));
}

async function oldestOpen(pool: Pool, { organisation, connection }: ConnectionName): Promise<string | null> {
  const { rows } = await pool.query<{ day: string | null }>(
    `select min(booked_on) as day from record
     where organisation = $1 and connection = $2 and kind in ('invoice', 'creditNote') and gone_at is null and body ->> 'state' = 'open'
       and gross <> (body ->> 'paid')::numeric + (body ->> 'credited')::numeric`,
    [organisation, connection],
  );
  return rows[0]?.day ?? null;
}

async function lastHeard(pool: Pool, { organisation, connection }: ConnectionName): Promise<number | null> {
  const { rows } = await pool.query<{ at: string | null }>(
    'select max(received_at) as at from delivery where organisation = $1 and connection = $2',
    [organisation, connection],
  );
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}

const dayMilliseconds = 86_400_000;

async function callsToday(pool: Pool, { organisation, connection }: ConnectionName, now: number) {
  const { rows } = await pool.query<{ state: Pace }>('select state from pace where organisation = $1 and connection = $2', [
    organisation,
    connection,
  ]);
  const pace = rows[0]?.state;
  const recent = (pace?.day ?? []).filter(({ at }) => at > now - dayMilliseconds);
  return { used: recent.reduce((sum, { common, urgent }) => sum + common + urgent, 0), pausedUntil: pace?.pausedUntil ?? 0 };
}

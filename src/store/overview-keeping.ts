import type { Pool } from 'pg';
import type { FlowKeeping, KeptMapping, NewMapping, UsedCode } from '../engine/office-port.ts';
import type { FlowScope } from '../engine/ports.ts';
import { tellChanged } from './overview-live.ts';
import { markAll, readMappingText, setApproval, setMode } from './flows.ts';

/** What people change about flows through the pages. */
export const flowKeeping = (pool: Pool): FlowKeeping => ({
  setMode: (scope, mode, now) => setMode(pool, scope, mode, now),
  setApproval: (scope, approval) => setApproval(pool, scope, approval),
  look: (scope, now) => markAll(pool, scope, now),
  mappingText: (scope) => readMappingText(pool, scope),
  keepMapping: (scope, mapping) => keepMapping(pool, scope, mapping),
  mappingVersions: (scope) => mappingVersions(pool, scope),
  usedCodes: (scope) => usedCodes(pool, scope),
});

async function keepMapping(pool: Pool, scope: FlowScope, { text, version, over, by, because, now }: NewMapping): Promise<boolean> {
  const { rowCount } = await pool.query(
    `with changed as (
       update flow set mapping = $3, mapping_version = $4 where organisation = $1 and flow = $2 and mapping_version = $5 returning organisation, flow),
     kept as (
       insert into mapping_version (organisation, flow, version, text, made_at, made_by)
       select organisation, flow, $4, $3, $6, $7 from changed
       on conflict (organisation, flow, version) do update set text = excluded.text, made_at = excluded.made_at, made_by = excluded.made_by),
     told as (
       insert into happening (organisation, at, flow, what, detail) select organisation, $6, flow, 'mapping changed', $8 from changed)
     select 1 from changed where organisation = $1`,
    [scope.organisation, scope.flow, text, version, over, now, by, JSON.stringify({ by, ...(because !== null && { because }) })],
  );
  if (rowCount !== 1) return false;
  await markAll(pool, scope, now);
  await tellChanged(pool, scope.organisation, ['mapping', 'overview', 'standings', 'log']);
  return true;
}

async function mappingVersions(pool: Pool, { organisation, flow }: FlowScope): Promise<readonly KeptMapping[]> {
  const { rows } = await pool.query<{ version: string; made_at: string; by: string; text: string }>(
    `select version, made_at, made_by as by, text from mapping_version where organisation = $1 and flow = $2 order by made_at desc, version`,
    [organisation, flow],
  );
  return rows.map(({ made_at, ...row }) => ({ ...row, madeAt: Number(made_at) }));
}

/** Counted over the documents since the flow's first day that are still there. */
async function usedCodes(pool: Pool, { organisation, flow }: FlowScope): Promise<readonly UsedCode[]> {
  const { rows } = await pool.query<UsedCode>(
    `with documents as (
       select record.connection, record.external_id, record.currency, record.body -> 'lines' as lines from flow
       join record on record.organisation = flow.organisation and record.connection = flow.source and record.kind in ('invoice', 'creditNote')
         and record.kind = any(flow.kinds) and record.gone_at is null and record.booked_on >= flow.starts_on
       where flow.organisation = $1 and flow.flow = $2),
     lines as (select documents.connection, documents.external_id, line.line from documents cross join lateral jsonb_array_elements(documents.lines) as line(line))
     select used.what, used.source, rate.body ->> 'percent' as percent, used.documents from (
       select 'tax' as what, tax.tax ->> 'rate' as source, connection, count(distinct external_id)::int as documents
       from lines left join lateral jsonb_array_elements(line -> 'taxes') as tax(tax) on true group by 2, 3
       union all
       select 'category', line ->> 'account', connection, count(distinct external_id)::int from lines where line ->> 'account' is not null group by 2, 3
       union all
       select 'currency', currency, connection, count(*)::int from documents where currency is not null group by 2, 3) as used
     left join record rate on used.what = 'tax' and rate.organisation = $1 and rate.connection = used.connection and rate.kind = 'taxRate' and rate.external_id = used.source
     order by used.documents desc, used.what, used.source`,
    [organisation, flow],
  );
  return rows;
}

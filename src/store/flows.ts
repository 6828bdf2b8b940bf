import type { Pool } from 'pg';
import { ranks } from './tasks.ts';
import type { Kind } from '../core/records.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Flow, FlowScope, Mode } from '../engine/ports.ts';

interface FlowRow {
  readonly organisation: string;
  readonly flow: string;
  readonly agreement: string;
  readonly source: string;
  readonly target: string;
  readonly kinds: readonly Kind[];
  readonly starts_on: string;
  readonly mode: Mode;
  readonly approval: boolean;
  readonly mapping: string;
  readonly mapping_version: string;
}

const columns = 'organisation, flow, agreement, source, target, kinds, starts_on, mode, approval, mapping, mapping_version';

/** How the store turns a mapping file's text into a mapping: given by whoever puts things together. */
export type ReadMapping = (text: string) => Mapping;

export async function readFlow(pool: Pool, scope: FlowScope, read: ReadMapping): Promise<Flow | null> {
  const { rows } = await pool.query<FlowRow>(`select ${columns} from flow where organisation = $1 and flow = $2`, [
    scope.organisation,
    scope.flow,
  ]);
  return rows[0] ? flowOf(rows[0], read) : null;
}

export async function activeFlows(pool: Pool, organisation: string, read: ReadMapping): Promise<readonly Flow[]> {
  const { rows } = await pool.query<FlowRow>(
    `select ${columns} from flow where organisation = $1 and mode <> 'off' order by created_at, flow`,
    [organisation],
  );
  return rows.map((row) => flowOf(row, read));
}

export async function allFlows(pool: Pool, organisation: string, read: ReadMapping): Promise<readonly Flow[]> {
  const { rows } = await pool.query<FlowRow>(`select ${columns} from flow where organisation = $1 order by created_at, flow`, [
    organisation,
  ]);
  return rows.map((row) => flowOf(row, read));
}

const flowOf = (row: FlowRow, read: ReadMapping): Flow => ({
  organisation: row.organisation,
  flow: row.flow,
  agreement: row.agreement,
  source: row.source,
  target: row.target,
  kinds: row.kinds,
  startsOn: row.starts_on,
  mode: row.mode,
  approval: row.approval,
  mapping: read(row.mapping),
  mappingVersion: row.mapping_version,
});

export interface NewFlow extends Omit<Flow, 'mapping' | 'mappingVersion'> {
  readonly mapping: string;
  readonly mappingVersion: string;
  readonly by: string;
  readonly now: number;
}

/** Makes a flow and keeps the first version of its mapping. What its source has shown already is due; the rest when it is read. */
export async function addFlow(pool: Pool, flow: NewFlow): Promise<void> {
  await pool.query(
    `with made as (
       insert into flow (${columns}, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning organisation, flow)
     insert into mapping_version (organisation, flow, version, text, made_at, made_by)
     select organisation, flow, $11, $10, $12, $13 from made`,
    [
      flow.organisation,
      flow.flow,
      flow.agreement,
      flow.source,
      flow.target,
      flow.kinds,
      flow.startsOn,
      flow.mode,
      flow.approval,
      flow.mapping,
      flow.mappingVersion,
      flow.now,
      flow.by,
    ],
  );
  if (flow.mode !== 'off') await markAll(pool, flow, flow.now);
}

/** Changes the mode; going live makes every shadow row superseded, because each plan is looked up again (law F6). */
export async function setMode(pool: Pool, scope: FlowScope, mode: Mode, now: number): Promise<void> {
  await pool.query(
    `with changed as (update flow set mode = $3 where organisation = $1 and flow = $2 returning flow),
          ended as (update write set state = 'superseded', settled_at = $4
                    where organisation = $1 and flow = $2 and state = 'planned' and $3 = 'live' returning kind, external_id)
     select count(*) from changed, ended`,
    [scope.organisation, scope.flow, mode, now],
  );
  await markAll(pool, scope, now);
}

export async function setApproval(pool: Pool, scope: FlowScope, approval: boolean): Promise<void> {
  await pool.query('update flow set approval = $3 where organisation = $1 and flow = $2', [scope.organisation, scope.flow, approval]);
}

/** A new mapping: kept with its version, and every key of the flow is looked at again under it. */
export async function setMapping(
  pool: Pool,
  scope: FlowScope,
  mapping: { readonly text: string; readonly version: string; readonly by: string; readonly now: number },
): Promise<void> {
  await pool.query(
    `with kept as (
       insert into mapping_version (organisation, flow, version, text, made_at, made_by) values ($1, $2, $3, $4, $5, $6) on conflict do nothing)
     update flow set mapping = $4, mapping_version = $3 where organisation = $1 and flow = $2`,
    [scope.organisation, scope.flow, mapping.version, mapping.text, mapping.now, mapping.by],
  );
  await markAll(pool, scope, mapping.now);
}

/** Marks every key that the flow knows, and what its source showed before the flow was there or on: each is planned again. */
export async function markAll(pool: Pool, scope: FlowScope, now: number): Promise<void> {
  await pool.query(
    `insert into task (organisation, flow, kind, external_id, due_at, nudged_at, rank)
     select $1, $2, known.kind, known.external_id, $3::bigint, 0, ($4::jsonb ->> known.kind)::int
     from (select kind, external_id from standing where organisation = $1 and flow = $2
           union
           select record.kind, record.external_id from flow
           join record on record.organisation = $1 and record.connection = flow.source and record.kind = any(flow.kinds) and record.gone_at is null
           where flow.organisation = $1 and flow.flow = $2) as known
     order by known.kind, known.external_id
     on conflict (organisation, flow, kind, external_id) do update set generation = task.generation + 1, due_at = excluded.due_at`,
    [scope.organisation, scope.flow, now, ranks],
  );
}

/** Another first day: every key is looked at again, because what was too early may count now, and the other way round. */
export async function setStartsOn(pool: Pool, scope: FlowScope, startsOn: string, now: number): Promise<void> {
  await pool.query('update flow set starts_on = $3 where organisation = $1 and flow = $2', [scope.organisation, scope.flow, startsOn]);
  await markAll(pool, scope, now);
}

/** The mapping file of a flow as its people wrote it, with comments. */
export async function readMappingText(pool: Pool, scope: FlowScope): Promise<string> {
  const { rows } = await pool.query<{ mapping: string }>('select mapping from flow where organisation = $1 and flow = $2', [
    scope.organisation,
    scope.flow,
  ]);
  const [row] = rows;
  if (!row) throw new Error(`there is no flow '${scope.flow}'`);
  return row.mapping;
}

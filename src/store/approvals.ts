import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Approval } from '../engine/order-port.ts';
import type { Flow } from '../engine/ports.ts';
import { finalReasons } from './order.ts';

/**
 * What a person approved and the target never had: the step was sent and never arrived, or was turned away for a reason that passes. Its
 * approval stands, and so does one whose step is still planned.
 */
export async function standingApprovals(
  pool: Pick<Pool, 'query'>,
  flow: Flow,
  keys: readonly KeyName[],
): Promise<readonly (Approval & { readonly key: KeyName })[]> {
  if (!flow.approval || keys.length === 0) return [];
  const { rows } = await pool.query<{ kind: Kind; external_id: string; part: string; print: string; batch: string }>(
    `select last.kind, last.external_id, last.part, last.print, last.batch from (
       select distinct on (write.kind, write.external_id, write.part)
         write.kind, write.external_id, write.part, write.print, write.batch, write.state, write.reason
       from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
       join write on write.organisation = $1 and write.flow = $2 and write.kind = x.kind and write.external_id = x.id
       order by write.kind, write.external_id, write.part, write.planned_at desc, write.write desc
     ) as last
     join batch on batch.organisation = $1 and batch.batch = last.batch and batch.state = 'approved'
     where last.state in ('planned', 'vanished') or (last.state = 'refused' and not coalesce(last.reason, '') = any($4))`,
    [flow.organisation, flow.flow, JSON.stringify(keys.map(({ kind, id }) => ({ kind, id }))), [...finalReasons]],
  );
  return rows.map(({ kind, external_id, part, print, batch }) => ({ key: { kind, id: external_id }, part, print, batch }));
}

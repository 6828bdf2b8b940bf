import type { Pool } from 'pg';
import { amount } from '../core/decimal.ts';
import type { Kind } from '../core/records.ts';
import type { Step } from '../contract/connector.ts';
import type { Batch } from '../engine/batch-ports.ts';
import type { BatchesAsked, BatchFacts, LossFacts, WriteFacts } from '../engine/overview-port.ts';
import type { FlowScope, WriteState } from '../engine/ports.ts';
import type { KeyName } from '../booking/desire.ts';

interface BatchRow {
  readonly organisation: string;
  readonly flow: string;
  readonly batch: string;
  readonly purpose: Batch['purpose'];
  readonly state: Batch['state'];
  readonly undoes: string | null;
  readonly made_at: string;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
  readonly counts: Readonly<Partial<Record<WriteState, number>>> | null;
  readonly sums: readonly { readonly currency: string; readonly amount: string }[] | null;
}

/** Batches of which something is left, newest first: what a turn planned and another overtook is no news for anybody. */
export async function batchFacts(
  pool: Pool,
  organisation: string,
  asked: BatchesAsked & { readonly batch: string | null },
): Promise<readonly BatchFacts[]> {
  const { rows } = await pool.query<BatchRow>(
    `select shown.*,
       (select jsonb_object_agg(state, many) from (
          select state, count(*) as many from write where write.organisation = $1 and write.batch = shown.batch group by state) as counted) as counts,
       (select jsonb_agg(jsonb_build_object('currency', currency, 'amount', total::text) order by currency) from (
          select step #>> '{record,currency}' as currency, trim_scale(sum(coalesce(step #>> '{record,totals,gross}', step #>> '{record,amount}')::numeric)) as total
          from write where write.organisation = $1 and write.batch = shown.batch and write.does = 'create' and write.state in ('planned', 'sent', 'landed')
            and step #>> '{record,currency}' is not null and target_kind <> 'contact' group by 1) as summed) as sums
     from (select organisation, flow, batch, purpose, state, undoes, made_at, decided_at, decided_by from batch
       where organisation = $1 and ($2::text is null or batch = $2) and ($3::text is null or flow = $3) and ($4::text is null or state = $4)
         and ($5::text is null or (made_at, batch) < (select last.made_at, last.batch from batch last where last.organisation = $1 and last.batch = $5))
         and ($2::text is not null or exists (select 1 from write where write.organisation = $1 and write.batch = batch.batch and write.state <> 'superseded'))
       order by made_at desc, batch desc limit $6) as shown
     order by made_at desc, batch desc`,
    [organisation, asked.batch, asked.flow, asked.state, asked.before, asked.limit],
  );
  return rows.map((row) => ({
    organisation: row.organisation,
    flow: row.flow,
    batch: row.batch,
    purpose: row.purpose,
    state: row.state,
    undoes: row.undoes,
    madeAt: Number(row.made_at),
    decidedAt: row.decided_at === null ? null : Number(row.decided_at),
    decidedBy: row.decided_by,
    counts: row.counts ?? {},
    sums: (row.sums ?? []).map((each) => ({ currency: each.currency, amount: amount(each.amount) })),
  }));
}

interface WriteRow {
  readonly write: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly part: string;
  readonly target_kind: Kind;
  readonly target_id: string | null;
  readonly step: Step;
  readonly why: string;
  readonly state: WriteState;
  readonly message: string | null;
  readonly reference: string;
  readonly party: string | null;
}

/** The writes of a batch, but for those that another one overtook. The customer is called as the source calls them. */
export async function writeFacts(pool: Pool, organisation: string, batch: string): Promise<readonly WriteFacts[]> {
  const { rows } = await pool.query<WriteRow>(
    `select write.write, write.kind, write.external_id, write.part, write.target_kind, write.target_id, write.step, write.why, write.state, write.message,
       write.reference, coalesce(party.body ->> 'name', case source_record.kind when 'contact' then source_record.body ->> 'name' end) as party
     from write
     join flow on flow.organisation = write.organisation and flow.flow = write.flow
     left join record source_record on source_record.organisation = write.organisation and source_record.connection = flow.source
       and source_record.kind = write.kind and source_record.external_id = write.external_id
     left join record party on party.organisation = write.organisation and party.connection = flow.source and party.kind = 'contact'
       and party.external_id = source_record.body ->> 'contact'
     where write.organisation = $1 and write.batch = $2 and write.state <> 'superseded' order by write.write`,
    [organisation, batch],
  );
  return rows.map(({ external_id, target_kind, target_id, ...row }) => ({
    ...row,
    id: external_id,
    targetKind: target_kind,
    targetId: target_id,
  }));
}

export async function lossesOf(pool: Pool, { organisation, flow }: FlowScope, { kind, id }: KeyName): Promise<readonly LossFacts[]> {
  const { rows } = await pool.query<{ losses: readonly LossFacts[] }>(
    `select distinct on (part) part, losses from write
     where organisation = $1 and flow = $2 and kind = $3 and external_id = $4 and state in ('landed', 'planned', 'sent') and does <> 'remove'
     order by part, planned_at desc, write desc`,
    [organisation, flow, kind, id],
  );
  return rows.flatMap(({ losses }) => losses);
}

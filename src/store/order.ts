import type { Pool } from 'pg';
import type { Kind } from '../core/records.ts';
import type { Step } from '../contract/connector.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Flow } from '../engine/ports.ts';
import { documentsOf } from '../engine/order-port.ts';
import type { Refusal } from '../engine/order-port.ts';

/** Questions that a refusal of the target opened. */
export const refusedCodes: ReadonlySet<string> = new Set(['refused', 'applied elsewhere']);

interface RefusedRow {
  readonly kind: Kind;
  readonly external_id: string;
  readonly part: string;
  readonly print: string;
  readonly write: string;
  readonly settled_at: string;
  readonly target_kind: Kind;
  readonly step: Step;
}

/**
 * Of keys whose question the target's refusal opened: the last step of each part that was refused, where nothing has changed since that it
 * could have been refused for: the documents and the customer it names, what settles those, the ledger's settings, or the mapping.
 */
export async function standingRefusals(
  pool: Pick<Pool, 'query'>,
  flow: Flow,
  keys: readonly KeyName[],
): Promise<readonly (Refusal & { readonly key: KeyName })[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query<RefusedRow & { readonly state: string; readonly reason: string | null }>(
    `select distinct on (write.kind, write.external_id, write.part)
       write.kind, write.external_id, write.part, write.print, write.write, write.settled_at, write.target_kind, write.step, write.state, write.reason
     from jsonb_to_recordset($3::jsonb) as x(kind text, id text)
     join write on write.organisation = $1 and write.flow = $2 and write.kind = x.kind and write.external_id = x.id and write.sent_at is not null
     order by write.kind, write.external_id, write.part, write.sent_at desc, write.write desc`,
    [flow.organisation, flow.flow, JSON.stringify(keys.map(({ kind, id }) => ({ kind, id })))],
  );
  const refused = rows.filter(({ state, reason }) => state === 'refused' && finalReasons.has(reason ?? ''));
  const overtaken = await changedSince(pool, flow, refused);
  return refused
    .filter(({ write }) => !overtaken.has(write))
    .map(({ kind, external_id, part, print }) => ({ key: { kind, id: external_id }, part, print }));
}

/** The others say that nothing was judged: too many calls, no sign-in, a lock that is looked at again. */
export const finalReasons: ReadonlySet<string> = new Set(['invalid', 'missing', 'conflict']);

/** What settles a document, and so makes room on it or takes it: some of it may be seen for the first time after the refusal. */
const settling: readonly Kind[] = ['payment', 'refund', 'allocation'];

/** A change of the same instant counts: whether it came before the refusal or after it, nobody can tell. */
async function changedSince(pool: Pick<Pool, 'query'>, flow: Flow, refused: readonly RefusedRow[]): Promise<ReadonlySet<string>> {
  if (refused.length === 0) return new Set();
  const named = refused.flatMap(({ write, settled_at, step, target_kind }) =>
    namesIn(step, target_kind).map((name) => ({ write, since: settled_at, ...name })),
  );
  const { rows } = await pool.query<{ write: string }>(
    `select x.write from jsonb_to_recordset($3::jsonb) as x(write text, since bigint, kind text, id text)
     join record_history as was on was.organisation = $1 and was.connection = $2 and was.kind = x.kind and was.external_id = x.id and was.seen_at >= x.since
     union
     select x.write from jsonb_to_recordset($3::jsonb) as x(write text, since bigint, kind text, id text)
     join record on record.organisation = $1 and record.connection = $2 and record.kind = any($6) and record.contact = x.id
     join record_history as was on was.organisation = $1 and was.connection = $2
       and was.kind = record.kind and was.external_id = record.external_id and was.seen_at >= x.since
     union
     select x.write from jsonb_to_recordset($3::jsonb) as x(write text, since bigint)
     join record_history as was on was.organisation = $1 and was.connection = $2 and was.kind = any($4) and was.seen_at >= x.since
     union
     select x.write from jsonb_to_recordset($3::jsonb) as x(write text, since bigint)
     join mapping_version on mapping_version.organisation = $1 and mapping_version.flow = $5 and mapping_version.made_at >= x.since`,
    [flow.organisation, flow.target, JSON.stringify(named), ['organisation', 'account', 'taxRate', 'currency'], flow.flow, settling],
  );
  return new Set(rows.map(({ write }) => write));
}

/** What a step is about in the target: its own document, the documents that it names, and the customer. */
function namesIn(step: Step, targetKind: Kind): readonly KeyName[] {
  const own = step.do === 'create' ? [] : [{ kind: targetKind, id: step.id }];
  const record = step.do === 'remove' ? step.before : step.record;
  const contact = 'contact' in record && record.contact !== null ? [{ kind: 'contact', id: record.contact } as const] : [];
  const onAccount =
    record.kind === 'allocation' && record.from.kind === 'onAccount' ? [{ kind: 'bankTransaction', id: record.from.id } as const] : [];
  return [...own, ...contact, ...onAccount, ...documentsOf(record)];
}

import type { Pool } from 'pg';
import type { KeyName } from '../booking/desire.ts';
import type { Step } from '../contract/connector.ts';
import type { HttpRequest } from '../contract/http.ts';
import type { Kind } from '../core/records.ts';
import type { Flow, SentWrite } from '../engine/ports.ts';
import { eachOf, keysOf, namedKeys } from './keyed.ts';

interface WriteRow {
  readonly write: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly part: string;
  readonly target_kind: Kind;
  readonly step: Step;
  readonly position: number;
  readonly state: SentWrite['call']['writes'][number]['state'];
  readonly call: string;
}

/** Open writes of these keys, each with its whole call: a resend answers for every element. */
export async function sentWrites(
  pool: Pool,
  scope: { readonly organisation: string; readonly flow: string },
  keys: readonly KeyName[],
): Promise<readonly SentWrite[]> {
  if (keys.length === 0) return [];
  const { rows: open } = await pool.query<{ call: string; write: string }>(
    `select write.call, write.write from ${namedKeys}
     ${eachOf('write', 'call, write', `organisation = $1 and flow = $3 and kind = x.kind and external_id = x.id and state = 'sent'`)}`,
    [scope.organisation, keysOf(keys), scope.flow],
  );
  if (open.length === 0) return [];
  const calls = [...new Set(open.map((row) => row.call))];
  const [{ rows: callRows }, { rows: writes }] = await Promise.all([
    pool.query<{ call: string; request: HttpRequest; idempotency_key: string; sent_at: string; listen_until: string }>(
      'select call, request, idempotency_key, sent_at, listen_until from call where organisation = $1 and call = any($2)',
      [scope.organisation, calls],
    ),
    pool.query<WriteRow>(
      `select write, kind, external_id, part, target_kind, step, position, state, call from write where organisation = $1 and call = any($2) order by call, position`,
      [scope.organisation, calls],
    ),
  ]);
  const wanted = new Set(open.map((row) => row.write));
  return callRows.flatMap((call) => {
    const own = writes.filter((row) => row.call === call.call);
    const sent = {
      call: call.call,
      request: call.request,
      idempotencyKey: call.idempotency_key,
      sentAt: Number(call.sent_at),
      listenUntil: Number(call.listen_until),
      writes: own.map((row) => ({
        write: row.write,
        step: row.step,
        targetKind: row.target_kind,
        state: row.state,
        key: { kind: row.kind, id: row.external_id },
        part: row.part,
      })),
    };
    return own
      .filter((row) => wanted.has(row.write))
      .map((row): SentWrite => ({
        kind: row.kind,
        id: row.external_id,
        write: row.write,
        part: row.part,
        targetKind: row.target_kind,
        step: row.step,
        position: row.position,
        call: sent,
      }));
  });
}

/** See `EngineStore.isUnderWay`. */
export async function isUnderWay(pool: Pool, { organisation, agreement, source }: Flow): Promise<boolean> {
  const { rows } = await pool.query<{ is: boolean }>(
    `select exists (
       select 1 from write join flow on flow.organisation = $1 and flow.flow = write.flow and flow.agreement = $2 and flow.target = $3
       where write.organisation = $1 and write.state = 'sent' and write.target_kind in ('invoice', 'creditNote')) as is`,
    [organisation, agreement, source],
  );
  return rows[0]?.is === true;
}

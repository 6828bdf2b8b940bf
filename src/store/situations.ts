import type { Pool } from 'pg';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Candidate, CandidateQuery, Counterpart, Flow, Linked, Observed, PlannedWrite, Ruling, Situation } from '../engine/ports.ts';
import { standingApprovals } from './approvals.ts';
import { eachOf, keysOf, namedKeys, oneOrNoneOf } from './keyed.ts';
import { refusedCodes, standingRefusals } from './order.ts';
import { onOneConnection } from './transaction.ts';
import { workDone, workOf } from './work.ts';
import type { Action } from '../booking/desire.ts';

/** A pool, or one of its connections. */
type Asking = Pick<Pool, 'query'>;

interface RecordRow {
  readonly body: AnyRecord;
  readonly version: string;
  readonly reference: string | null;
  readonly print: string;
  readonly seen_at: string;
  readonly gone_at: string | null;
}

const bareColumns = 'body, version, reference, print, seen_at, gone_at';
const recordColumns = 'record.body, record.version, record.reference, record.print, record.seen_at, record.gone_at';

const observedOf = (row: RecordRow): Observed => ({
  record: row.body,
  version: row.version,
  reference: row.reference,
  print: row.print,
  seenAt: Number(row.seen_at),
  goneAt: row.gone_at === null ? null : Number(row.gone_at),
});

const nameOf = (kind: string, id: string): string => `${kind} ${id}`;

function grouped<R extends { readonly kind: string; readonly external_id: string }>(rows: readonly R[]): ReadonlyMap<string, readonly R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const name = nameOf(row.kind, row.external_id);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

type Keyed<T> = T & { readonly kind: Kind; readonly external_id: string };

/** What both sides have shown of these keys, and what people said of them. */
function sightsOf(pool: Asking, flow: Flow, named: string) {
  const records = pool.query<Keyed<RecordRow>>(
    `select x.kind, x.id as external_id, ${recordColumns} from ${namedKeys}
     ${eachOf('record', bareColumns, 'organisation = $1 and connection = $3 and kind = x.kind and external_id = x.id')}`,
    [flow.organisation, named, flow.source],
  );
  const links = linksOf(pool, flow, named);
  const rulings = pool.query<Keyed<{ part: string; ruling: { action: Action; print: string | null } }>>(
    `select x.kind, x.id as external_id, ruling.part, ruling.ruling from ${namedKeys}
     ${eachOf('ruling', 'part, ruling', 'organisation = $1 and flow = $3 and kind = x.kind and external_id = x.id')}`,
    [flow.organisation, named, flow.flow],
  );
  return Promise.all([records, links, rulings]);
}

/** What is planned and still to do for these keys, and which of them are our own writes on the other side. */
function doingsOf(pool: Asking, flow: Flow, named: string) {
  const planned = pool.query<Keyed<PlannedRow>>(
    `select x.kind, x.id as external_id, write.*, batch.purpose, batch.approved from ${namedKeys}
     ${eachOf(
       'write',
       'write, batch, part, print, target_kind, step, why, reference',
       `organisation = $1 and flow = $3 and kind = x.kind and external_id = x.id and state = 'planned'`,
     )}
     ${eachOf('batch', `purpose, state = 'approved' as approved`, 'organisation = $1 and batch = write.batch')}`,
    [flow.organisation, named, flow.flow],
  );
  const work = workOf(pool, flow, named);
  const echoes = pool.query<{ kind: Kind; external_id: string }>(
    `select x.kind, x.id as external_id from ${namedKeys}
     ${eachOf('link', 'part', 'organisation = $1 and agreement = $3 and target = $4 and target_kind = x.kind and target_id = x.id')}
     union
     -- Of a write whose answer was lost, the document shows before its link is there: its reference says whose it is.
     select x.kind, x.id from ${namedKeys}
     ${eachOf('record', 'reference', 'organisation = $1 and connection = $4 and kind = x.kind and external_id = x.id')}
     join write on write.organisation = $1 and write.state = 'sent' and write.reference = record.reference
     join flow on flow.organisation = $1 and flow.flow = write.flow and flow.agreement = $3 and flow.target = $4`,
    [flow.organisation, named, flow.agreement, flow.source],
  );
  return Promise.all([planned, work, echoes]);
}

/**
 * All that is known of these keys, in eight statements at most, whatever their number. They go to the database together, on one connection:
 * six connections for one small turn were a third of the pool, and each plans every statement anew.
 */
export async function situations(pool: Pool, flow: Flow, keys: readonly KeyName[]): Promise<readonly Situation[]> {
  if (keys.length === 0) return [];
  return onOneConnection(pool, (client) => situationsOf(client, flow, keys));
}

async function situationsOf(pool: Asking, flow: Flow, keys: readonly KeyName[]): Promise<readonly Situation[]> {
  const named = keysOf(keys);
  const [[records, links, rulings], [planned, work, echoes], approved] = await Promise.all([
    sightsOf(pool, flow, named),
    doingsOf(pool, flow, named),
    standingApprovals(pool, flow, keys),
  ]);
  const bySource = grouped(records.rows);
  const [byLink, byRuling, byPlan] = [grouped(links), grouped(rulings.rows), grouped(planned.rows)];
  const byWork = new Map(work.map((row) => [nameOf(row.kind, row.external_id), row]));
  const refused = work.filter(({ code }) => refusedCodes.has(code ?? '')).map((row) => ({ kind: row.kind, id: row.external_id }));
  const refusals = Map.groupBy(await standingRefusals(pool, flow, refused), ({ key }) => nameOf(key.kind, key.id));
  const approvals = Map.groupBy(approved, ({ key }) => nameOf(key.kind, key.id));
  const echoed = new Set(echoes.rows.map((row) => nameOf(row.kind, row.external_id)));
  return keys.map(({ kind, id }): Situation => {
    const name = nameOf(kind, id);
    const source = bySource.get(name)?.[0];
    const state = byWork.get(name);
    return {
      key: { kind, id },
      source: source ? observedOf(source) : null,
      links: (byLink.get(name) ?? []).map(linkedOf),
      rulings: (byRuling.get(name) ?? []).map((row): Ruling => ({ part: row.part, ...row.ruling })),
      planned: (byPlan.get(name) ?? []).map(plannedOf),
      hold: state?.hold && state.code ? { hold: state.hold, code: state.code } : null,
      isEcho: echoed.has(name),
      order: { ...workDone(state), refusals: refusals.get(name) ?? [], approvals: approvals.get(name) ?? [] },
    };
  });
}

interface PlannedRow extends Omit<PlannedWrite, 'isApproved' | 'targetKind'> {
  readonly target_kind: Kind;
  readonly approved: boolean;
}

const plannedOf = ({ write, batch, purpose, part, print, step, why, reference, target_kind, approved }: PlannedRow): PlannedWrite => ({
  write,
  batch,
  purpose,
  part,
  print,
  isApproved: approved,
  targetKind: target_kind,
  step,
  why,
  reference,
});

interface LinkRow {
  readonly part: string;
  readonly target_kind: Kind;
  readonly target_id: string;
  readonly origin: Linked['origin'];
  readonly state: Linked['state'];
  readonly wanted: AnyRecord;
  readonly wanted_print: string;
  readonly seen: { readonly [K in keyof RecordRow]: RecordRow[K] | null };
}

async function linksOf(pool: Asking, flow: Flow, named: string): Promise<readonly Keyed<LinkRow>[]> {
  const { rows } = await pool.query<Keyed<Omit<LinkRow, 'seen'> & LinkRow['seen']>>(
    `select x.kind, x.id as external_id, link.part, link.target_kind, link.target_id, link.origin, link.state, link.wanted, link.wanted_print, ${recordColumns}
     from ${namedKeys}
     ${eachOf('link', '*', 'organisation = $1 and agreement = $3 and source = $4 and kind = x.kind and external_id = x.id')}
     ${oneOrNoneOf('record', bareColumns, 'organisation = $1 and connection = link.target and kind = link.target_kind and external_id = link.target_id')}`,
    [flow.organisation, named, flow.agreement, flow.source],
  );
  return rows.map((row) => ({ ...row, seen: row }));
}

function linkedOf(row: LinkRow): Linked {
  const { body, version, reference, print, seen_at, gone_at } = row.seen;
  const seen =
    body === null || version === null || print === null || seen_at === null
      ? null
      : observedOf({ body, version, reference, print, seen_at, gone_at });
  return {
    part: row.part,
    targetKind: row.target_kind,
    targetId: row.target_id,
    origin: row.origin,
    state: row.state,
    wanted: row.wanted,
    wantedPrint: row.wanted_print,
    seen,
  };
}

export async function counterparts(
  pool: Pool,
  flow: Pick<Flow, 'organisation' | 'agreement'>,
  connection: string,
  names: readonly KeyName[],
): Promise<readonly Counterpart[]> {
  if (names.length === 0) return [];
  const { rows } = await pool.query<{ kind: Kind; id: string; part: string; other_kind: Kind; other_id: string }>(
    `select x.kind, x.id, link.* from ${namedKeys}
     ${eachOf(
       'link',
       'part, target_kind as other_kind, target_id as other_id, linked_at',
       `organisation = $1 and agreement = $3 and source = $4 and kind = x.kind and external_id = x.id and state = 'live'`,
     )}
     union all
     select x.kind, x.id, link.* from ${namedKeys}
     ${eachOf(
       'link',
       'part, kind, external_id, linked_at',
       `organisation = $1 and agreement = $3 and target = $4 and target_kind = x.kind and target_id = x.id and state = 'live'`,
     )}
     order by linked_at, other_id`,
    [flow.organisation, keysOf(names), flow.agreement, connection],
  );
  return rows.map((row) => ({ kind: row.kind, id: row.id, part: row.part, otherKind: row.other_kind, otherId: row.other_id }));
}

/**
 * What of the target may be what is wanted, and is nobody's yet: by number, or by customer, amount and day. What is alike is looked up
 * once: of a thousand sales at one price to the customer of counter sales, each would otherwise look through all of the others.
 */
export async function candidates(pool: Pool, flow: Flow, wants: readonly CandidateQuery[]): Promise<readonly Candidate[]> {
  if (wants.length === 0) return [];
  const columns = 'kind, external_id, number, contact, gross, currency, booked_on';
  const isFree = `not exists (select 1 from link where link.organisation = $1 and link.agreement = $4 and link.target = $3
     and link.target_kind = record.kind and link.target_id = record.external_id and link.state = 'live' offset 0)`;
  const { rows } = await pool.query<RecordRow & { index: number }>(
    `with wanted as materialized (
       select * from jsonb_to_recordset($2::jsonb)
         as x("index" int, kind text, number text, contact text, "bookedOn" date, currency text, gross numeric, days int)
     ), free as materialized (
       select record.* from (select distinct kind, number from wanted where number is not null) as x
       ${eachOf('record', columns, 'organisation = $1 and connection = $3 and kind = x.kind and number = x.number and gone_at is null')}
       where ${isFree}
       union
       select record.* from (
         select kind, contact, gross, currency, min("bookedOn" - days) as first, max("bookedOn" + days) as last
         from wanted where contact is not null group by kind, contact, gross, currency
       ) as x
       ${eachOf(
         'record',
         columns,
         `organisation = $1 and connection = $3 and kind = x.kind and contact = x.contact and gross = x.gross and currency = x.currency
            and booked_on between x.first and x.last and gone_at is null`,
       )}
       where ${isFree}
     )
     select wanted.index, ${recordColumns} from free
     join wanted on wanted.kind = free.kind and (wanted.number = free.number or wanted.contact = free.contact and wanted.gross = free.gross
       and wanted.currency = free.currency and abs(free.booked_on - wanted."bookedOn") <= wanted.days)
     ${eachOf('record', bareColumns, 'organisation = $1 and connection = $3 and kind = free.kind and external_id = free.external_id')}`,
    [flow.organisation, JSON.stringify(wants), flow.target, flow.agreement],
  );
  return rows.map((row) => ({ index: row.index, observed: observedOf(row) }));
}

export async function records(
  pool: Pool,
  organisation: string,
  connection: string,
  kind: Kind | readonly Kind[],
  ids?: readonly string[],
): Promise<readonly Observed[]> {
  const { rows } = await pool.query<RecordRow>(
    `select ${recordColumns} from record where organisation = $1 and connection = $2 and kind = any($3) ${ids ? 'and external_id = any($4)' : ''} order by kind, external_id`,
    [organisation, connection, typeof kind === 'string' ? [kind] : kind, ...(ids ? [ids] : [])],
  );
  return rows.map(observedOf);
}

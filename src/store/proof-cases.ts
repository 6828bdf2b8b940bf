import type { PoolClient } from 'pg';
import { lastDayOf } from '../core/day.ts';
import type { AnyRecord, Kind } from '../core/records.ts';
import type { KeyFacts, LinkFacts, ProofQuery, UnlinkedFacts } from '../engine/proof-port.ts';
import type { Posting } from '../proof/posting.ts';
import { isBornThere } from './proof-totals.ts';
import type { SiblingFlow } from './proof-totals.ts';

interface StandingRow {
  readonly flow: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly number: string | null;
  readonly postings: readonly Posting[];
  readonly state: KeyFacts['state'];
  readonly cause: string | null;
  readonly detail: string | null;
  readonly code: string | null;
  readonly text: string | null;
  readonly write_state: string | null;
  readonly message: string | null;
  readonly is_accepted: boolean;
  readonly print: string | null;
  readonly is_gone: boolean;
  readonly seen_at: string;
  readonly has_work: boolean;
}

interface LinkRow {
  readonly flow: string;
  readonly kind: Kind;
  readonly external_id: string;
  readonly target_kind: Kind;
  readonly target_id: string;
  readonly origin: LinkFacts['origin'];
  readonly wanted: AnyRecord;
  readonly body: AnyRecord | null;
  readonly postings: readonly Posting[] | null;
  readonly is_gone: boolean;
}

/**
 * The keys whose two sides may differ: those that are not in sync, those in sync whose postings are not those of the one document
 * that stands for them, and those of which the source shows something else by now (`findArrived` comes first). Equal postings are
 * equal text, so the database compares and only what differs is read.
 */
export async function keysThatMayDiffer(
  client: PoolClient,
  query: ProofQuery,
  siblings: readonly SiblingFlow[],
  throughMonth: string,
): Promise<readonly KeyFacts[]> {
  await client.query('drop table if exists differing');
  await client.query(
    `create temporary table differing on commit drop as
     select distinct s.flow, f.agreement, f.source, s.kind, s.external_id
     from standing s
     join flow f on f.organisation = s.organisation and f.flow = s.flow
     left join link l on l.organisation = s.organisation and l.agreement = f.agreement and l.source = f.source and l.kind = s.kind
       and l.external_id = s.external_id and l.state = 'live'
     left join record r on r.organisation = l.organisation and r.connection = l.target and r.kind = l.target_kind and r.external_id = l.target_id
     where s.organisation = $1 and s.flow = any($2)
       and (s.booked_on between $3::date and $4::date or r.booked_on between $3::date and $4::date)
       and case when s.state = 'in sync' then $5 or s.postings <> case when r.gone_at is null then coalesce(r.postings, '[]') else '[]' end
           else l.part is not null or s.postings @? '$[*] ? (@.amount != "0")' end
     union ${arrivedKeys('$1', '$6')}`,
    [
      query.flow.organisation,
      flowNames(query, siblings),
      `${query.fromMonth}-01`,
      lastDayOf(throughMonth),
      query.isPlatform,
      query.flow.flow,
    ],
  );
  return readDiffering(client, query);
}

/** Only the keys of which the source shows something else by now. */
export async function keysArrived(client: PoolClient, query: ProofQuery): Promise<readonly KeyFacts[]> {
  await client.query('drop table if exists differing');
  await client.query(`create temporary table differing on commit drop as ${arrivedKeys('$1', '$2')}`, [
    query.flow.organisation,
    query.flow.flow,
  ]);
  return readDiffering(client, query);
}

const arrivedKeys = (organisation: string, flow: string): string =>
  `select f.flow, f.agreement, f.source, a.kind, a.external_id from arrived a join flow f on f.organisation = ${organisation} and f.flow = ${flow}`;

async function readDiffering(client: PoolClient, query: ProofQuery): Promise<readonly KeyFacts[]> {
  await client.query('analyze differing');
  const { rows } = await client.query<StandingRow>(
    `select d.flow, d.kind, d.external_id, coalesce(s.number, a.number) as number, coalesce(s.postings, '[]') as postings,
       coalesce(s.state, 'pending') as state, s.cause, s.detail, h.code, h.question ->> 'text' as text, w.state as write_state, w.message,
       exists (select 1 from ruling u where u.organisation = $1 and u.flow = d.flow and u.kind = d.kind and u.external_id = d.external_id
         and u.ruling #>> '{action,do}' = 'acceptTarget') as is_accepted,
       a.print, a.is_gone, a.seen_at, a.has_work
     from differing d
     left join standing s on s.organisation = $1 and s.flow = d.flow and s.kind = d.kind and s.external_id = d.external_id
     left join arrived a on d.flow = $2 and a.kind = d.kind and a.external_id = d.external_id
     left join hold h on h.organisation = $1 and h.flow = d.flow and h.kind = d.kind and h.external_id = d.external_id and h.closed_at is null
     left join lateral (select state, message from write where organisation = $1 and flow = d.flow and kind = d.kind and external_id = d.external_id
       and state not in ('planned', 'superseded', 'declined') order by state = 'sent' desc, planned_at desc, write desc limit 1) w on true`,
    [query.flow.organisation, query.flow.flow],
  );
  const links = await linksOf(client, query);
  return rows.map((row) => keyOf(row, links.get(nameOf(row)) ?? []));
}

/** A platform's records carry no postings of an account, so its flows cannot share a target's total and are proven one by one. */
const flowNames = (query: ProofQuery, siblings: readonly SiblingFlow[]): readonly string[] =>
  query.isPlatform ? [query.flow.flow] : siblings.map(({ flow }) => flow);

async function linksOf(client: PoolClient, { flow }: ProofQuery): Promise<ReadonlyMap<string, readonly LinkFacts[]>> {
  const { rows } = await client.query<LinkRow>(
    `select d.flow, l.kind, l.external_id, l.target_kind, l.target_id, l.origin, l.wanted, r.body, r.postings, r.gone_at is not null as is_gone
     from differing d
     join link l on l.organisation = $1 and l.agreement = d.agreement and l.source = d.source and l.kind = d.kind and l.external_id = d.external_id and l.state = 'live'
     left join record r on r.organisation = l.organisation and r.connection = l.target and r.kind = l.target_kind and r.external_id = l.target_id
     order by l.part`,
    [flow.organisation],
  );
  const links = new Map<string, LinkFacts[]>();
  for (const row of rows) {
    const seen = row.body === null ? null : { record: row.body, postings: row.postings ?? [], isGone: row.is_gone };
    const link: LinkFacts = { targetKind: row.target_kind, targetId: row.target_id, origin: row.origin, wanted: row.wanted, seen };
    const others = links.get(nameOf(row));
    if (others) others.push(link);
    else links.set(nameOf(row), [link]);
  }
  return links;
}

const nameOf = ({ flow, kind, external_id }: { readonly flow: string; readonly kind: string; readonly external_id: string }): string =>
  JSON.stringify([flow, kind, external_id]);

const keyOf = (row: StandingRow, links: readonly LinkFacts[]): KeyFacts => ({
  flow: row.flow,
  kind: row.kind,
  id: row.external_id,
  number: row.number,
  postings: row.postings,
  state: row.state,
  cause: row.cause,
  detail: row.detail,
  hold: row.code === null ? null : { code: row.code, text: row.text ?? '' },
  write: row.write_state === null ? null : { state: row.write_state, message: row.message },
  isAccepted: row.is_accepted,
  links,
  arrived: row.print === null ? null : { print: row.print, isGone: row.is_gone, seenAt: Number(row.seen_at), hasWork: row.has_work },
});

interface UnlinkedRow {
  readonly kind: Kind;
  readonly external_id: string;
  readonly number: string | null;
  readonly booked_on: string;
  readonly postings: readonly Posting[];
  readonly is_referenced: boolean;
  readonly twin: string | null;
  readonly settles: string | null;
}

/**
 * Documents of the target that no flow is linked to: of the flow's kinds, or on a controlled account. With each, the document that
 * it may double (our reference, the same number, or the same customer, amount and currency within three days) or settle.
 */
export async function unlinkedDocuments(client: PoolClient, query: ProofQuery, throughMonth: string): Promise<readonly UnlinkedFacts[]> {
  const { rows } = await client.query<UnlinkedRow>(
    `select r.kind, r.external_id, r.number, r.booked_on, r.postings, r.reference is not null as is_referenced, twin.name as twin, settles.name as settles
     from record r
     left join lateral (
       select coalesce(o.number, o.external_id) as name from record o
       where o.organisation = r.organisation and o.connection = r.connection and o.kind = r.kind and o.external_id <> r.external_id and o.gone_at is null
         and (o.reference = r.reference or o.number = r.number
           or o.contact = r.contact and o.gross = r.gross and o.currency = r.currency and o.booked_on between r.booked_on - 3 and r.booked_on + 3)
         and ${isLinked('o')}
       order by o.reference = r.reference desc nulls last, o.number = r.number desc nulls last, o.external_id limit 1) twin on true
     left join lateral (
       select coalesce(o.number, o.external_id) as name from record o
       where o.organisation = r.organisation and o.connection = r.connection and o.external_id = case r.kind when 'creditNote' then r.body ->> 'invoice' else r.contact end
         and r.kind in ('creditNote', 'payment', 'allocation', 'refund') and o.kind in ('invoice', 'creditNote') and ${isLinked('o')} limit 1) settles on true
     where r.organisation = $1 and r.connection = $2 and r.gone_at is null and r.postings <> '[]' and r.booked_on between $3::date and $4::date
       and (r.kind = any($5) or exists (select 1 from jsonb_array_elements(r.postings) p where p ->> 'account' = any($6)))
       and not ${isLinked('r')} and not ${isBornThere}
     order by r.booked_on, r.kind, r.external_id`,
    [query.flow.organisation, query.flow.target, `${query.fromMonth}-01`, lastDayOf(throughMonth), query.kinds, query.controlled],
  );
  return rows.map((row) => ({
    kind: row.kind,
    id: row.external_id,
    number: row.number,
    day: row.booked_on,
    postings: row.postings,
    isReferenced: row.is_referenced,
    twin: row.twin,
    settles: row.settles,
  }));
}

const isLinked = (record: string): string =>
  `exists (select 1 from link made where made.organisation = ${record}.organisation and made.target = ${record}.connection and made.target_kind = ${record}.kind
    and made.target_id = ${record}.external_id and made.state = 'live' and made.agreement in (select agreement from flow where organisation = ${record}.organisation and target = ${record}.connection))`;

/** The target's documents in other currencies than its own, up to the last month. */
export async function foreignDocuments(client: PoolClient, query: ProofQuery, throughMonth: string): Promise<readonly AnyRecord[]> {
  if (query.baseCurrency === null) return [];
  const { rows } = await client.query<{ body: AnyRecord }>(
    `select body from record where organisation = $1 and connection = $2 and gone_at is null and postings <> '[]' and currency <> $3 and booked_on <= $4::date
     order by booked_on, kind, external_id`,
    [query.flow.organisation, query.flow.target, query.baseCurrency, lastDayOf(throughMonth)],
  );
  return rows.map(({ body }) => body);
}

import { add, amount, decimal } from '../../src/core/decimal.ts';
import { fingerprint, referenceOf } from '../../src/core/fingerprint.ts';
import { billingKinds } from '../../src/billing/book.ts';
import type { BillingKind } from '../../src/billing/book.ts';
import type { AnyRecord } from '../../src/core/records.ts';
import { agreement, organisation, outward, outwardKinds, platform } from '../engine/world.ts';
import type { World } from '../engine/world.ts';
import { doubled } from '../engine/ledger-kit.ts';
import type { LedgerKit, Standing } from '../engine/ledger-kit.ts';

/**
 * Everything that must be true when both sides are at rest, said as sentences that are false: an empty list is what everybody
 * wants. It reads the database, billing and the ledger themselves, and believes nothing that the engine says of itself
 * without looking.
 */
export async function broken(world: World): Promise<readonly string[]> {
  return world.clock.during(async () => {
    const state = await readState(world);
    return [
      ...openWrites(state),
      ...unwritten(state),
      ...overtaken(state),
      ...links(state),
      ...doubled(state.documents).map((reference) => `doubled: ${reference} stands in the ledger more than once`),
      ...counts(state),
      ...stale(state),
      ...money(state),
      ...(await totals(world)),
    ];
  });
}

interface State {
  readonly documents: ReadonlyMap<string, Standing>;
  /** The name in `documents` of what a link points at. */
  readonly nameOf: LedgerKit['nameOf'];
  readonly sold: readonly AnyRecord[];
  readonly born: ReadonlySet<string>;
  readonly links: readonly LinkRow[];
  readonly writes: readonly WriteRow[];
  readonly standings: ReadonlyMap<string, StandingRow>;
  readonly tasks: readonly { readonly kind: string; readonly external_id: string; readonly waits_for: string | null }[];
  readonly records: ReadonlyMap<string, AnyRecord>;
  readonly isHeld: boolean;
}

interface LinkRow {
  readonly source: string;
  readonly kind: string;
  readonly external_id: string;
  readonly part: string;
  readonly target: string;
  readonly target_kind: string;
  readonly target_id: string;
  readonly origin: string;
  readonly state: string;
}

interface WriteRow {
  readonly flow: string;
  readonly kind: string;
  readonly external_id: string;
  readonly part: string;
  readonly target_kind: string;
  readonly does: string;
  readonly state: string;
  readonly reference: string;
  readonly sent_at: string | null;
  readonly settled_at: string | null;
}

interface StandingRow {
  readonly state: string;
  readonly cause: string | null;
  readonly source_print: string | null;
}

async function readState(world: World): Promise<State> {
  const { pool, billing, ledger, kit } = world;
  const all = async <R extends object>(text: string, values: readonly unknown[] = []): Promise<readonly R[]> =>
    (await pool.query<R>(text, [...values])).rows;
  const [linkRows, writes, standings, tasks, records, holds] = await Promise.all([
    all<LinkRow>('select source, kind, external_id, part, target, target_kind, target_id, origin, state from link'),
    all<WriteRow>(
      'select flow, kind, external_id, part, target_kind, does, state, reference, sent_at, settled_at from write order by write',
    ),
    all<StandingRow & { kind: string; external_id: string }>(
      'select kind, external_id, state, cause, source_print from standing where flow = $1',
      [outward.flow],
    ),
    all<State['tasks'][number]>('select kind, external_id, waits_for from task where flow = $1', [outward.flow]),
    all<{ kind: string; external_id: string; body: AnyRecord }>('select kind, external_id, body from record where connection = $1', [
      platform,
    ]),
    all<object>('select 1 from hold where closed_at is null'),
  ]);
  const sold: AnyRecord[] = [];
  const born = new Set<string>();
  const query = { after: null, limit: 1_000_000, contact: null, number: null, invoice: null, status: null };
  for (const kind of billingKinds.filter((each): each is Exclude<BillingKind, 'taxRate'> => each !== 'taxRate')) {
    for (const { kept } of await billing.read.list(organisation, kind, query)) {
      sold.push(kept.record);
      if (kept.bornIn === 'ledger') born.add(`${kind} ${kept.record.id}`);
    }
  }
  return {
    documents: kit.standing(ledger),
    nameOf: kit.nameOf,
    sold,
    born,
    links: linkRows,
    writes,
    standings: new Map(standings.map((row) => [`${row.kind} ${row.external_id}`, row])),
    tasks,
    records: new Map(records.map((row) => [`${row.kind} ${row.external_id}`, row.body])),
    isHeld: holds.length > 0,
  };
}

/** Invariants 1 and 3: nothing is left unknown at rest. */
const openWrites = ({ writes }: State): readonly string[] =>
  writes
    .filter((write) => write.state === 'sent')
    .map((write) => `unknown at rest: ${write.does} ${write.kind} ${write.external_id} ${write.part}`);

/** Invariant 2: whatever carries our reference was written down before. */
function unwritten({ writes, documents }: State): readonly string[] {
  const known = new Set(writes.map((write) => write.reference));
  return [...documents.values()]
    .filter(({ reference }) => reference !== null && !known.has(reference))
    .map(({ kind, id }) => `never written down: ${kind} ${id} carries our reference`);
}

/** Invariants 1 and 3: of one part, the next write left only when the one before was settled. */
function overtaken({ writes }: State): readonly string[] {
  const last = new Map<string, WriteRow>();
  const found: string[] = [];
  for (const write of writes.filter((each) => each.sent_at !== null).toSorted((a, b) => Number(a.sent_at) - Number(b.sent_at))) {
    const name = `${write.flow} ${write.kind} ${write.external_id} ${write.part}`;
    const before = last.get(name);
    if (before && (before.settled_at === null || Number(before.settled_at) > Number(write.sent_at)))
      found.push(`overtaken: ${name} was written while its last write was open`);
    last.set(name, write);
  }
  return found;
}

/** Invariants 5, 6 and 12: one document a part, ours carry our reference, and none that is linked has disappeared. */
function links({ links: rows, documents, writes, nameOf }: State): readonly string[] {
  const found: string[] = [];
  const taken = new Set<string>();
  for (const link of rows.filter((each) => each.state === 'live' && each.target !== platform)) {
    const name = nameOf(link.target_kind, link.target_id);
    const document = documents.get(name);
    if (!document) found.push(`lost: ${link.kind} ${link.external_id} ${link.part} is linked to ${name}, which the ledger does not have`);
    if (link.target_kind !== 'contact' && taken.has(name)) found.push(`shared: ${name} stands for two parts`);
    taken.add(name);
    const reference = referenceOf({ organisation, agreement, kind: link.kind, id: link.external_id, part: link.part });
    const isMarked = link.target_kind === 'allocation' || link.origin !== 'ours' || document?.reference === reference;
    if (document && !isMarked) found.push(`unmarked: ${name} is ours and carries ${document.reference ?? 'no reference'}`);
  }
  const linked = new Set(rows.map((link) => nameOf(link.target_kind, link.target_id)));
  const landed = new Set(writes.map((write) => write.reference));
  for (const [name, { reference, isVoid }] of documents) {
    if (reference !== null && landed.has(reference) && !linked.has(name) && !isVoid)
      found.push(`unlinked: ${name} carries our reference and nobody knows it`);
  }
  return found;
}

/** Invariants 4 and 10: each record in scope stands somewhere, exactly once, and nothing that could be done is left. */
function counts({ sold, standings, tasks, records, writes }: State): readonly string[] {
  const inScope = sold.filter((record) => outwardKinds.includes(record.kind));
  const missing = inScope
    .filter((record) => !standings.has(`${record.kind} ${record.id}`))
    .map((record) => `lost: ${record.kind} ${record.id} stands nowhere`);
  const known = new Set(inScope.map((record) => `${record.kind} ${record.id}`));
  const extra = [...standings.keys()]
    .filter((name) => !known.has(name) && name !== 'contact counter-sale')
    .map((name) => `counted twice or invented: ${name}`);
  // What the ledger refused is with a person, and is looked at once more all the same.
  const isAsked = (name: string): boolean => standings.get(name)?.state === 'held';
  const undone = tasks
    .filter((task) => task.waits_for === null && !isAsked(`${task.kind} ${task.external_id}`))
    .map((task) => `left undone: ${task.kind} ${task.external_id}`);
  const unseen = inScope
    .filter((record) => !records.has(`${record.kind} ${record.id}`))
    .map((record) => `lost: ${record.kind} ${record.id} was never seen`);
  const due = new Set(tasks.map((task) => `${task.kind} ${task.external_id}`));
  const planned = new Set(writes.filter((write) => write.state === 'planned').map((write) => `${write.kind} ${write.external_id}`));
  const abandoned = [...standings]
    .filter(([name, { state }]) => state === 'pending' && !due.has(name) && !planned.has(name))
    .map(([name]) => `lost: ${name} is pending, and nobody will look at it`);
  return [...missing, ...extra, ...undone, ...unseen, ...abandoned];
}

/** Invariant 4: what each standing is about is what the source says now, and no older state of it. */
function stale({ sold, standings, records }: State): readonly string[] {
  return sold
    .filter((record) => outwardKinds.includes(record.kind))
    .flatMap((record) => {
      const name = `${record.kind} ${record.id}`;
      const standing = standings.get(name);
      const current = fingerprint(record);
      if (fingerprint(records.get(name) ?? null) !== current) return [`stale: ${name} was last seen in an older state`];
      const isBehind = standing?.state === 'in sync' && standing.source_print !== '' && standing.source_print !== current;
      return isBehind ? [`stale: ${name} counts as in sync in an older state`] : [];
    });
}

/** Invariant 8: what is in sync is worth the same on both sides, and is settled to the same cent. */
function money(state: State): readonly string[] {
  const { sold, standings, links: rows, documents, nameOf, born, isHeld } = state;
  return sold.flatMap((record) => {
    const name = `${record.kind} ${record.id}`;
    if (standings.get(name)?.state !== 'in sync' || born.has(name)) return [];
    const own = rows.filter((link) => link.source === platform && link.kind === record.kind && link.external_id === record.id);
    const there = own.flatMap((link) => documents.get(nameOf(link.target_kind, link.target_id)) ?? []);
    const worth = amount(there.reduce((total, document) => add(total, decimal(document.signed)), decimal('0')));
    const expected = worthOf(record);
    if (expected !== null && worth !== expected) return [`wrong: ${name} is worth ${expected} and the ledger has ${worth}`];
    const face = faceOf(state, record);
    const main = there.find((document) => document.kind === record.kind);
    if (face !== null && main && !main.isVoid && main.face !== face)
      return [`wrong: ${name} reads '${face}' and the ledger's reads '${main.face ?? ''}'`];
    if (record.kind !== 'invoice' || record.state !== 'open' || isHeld) return [];
    const settled = amount(add(decimal(record.paid), decimal(record.credited)));
    return main && main.settled !== settled ? [`wrong: ${settled} of ${name} are settled, and ${main.settled} in the ledger`] : [];
  });
}

/** What the document should say in the ledger; null for what has no face, is void, or has gone to another customer by a merge. */
function faceOf({ links: rows }: State, record: AnyRecord): string | null {
  if ((record.kind !== 'invoice' && record.kind !== 'creditNote') || record.state !== 'open') return null;
  // What a person linked keeps the number that it had: nothing is written to it (law F1).
  if (rows.some((link) => link.kind === record.kind && link.external_id === record.id && link.origin !== 'ours')) return null;
  const contact = rows.find(
    (link) => link.source === platform && link.kind === 'contact' && link.external_id === (record.contact ?? 'counter-sale'),
  );
  const back = rows.find((link) => link.target === platform && link.kind === 'contact' && link.target_id === record.contact);
  const { net, tax } = record.totals;
  return [record.number, record.issuedOn, amount(net), amount(tax), contact?.target_id ?? back?.external_id ?? ''].join(' ');
}

function worthOf(record: AnyRecord): string | null {
  switch (record.kind) {
    case 'invoice':
      return record.state === 'open' ? record.totals.gross : '0';
    case 'creditNote':
      return record.state === 'open' ? amount(`-${record.totals.gross}`) : '0';
    case 'payment':
      return record.state === 'made' ? record.amount : '0';
    case 'refund':
      return record.state === 'made' ? amount(`-${record.amount}`) : '0';
    case 'contact':
    case 'allocation':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'item':
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
      return null;
  }
}

/** Invariant 11: the running totals are what one gets by adding everything up again. */
async function totals({ pool }: World): Promise<readonly string[]> {
  const { rows } = await pool.query<{ owner: string; side: string; cell: string; kept: string | null; counted: string | null }>(
    `with counted as (
       select owner, side, p ->> 'kind' || ' ' || (p ->> 'account') || ' ' || (p ->> 'currency') || ' ' || left(p ->> 'day', 7) as cell,
         sum((p ->> 'amount')::numeric) as amount, count(*) as documents
       from (
         select flow as owner, 'source' as side, jsonb_array_elements(postings) as p from standing
         union all
         select connection, 'target', jsonb_array_elements(postings) from record where gone_at is null
       ) as each group by 1, 2, 3),
     kept as (select owner, side, kind || ' ' || account || ' ' || currency || ' ' || month as cell, amount, documents from total)
     select owner, side, cell, kept.amount::text as kept, counted.amount::text as counted
     from counted full join kept using (owner, side, cell)
     where coalesce(kept.amount, 0) <> coalesce(counted.amount, 0) or coalesce(kept.documents, 0) <> coalesce(counted.documents, 0)`,
  );
  return rows.map(
    (row) => `totals: ${row.owner} ${row.side} ${row.cell} is kept as ${row.kept ?? 'nothing'} and adds up to ${row.counted ?? 'nothing'}`,
  );
}

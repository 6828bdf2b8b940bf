import { chartOf } from '../proof/chart.ts';
import type { Chart } from '../proof/chart.ts';
import { changedFigures } from '../proof/changed.ts';
import type { ChangedFigure, SidesNow } from '../proof/changed.ts';
import { wholeDocument } from '../proof/posting.ts';
import { postingsOf } from '../proof/postings.ts';
import type { Proof } from '../proof/proof.ts';
import { totalsDelta } from '../proof/totals.ts';
import type { Total } from '../proof/totals.ts';
import type { Instant } from '../core/day.ts';
import type { Account, AnyRecord, Kind } from '../core/records.ts';
import { ledgerFacts, ledgerOf } from './facts.ts';
import { arrivalsOf } from './prove-arrivals.ts';
import type { FlowScope } from './ports.ts';
import type { ChangedRecord, KeptProof, ProofFacts, SideName } from './proof-port.ts';
import type { ProvePorts } from './prove-flow.ts';

/** An alert: figures of a proven period are not what they were, and which documents did it. */
export interface ProvenChange {
  readonly flow: string;
  /** The name under which the proof was kept: '2026-10'. */
  readonly period: string;
  readonly provenAt: Instant;
  readonly word: KeptProof['word'];
  readonly figures: readonly ChangedFigure[];
  readonly documents: readonly ChangedDocument[];
}

export interface ChangedDocument {
  readonly side: 'source' | 'target';
  readonly kind: Kind;
  readonly id: string;
  readonly number: string | null;
  /** Its own total, with the sign of its kind; null where it does not count. */
  readonly before: string | null;
  readonly after: string | null;
  readonly currency: string | null;
  readonly seenAt: Instant;
  /** How it was noticed: 'write' is ours, 'poll' and 'webhook' are other people's. */
  readonly cause: string;
}

/**
 * Periods that were proven and have changed since, even if both sides still agree (law F40). The last proof of each period counts:
 * to prove it again is to take note.
 */
export async function provenChanges(ports: ProvePorts, scope: FlowScope): Promise<readonly ProvenChange[]> {
  const flow = await ports.store.flow(scope);
  if (flow === null) throw new Error(`There is no flow '${scope.flow}'.`);
  const target = await ports.open(flow.organisation, flow.target);
  const books = await ledgerFacts(ports.store, flow.organisation, ledgerOf(flow, target));
  const chart = chartOf(books.accounts);
  const isPlatform = target.manifest.role !== 'ledger';
  const found: ProvenChange[] = [];
  for (const kept of await ports.proofs.kept(scope)) {
    const proof = readProof(kept.body);
    if (proof === null) continue;
    const query = { flow, ...proof.period, kinds: flow.kinds, controlled: [], baseCurrency: null, isPlatform, balance: null };
    const { totals, linked } = await ports.proofs.totals(query);
    // A proof counts what has arrived, so what it is compared with does too.
    const arrived = await arrivalsOf(ports, { flow, target, facts: books }, await ports.proofs.arrived(query));
    const now = [...totals, ...arrived.totals.map((total) => ({ ...total, side: 'source' }) as const)];
    const figures = changedFigures(proof, sidesNow({ totals: now, linked }, isPlatform, chart));
    if (figures.length === 0) continue;
    const connections = [flow.source, flow.target];
    const changed = await ports.proofs.changedSince({ organisation: flow.organisation, connections, since: kept.madeAt, ...proof.period });
    const documents = changed.flatMap((record) => documentOf(record, record.connection === flow.source ? 'source' : 'target', chart));
    found.push({ flow: flow.flow, period: kept.period, provenAt: kept.madeAt, word: kept.word, figures, documents });
  }
  return found;
}

/** A platform keeps no accounts: its documents count by their own totals. */
function sidesNow({ totals, linked }: Pick<ProofFacts, 'totals' | 'linked'>, isPlatform: boolean, chart: Chart): SidesNow {
  const source = totals.filter(({ side }) => side === 'source');
  if (!isPlatform) return { source, target: totals.filter(({ side }) => side === 'target') };
  const wholes = linked.flatMap((record) => postingsOf(record, chart)).filter(({ account }) => account === wholeDocument);
  return { source: source.filter(({ account }) => account === wholeDocument), target: totalsDelta([], wholes) };
}

/** Documents whose figures moved; another note or reference is no news for a proof. */
function documentOf(
  { kind, id, before, after, seenAt, cause }: ChangedRecord,
  side: 'source' | 'target',
  chart: Chart,
): readonly ChangedDocument[] {
  const moved = totalsDelta(before === null ? [] : postingsOf(before, chart), after === null ? [] : postingsOf(after, chart));
  if (moved.length === 0) return [];
  const record = after ?? before;
  const number = record !== null && 'number' in record ? record.number : null;
  return [
    {
      side,
      kind,
      id,
      number,
      before: wholeOf(before, chart),
      after: wholeOf(after, chart),
      currency: moved[0]?.currency ?? null,
      seenAt,
      cause,
    },
  ];
}

const wholeOf = (record: AnyRecord | null, chart: Chart): string | null =>
  record === null ? null : (postingsOf(record, chart).find(({ account }) => account === wholeDocument)?.amount ?? null);

/** What one side looked like at an instant, from the history of what it showed: totals by kind, account, currency and month. */
export async function totalsAsOf(
  ports: Pick<ProvePorts, 'proofs'>,
  side: SideName & { readonly at: Instant; readonly ledger: string },
): Promise<readonly Total[]> {
  const accounts: Account[] = [];
  for await (const record of ports.proofs.asOf({ ...side, connection: side.ledger })) if (record.kind === 'account') accounts.push(record);
  const chart = chartOf(accounts);
  const postings = [];
  for await (const record of ports.proofs.asOf(side)) postings.push(...postingsOf(record, chart));
  return totalsDelta([], postings);
}

/** What of a kept proof is needed. It is our own JSON; one of an older version without that is passed over. */
type Readable = Pick<Proof, 'period' | 'rows' | 'ledger'>;

const readProof = (body: unknown): Readable | null => (isReadable(body) ? body : null);

const isReadable = (body: unknown): body is Readable =>
  typeof body === 'object' &&
  body !== null &&
  'rows' in body &&
  Array.isArray(body.rows) &&
  'ledger' in body &&
  Array.isArray(body.ledger) &&
  'period' in body;

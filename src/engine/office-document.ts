import type { AnyRecord, Kind } from '../core/records.ts';
import type { KeyName } from '../booking/desire.ts';
import { accountName, chartOf } from '../proof/chart.ts';
import { desireAll } from './desires.ts';
import { ledgerFacts, ledgerOf } from './facts.ts';
import { readable } from './office-readable.ts';
import type { Names } from './office-readable.ts';
import type { Engine, LedgerFacts } from './parts.ts';
import type { Flow, FlowScope, Linked, Observed } from './ports.ts';

/** A record and the documents that stand for it, next to each other. */
export interface DocumentFacts {
  readonly source: AnyRecord | null;
  readonly parts: readonly PartFacts[];
}

export interface PartFacts extends Pick<Linked, 'part' | 'targetKind' | 'targetId' | 'origin'> {
  readonly isGone: boolean;
  /** Where the target's own app shows it. */
  readonly link: string | null;
  readonly fields: readonly FieldFacts[];
}

/** What the source says now, in the target's words; what we last asked for; what the target shows. Null: nothing. */
export interface FieldFacts {
  readonly field: string;
  readonly source: string | null;
  readonly asked: string | null;
  readonly target: string | null;
  readonly differs: 'no' | 'source changed' | 'target changed' | 'both changed';
}

/**
 * Compares three ways: the source's record as it would be booked today, what we asked for when we last wrote, and what the target
 * shows. Nothing is asked of a provider. Null when there is no such flow.
 */
export async function documentFacts(engine: Engine, scope: FlowScope, key: KeyName): Promise<DocumentFacts | null> {
  const flow = await engine.store.flow(scope);
  if (flow === null) return null;
  const [situation] = await engine.store.situations(flow, [key]);
  if (situation === undefined) return null;
  const source = situation.source?.record ?? null;
  const target = await engine.open(flow.organisation, flow.target);
  const facts = await ledgerFacts(engine.store, flow.organisation, ledgerOf(flow, target));
  const [desired] = await desireAll(engine, { flow, target, facts, presumes: true }, [situation]);
  const wants = desired?.desire.is === 'wanted' ? desired.desire.parts : [];
  const links = situation.links.filter(({ state, seen }) => state === 'live' || seen !== null);
  const records = links.flatMap((link) => [link.wanted, ...(link.seen === null ? [] : [link.seen.record])]);
  const names = await namesFor(engine, flow, facts, [...records, ...wants.map(({ record }) => record)]);
  return {
    source,
    parts: links.map((link) => ({
      part: link.part,
      targetKind: link.targetKind,
      targetId: link.targetId,
      origin: link.origin,
      isGone: link.seen !== null && link.seen.goneAt !== null,
      link: target.pageOf?.(link.targetKind, link.targetId) ?? null,
      fields: compared(
        { want: wants.find(({ part }) => part === link.part)?.record ?? null, asked: link.wanted, seen: link.seen?.record ?? null },
        names,
      ),
    })),
  };
}

interface Sides {
  readonly want: AnyRecord | null;
  readonly asked: AnyRecord;
  readonly seen: AnyRecord | null;
}

/** Where we asked for nothing, the target filled in its own; that is no change. */
function compared({ want, asked, seen }: Sides, names: Names): readonly FieldFacts[] {
  const [source, ours, theirs] = [want, asked, seen].map((record) => (record === null ? null : readable(record, names)));
  const fields = new Set([source, ours, theirs].flatMap((side) => [...(side?.keys() ?? [])]));
  return [...fields].map((field) => {
    const [now, then, there] = [source?.get(field), ours?.get(field), theirs?.get(field)];
    const isSourceElse = want !== null && now?.counts !== then?.counts;
    const isTargetElse = seen !== null && then !== undefined && there?.counts !== then.counts;
    const differs = isSourceElse ? (isTargetElse ? 'both changed' : 'source changed') : isTargetElse ? 'target changed' : 'no';
    return { field, source: now?.text ?? null, asked: then?.text ?? null, target: there?.text ?? null, differs };
  });
}

/** The names of what these records name in the target. An id that nobody knows stands for itself. */
async function namesFor(engine: Engine, flow: Flow, facts: LedgerFacts, records: readonly AnyRecord[]): Promise<Names> {
  const { organisation, target } = flow;
  const read = async (kind: Kind | readonly Kind[], ids: readonly string[]): Promise<readonly Observed[]> =>
    ids.length === 0 ? [] : engine.store.records(organisation, target, kind, [...new Set(ids)]);
  const contacts = await read(
    'contact',
    records.flatMap((record) => ('contact' in record && record.contact !== null ? [record.contact] : [])),
  );
  const documents = await read(['invoice', 'creditNote'], records.flatMap(documentsNamed));
  const contactNames = new Map(contacts.flatMap(({ record }) => (record.kind === 'contact' ? [[record.id, record.name] as const] : [])));
  const numbers = new Map(
    documents.flatMap(({ record }) => ('number' in record && record.number !== null ? [[record.id, record.number] as const] : [])),
  );
  const chart = chartOf(facts.accounts);
  const accounts = new Map(facts.accounts.map(({ id, code, name }) => [code ?? id, code === null ? name : `${code} ${name}`]));
  const taxes = new Map(facts.taxRates.map(({ id, name }) => [id, name]));
  return {
    contact: (id) => contactNames.get(id) ?? id,
    account: (id) => accounts.get(accountName(chart, id)) ?? id,
    taxRate: (id) => taxes.get(id) ?? id,
    document: (id) => numbers.get(id) ?? id,
  };
}

function documentsNamed(record: AnyRecord): readonly string[] {
  if (record.kind === 'payment') return record.allocations.map(({ invoice }) => invoice);
  if (record.kind === 'allocation') return [record.from.id, record.invoice];
  return record.kind === 'refund' && record.creditNote !== null ? [record.creditNote] : [];
}

/** Where the target's own app shows the document that stands for a record; null where none does, or it has no address. */
export async function pageOfTarget(engine: Engine, flow: Flow, key: KeyName): Promise<string | null> {
  const [situation] = await engine.store.situations(flow, [key]);
  const main = situation?.links.find(({ part, state }) => part === 'main' && state === 'live');
  return main === undefined ? null : ((await engine.open(flow.organisation, flow.target)).pageOf?.(main.targetKind, main.targetId) ?? null);
}

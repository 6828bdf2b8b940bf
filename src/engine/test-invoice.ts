import { amount } from '../core/decimal.ts';
import type { AnyRecord, Line } from '../core/records.ts';
import { counterSale } from '../booking/context.ts';
import type { KeyName } from '../booking/desire.ts';
import type { Engine } from './parts.ts';
import type { FlowScope } from './ports.ts';
import { turn } from './turn.ts';

/** One field of the walked document, on both sides. */
export interface FieldCheck {
  readonly field: string;
  readonly asked: string;
  readonly ledger: string;
  readonly ok: boolean;
}

export interface Walk {
  readonly key: KeyName;
  readonly targetId: string | null;
  readonly fields: readonly FieldCheck[];
  /** Why it did not get there, in one sentence; null when it did. */
  readonly stopped: string | null;
  readonly passed: boolean;
}

/**
 * Walks one document (and the customer that it needs) through the whole flow, and compares every field with what the ledger
 * shows when it is read again. In mode `test` nothing else leaves.
 */
export async function walkDocument(engine: Engine, scope: FlowScope, key: KeyName): Promise<Walk> {
  const flow = await engine.store.flow(scope);
  if (flow === null) throw new Error(`there is no flow '${scope.flow}'`);
  if (flow.mode !== 'test' && flow.mode !== 'live')
    throw new Error(`the flow ${flow.flow} is ${flow.mode}; a test invoice needs mode test (tieout flows --mode test)`);
  const source = (await engine.store.situations(flow, [key]))[0]?.source ?? null;
  const contact = source !== null && 'contact' in source.record ? (source.record.contact ?? counterSale) : null;
  const needed: readonly KeyName[] = contact === null ? [key] : [{ kind: 'contact', id: contact }, key];
  const isNeeded = (each: { readonly kind: string; readonly id: string }): boolean =>
    needed.some((one) => one.kind === each.kind && one.id === each.id);
  await engine.store.mark(flow.organisation, flow.source, needed, engine.clock.now());
  // The customer first, then the document, then what an unanswered call may still need.
  for (let round = 0; round < 4; round += 1) await turn(engine, scope, { limit: 500, leaseSeconds: 120, sendOnly: isNeeded });
  return compare(engine, scope, key);
}

async function compare(engine: Engine, scope: FlowScope, key: KeyName): Promise<Walk> {
  const flow = await engine.store.flow(scope);
  const [situation] = flow === null ? [] : await engine.store.situations(flow, [key]);
  const link = situation?.links.find((each) => each.part === 'main' && each.state === 'live') ?? null;
  if (flow === null || link === null) {
    const because = situation?.hold ? `it is held: ${situation.hold.code}` : 'it did not reach the ledger';
    return { key, targetId: null, fields: [], stopped: because, passed: false };
  }
  const target = await engine.open(flow.organisation, flow.target);
  const [seen] = (await target.session.readers[link.targetKind]?.fetch([link.targetId])) ?? [];
  if (!seen) return { key, targetId: link.targetId, fields: [], stopped: 'the ledger does not show it any more', passed: false };
  const fields = fieldsOf(link.wanted, seen.record);
  return { key, targetId: link.targetId, fields, stopped: null, passed: fields.every((each) => each.ok) };
}

function fieldsOf(asked: AnyRecord, ledger: AnyRecord): readonly FieldCheck[] {
  const [left, right] = [flat(asked), flat(ledger)];
  return [...left].map(([field, value]) => ({
    field,
    asked: value,
    ledger: right.get(field) ?? '',
    ok: (right.get(field) ?? '') === value,
  }));
}

/** Every field of a document that a person would check, by its name on paper. */
function flat(record: AnyRecord): ReadonlyMap<string, string> {
  if (record.kind !== 'invoice' && record.kind !== 'creditNote') return new Map([['record', JSON.stringify(record)]]);
  const rows: [string, string][] = [
    ['number', record.number ?? ''],
    ['customer', record.contact ?? ''],
    ['date', record.issuedOn],
    ['due', record.kind === 'invoice' ? (record.dueOn ?? '') : ''],
    ['currency', record.currency],
    ['net', amount(record.totals.net)],
    ['tax', amount(record.totals.tax)],
    ['gross', amount(record.totals.gross)],
    ['reference', record.reference ?? ''],
  ];
  return new Map([...rows, ...record.lines.flatMap((line, index) => lineRows(line, index + 1))]);
}

const lineRows = (line: Line, number: number): readonly [string, string][] => [
  [`line ${number} description`, line.description],
  [`line ${number} quantity`, amount(line.quantity)],
  [`line ${number} price`, amount(line.unitPrice)],
  [`line ${number} amount`, amount(line.amount)],
  [`line ${number} account`, line.account ?? ''],
  [`line ${number} tax`, line.taxes.map((tax) => `${tax.rate} ${amount(tax.amount)}`).join(', ')],
];

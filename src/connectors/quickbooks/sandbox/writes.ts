import { applyByItself } from './auto-apply.ts';
import type { Entity } from './entities.ts';
import { faults } from './faults.ts';
import { flagIn, listIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { refuseDeposited } from './links.ts';
import type { Row } from './rows.ts';
import { voided } from './sales.ts';
import { readShape, referencesIn } from './shape.ts';
import type { Referable } from './shape.ts';
import type { State } from './state.ts';
import { isActive, refuseClosed } from './work.ts';

export interface WriteAsk {
  readonly state: State;
  readonly entity: Entity;
  readonly sent: Fields;
  /** 'update', 'void' or 'delete'; without one, an Id says whether the object is new. */
  readonly operation: string | null;
  readonly options: ReadonlySet<string>;
}

/** Does one write. Returns the object as it is now kept; a deleted one is marked so. */
export function write(ask: WriteAsk): Row {
  const { state, entity, sent, operation, options } = ask;
  const isVoid = operation === 'void' || options.has('void');
  if (operation === 'delete') return remove(state, entity, current(ask));
  if (isVoid) return voidIt(state, entity, current(ask));
  if (operation !== null && operation !== 'update' && operation !== 'create') throw faults.operation(operation);
  const isNew = operation === 'create' || (operation === null && textIn(sent, 'Id') === undefined);
  return isNew ? create(ask) : update(ask, current(ask));
}

/** What stands on every object, and is not part of its content. */
const outside = new Set(['Id', 'SyncToken', 'sparse', 'domain', 'MetaData', 'status', 'time']);

const contentOf = ({ entity, sent }: WriteAsk): Fields =>
  readShape(entity.shape, Object.fromEntries(Object.entries(sent).filter(([name]) => !outside.has(name))));

function create(ask: WriteAsk): Row {
  const { state, entity, options } = ask;
  if (!entity.can.includes('create')) throw faults.operation(`create of ${entity.type}`);
  const body = contentOf(ask);
  check(state, entity, body, null);
  const prepared = entity.prepare({ state, type: entity.type, body, sent: body, before: null, options });
  refuseClosed(state, textIn(prepared, 'TxnDate'));
  const row = state.create(entity.type, prepared);
  entity.settle(state, null, row);
  applyByItself(state, row);
  return state.rows.any(entity.type, row.id) ?? row;
}

function update(ask: WriteAsk, before: Row): Row {
  const { state, entity, options } = ask;
  if (!entity.can.includes('update')) throw faults.operation(`update of ${entity.type}`);
  const sent = contentOf(ask);
  // Nulls empty a field of a sparse update.
  const emptied = Object.entries(ask.sent).flatMap(([name, value]) => (value === null ? [name] : []));
  const merged = { ...before.body, ...sent };
  const body = flagIn(ask.sent, 'sparse') ? Object.fromEntries(Object.entries(merged).filter(([name]) => !emptied.includes(name))) : sent;
  check(state, entity, body, before);
  const prepared = entity.prepare({ state, type: entity.type, body, sent, before, options });
  refuseChange(state, before, textIn(prepared, 'TxnDate'));
  const row = state.change(before, prepared);
  entity.settle(state, before, row);
  return state.rows.any(entity.type, row.id) ?? row;
}

function voidIt(state: State, entity: Entity, before: Row): Row {
  if (!entity.can.includes('void')) throw faults.operation(`void of ${entity.type}`);
  refuseChange(state, before);
  if (before.type === 'Invoice' && listIn(before.body, 'LinkedTxn').length > 0) {
    throw faults.business('You cannot void a transaction that has a payment applied to it. Remove the payment first.');
  }
  const row = state.change(before, before.type === 'Payment' ? { ...voided(before.body), Line: [] } : voided(before.body), 'Void');
  entity.settle(state, before, row);
  return state.rows.any(entity.type, row.id) ?? row;
}

function remove(state: State, entity: Entity, before: Row): Row {
  if (!entity.can.includes('delete')) throw faults.operation(`delete of ${entity.type}`);
  refuseChange(state, before);
  const isApplied = before.body['Balance'] !== undefined && listIn(before.body, 'LinkedTxn').length > 0;
  if (isApplied && state.settings().RefuseDeleteOfPaid) {
    throw faults.business('You cannot delete a transaction that is linked to others. Remove the links first.');
  }
  state.remove(before);
  entity.settle(state, before, null);
  return state.rows.any(entity.type, before.id) ?? before;
}

/** The object that an update names, if nobody changed it since the caller looked. */
function current({ state, entity, sent }: WriteAsk): Row {
  const id = textIn(sent, 'Id');
  if (id === undefined) throw faults.missing('Id');
  const row = state.rows.get(entity.type, id);
  if (!row) throw faults.notFound(entity.type, id);
  const token = textIn(sent, 'SyncToken');
  if (token === undefined) throw faults.missing('SyncToken');
  if (token !== String(row.syncToken)) throw faults.stale('Robin Harbour');
  return row;
}

/** The old day and the new one must both be open: a change takes effect on both. */
function refuseChange(state: State, before: Row, newDay?: string): void {
  refuseClosed(state, textIn(before.body, 'TxnDate'), newDay);
  refuseDeposited(before);
  if (state.settings().RefuseReconciled && state.rows.get('Cleared', `${before.type}-${before.id}`)) {
    throw faults.business('This transaction has been reconciled.');
  }
}

function check(state: State, entity: Entity, body: Fields, before: Row | null): void {
  for (const [name, field] of Object.entries(entity.shape)) {
    if (field.required && body[name] === undefined) throw faults.missing(name);
  }
  for (const { name, to, id } of referencesIn(entity.shape, body)) {
    if (to === null || isKnown(state, to, id)) continue;
    // What was linked while it was active may stay.
    if (before && [...referencesIn(entity.shape, before.body)].some((one) => one.to === to && one.id === id)) continue;
    throw faults.badReference(name, to === 'Account' ? 'Accounts' : to === 'Customer' ? 'Names' : to, id);
  }
}

function isKnown(state: State, to: Exclude<Referable, null>, id: string): boolean {
  if (to === 'CompanyCurrency') {
    return id === state.facts.homeCurrency || [...state.rows.all('CompanyCurrency')].some(({ body }) => textIn(body, 'Code') === id);
  }
  if (to === 'TaxCode' && (id === 'TAX' || id === 'NON')) return true;
  const row = state.rows.get(to, id);
  return row !== undefined && isActive(row);
}

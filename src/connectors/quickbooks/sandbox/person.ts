import { readDay } from '../../../core/day.ts';
import { parseJson, writeJson } from '../../../core/json.ts';
import type { Kind } from '../../../core/records.ts';
import type { PersonEdit } from '../../../contract/sandbox.ts';
import { entityNamed } from './entities.ts';
import type { Entity } from './entities.ts';
import { faults } from './faults.ts';
import { isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import { mergeCustomers } from './merging.ts';
import type { Row, RowType } from './rows.ts';
import { readSettings } from './settings.ts';
import type { State } from './state.ts';
import { write } from './writes.ts';

// What each kind of record is here. A person who makes one says which, where there are several: fields { Entity: 'Vendor', … }.
const places: Readonly<Record<Kind, readonly RowType[]>> = {
  organisation: [],
  currency: ['CompanyCurrency'],
  taxRate: [],
  account: ['Account'],
  contact: ['Customer', 'Vendor'],
  item: ['Item'],
  invoice: ['Invoice', 'Bill'],
  creditNote: ['CreditMemo', 'VendorCredit'],
  bankTransaction: ['Purchase', 'Deposit', 'SalesReceipt'],
  payment: ['Payment', 'BillPayment'],
  refund: ['RefundReceipt'],
  allocation: ['Payment'],
  transfer: ['Transfer'],
  journal: ['JournalEntry'],
  balanceTransaction: [],
  settlement: [],
  payout: [],
  dispute: [],
  statementLine: [],
};

/** Does what a person does at the screens. Returns the id of what was touched; throws what the screens would refuse. */
export function editByPerson(state: State, edit: PersonEdit): string {
  switch (edit.does) {
    case 'create':
      return create(state, edit.kind, plain(edit.fields));
    case 'edit':
      return change(state, found(state, edit.kind, edit.id), plain(edit.fields));
    case 'void':
      return away(state, found(state, edit.kind, edit.id));
    case 'reconcile': {
      const { row } = found(state, edit.kind, edit.id);
      state.keep('Cleared', `${row.type}-${row.id}`, { Cleared: 'Reconciled', On: state.today() });
      return row.id;
    }
    case 'merge':
      return mergeCustomers(state, edit.from, edit.into);
    case 'lock':
      if (edit.through !== null && readDay(edit.through) === null) throw new Error(`'${edit.through}' is not a day such as 2026-10-31`);
      state.set({ BookCloseDate: edit.through ?? '' });
      return state.facts.id;
    case 'setting':
      if (state.settings().MultiCurrencyEnabled && edit.fields['MultiCurrencyEnabled'] === false)
        throw new Error('multiple currencies stay on for good');
      state.set(readSettings(edit.fields));
      return state.facts.id;
    case 'disconnect':
      return edit.account;
  }
}

/** Fields as they would come over the wire: figures become their texts. */
function plain(fields: Readonly<Record<string, unknown>>): Fields {
  const read = parseJson(writeJson(fields));
  return isFields(read) ? read : {};
}

const none: ReadonlySet<string> = new Set();

function create(state: State, kind: Kind, { Entity: named, ...sent }: Fields): string {
  const type = typeof named === 'string' ? named : places[kind][0];
  const entity = type === undefined ? undefined : entityNamed(type);
  if (!entity) throw new Error(`a person cannot make a ${kind} here`);
  return write({ state, entity, sent, operation: 'create', options: none }).id;
}

interface Found {
  readonly entity: Entity;
  readonly row: Row;
}

/** By its id; 'Bill:12' where ids of several kinds of object could be meant. */
function found(state: State, kind: Kind, name: string): Found {
  const [type, id] = name.includes(':') ? name.split(':') : [undefined, name];
  for (const place of places[kind]) {
    const row = type === undefined || type === place ? state.rows.get(place, id ?? '') : undefined;
    const entity = entityNamed(place);
    if (row && entity) return { entity, row };
  }
  throw faults.notFound(kind, name);
}

function change(state: State, { entity, row }: Found, fields: Fields): string {
  const sent = { ...fields, Id: row.id, SyncToken: String(row.syncToken), sparse: true };
  return write({ state, entity, sent, operation: 'update', options: none }).id;
}

/** Void where there is a void, delete where there is not, and lists are made inactive. */
function away(state: State, { entity, row }: Found): string {
  if (!entity.can.includes('delete')) return change(state, { entity, row }, { Active: false });
  const sent = { Id: row.id, SyncToken: String(row.syncToken) };
  return write({ state, entity, sent, operation: entity.can.includes('void') ? 'void' : 'delete', options: none }).id;
}

import type { PersonEdit } from '../../../contract/sandbox.ts';
import { isFields, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import type { Ask } from './asking.ts';
import { mergeContacts } from './merging.ts';
import { messages } from './messages.ts';
import { reconcile } from './reconciling.ts';
import { BadQuery, Invalid, Missing } from './refusals.ts';
import { resources } from './resources.ts';
import { lockThrough, setByPerson } from './settings.ts';
import type { State } from './state.ts';
import { parseJson, writeJson } from '../../../core/json.ts';

type EditedKind = Extract<PersonEdit, { readonly does: 'create' }>['kind'];

// Where each kind of record stands in the API, whose rules a person at the screens has to follow as well.
const places: Readonly<Record<EditedKind, { readonly resource: string; readonly id: string; readonly status?: string } | null>> = {
  invoice: { resource: 'Invoices', id: 'InvoiceID', status: 'VOIDED' },
  creditNote: { resource: 'CreditNotes', id: 'CreditNoteID', status: 'VOIDED' },
  payment: { resource: 'Payments', id: 'PaymentID', status: 'DELETED' },
  refund: { resource: 'Payments', id: 'PaymentID', status: 'DELETED' },
  contact: { resource: 'Contacts', id: 'ContactID' },
  account: { resource: 'Accounts', id: 'AccountID', status: 'ARCHIVED' },
  item: { resource: 'Items', id: 'ItemID' },
  taxRate: { resource: 'TaxRates', id: 'TaxType', status: 'DELETED' },
  currency: { resource: 'Currencies', id: 'Code' },
  bankTransaction: { resource: 'BankTransactions', id: 'BankTransactionID', status: 'DELETED' },
  transfer: { resource: 'BankTransfers', id: 'BankTransferID', status: 'DELETED' },
  journal: { resource: 'ManualJournals', id: 'ManualJournalID', status: 'VOIDED' },
  allocation: null,
  organisation: null,
  balanceTransaction: null,
  settlement: null,
  payout: null,
  dispute: null,
  statementLine: null,
};

/** Does what a person does at the screens. Returns the id of what was touched; throws what the screens would refuse. */
export function editByPerson(state: State, edit: PersonEdit): string {
  switch (edit.does) {
    case 'create':
      return edit.kind === 'allocation'
        ? allocateByPerson(state, edit.fields)
        : write(state, edit.kind, { method: 'PUT', fields: edit.fields });
    case 'edit':
      return edit.kind === 'organisation'
        ? setByPerson(state, plain(edit.fields))
        : write(state, edit.kind, { method: 'POST', id: edit.id, fields: edit.fields });
    case 'void':
      return voidByPerson(state, edit.kind, edit.id);
    case 'reconcile':
      return reconcile(state, edit.kind, edit.id);
    case 'merge':
      return mergeContacts(state, edit.from, edit.into);
    case 'lock':
      return lockThrough(state, edit.through);
    case 'setting':
      return setByPerson(state, plain(edit.fields));
    case 'disconnect':
      return edit.account;
  }
}

/** Fields as they would come over the wire: figures become their texts. */
function plain(fields: Readonly<Record<string, unknown>>): Fields {
  const read = parseJson(writeJson(fields));
  if (!isFields(read)) throw new BadQuery('fields must be an object');
  return read;
}

interface Screen {
  readonly method: 'PUT' | 'POST' | 'DELETE';
  readonly id?: string;
  readonly steps?: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

function write(state: State, kind: EditedKind, screen: Screen): string {
  const place = places[kind];
  if (place === null) throw new BadQuery(`a person cannot write a ${kind} here`);
  const elements = ask(state, place.resource, screen);
  const [first] = elements;
  return (isFields(first) ? textIn(first, place.id) : undefined) ?? screen.id ?? '';
}

function ask(state: State, resource: string, screen: Screen): readonly unknown[] {
  const answer = resources[resource];
  if (!answer) throw new Missing(messages.notFound);
  const steps = [...(screen.id === undefined ? [] : [screen.id]), ...(screen.steps ?? [])];
  const asked: Ask = {
    state,
    method: screen.method,
    steps,
    query: new URLSearchParams(),
    headers: {},
    body: writeJson(screen.fields),
    app: 'Xero',
    by: 'person',
  };
  const payload = answer(asked);
  if (payload.kind === 'invalid') throw new Invalid(...payload.elements.flatMap(messagesOf));
  return payload.kind === 'collection' ? payload.elements : [];
}

function messagesOf(element: unknown): readonly string[] {
  const errors = isFields(element) ? element['ValidationErrors'] : undefined;
  return Array.isArray(errors) ? errors.flatMap((error: unknown) => (isFields(error) ? (textIn(error, 'Message') ?? []) : [])) : [];
}

function voidByPerson(state: State, kind: EditedKind, id: string): string {
  if (kind === 'contact') return write(state, kind, { method: 'POST', id, fields: { ContactStatus: 'ARCHIVED' } });
  if (kind === 'allocation') return removeByPerson(state, id);
  if (kind === 'item') {
    ask(state, 'Items', { method: 'DELETE', id, fields: {} });
    return id;
  }
  return write(state, kind, { method: 'POST', id, fields: { Status: isDraft(state, kind, id) ? 'DELETED' : places[kind]?.status } });
}

function isDraft(state: State, kind: EditedKind, id: string): boolean {
  const { invoices, credits, journals } = state.tables;
  const document =
    kind === 'invoice' ? invoices.get(id) : kind === 'creditNote' ? credits.get(id) : kind === 'journal' ? journals.get(id) : undefined;
  return document !== undefined && (document.status === 'DRAFT' || document.status === 'SUBMITTED');
}

// { CreditNoteID | OverpaymentID | PrepaymentID, Invoice: { InvoiceID }, Amount, Date }
function allocateByPerson(state: State, fields: Readonly<Record<string, unknown>>): string {
  for (const [name, resource] of creditPlaces) {
    const id = fields[name];
    if (typeof id !== 'string') continue;
    const [first] = ask(state, resource, { method: 'PUT', id, steps: ['Allocations'], fields });
    return (isFields(first) ? textIn(first, 'AllocationID') : undefined) ?? '';
  }
  throw new BadQuery('an allocation names a CreditNoteID, an OverpaymentID or a PrepaymentID');
}

const creditPlaces = [
  ['CreditNoteID', 'CreditNotes'],
  ['OverpaymentID', 'Overpayments'],
  ['PrepaymentID', 'Prepayments'],
] as const;

function removeByPerson(state: State, id: string): string {
  const allocation = state.tables.allocations.get(id);
  if (!allocation) throw new Missing(messages.notFound);
  const resource = { creditNote: 'CreditNotes', overpayment: 'Overpayments', prepayment: 'Prepayments' }[allocation.credit.kind];
  ask(state, resource, { method: 'DELETE', id: allocation.credit.id, steps: ['Allocations', id], fields: {} });
  return id;
}

import { writeBatch } from './batch.ts';
import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { contactChange, restoredOrFree } from './contact-change.ts';
import { textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { commaList, flagOf, listed } from './listing.ts';
import { messages } from './messages.ts';
import type { Contact } from './model.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import { contactShape } from './contact-shapes.ts';
import type { State } from './state.ts';
import type { Columns } from './where.ts';

export function answerContacts(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (key !== undefined && part === 'History') return answerHistory(ask, 'Contacts', requireContact(ask.state, key).id);
  if (ask.method === 'GET')
    return key === undefined
      ? listContacts(ask)
      : collection('Contacts', [contactShape(ask.state, requireContact(ask.state, key), 'single')]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  const named = key === undefined ? undefined : requireContact(ask.state, key);
  return writeBatch(ask, {
    name: 'Contacts',
    idName: 'ContactID',
    elements: elementsOf(ask, 'Contacts'),
    write: (fields) => ({ shape: contactShape(ask.state, writeContact(ask.state, fields, { mode: ask.method, named }), 'written') }),
  });
}

/** By ContactID or ContactNumber, as the path allows. */
function requireContact(state: State, key: string): Contact {
  const contact = state.tables.contacts.get(key.toLowerCase()) ?? state.tables.contacts.one('number', key);
  if (!contact) throw new Missing(messages.notFound);
  return contact;
}

const activeByName = (state: State, name: string): Contact | undefined => state.tables.contacts.one('name', name.trim().toLowerCase());

/** PUT creates; POST updates what it finds by id, number or name, and creates otherwise. */
function writeContact(state: State, fields: Fields, how: { readonly mode: string; readonly named?: Contact | undefined }): Contact {
  const existing = how.named ?? (how.mode === 'POST' ? matching(state, fields) : undefined);
  const change = contactChange(fields);
  if (existing) return changeContact(state, existing, change);
  if (change.name === undefined) throw new Invalid(messages.contactUnnamed);
  return createContact(state, { name: change.name, ...change });
}

const changeContact = (state: State, contact: Contact, change: Partial<Contact>): Contact =>
  state.tables.contacts.put(restoredOrFree(state, { ...contact, ...change, texts: { ...contact.texts, ...change.texts } }));

function createContact(state: State, change: Partial<Contact> & { readonly name: string }): Contact {
  return state.tables.contacts.put(
    restoredOrFree(state, {
      id: state.newId(),
      updatedAt: 0,
      number: null,
      status: 'ACTIVE',
      texts: {},
      addresses: [],
      phones: [],
      persons: [],
      paymentTerms: null,
      isSupplier: false,
      isCustomer: false,
      mergedInto: null,
      ...change,
    }),
  );
}

function matching(state: State, fields: Fields): Contact | undefined {
  const id = textIn(fields, 'ContactID');
  if (id !== undefined && id !== '') {
    const found = state.tables.contacts.get(id.toLowerCase());
    if (!found) throw new Invalid(messages.contactUnknown);
    return found;
  }
  const number = textIn(fields, 'ContactNumber');
  const name = textIn(fields, 'Name');
  const byNumber = number ? state.tables.contacts.one('number', number) : undefined;
  return byNumber ?? (name ? activeByName(state, name) : undefined);
}

/**
 * The contact that a document names: by id, number or name; an unknown name makes a contact.
 * Further fields that come along change the contact, which is a known trap of this API.
 */
export function contactOfDocument(state: State, fields: Fields | undefined): Contact {
  const [id, number, name] = ['ContactID', 'ContactNumber', 'Name'].map((field) =>
    fields === undefined ? undefined : textIn(fields, field),
  );
  if (fields === undefined || (!id && !number && !name)) throw new Invalid(messages.contactUnnamed);
  const found = matching(state, fields);
  if (!found && !name) throw new Invalid(messages.contactUnknown);
  if (!found) return writeContact(state, fields, { mode: 'PUT' });
  if (found.status === 'ARCHIVED') throw new Invalid(messages.contactArchived(found.name));
  const change = contactChange(fields);
  const isSame = change.name === undefined || change.name === found.name;
  const tells = Object.keys(change).some((key) => key !== 'name' && key !== 'status' && key !== 'number') || (Boolean(id) && !isSame);
  return tells ? changeContact(state, found, change) : found;
}

/** A first sale makes a customer, and a first purchase a supplier, without moving UpdatedDateUTC. */
export function markRole(state: State, contactId: string, isSale: boolean): void {
  const contact = state.tables.contacts.get(contactId);
  if (!contact || (isSale ? contact.isCustomer : contact.isSupplier)) return;
  state.tables.contacts.putQuietly({ ...contact, ...(isSale ? { isCustomer: true } : { isSupplier: true }) });
}

function listContacts(ask: Ask): Payload {
  const shown = flagOf(ask, 'includeArchived');
  const ids = commaList(ask, 'IDs');
  const term = ask.query.get('searchTerm')?.toLowerCase();
  const isHit = (contact: Contact): boolean =>
    term === undefined ||
    [contact.name, contact.number ?? '', contact.texts['FirstName'], contact.texts['LastName'], contact.texts['EmailAddress']].some(
      (text) => text?.toLowerCase().includes(term),
    );
  const isSeen = (contact: Contact): boolean => (shown || ids !== null || contact.status === 'ACTIVE') && isHit(contact);
  const { rows, paging } = listed(ask, {
    table: ask.state.tables.contacts,
    columns,
    condition: isSeen,
    lookups: {
      Name: (text) => (shown ? [...ask.state.tables.contacts.updated(null)] : ask.state.tables.contacts.by('name', text.toLowerCase())),
    },
  });
  const detail = flagOf(ask, 'summaryOnly') ? 'summary' : 'list';
  const elements = rows.map((contact) => contactShape(ask.state, contact, detail));
  return paging ? { kind: 'collection', name: 'Contacts', elements, paging } : collection('Contacts', elements);
}

const textColumn = (name: string) => (contact: Contact) => contact.texts[name] ?? null;

const columns: Columns<Contact> = {
  ContactID: (contact) => contact.id,
  ContactNumber: (contact) => contact.number,
  ContactStatus: (contact) => contact.status,
  Name: (contact) => contact.name,
  FirstName: textColumn('FirstName'),
  LastName: textColumn('LastName'),
  EmailAddress: textColumn('EmailAddress'),
  AccountNumber: textColumn('AccountNumber'),
  CompanyNumber: textColumn('CompanyNumber'),
  TaxNumber: textColumn('TaxNumber'),
  IsSupplier: (contact) => contact.isSupplier,
  IsCustomer: (contact) => contact.isCustomer,
  UpdatedDateUTC: (contact) => contact.updatedAt,
};

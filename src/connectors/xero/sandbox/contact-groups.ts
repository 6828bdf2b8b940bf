import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { writeBatch } from './batch.ts';
import { textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { listed } from './listing.ts';
import { messages } from './messages.ts';
import type { ContactGroup } from './model.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import type { State } from './state.ts';

export function answerContactGroups(ask: Ask): Payload {
  const [key, part, contactId] = ask.steps;
  const { groups } = ask.state.tables;
  if (ask.method === 'GET' && key === undefined) {
    const { rows } = listed(ask, {
      table: groups,
      columns: { Name: (group) => group.name, Status: (group) => group.status },
      condition: (group) => group.status === 'ACTIVE',
    });
    return collection(
      'ContactGroups',
      rows.map((group) => groupShape(ask.state, group, false)),
    );
  }
  const named = key === undefined ? null : requireGroup(ask.state, key);
  if (named && part === 'Contacts') return changeMembers(ask, named, contactId);
  if (ask.method === 'GET' && named) return collection('ContactGroups', [groupShape(ask.state, named, true)]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'ContactGroups',
    idName: 'ContactGroupID',
    elements: elementsOf(ask, 'ContactGroups'),
    write: (fields) => ({ shape: groupShape(ask.state, writeGroup(ask.state, fields, named), true) }),
  });
}

function requireGroup(state: State, id: string): ContactGroup {
  const group = state.tables.groups.get(id.toLowerCase());
  if (!group) throw new Missing(messages.notFound);
  return group;
}

function writeGroup(state: State, fields: Fields, before: ContactGroup | null): ContactGroup {
  const name = textIn(fields, 'Name') ?? before?.name;
  if (!name) throw new Invalid(messages.accountNameNeeded);
  const status = wordIn(fields, 'Status', ['ACTIVE', 'DELETED']) ?? before?.status ?? 'ACTIVE';
  return state.tables.groups.put({ id: before?.id ?? state.newId(), updatedAt: 0, name, status, contacts: before?.contacts ?? [] });
}

function changeMembers(ask: Ask, group: ContactGroup, contactId: string | undefined): Payload {
  const { groups } = ask.state.tables;
  if (ask.method === 'DELETE') {
    const left = contactId === undefined ? [] : group.contacts.filter((id) => id !== contactId.toLowerCase());
    groups.put({ ...group, contacts: left });
    return { kind: 'nothing' };
  }
  if (ask.method !== 'PUT') throw new WrongMethod();
  const ids = elementsOf(ask, 'Contacts').map((fields) => textIn(fields, 'ContactID')?.toLowerCase() ?? '');
  if (ids.some((id) => !ask.state.tables.contacts.get(id))) throw new Invalid(messages.contactUnknown);
  groups.put({ ...group, contacts: [...new Set([...group.contacts, ...ids])] });
  return collection(
    'Contacts',
    ids.map((ContactID) => ({ ContactID })),
  );
}

const groupShape = (state: State, group: ContactGroup, isFull: boolean): object => ({
  Name: group.name,
  Status: group.status,
  ContactGroupID: group.id,
  Contacts: isFull ? group.contacts.map((id) => ({ ContactID: id, Name: state.tables.contacts.get(id)?.name ?? '' })) : [],
  HasValidationErrors: false,
});

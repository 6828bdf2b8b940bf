import type { Contact, Item } from '../../core/records.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { rowsMatching, uniqueById } from './looking.ts';
import { equals } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line, Resource } from './reading.ts';
import { findWith } from '../../contract/settling.ts';
import { archiveContact, changeContact, fromContact, toContact } from './translate-contacts.ts';
import { changeItem, fromItem, toItem } from './translate-settings.ts';
import { asRemoved, batchOf50, writerOf } from './writing.ts';
import type { Piece, Writing } from './writing.ts';

const contacts: Resource<Contact> = {
  path: '/Contacts',
  list: 'Contacts',
  idField: 'ContactID',
  where: null,
  query: { includeArchived: 'true' },
  isPaged: true,
  bulk: { by: 'IDs', atOnce: 40 },
  isOurs: () => true,
  translate: async (wires) => wires.map(fromContact),
};

const contactWriting: Writing<Contact> = {
  list: 'Contacts',
  idField: 'ContactID',
  piece: (step) => inBatch('/Contacts?summarizeErrors=false', 'Contacts', step, contactElement(step)),
  landed: (wire) => fromContact(wire),
};

function contactElement(step: Step<Contact>) {
  switch (step.do) {
    case 'create':
      return toContact(step.record, step.reference);
    case 'update':
      return changeContact(step);
    case 'remove':
      return archiveContact(step.id);
  }
}

/** Creates go by PUT, which refuses what is there already; changes by POST, which would otherwise make a second one. */
export function inBatch(path: string, list: string, step: Step, element: Piece['element']): Piece {
  return { method: step.do === 'create' ? 'PUT' : 'POST', path, list, element, most: batchOf50.elements };
}

export function contactsOf(line: Line) {
  const reader = readerOf(line, contacts);
  const matching = async (clauses: readonly string[]): Promise<readonly Seen<Contact>[]> => {
    return uniqueById((await rowsMatching(line, contacts, clauses)).map(fromContact));
  };
  const writer = writerOf(line.account, contactWriting, {
    find: findWith(reader, (steps) => matching(steps.map((step) => equals('ContactNumber', step.reference)))),
    // Xero's own rule is that a name is unique whatever its case.
    seek: (wants) =>
      matching(
        wants.flatMap((want) => [
          equals('Name.ToLower()', want.name.toLowerCase()),
          ...(want.email === null ? [] : [equals('EmailAddress', want.email)]),
        ]),
      ),
  });
  return { reader, writer };
}

const items: Resource<Item> = {
  path: '/Items',
  list: 'Items',
  idField: 'ItemID',
  where: null,
  query: { unitdp: '4' },
  isPaged: false,
  bulk: { by: 'where', atOnce: 15 },
  isOurs: () => true,
  translate: async (wires) => wires.map(fromItem),
};

const itemWriting: Writing<Item> = {
  list: 'Items',
  idField: 'ItemID',
  piece: (step) => {
    switch (step.do) {
      case 'create':
        return inBatch('/Items?summarizeErrors=false&unitdp=4', 'Items', step, toItem(step.record));
      case 'update':
        return inBatch('/Items?summarizeErrors=false&unitdp=4', 'Items', step, changeItem(step));
      case 'remove':
        return { method: 'DELETE', path: `/Items/${step.id}`, list: null, element: null, most: 1 };
    }
  },
  landed: (wire, step) => {
    if (step.do !== 'remove') return { ...fromItem(wire), reference: step.reference };
    // A deletion is answered with nothing at all.
    if (Object.keys(wire).length > 0) throw new Error(`Xero did not say that item ${step.before.code} is removed`);
    return asRemoved(step);
  },
};

export function itemsOf(line: Line) {
  const reader = readerOf(line, items);
  const byCode = async (codes: readonly string[]): Promise<readonly Seen<Item>[]> => {
    const clauses = codes.map((code) => equals('Code', code));
    return (await rowsMatching(line, items, clauses)).map(fromItem);
  };
  const writer = writerOf(line.account, itemWriting, {
    // The code is the source's own and unique: whoever has it, is it.
    find: findWith(reader, async (steps) => {
      const found = await byCode(steps.map((step) => step.record.code));
      return found.map((seen) => ({ ...seen, reference: steps.find((step) => step.record.code === seen.record.code)?.reference ?? null }));
    }),
    seek: (wants) => byCode(wants.map((want) => want.code)),
  });
  return { reader, writer };
}

import type { Contact, Item } from '../../core/records.ts';
import type { Step } from '../../contract/connector.ts';
import type { Books } from './books.ts';
import { alsoInactive, rowsWith } from './query.ts';
import { readerOf } from './reading.ts';
import type { Line, Source } from './reading.ts';
import { findWith, seekNothing } from '../../contract/settling.ts';
import { changeContact, fromContact, toContact } from './translate-contacts.ts';
import { fromItem } from './translate-settings.ts';
import { each, writerOf } from './writing.ts';
import type { Writing } from './writing.ts';

const contacts = (entity: 'Customer' | 'Vendor'): Source<Contact> => ({
  entity,
  prefix: entity === 'Vendor' ? 'Vendor/' : '',
  isNameList: true,
  isOurs: () => true,
  translate: async (wires) => wires.map((wire) => fromContact(wire, entity)),
});

const writing: Writing<Contact> = {
  pieces: each((step) => ({ entity: 'Customer', ...contactPiece(step) })),
  landed: (wire) => fromContact(wire, 'Customer'),
};

/** Suppliers are read only: what Tieout books is between the seller and customers. */
function contactPiece(step: Step<Contact>) {
  switch (step.do) {
    case 'create':
      return { operation: 'create', element: toContact(step.record, step.reference) } as const;
    case 'update':
      return { operation: 'update', element: changeContact(step) } as const;
    case 'remove':
      return { operation: 'update', element: { Id: step.id, SyncToken: step.version, sparse: true, Active: false } } as const;
  }
}

export function contactsOf(line: Line) {
  const customers = contacts('Customer');
  const reader = readerOf(line, [customers, contacts('Vendor')]);
  const writer = writerOf(line.account, writing, {
    // Display names are unique, and a name that is switched off has a word added: both are asked for.
    find: findWith(reader, async (steps) => {
      const names = steps.flatMap(({ record }) => [record.name, `${record.name} (deleted)`]);
      return customers.translate(await rowsWith(line, 'Customer', { field: 'DisplayName', values: names, where: [alsoInactive] }));
    }),
    seek: seekNothing,
  });
  return { reader, writer };
}

export const itemReader = (line: Line, books: Books) =>
  readerOf<Item>(line, [
    {
      entity: 'Item',
      prefix: '',
      isNameList: true,
      isOurs: () => true,
      translate: async (wires) => {
        if (wires.length > 0) await books.ready();
        return wires.map((wire) => fromItem(wire, books));
      },
    },
  ]);

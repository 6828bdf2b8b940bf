import type { Ability, WriteAbility } from '../../core/ability.ts';
import type { Manifest } from '../../contract/manifest.ts';
import { pricePlaces } from './lines.ts';
import { batchOf30 } from './writing.ts';

const fetchAtOnce = 300;
const readOnly = (atOnce: number): Ability => ({ read: true, fetchAtOnce: atOnce, write: null });

/** A staff-only field, which users see as "Memo on statement" or "Memo". It can be read and not searched: the day narrows it. */
const note = { in: 'field', field: 'PrivateNote', max: 4000, visibleTo: 'staff', find: 'narrow' } as const;

const figures = { unitPrice: pricePlaces, quantity: pricePlaces, amount: 2, taxAmount: 2, exchangeRate: 9 };

const plain: WriteAbility = {
  create: true,
  update: [],
  remove: 'delete',
  batch: batchOf30,
  reference: note,
  // Ours, a space before it, and the text of whoever wrote the document share the note.
  lengths: { reference: 3900 },
  places: figures,
  taxesPerLine: 1,
  lineDiscount: 'none',
  documentDiscount: false,
  // For each rate of the document; how it is spread over the lines is ours.
  taxOverride: true,
  negativeLines: true,
  drops: [],
  seek: false,
  notes: 'none',
};

const documentFields = [
  'number',
  'contact',
  'issuedOn',
  'amountsAre',
  'lines',
  'net',
  'tax',
  'gross',
  'totals',
  'exchangeRate',
  'reference',
  'notes',
];

const document: WriteAbility = {
  ...plain,
  update: documentFields,
  lengths: { number: 21, reference: 3900, notes: 1000, description: 4000 },
  drops: ['discount', 'paid', 'credited', 'exchangeRate.on', 'exchangeRate.source'],
  seek: true,
  notes: 'field',
};

/** Everything that QuickBooks' accounting interface can do with each kind of record. */
export const abilities: Manifest['kinds'] = {
  organisation: readOnly(1),
  account: readOnly(fetchAtOnce),
  taxRate: readOnly(1000),
  currency: readOnly(1000),
  contact: {
    read: true,
    fetchAtOnce,
    write: {
      ...plain,
      update: ['name', 'givenName', 'familyName', 'email', 'phone', 'address', 'state'],
      remove: 'archive',
      reference: { in: 'field', field: 'Notes', max: 2000, visibleTo: 'staff', find: 'narrow' },
      lengths: {
        name: 500,
        givenName: 100,
        familyName: 100,
        email: 100,
        phone: 30,
        addressLine: 500,
        city: 255,
        region: 255,
        postalCode: 30,
        country: 255,
      },
      // A tax number is shown masked, so what stands there can be neither read nor compared. Who is a customer is said by the list.
      drops: ['taxNumber', 'isCustomer', 'isSupplier', 'mergedInto'],
    },
  },
  // Items of the seller's own are theirs; those that stand for an account are made when a document needs them.
  item: readOnly(fetchAtOnce),
  invoice: { read: true, fetchAtOnce, write: { ...document, update: [...documentFields, 'dueOn'], remove: 'void' } },
  creditNote: { read: true, fetchAtOnce, write: { ...document, drops: [...document.drops, 'invoice'] } },
  payment: { read: true, fetchAtOnce, write: { ...plain, remove: 'void', drops: ['method', 'isReconciled'], seek: true } },
  refund: { read: true, fetchAtOnce, write: { ...plain, drops: ['isReconciled'], seek: true } },
  allocation: { read: true, fetchAtOnce, write: { ...plain, lengths: {}, seek: true } },
  bankTransaction: {
    read: true,
    fetchAtOnce,
    write: {
      ...plain,
      update: ['madeOn', 'lines', 'gross', 'totals', 'reference'],
      lengths: { reference: 3900, description: 4000 },
      drops: ['remaining', 'isReconciled'],
    },
  },
  transfer: { read: true, fetchAtOnce, write: { ...plain, drops: ['isReconciled'] } },
  journal: {
    read: true,
    fetchAtOnce,
    write: { ...plain, update: ['madeOn', 'lines', 'narration'], lengths: { narration: 3900, description: 4000 } },
  },
};

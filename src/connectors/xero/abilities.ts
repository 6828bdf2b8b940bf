import type { Ability, WriteAbility } from '../../core/ability.ts';
import type { Manifest } from '../../contract/manifest.ts';
import { batchOf50 } from './writing.ts';

const readOnly = (fetchAtOnce: number): Ability => ({ read: true, fetchAtOnce, write: null });

/** A staff-only field: Xero shows it as the link "Go to Tieout". */
const link = { in: 'field', field: 'Url', max: 250, visibleTo: 'staff', find: 'exact' } as const;

/** There is no other field: ours follows the user's own text, where customers see it too. A recorded loss. */
const behindText = { in: 'field', field: 'Reference', max: 255, visibleTo: 'customer', find: 'narrow' } as const;

// Amounts have two places in every currency: 1.234 KWD cannot be kept in Xero. Its rates say how much of the foreign currency one unit of
// the base currency is.
const figures = { unitPrice: 4, quantity: 4, amount: 2, taxAmount: 2, discountPercent: 4, discountAmount: 2, foreignPerBase: 6 };

const plain: WriteAbility = {
  create: true,
  update: [],
  remove: 'delete',
  batch: batchOf50,
  reference: behindText,
  // Ours, a space before it, and the user's text share 255 characters.
  lengths: { reference: 237 },
  places: figures,
  taxesPerLine: 1,
  lineDiscount: 'none',
  documentDiscount: false,
  taxOverride: true,
  negativeLines: true,
  drops: [],
  // Names, codes and credit note numbers are unique at Xero, which refuses a second one: a look before each create would only
  // cost calls. Invoices can be looked up by the hundred, and payments and allocations are not unique: these are worth it.
  seek: false,
  notes: 'history',
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
  'state',
];

/** Everything that Xero's accounting interface can do with each kind of record. */
export const abilities: Manifest['kinds'] = {
  organisation: readOnly(1),
  account: readOnly(15),
  taxRate: readOnly(1000),
  currency: readOnly(1000),
  contact: {
    read: true,
    fetchAtOnce: 40,
    write: {
      ...plain,
      update: ['name', 'givenName', 'familyName', 'email', 'phone', 'taxNumber', 'address', 'state'],
      remove: 'archive',
      reference: { in: 'field', field: 'ContactNumber', max: 50, visibleTo: 'staff', find: 'exact' },
      lengths: {
        name: 255,
        givenName: 255,
        familyName: 255,
        email: 255,
        phone: 50,
        taxNumber: 50,
        addressLine: 500,
        city: 255,
        region: 255,
        postalCode: 50,
        country: 50,
      },
      // Xero says who is a customer or supplier from the documents that they have.
      drops: ['isCustomer', 'isSupplier', 'mergedInto'],
    },
  },
  item: {
    read: true,
    fetchAtOnce: 15,
    write: {
      ...plain,
      update: ['code', 'name', 'description', 'unitPrice', 'account', 'tax'],
      reference: { in: 'field', field: 'Code', max: 30, visibleTo: 'customer', find: 'exact' },
      lengths: { code: 30, name: 50, description: 4000 },
      drops: ['state'],
    },
  },
  invoice: {
    read: true,
    fetchAtOnce: 40,
    write: {
      ...plain,
      update: [...documentFields, 'dueOn'],
      remove: 'void',
      reference: link,
      lengths: { number: 255, reference: 255, description: 4000 },
      lineDiscount: 'both',
      drops: ['notes', 'discount', 'paid', 'credited', 'exchangeRate.on', 'exchangeRate.source'],
      seek: true,
    },
  },
  creditNote: {
    read: true,
    fetchAtOnce: 15,
    write: {
      ...plain,
      update: documentFields,
      remove: 'void',
      lengths: { number: 255, reference: 237, description: 4000 },
      drops: ['notes', 'discount', 'invoice', 'paid', 'credited', 'exchangeRate.on', 'exchangeRate.source'],
    },
  },
  payment: { read: true, fetchAtOnce: 15, write: { ...plain, drops: ['method', 'isReconciled'], seek: true } },
  refund: { read: true, fetchAtOnce: 15, write: { ...plain, drops: ['isReconciled'], seek: true } },
  allocation: {
    read: true,
    fetchAtOnce: 1,
    write: { ...plain, reference: { in: 'parent', parent: 'creditNote' }, lengths: {}, seek: true, notes: 'none' },
  },
  bankTransaction: {
    read: true,
    fetchAtOnce: 15,
    write: {
      ...plain,
      update: ['madeOn', 'contact', 'lines', 'gross', 'totals', 'reference'],
      reference: link,
      lengths: { reference: 255, description: 4000 },
      drops: ['remaining', 'isReconciled'],
    },
  },
  transfer: { read: true, fetchAtOnce: 15, write: { ...plain, batch: { elements: 1, bytes: batchOf50.bytes }, drops: ['isReconciled'] } },
  journal: {
    read: true,
    fetchAtOnce: 15,
    write: {
      ...plain,
      update: ['madeOn', 'lines', 'narration', 'state'],
      remove: 'void',
      reference: link,
      lengths: { narration: 4000, description: 4000 },
    },
  },
};

import type { Ability, WriteAbility } from '../../core/ability.ts';
import type { Manifest } from '../../contract/manifest.ts';

const readOnly: Ability = { read: true, fetchAtOnce: 1000, write: null };

const posting: WriteAbility = {
  create: true,
  // What is posted stays as it is: it is cancelled, and made anew.
  update: [],
  remove: 'void',
  // A call is one transaction, so that one document that is refused would take all others of it with it.
  batch: { elements: 1, bytes: 3_500_000 },
  reference: { in: 'field', field: 'description', max: 255, visibleTo: 'customer', find: 'narrow' },
  lengths: { reference: 237 },
  places: { unitPrice: 4, quantity: 2, amount: 2, taxAmount: 2 },
  taxesPerLine: 3,
  lineDiscount: 'none',
  documentDiscount: false,
  taxOverride: true,
  negativeLines: true,
  drops: [],
  seek: false,
  notes: 'none',
};

const ability = (write: Partial<WriteAbility>): Ability => ({ read: true, fetchAtOnce: 100, write: { ...posting, ...write } });

const documents: Partial<WriteAbility> = {
  reference: { in: 'field', field: 'description', max: 255, visibleTo: 'customer', find: 'exact' },
  lengths: { number: 255, reference: 255, description: 4000, notes: 4000 },
  // Its own exchange rates by day; discounts are worked into prices.
  drops: ['discount', 'exchangeRate', 'paid', 'credited'],
  seek: true,
  notes: 'field',
};

const kinds: Manifest['kinds'] = {
  organisation: readOnly,
  account: readOnly,
  taxRate: readOnly,
  currency: readOnly,
  contact: ability({
    update: ['name', 'email', 'phone', 'taxNumber', 'address', 'state'],
    remove: 'archive',
    reference: { in: 'field', field: 'code', max: 255, visibleTo: 'staff', find: 'exact' },
    lengths: { name: 255, email: 255, phone: 255, taxNumber: 255, addressLine: 255, city: 255, postalCode: 64 },
    drops: ['givenName', 'familyName', 'isCustomer', 'isSupplier', 'address.region', 'address.country', 'mergedInto'],
    seek: true,
  }),
  invoice: ability(documents),
  creditNote: ability({ ...documents, drops: [...(documents.drops ?? []), 'invoice'] }),
  payment: ability({ drops: ['method', 'isReconciled', 'accountAmount'], seek: true }),
  refund: ability({ drops: ['isReconciled'], seek: true }),
  transfer: ability({ drops: ['isReconciled'] }),
  journal: ability({ lengths: { narration: 237, description: 255 } }),
};

export const manifestWith = (options: { readonly overlapSeconds: number }): Manifest => ({
  id: 'tryton',
  label: 'Tryton',
  role: 'ledger',
  auth: { type: 'login', hosts: { api: null }, scopes: [] },
  limits: null,
  keySeconds: 0,
  // A request is one or several transactions, and none goes on by itself when the last answer is given up.
  settleSeconds: 60,
  requestSeconds: 60,
  poll: { everySeconds: 60, fullPassSeconds: 86_400, overlapSeconds: options.overlapSeconds },
  webhooks: [],
  alsoChanges: {},
  kinds,
});

import type { Ability, Manifest, WriteAbility } from '../../contract/manifest.ts';

/** How many ids one request may name, so that a web address stays under 8 kilobytes. */
export const fetchAtOnce = 200;
/** How much one POST may hold: so many drafts, in so many bytes. */
export const createAtOnce = { elements: 100, bytes: 8_000_000 };

const readOnly: Ability = { read: true, fetchAtOnce, write: null };

const writing: WriteAbility = {
  create: true,
  update: [],
  remove: 'void',
  batch: createAtOnce,
  reference: { in: 'field', field: 'staffReference', max: 64, visibleTo: 'staff', find: 'exact' },
  lengths: {},
  places: {},
  taxesPerLine: 5,
  lineDiscount: 'both',
  documentDiscount: true,
  taxOverride: false,
  negativeLines: true,
  drops: [],
  seek: false,
  notes: 'field',
};

const contact: WriteAbility = {
  ...writing,
  update: ['name', 'givenName', 'familyName', 'email', 'phone', 'taxNumber', 'address', 'isCustomer', 'isSupplier'],
  remove: 'archive',
  lengths: { name: 255, givenName: 255, familyName: 255, email: 255, phone: 100, taxNumber: 50 },
  drops: ['mergedInto'],
  seek: true,
};

const payment: WriteAbility = {
  ...writing,
  update: ['contact', 'paidOn', 'amount', 'account', 'accountAmount', 'method', 'reference', 'allocations'],
  lengths: { account: 100, method: 100, reference: 255 },
  drops: ['isReconciled'],
  seek: true,
};

const document: WriteAbility = {
  ...writing,
  update: ['number', 'contact', 'issuedOn', 'exchangeRate', 'amountsAre', 'lines', 'discount', 'reference', 'notes'],
  lengths: { number: 50, reference: 255, description: 4000, notes: 4000, account: 100, item: 100 },
  places: { quantity: 8, unitPrice: 8 },
};

export const manifest: Manifest = {
  id: 'billing',
  label: 'Tieout Billing',
  role: 'platform',
  auth: { type: 'none', reads: 'http' },
  limits: null,
  // Answers are kept with what they did and are not thrown away; this is how long we promise it.
  keySeconds: 2_592_000,
  // The answer and the record are one transaction: when nobody listens any more, it has happened or it never will.
  settleSeconds: 0,
  requestSeconds: 30,
  poll: { everySeconds: 60, fullPassSeconds: 86_400, overlapSeconds: 0 },
  // Whoever runs in the same process as billing hears of changes by `onChange`.
  webhooks: [],
  alsoChanges: {},
  kinds: {
    taxRate: readOnly,
    contact: { read: true, fetchAtOnce, write: contact },
    invoice: { read: true, fetchAtOnce, write: { ...document, update: [...document.update, 'dueOn'] } },
    creditNote: { read: true, fetchAtOnce, write: document },
    payment: { read: true, fetchAtOnce, write: payment },
    refund: { read: true, fetchAtOnce, write: { ...writing, lengths: { account: 100, reference: 255 }, drops: ['isReconciled'] } },
    allocation: { read: true, fetchAtOnce, write: writing },
  },
};

import { createHmac, randomUUID } from 'node:crypto';
import type { Happening, WebhookDialect } from '../../../sandbox/webhooks.ts';
import { isFields } from './fields.ts';

/** classic: the form that was retired in 2026; cloudEvents: a list of events by the standard of that name. */
export type WebhookForm = 'classic' | 'cloudEvents';

// Intuit, Webhooks: the entities that can be subscribed to. Of tax codes and rates, nothing is told.
const told = new Set([
  'Account',
  'Bill',
  'BillPayment',
  'Class',
  'CreditMemo',
  'CompanyCurrency',
  'Customer',
  'Department',
  'Deposit',
  'Employee',
  'Invoice',
  'Item',
  'JournalEntry',
  'Payment',
  'PaymentMethod',
  'Preferences',
  'Purchase',
  'RefundReceipt',
  'SalesReceipt',
  'TaxAgency',
  'Term',
  'Transfer',
  'Vendor',
  'VendorCredit',
]);

const words: Readonly<Record<string, string>> = {
  Create: 'created',
  Update: 'updated',
  Delete: 'deleted',
  Merge: 'merged',
  Void: 'void',
  Emailed: 'emailed',
};

export const quickBooksWebhooks = (form: WebhookForm): WebhookDialect => ({
  event: (happening) => (told.has(happening.kind) ? (form === 'classic' ? classic(happening) : cloudEvent(happening)) : null),
  body: (events) => JSON.stringify(form === 'classic' ? { eventNotifications: byRealm(events) } : events),
  signature: (body, secret) => ({ 'intuit-signature': createHmac('sha256', secret).update(body).digest('base64') }),
  handshake: false,
  batch: 100,
});

const classic = ({ account, kind, id, detail, at }: Happening) => ({
  realmId: account,
  entity: {
    name: kind,
    id,
    operation: detail?.['operation'] ?? 'Update',
    // Without a colon in the offset, as Intuit writes it here.
    lastUpdated: new Date(at).toISOString().replace(/\.\d+Z$/, '+0000'),
    ...(detail?.['deletedId'] !== undefined && { deletedId: detail['deletedId'] }),
  },
});

function byRealm(events: readonly unknown[]): readonly unknown[] {
  const realms = Map.groupBy(events.filter(isFields), (event) => event['realmId']);
  return [...realms].map(([realmId, ones]) => ({ realmId, dataChangeEvent: { entities: ones.map(({ entity }) => entity) } }));
}

/** Where the vanished id of a merge stands in this form is not documented; it is put into the data under its classic name. */
const cloudEvent = ({ account, kind, id, detail, at }: Happening) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'intuit.tieoutsandbox=',
  type: `qbo.${kind.toLowerCase()}.${words[detail?.['operation'] ?? 'Update'] ?? 'updated'}.v1`,
  datacontenttype: 'application/json',
  time: new Date(at).toISOString().replace('Z', '000000Z'),
  intuitentityid: id,
  intuitaccountid: account,
  data: detail?.['deletedId'] === undefined ? {} : { deletedId: detail['deletedId'] },
});
